/** Python's expressions, as far as migrations use them: dotted names with calls, and what stands in brackets. */
import type { TextRange } from '../../finding.ts';
import { endOfBrackets, skipBlank, trimmed, type Code } from '../../parsers/code.ts';

/** One link of `op.get_bind().execute(…)`; a subscript is called `[]`. */
export interface Link {
  readonly name: string;
  readonly start: number;
  /** Offsets of the brackets behind it. */
  readonly open?: number;
  readonly close?: number;
}

/** A dotted name with its calls and subscripts. */
export interface Chain extends TextRange {
  readonly links: readonly [Link, ...Link[]];
}

/** The first call of a chain: `sa.Column(…)`. */
export interface Call extends TextRange {
  /** Dotted, as written. */
  readonly path: string;
  /** Its last part. */
  readonly name: string;
  readonly open: number;
}

/** The chain that starts exactly at `at`. */
export function chainAt(code: Code, at: number): Chain | undefined {
  let position = at;
  const links: Link[] = [];
  while (links.length < MOST_LINKS) {
    NAME.lastIndex = position;
    const name = NAME.exec(code.masked)?.[0];
    if (name === undefined) break;
    position = readBrackets(code, links, { name, start: position }, position + name.length);
    const dot = skipBlank(code.masked, position);
    if (code.masked[dot] !== '.') break;
    position = skipBlank(code.masked, dot + 1);
  }
  const [first, ...others] = links;
  if (!first) return undefined;
  return { links: [first, ...others], start: at, end: endOfLink(links.at(-1) ?? first) };
}

const NAME = /[A-Za-z_]\w*/y;
const MOST_LINKS = 200;

/** Adds a name with the calls and subscripts behind it; where they end. */
function readBrackets(code: Code, links: Link[], name: Link, end: number): number {
  let link = name;
  let position = end;
  for (;;) {
    const bracket = code.masked[position];
    if ((bracket !== '(' && bracket !== '[') || links.length >= MOST_LINKS) break;
    const close = endOfBrackets(code, position);
    if (link.open === undefined && bracket === '(') {
      link = { name: link.name, start: link.start, open: position, close };
    } else {
      links.push(link);
      link = { name: bracket === '[' ? '[]' : '()', start: position, open: position, close };
    }
    position = Math.min(close + 1, code.masked.length);
  }
  links.push(link);
  return position;
}

function endOfLink({ name, start, close }: Link): number {
  return close === undefined ? start + name.length : close + 1;
}

/** The first call of a chain; undefined where nothing is called. */
export function firstCall(chain: Chain): Call | undefined {
  const index = chain.links.findIndex(({ open }) => open !== undefined);
  const link = chain.links[index];
  if (link?.open === undefined || link.name === '[]') return undefined;
  const path = chain.links
    .slice(0, index + 1)
    .map(({ name }) => name)
    .join('.');
  return { path, name: link.name, open: link.open, start: chain.start, end: endOfLink(link) };
}

/** The dotted name without its calls. */
export function pathOf(chain: Chain): string {
  return chain.links.map(({ name }) => name).join('.');
}

export interface Arguments {
  readonly positional: readonly TextRange[];
  /** By name: where the value stands. */
  readonly named: ReadonlyMap<string, TextRange>;
  /** `*columns` or `**options`: more than can be read. */
  readonly open: boolean;
}

/** Arguments of the call whose bracket opens at `open`. */
export function argumentsOf(code: Code, open: number): Arguments {
  const positional: TextRange[] = [];
  const named = new Map<string, TextRange>();
  let spread = false;
  for (const part of partsOf(code, open)) {
    KEYWORD.lastIndex = part.start;
    const match = KEYWORD.exec(code.masked);
    if (match) named.set(match[1] ?? '', { start: Math.min(KEYWORD.lastIndex, part.end), end: part.end });
    else if (code.masked[part.start] === '*') spread = true;
    else positional.push(part);
  }
  return { positional, named, open: spread };
}

const KEYWORD = /([A-Za-z_]\w{0,80})\s{0,20}=(?!=)\s{0,400}/y;

/** What stands between commas in the brackets that open at `open`, trimmed, without empty parts. */
export function partsOf(code: Code, open: number): readonly TextRange[] {
  const parts = splitAt(code, open + 1, endOfBrackets(code, open), ',');
  return parts.some((part) => isCutLambda(code, part)) ? joinLambdas(code, parts) : parts;
}

/** `lambda apps, editor: None` has a comma of its own. */
function isCutLambda(code: Code, { start, end }: TextRange): boolean {
  return code.masked.startsWith('lambda ', start) && !code.masked.slice(start, end).includes(':');
}

function joinLambdas(code: Code, parts: readonly TextRange[]): readonly TextRange[] {
  const joined: TextRange[] = [];
  let start: number | undefined;
  for (const part of parts) {
    const isCut =
      start === undefined ? isCutLambda(code, part) : !code.masked.slice(part.start, part.end).includes(':');
    if (isCut) start ??= part.start;
    else {
      joined.push(start === undefined ? part : { start, end: part.end });
      start = undefined;
    }
  }
  return joined;
}

/** The parts of a range between a character that stands outside of brackets and strings. */
export function splitAt(code: Code, from: number, end: number, separator: string): readonly TextRange[] {
  const parts: TextRange[] = [];
  let start = from;
  const add = (to: number): void => {
    const part = trimmed(code.masked, start, to);
    if (part.end > part.start) parts.push(part);
    start = to + 1;
  };
  for (let at = start; at < end && parts.length < MOST_PARTS; at++) {
    const character = code.masked[at];
    if (character === separator) add(at);
    else if (character === '(' || character === '[' || character === '{') {
      const partner = code.partnerOf(at);
      if (partner > at && partner < end) at = partner;
    }
  }
  if (parts.length < MOST_PARTS) add(end);
  return parts;
}

const MOST_PARTS = 5_000;

/** Keys and values of a dictionary whose bracket opens at `open`. */
export function entriesOf(code: Code, open: number): readonly (readonly [TextRange, TextRange])[] {
  const entries: (readonly [TextRange, TextRange])[] = [];
  for (const part of partsOf(code, open)) {
    const [key, value] = splitAt(code, part.start, part.end, ':');
    if (key && value) entries.push([key, { start: value.start, end: part.end }]);
  }
  return entries;
}

/**
 * The chains in a range, in order. `visit` says whether it has dealt with all of it: if not, what stands in its
 * brackets is gone through as well.
 */
export function scanChains(code: Code, range: TextRange, visit: (chain: Chain) => boolean): void {
  for (let at = range.start; at < range.end; at++) {
    const unit = code.masked.charCodeAt(at);
    if (!startsName(unit) && unit !== 34 && unit !== 39) continue;
    const literal = code.stringAt(at);
    if (literal) {
      at = Math.max(at, literal.end - 1);
      continue;
    }
    if (!startsName(unit)) continue;
    const chain = isNameInside(code.masked, at) ? undefined : chainAt(code, at);
    if (chain && visit(chain)) at = Math.max(at, chain.end - 1);
    else at = endOfName(code.masked, at) - 1;
  }
}

function startsName(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95;
}

/** `.name` belongs to the chain before it. */
function isNameInside(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && at - before < 200 && /\s/.test(text.charAt(before))) before--;
  return text[before] === '.';
}

function endOfName(text: string, at: number): number {
  NAME.lastIndex = at;
  return NAME.test(text) ? NAME.lastIndex : at + 1;
}
