/**
 * What nginx' variables come to. `map` and `set` with `if` round it make a small program; it is played, and each way through it is
 * a _branch_: what holds, and what the variable is then.
 */
import type { NginxDirective, NginxWord } from '../../parsers/nginx.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import type { Condition, Value } from '../values.ts';
import { outwards, spanOfWord, type NginxBlock } from './block.ts';

export interface Branch {
  readonly when: readonly NginxCondition[];
  readonly gives: Value;
}

/** nginx also asks for methods, which belong to a scope. */
export type NginxCondition =
  Condition | { readonly kind: 'method'; readonly methods: readonly string[]; readonly at: Span };

export interface NginxMap {
  readonly name: string;
  readonly source: NginxWord;
  /** The key, taken apart; undefined for `default`. */
  readonly entries: readonly MapLine[];
}

export interface MapLine {
  readonly isDefault: boolean;
  readonly isPattern: boolean;
  readonly ignoresCase: boolean;
  /** Without the sign for patterns. */
  readonly key: string;
  readonly keyAt: Span;
  readonly value: NginxWord;
}

export interface Variables {
  readonly document: Document;
  readonly maps: ReadonlyMap<string, NginxMap>;
  /** Every `set` of a name, with the block that it stands in, in the order of the text. */
  readonly sets: ReadonlyMap<string, readonly { readonly block: NginxBlock; readonly value: NginxWord }[]>;
  /** What may still be worked out: variables that are made of variables soon are more than anybody wrote. */
  readonly work: { left: number };
  readonly readCondition: ConditionReader;
}

/** What an `if` asks: all of it holds inside of the block. */
export type ConditionReader = (
  variables: Variables,
  directive: NginxDirective,
  place: Place,
  depth: number,
) => NginxCondition[];

/** Where a variable is asked for. */
export interface Place {
  readonly block: NginxBlock;
  /** In a condition only what was set before it counts. */
  readonly before?: number;
}

/** More ways through than anybody writes: from here on it is unknown. */
const MOST_BRANCHES = 24;
/** A text that doubles itself line by line. */
const LONGEST = 4_000;
const DEEPEST = 6;

export function variablesOf(
  document: Document,
  blocks: readonly NginxBlock[],
  readCondition: ConditionReader,
): Variables {
  const maps = new Map<string, NginxMap>();
  const sets = new Map<string, { block: NginxBlock; value: NginxWord }[]>();
  for (const block of blocks)
    for (const directive of block.directives) {
      const map = mapOf(document, directive);
      if (map) maps.set(map.name, map);
      const [name, value] = directive.args;
      if (directive.name.text !== 'set' || !name || !value) continue;
      const known = sets.get(nameOf(name.text));
      if (known) known.push({ block, value });
      else sets.set(nameOf(name.text), [{ block, value }]);
    }
  // Blocks come level by level, but nginx goes through the text.
  for (const list of sets.values()) list.sort((left, right) => left.value.start - right.value.start);
  return { document, maps, sets, work: { left: 200_000 }, readCondition };
}

function mapOf(document: Document, { name, args, block }: NginxDirective): NginxMap | undefined {
  const [source, target] = args;
  if (name.text !== 'map' || !source || !target || !block) return undefined;
  const entries: MapLine[] = [];
  for (const line of block) {
    const [value] = line.args;
    if (!value || line.name.text === 'include') continue;
    entries.push(mapLine(document, line.name, value));
  }
  return { name: nameOf(target.text), source, entries };
}

function mapLine(document: Document, word: NginxWord, value: NginxWord): MapLine {
  const sign = /^~\*?/.exec(word.text)?.[0] ?? '';
  const start = Math.min(word.start + sign.length, word.end);
  return {
    isDefault: word.text === 'default' && !word.isQuoted,
    isPattern: sign !== '',
    ignoresCase: sign === '~*',
    key: sign === '' ? word.text.replace(/^\\/, '') : word.text.slice(sign.length),
    keyAt: spanOf(document, start, Math.max(start, Math.min(word.end, document.lineAt(start).end))),
    value,
  };
}

/** `$x` and `${x}` as `x`. */
export function nameOf(text: string): string {
  return text.replace(/^\\?\$\{?/, '').replace(/\}$/, '');
}

/** The ways in which a word comes to something, where it stands in a block. */
export function branchesOf(variables: Variables, word: NginxWord, place: Place, depth = 0): Branch[] {
  const { document } = variables;
  const at = spanOfWord(document, word);
  const parts = partsOf(word);
  if (parts.length === 0) return [{ when: [], gives: { kind: 'text', text: word.text, at } }];
  let branches: Branch[] | undefined;
  for (const part of parts) {
    const partAt =
      parts.length === 1
        ? at
        : { ...at, start: part.start, end: part.end, column: at.column + part.start - at.start };
    const ways: Branch[] = part.hole
      ? [{ when: [], gives: holeValue(part.text, partAt) }]
      : part.name === undefined
        ? [{ when: [], gives: { kind: 'text', text: part.text, at: partAt } }]
        : branchesOfName(variables, part.name, partAt, place, depth);
    branches = branches
      ? branches.flatMap((before) => ways.map((way) => joined(before, way, at))).slice(0, MOST_BRANCHES)
      : ways;
  }
  return branches ?? [];
}

function joined(before: Branch, behind: Branch, at: Span): Branch {
  const [left, right] = [before.gives, behind.gives];
  const when = [...before.when, ...behind.when];
  if (left.kind === 'nothing' || (left.kind === 'text' && left.text === '')) return { when, gives: right };
  if (right.kind === 'nothing' || (right.kind === 'text' && right.text === '')) return { when, gives: left };
  const parts = left.kind === 'joined' ? [...left.parts, right] : [left, right];
  if (parts.length > 50 || lengthOf(parts) > LONGEST) return { when, gives: { kind: 'unknown', at } };
  const isText = parts.every((part) => part.kind === 'text');
  return {
    when,
    gives: isText
      ? { kind: 'text', text: parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''), at }
      : { kind: 'joined', parts, at },
  };
}

function lengthOf(parts: readonly Value[]): number {
  let length = 0;
  for (const part of parts) if (part.kind === 'text') length += part.text.length;
  return length;
}

interface Part {
  /** Of a variable. */
  readonly name?: string;
  /** A template puts something in. */
  readonly hole?: boolean;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Pieces of text and variables; none where there is no variable in it. */
function partsOf(word: NginxWord): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of word.text.matchAll(PARTS)) {
    if (match.index > from) parts.push(piece(word, from, match.index));
    from = match.index + match[0].length;
    const name = match[1] ?? match[2];
    const found = piece(word, match.index, from);
    parts.push(name === undefined ? { ...found, hole: true } : { ...found, name });
    if (parts.length > 20) break;
  }
  if (parts.length > 0 && from < word.text.length) parts.push(piece(word, from, word.text.length));
  return parts;
}

const PARTS =
  /\\?\$(?:\{(\w{1,200})\}|(\w{1,200}))|\{\{[^}\n]{0,300}\}\}|<%[^%\n]{0,300}%>|\{%[^%\n]{0,300}%\}/g;

/** `{{ getenv "NAME" }}` of gomplate, `{{ .Env.NAME }}` of dockerize; all else is not known here. */
function holeValue(text: string, at: Span): Value {
  const name = /\bgetenv\s+"(\w{1,200})"|\.Env\.(\w{1,200})/.exec(text);
  const variable = name?.[1] ?? name?.[2];
  return variable === undefined
    ? { kind: 'unknown', at }
    : { kind: 'variable', name: variable, mayBeUnset: true, at };
}

function piece(word: NginxWord, from: number, to: number): Part {
  return {
    text: word.text.slice(from, to),
    start: word.start + from,
    end: Math.min(word.start + to, word.end),
  };
}

function branchesOfName(variables: Variables, name: string, at: Span, place: Place, depth: number): Branch[] {
  const always = (gives: Value): Branch[] => [{ when: [], gives }];
  if (name === 'http_origin') return always({ kind: 'request', what: 'origin', at });
  if (depth > DEEPEST || variables.work.left <= 0) return always({ kind: 'unknown', at });
  const map = variables.maps.get(name);
  if (map) return branchesOfMap(variables, map, place, depth + 1);
  if (variables.sets.has(name)) return branchesOfSets(variables, name, at, place, depth + 1);
  if (FROM_THE_REQUEST.test(name)) return always({ kind: 'request', what: 'other', at });
  // Variables of nginx are lower case; what is not is put in by envsubst before nginx starts.
  if (/^[A-Z][A-Z\d_]*$/.test(name)) return always({ kind: 'variable', name, mayBeUnset: true, at });
  if (/^\d$/.test(name) || OF_NGINX.test(name)) return always({ kind: 'unknown', at });
  return always({ kind: 'imported', from: NGINX_VARIABLES, name: `$${name}`, path: [], at });
}

/** Variables are the same in all files of a server: a `map` in one, its use in another. */
export const NGINX_VARIABLES = 'nginx:variables';

const FROM_THE_REQUEST =
  /^(?:http_\w+|arg_\w+|cookie_\w+|host|args|query_string|uri|request_uri|document_uri|request|remote_user|request_method|content_type)$/;
const OF_NGINX =
  /^(?:upstream_|sent_|ssl_|proxy_|remote_|server_|request_|realip_|geoip|time_|msec|status|scheme|is_args|https|nginx_|hostname|pid|pipe|connection|body_|bytes_|binary_|document_root|realpath_|fastcgi_|content_length|limit_|uid_|date_|gzip_|tcpinfo|slice_|invalid_referer|secure_link|memcached_|jwt_|spdy|http2|http3)/;

function branchesOfMap(variables: Variables, map: NginxMap, place: Place, depth: number): Branch[] {
  const sources = branchesOf(variables, map.source, place, depth);
  const branches: Branch[] = [];
  variables.work.left -= map.entries.length;
  for (const line of map.entries) {
    const gives = branchesOf(variables, line.value, place, depth)[0]?.gives;
    if (!gives || branches.length >= MOST_ENTRIES) break;
    if (line.isDefault) {
      branches.push({ when: [], gives });
      continue;
    }
    for (const source of sources) {
      if (source.gives.kind === 'request' && source.gives.what === 'origin')
        branches.push({ when: [originCondition(line)], gives: fromKey(gives, line) });
      else if (source.gives.kind === 'text') {
        if (source.gives.text.toLowerCase() === line.key.toLowerCase() && !line.isPattern)
          branches.push({ when: source.when, gives });
      } else branches.push({ when: [{ kind: 'other', at: line.keyAt }], gives });
    }
  }
  return branches;
}

const MOST_ENTRIES = 200;

/** What a pattern catches of the origin is the origin, as far as browsers accept it. */
function fromKey(gives: Value, line: MapLine): Value {
  const isCaught =
    gives.kind === 'imported' && line.isPattern && line.key.includes(`<${gives.name.slice(1)}>`);
  return isCaught ? { kind: 'request', what: 'origin', at: gives.at } : gives;
}

function originCondition(line: MapLine): Condition {
  const { keyAt: at, key } = line;
  return {
    kind: 'origin',
    negated: false,
    at,
    test: line.isPattern
      ? {
          kind: 'matches',
          how: 'search',
          pattern: { kind: 'pattern', source: key, flags: line.ignoresCase ? 'i' : '', at },
        }
      : { kind: 'equals', value: { kind: 'text', text: key, at } },
  };
}

/** Plays the `set`s that requests for this block come past, in the order of the text. */
function branchesOfSets(
  variables: Variables,
  name: string,
  at: Span,
  { block, before }: Place,
  depth: number,
): Branch[] {
  const round = new Set(outwards(block));
  const sets = variables.sets.get(name) ?? [];
  variables.work.left -= sets.length;
  let branches: Branch[] = [{ when: [], gives: { kind: 'nothing', at } }];
  for (const { block: place, value } of sets) {
    if (before !== undefined && value.start >= before) break;
    const container = [...outwards(place)].find(({ kind }) => kind !== 'if');
    if (!container || !round.has(container)) continue;
    const when = conditionsRound(variables, place, round, depth);
    const mentionsItself = partsOf(value).some((part) => part.name === name);
    const gives: Branch[] = mentionsItself
      ? branches.map((way) => withMore(way, value, name))
      : branchesOf(variables, value, { block: place, before: value.start }, depth);
    const added = gives.map((way) => ({ when: [...way.when, ...when], gives: way.gives }));
    branches = (when.length === 0 ? added : [...added, ...branches]).slice(0, MOST_BRANCHES);
  }
  return branches;
}

/** What the `if`s round a block ask, but for those of which that is known already. */
export function conditionsRound(
  variables: Variables,
  block: NginxBlock,
  known: ReadonlySet<NginxBlock>,
  depth = 0,
): NginxCondition[] {
  const when: NginxCondition[] = [];
  for (const { kind, directive, parent } of outwards(block)) {
    if (kind !== 'if' || !directive || !parent) break;
    const here = { block: parent, before: directive.start };
    if (!known.has(block)) when.push(...variables.readCondition(variables, directive, here, depth));
  }
  return when;
}

/** `set $cors "${cors}-options"`: the way so far, with more text. */
function withMore(before: Branch, value: NginxWord, name: string): Branch {
  const old = before.gives.kind === 'text' ? before.gives.text : '';
  const parts = partsOf(value);
  const isKnown =
    (before.gives.kind === 'text' || before.gives.kind === 'nothing') &&
    parts.every((part) => !part.hole && (part.name === undefined || part.name === name)) &&
    old.length * parts.length < LONGEST;
  const text = isKnown ? parts.map((part) => (part.name === name ? old : part.text)).join('') : '';
  const { at } = before.gives;
  return { when: before.when, gives: isKnown ? { kind: 'text', text, at } : { kind: 'unknown', at } };
}
