/** Lists, maps, arguments: what stands between brackets and commas. */
import type { Argument, Expr, MapPart } from '../expression.ts';
import type { TextRange } from '../../finding.ts';
import { endOfBrackets } from '../code.ts';
import { endOf, matchAt, nextAt, skipLines, wordHere, type Cursor, unknown } from './cursor.ts';
import { functionIn } from './functions.ts';

/** `(a)`, `(a, b)`; `(bool) a` is `a`. */
export function parenthesised(cursor: Cursor): Expr {
  const start = cursor.at;
  const cast = matchAt(CAST, cursor.code.masked, start);
  if (cast && (cursor.family === 'php' || cursor.family === 'java' || cursor.family === 'csharp')) {
    cursor.at += cast[0].length;
    return cursor.parse(cursor, 11);
  }
  const items = inBrackets(cursor, (inside) => inside.parse(inside, 0));
  const [first] = items;
  const end = cursor.at;
  if (
    items.length === 1 &&
    first &&
    !/,\s*\)$/.test(cursor.code.masked.slice(Math.max(first.end, end - 80), end))
  )
    return first.kind === 'spread' ? unknown(start, end) : { ...first, start: first.start, end: first.end };
  return { kind: 'list', items, start, end };
}

const CAST = /\(\s{0,3}(?:bool(?:ean)?|int(?:eger)?|string|array|float|double|object|long)\s{0,3}\)\s{0,3}/y;

/** `[…]`: a map where it has keys. */
export function listOrMap(cursor: Cursor): Expr {
  const start = cursor.at;
  const isMap = (cursor.family === 'php' || cursor.family === 'elixir') && hasKeys(cursor, start + 1);
  if (isMap) return mapIn(cursor, start);
  const items = inBrackets(cursor, element);
  return { kind: 'list', items, start, end: cursor.at };
}

/** A comprehension gives what it goes through where it only tidies it up, else what nobody can tell. */
function element(cursor: Cursor): Expr {
  const item = cursor.parse(cursor, 0);
  const at = nextAt(cursor);
  const head = cursor.family === 'python' ? matchAt(COMPREHENSION, cursor.code.masked, at) : null;
  if (!head) return item;
  const { start, end } = item;
  if (subjectOf(item) !== head[1]) return { kind: 'spread', value: unknown(start, end), start, end };
  const from = at + head[0].length;
  const inner = { ...cursor, at: from, end: endOfIterable(cursor, from) };
  return { kind: 'spread', value: inner.parse(inner, 0), start, end };
}

const COMPREHENSION = /(?:async\s{1,20})?for\s{1,20}(\w{1,60})\s{1,20}in\s{1,20}/y;

/** `o` of `o`, `o.strip()`, `str(o).rstrip("/")`, `re.compile(o)`. */
function subjectOf(item: Expr): string {
  if (item.kind === 'name') return item.name;
  if (item.kind !== 'call') return '';
  const { callee } = item;
  const [first] = item.args;
  if (callee.kind === 'member' && TIDIES.test(callee.name)) return subjectOf(callee.object);
  const takesIt = callee.kind === 'name' ? /^(?:str|AnyHttpUrl|AnyUrl|cast)$/ : /^compile$/;
  return first && takesIt.test(callee.kind === 'name' || callee.kind === 'member' ? callee.name : '')
    ? subjectOf(first.value)
    : '';
}

const TIDIES = /^(?:strip|rstrip|lstrip|lower|casefold|unicode_string|removesuffix|encode|decode)$/;

/** Before `if` and `for` that follow what a comprehension goes through, or its bracket. */
function endOfIterable({ code, end }: Cursor, from: number): number {
  for (let at = from; at < Math.min(end, from + 2_000); at++) {
    const character = code.masked.charAt(at);
    if ('([{'.includes(character)) {
      const partner = code.partnerOf(at);
      if (partner > at) at = partner;
    } else if (')]}'.includes(character)) return at;
    else if (
      (character === 'i' || character === 'f') &&
      matchAt(/(?:if|for)\s/y, code.masked, at) &&
      /\s/.test(code.masked.charAt(at - 1))
    )
      return at;
  }
  return Math.min(end, from + 2_000);
}

/** Whether the first thing between the brackets is followed by `=>`, or is a key: `a: 1`. */
function hasKeys({ code, family, end }: Cursor, from: number): boolean {
  const at = endOf(/\s*/y, code.masked, from);
  if (family === 'elixir') return /^[a-z_]\w{0,60}: /.test(code.masked.slice(at, at + 64));
  for (let place = at, steps = 0; place < end && steps < 300; place++, steps++) {
    const character = code.masked.charAt(place);
    if (character === ',' || character === ']' || character === ';') return false;
    if (character === '=' && code.masked[place + 1] === '>') return true;
    const partner = '([{'.includes(character) ? code.partnerOf(place) : -1;
    if (partner > place) place = partner;
  }
  return false;
}

/** `{…}`: an object, a dictionary, a set, a list of Java and C#, a block of Kotlin. */
export function braces(cursor: Cursor, as: 'any' | 'list' = 'any'): Expr {
  const start = cursor.at;
  const { code, family } = cursor;
  if (
    family === 'kotlin' ||
    (family === 'ruby' && code.masked[endOf(/\s*/y, code.masked, start + 1)] === '|')
  )
    return functionIn(cursor);
  const end = endOfBrackets(code, start);
  const isMap = as === 'any' || (family === 'go' && hasGoKeys(cursor, start));
  if (isMap && (family === 'js' || isMapInside(cursor, start + 1, end))) return mapIn(cursor, start);
  const items = inBrackets(cursor, element);
  return { kind: 'list', items, start, end: cursor.at };
}

function hasGoKeys({ code }: Cursor, open: number): boolean {
  return matchAt(/\s*(?:\w+|"[^"]{0,80}"|\d+)\s*:(?!=)/y, code.masked, open + 1) !== null;
}

/** `key:`, `key =>`, `key =`; and nothing at all. */
function isMapInside({ code }: Cursor, from: number, end: number): boolean {
  const text = code.masked.slice(from, Math.min(end, from + 400));
  return /^\s*(?:$|\}|(?:[*][*]|\.\.\.)|(?:[\w$.:]{1,120}|[rRbBuUfF]{0,2}"[^"\n]{0,200}"|[rRbBuUfF]{0,2}'[^'\n]{0,200}'|\[[^\]\n]{0,120}\])\s*(?::(?!:)|=>|=(?!=)))/.test(
    text,
  );
}

function mapIn(cursor: Cursor, start: number): Expr {
  const entries = inBrackets(cursor, entry).flatMap((found) => found ?? []);
  return { kind: 'map', entries, start, end: cursor.at };
}

function entry(cursor: Cursor): MapPart | undefined {
  const { code, family } = cursor;
  const start = cursor.at;
  const word = wordHere(cursor);
  const behind = endOf(/\s*/y, code.masked, start + word.length);
  if (word !== '' && isKeySign(cursor, behind)) {
    const range = { start, end: start + word.length };
    cursor.at = behind + signLength(cursor, behind);
    skipLines(cursor);
    return {
      key: { kind: 'name', name: word, ...range },
      keyText: word,
      keyAt: range,
      value: cursor.parse(cursor, 0),
    };
  }
  // `{ a, b }` of JavaScript, and methods `a(b) {…}`
  if (family === 'js' && word !== '') return shorthand(cursor, word);
  const computed = family === 'js' && code.masked[start] === '[';
  const key = computed ? computedKey(cursor) : cursor.parse(cursor, 2);
  if (key.kind === 'spread') return { spread: key.value };
  cursor.at = nextAt(cursor);
  if (!isKeySign(cursor, cursor.at)) return undefined;
  cursor.at += signLength(cursor, cursor.at);
  skipLines(cursor);
  const keyAt = key.kind === 'string' ? key.content : { start: key.start, end: key.end };
  const keyText =
    key.kind === 'string'
      ? { keyText: key.text }
      : key.kind === 'number'
        ? { keyText: String(key.value) }
        : {};
  return { key, ...keyText, keyAt, value: cursor.parse(cursor, 0) };
}

function computedKey(cursor: Cursor): Expr {
  const items = inBrackets(cursor, (inside) => inside.parse(inside, 0));
  return items[0] ?? unknown(cursor.at, cursor.at);
}

function shorthand(cursor: Cursor, word: string): MapPart | undefined {
  const start = cursor.at;
  const range: TextRange = { start, end: start + word.length };
  const { masked } = cursor.code;
  if (word === 'async' || word === 'get' || word === 'set') {
    const following = matchAt(/(?:async|get|set)\s{1,20}([\w$]{1,80})\s{0,20}\(/y, masked, start)?.[1];
    if (following !== undefined) {
      cursor.at = endOf(/\w+\s+/y, masked, start);
      return shorthand(cursor, following);
    }
  }
  const behind = endOf(/\s*/y, masked, range.end);
  if (masked[behind] === '(') {
    cursor.at = behind;
    const value = functionIn(cursor);
    return { key: { kind: 'name', name: word, ...range }, keyText: word, keyAt: range, value };
  }
  cursor.at = range.end;
  const name: Expr = { kind: 'name', name: word, ...range };
  return /[,}]/.test(masked.charAt(behind)) || behind >= cursor.end
    ? { key: name, keyText: word, keyAt: range, value: name }
    : undefined;
}

function isKeySign({ code, family }: Cursor, at: number): boolean {
  const { masked } = code;
  if (masked[at] === ':') return masked[at + 1] !== ':' && masked[at + 1] !== '=';
  if (masked[at] !== '=') return false;
  if (masked[at + 1] === '>') return family === 'ruby' || family === 'php' || family === 'elixir';
  return family === 'csharp' && masked[at + 1] !== '=';
}

function signLength({ code }: Cursor, at: number): number {
  return code.masked[at] === '=' && code.masked[at + 1] === '>' ? 2 : 1;
}

/** Arguments, by the parenthesis at the cursor. */
export function parseArguments(cursor: Cursor): Argument[] {
  return inBrackets(cursor, argument);
}

/** `a`, `name = a`, `name: a`, `"name" => a`. */
export function argument(cursor: Cursor): Argument {
  const { code, family } = cursor;
  const start = cursor.at;
  const word = wordHere(cursor);
  const behind = endOf(/[ \t]*/y, code.masked, start + word.length);
  const sign = code.masked[behind];
  const isNamed =
    word !== '' &&
    ((sign === '=' && NAMED_BY_EQUALS.has(family) && !/[=>~]/.test(code.masked.charAt(behind + 1))) ||
      (sign === ':' && NAMED_BY_COLON.has(family) && code.masked[behind + 1] !== ':'));
  if (isNamed) {
    cursor.at = behind + 1;
    skipLines(cursor);
    const nameAt = { start, end: start + word.length };
    return { name: word, nameAt, value: cursor.parse(cursor, 0) };
  }
  const value = cursor.parse(cursor, 0);
  const following = nextAt(cursor);
  if ((family === 'ruby' || family === 'php') && code.masked.startsWith('=>', following)) {
    cursor.at = following + 2;
    skipLines(cursor);
    const given = cursor.parse(cursor, 0);
    return value.kind === 'string'
      ? { name: value.text, nameAt: value.content, value: given }
      : { value: unknown(value.start, given.end) };
  }
  return { value };
}

const NAMED_BY_EQUALS = new Set<Cursor['family']>(['python', 'kotlin', 'java', 'csharp']);
const NAMED_BY_COLON = new Set<Cursor['family']>(['ruby', 'php', 'csharp', 'elixir']);

/** Each part between commas; the cursor is behind the bracket that closes. What is not understood is passed over. */
export function inBrackets<T>(cursor: Cursor, part: (inside: Cursor) => T): T[] {
  const { code } = cursor;
  const open = cursor.at;
  const end = Math.min(endOfBrackets(code, open), cursor.end);
  const inside: Cursor = { ...cursor, at: open + 1, end, depth: cursor.depth + 1 };
  const parts: T[] = [];
  for (let steps = 0; steps < MOST_PARTS; steps++) {
    skipLines(inside);
    if (inside.at >= end) break;
    parts.push(part(inside));
    inside.at = commaFrom(inside, end) + 1;
  }
  cursor.at = Math.max(Math.min(end + 1, cursor.code.text.length), open + 1);
  return parts;
}

const MOST_PARTS = 1_000;

function commaFrom({ code, at }: Cursor, end: number): number {
  let place = at;
  for (; place < end; place++) {
    const character = code.masked[place];
    if (character === ',' || character === ';') return place;
    if (character === '(' || character === '[' || character === '{') {
      const partner = code.partnerOf(place);
      if (partner > place && partner < end) place = partner;
    }
  }
  return place;
}
