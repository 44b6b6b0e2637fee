/** What calls are given, as far as it is written out. */
import type { TextRange } from '../../finding.ts';
import type { Literal } from '../../fixes/literals/literal.ts';
import { partsBetweenCommas, rangeOf, type Part } from './statements.ts';
import type { Token, Tokens } from './tokens.ts';

/** One argument, with its place. */
export interface Value extends TextRange {
  readonly kind: 'name' | 'string' | 'number' | 'word' | 'list' | 'map' | 'code';
  /** Of names (`:email`) and strings what they say; of numbers and words as written; "" of the rest. */
  readonly text: string;
  readonly literal?: Literal;
  /** Of lists. */
  readonly items: readonly Value[];
  /** Of maps. */
  readonly entries: Options;
  readonly part: Part;
}

export type Options = ReadonlyMap<string, Value>;

export const NO_OPTIONS: Options = new Map();

export interface Arguments {
  readonly plain: readonly Value[];
  readonly options: Options;
}

const MOST = 400;

export function argumentsIn(tokens: Tokens, part: Part, depth = 0): Arguments {
  const plain: Value[] = [];
  const options = new Map<string, Value>();
  for (const piece of partsBetweenCommas(tokens, part).slice(0, MOST)) {
    const named = namedIn(tokens, piece, depth);
    if (named) options.set(named.name, named.value);
    else plain.push(valueIn(tokens, piece, depth));
  }
  const last = plain.at(-1);
  if (last?.kind === 'map' && tokens.syntax.language === 'ruby') {
    plain.pop();
    for (const [name, value] of last.entries) options.set(name, value);
  }
  return { plain, options };
}

/** `name: value`, `:name => value`, `"name" => value`, `name:` for a variable of that name. */
function namedIn(
  tokens: Tokens,
  { from, to }: Part,
  depth: number,
): { readonly name: string; readonly value: Value } | undefined {
  const { list } = tokens;
  const first = list[from];
  if (first?.kind === 'key') {
    let start = from + 1;
    while (start < to && list[start]?.kind === 'line') start++;
    return {
      name: first.text,
      value: start < to ? valueIn(tokens, { from: start, to }, depth) : codeOf(tokens, { from, to }),
    };
  }
  if (list[from + 1]?.text !== '=>' || (first?.kind !== 'symbol' && first?.kind !== 'string'))
    return undefined;
  return { name: first.text, value: valueIn(tokens, { from: from + 2, to }, depth) };
}

export function valueIn(tokens: Tokens, part: Part, depth = 0): Value {
  const { list } = tokens;
  const first = list[part.from];
  if (!first) return codeOf(tokens, part);
  const member = memberIn(tokens, part);
  const known = tokens.lists.get(member);
  if (known) return listOf(tokens, part, known);
  const bound = part.to - part.from === 3 ? tokens.bound.get(member) : undefined;
  if (bound !== undefined) return { ...codeOf(tokens, part), kind: 'string', text: bound };
  if (part.to - part.from === 1) return single(tokens, first, part);
  if (first.text === '-' && part.to - part.from === 2 && list[part.from + 1]?.kind === 'number')
    return { ...codeOf(tokens, part), kind: 'number', text: `-${list[part.from + 1]?.text ?? ''}` };
  const isMap = first.text === '%' && list[part.from + 1]?.text === '{';
  const open = isMap || isArrayCall(tokens, part) ? part.from + 1 : part.from;
  if (depth < 20 && list[open]?.kind === 'open' && list[open].partner === part.to - 1)
    return bracketed(tokens, part, open, depth);
  return first.literal && isTidied(tokens, part) ? single(tokens, first, part) : codeOf(tokens, part);
}

/** `NAMES`, `$this->names`, `self::NAMES`: the name. */
function memberIn({ list }: Tokens, { from, to }: Part): string {
  if (to - from === 1 && list[from]?.kind === 'word') return list[from].text;
  const isOwn = to - from === 3 && /^(?:\$this|self|static)$/.test(list[from]?.text ?? '');
  return isOwn ? (list[to - 1]?.text ?? '').replace(/^\$/, '') : '';
}

function listOf(tokens: Tokens, part: Part, texts: readonly string[]): Value {
  const value = codeOf(tokens, part);
  return { ...value, kind: 'list', items: texts.map((text): Value => ({ ...value, kind: 'string', text })) };
}

/** What a variable holds that was given as an argument, or the argument itself. */
export function heldBy(
  tokens: Tokens,
  given: Value | undefined,
  held: ReadonlyMap<string, Value>,
): Value | undefined {
  if (given?.part.to !== (given?.part.from ?? 0) + 1) return given;
  const token = tokens.list[given?.part.from ?? 0];
  return token?.kind === 'word' ? (held.get(token.text) ?? given) : given;
}

/** Notes what `name` stands for from here on, as far as that is written out. */
export function bind(tokens: Tokens, name: string, value: Value): void {
  const text = textOf(value);
  if (text === undefined) tokens.bound.delete(name);
  else tokens.bound.set(name, text);
  const texts = value.kind === 'list' ? textsOf(value) : undefined;
  if (texts === undefined) tokens.lists.delete(name);
  else tokens.lists.set(name, texts);
}

function isArrayCall({ list, syntax }: Tokens, { from }: Part): boolean {
  return syntax.language === 'php' && list[from]?.text === 'array' && list[from + 1]?.text === '(';
}

/** `<<~SQL.squish`, `"users".freeze` */
function isTidied({ list }: Tokens, { from, to }: Part): boolean {
  for (let at = from + 1; at < to; at += 2) {
    if (list[at]?.text !== '.' && list[at]?.text !== '&.') return false;
    if (!/^(?:squish|strip|strip_heredoc|freeze|chomp|to_s|to_sym|html_safe)$/.test(list[at + 1]?.text ?? ''))
      return false;
  }
  return true;
}

function single(tokens: Tokens, token: Token, part: Part): Value {
  const value = codeOf(tokens, part);
  const { kind, text, literal } = token;
  if (kind === 'symbol') return { ...value, kind: 'name', text };
  if (kind === 'number') return { ...value, kind, text };
  if (kind === 'word') {
    const bound = tokens.bound.get(text);
    return bound === undefined ? { ...value, kind, text } : { ...value, kind: 'string', text: bound };
  }
  if (kind !== 'string' || !literal || literal.kind !== 'string') return value;
  if (/^%[wiWI]/.test(literal.open) || literal.open.startsWith('~w'))
    return { ...value, kind: 'list', items: wordsOf(value, text, literal) };
  const filled = literal.holes.length > 0 ? filledIn(tokens, literal) : undefined;
  return filled === undefined
    ? { ...value, kind: 'string', text, literal }
    : { ...value, kind: 'string', text: filled };
}

/** `"old_#{name}"` where it is known what the name stands for. */
function filledIn({ bound, document }: Tokens, { content, holes }: Literal): string | undefined {
  if (bound.size === 0) return undefined;
  let filled = '';
  let at = content.start;
  for (const hole of holes) {
    const name =
      /\$?\w+/.exec(document.text.slice(hole.start, Math.min(hole.end, hole.start + 90)))?.[0] ?? '';
    const known = bound.get(name);
    if (known === undefined || hole.end - hole.start > name.length + 3) return undefined;
    filled += document.text.slice(at, hole.start) + known;
    at = hole.end;
  }
  return filled + document.text.slice(at, content.end);
}

/** `%w[a b]` */
function wordsOf(value: Value, text: string, literal: Literal): readonly Value[] {
  const words: Value[] = [];
  for (const match of text.matchAll(/\S+/g)) {
    const start = literal.content.start + match.index;
    words.push({ ...value, kind: 'string', text: match[0], start, end: start + match[0].length, items: [] });
  }
  return words;
}

function bracketed(tokens: Tokens, part: Part, open: number, depth: number): Value {
  const value = codeOf(tokens, part);
  const inside = { from: open + 1, to: part.to - 1 };
  if (tokens.list[open]?.text === '(' && open === part.from) return valueIn(tokens, inside, depth + 1);
  const { plain, options } = argumentsIn(tokens, inside, depth + 1);
  const isMap = options.size > 0 || tokens.list[open]?.text === '{';
  return isMap && plain.length === 0
    ? { ...value, kind: 'map', entries: options }
    : { ...value, kind: 'list', items: plain, entries: options };
}

function codeOf(tokens: Tokens, part: Part): Value {
  return { ...rangeOf(tokens, part), kind: 'code', text: '', items: [], entries: NO_OPTIONS, part };
}

/** What a name, a string without holes or a word says. */
export function textOf(value: Value | undefined): string | undefined {
  if (!value) return undefined;
  if (value.kind === 'name') return value.text;
  return value.kind === 'string' && !(value.literal && value.literal.holes.length > 0)
    ? value.text
    : undefined;
}

/** The texts of a list, or of one value. Undefined where one of them is worked out at run time. */
export function textsOf(value: Value | undefined): readonly string[] | undefined {
  if (!value) return undefined;
  const texts = (value.kind === 'list' ? value.items : [value]).map(textOf);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

export function isWord(value: Value | undefined, ...words: readonly string[]): boolean {
  return value?.kind === 'word' && words.includes(value.text.toLowerCase());
}

export function numberOf(value: Value | undefined): number | undefined {
  if (value?.kind !== 'number') return undefined;
  const number = Number(value.text.replaceAll('_', ''));
  return Number.isFinite(number) ? number : undefined;
}
