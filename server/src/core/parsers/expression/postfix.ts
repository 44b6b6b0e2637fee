/** What follows a value: calls, members, indexes. */
import type { Argument, Expr, FunctionExpr } from '../expression.ts';
import { argument, braces, inBrackets, parseArguments } from './brackets.ts';
import { endOf, literalHere, matchAt, nextAt, skipLines, wordHere, type Cursor, unknown } from './cursor.ts';
import { parseLiteral } from './literals.ts';
import { endOfDo, functionIn, parametersIn } from './functions.ts';

/** `call`: no more than the parentheses of a constructor, and what follows them. */
export function parsePostfix(cursor: Cursor, first: Expr, only?: 'call'): Expr {
  let value = first;
  if (value.kind === 'unknown' && value.end <= value.start) return value;
  for (let steps = 0; steps < MOST_LINKS; steps++) {
    const next = link(cursor, value);
    if (!next) break;
    value = next;
    if (only === 'call' && value.kind === 'call') return value;
  }
  return value;
}

const MOST_LINKS = 2_000;

function link(cursor: Cursor, value: Expr): Expr | undefined {
  const { code, family, end } = cursor;
  const here = endOf(/[ \t]*/y, code.masked, cursor.at);
  if (here >= end) return undefined;
  const character = code.masked.charAt(here);
  switch (character) {
    case '(':
      return here > cursor.at && (family === 'ruby' || family === 'elixir')
        ? undefined
        : called(cursor, value, here);
    case '[':
      return family === 'ruby' && here > cursor.at ? command(cursor, value) : indexed(cursor, value, here);
    case '{':
      return blockOrLiteral(cursor, value, here);
    case '<':
      return generic(cursor, value, here);
    default:
  }
  const mark = matchAt(MARKS, code.masked, here)?.[0];
  if (
    mark !== undefined &&
    (family === 'js' || family === 'csharp' || family === 'kotlin' || family === 'rust')
  ) {
    cursor.at = here + mark.length;
    return { ...value, end: cursor.at };
  }
  return (
    tagged(cursor, value, here) ??
    member(cursor, value) ??
    block(cursor, value, here) ??
    command(cursor, value)
  );
}

/** JavaScript's `` sql`…` `` is a call: what it is given is the text, with what stands in its holes. */
function tagged(cursor: Cursor, callee: Expr, here: number): Expr | undefined {
  if (cursor.family !== 'js' || cursor.code.masked[here] !== '`') return undefined;
  if (callee.kind !== 'name' && callee.kind !== 'member') return undefined;
  const literal = literalHere({ ...cursor, at: here });
  if (!literal) return undefined;
  cursor.at = here;
  const value = parseLiteral(cursor, literal);
  return { kind: 'call', callee, args: [{ value }], start: callee.start, end: cursor.at };
}

/** `a!`, `a!!`, Rust's `a?` */
const MARKS = /(?:!{1,2}(?=\s{0,3}[.,;:?&|)\]}[]|\s{0,20}$)|\?(?=[.;)]))(?!=)/y;

function member(cursor: Cursor, object: Expr): Expr | undefined {
  const { code, family } = cursor;
  const at = nextAt(cursor);
  const sign = matchAt(SIGNS[family] ?? SIGN, code.masked, at)?.[0];
  if (sign === undefined || at >= cursor.end) return undefined;
  cursor.at = at + sign.length;
  skipLines(cursor);
  if (sign.endsWith('.') && code.masked[cursor.at] === '[') return indexed(cursor, object, cursor.at);
  if (sign.endsWith('.') && code.masked[cursor.at] === '(') return called(cursor, object, cursor.at);
  const name = wordHere(cursor);
  if (name === '') return { ...object, end: cursor.at };
  const nameAt = { start: cursor.at, end: cursor.at + name.length };
  cursor.at = nameAt.end;
  return { kind: 'member', object, name, nameAt, start: object.start, end: nameAt.end };
}

const SIGN = /(?:\?\.|\.(?!\.)|::)/y;
const SIGNS: Readonly<Partial<Record<Cursor['family'], RegExp>>> = {
  php: /(?:\?->|->|::|\\)/y,
  ruby: /(?:&\.|\.(?!\.)|::)/y,
  java: /(?:\.(?!\.)|::)/y,
  kotlin: /(?:\?\.|\.(?!\.)|::)/y,
  csharp: /(?:\?\.|!\.|\.(?!\.)|::)/y,
  rust: /(?:\.(?!\.)|::)/y,
  go: /\.(?!\.)/y,
  python: /\.(?!\.)/y,
  js: /(?:\?\.|!\.|\.(?!\.))/y,
  elixir: /\.(?!\.)/y,
};

function called(cursor: Cursor, callee: Expr, open: number): Expr | undefined {
  if (callee.kind !== 'name' && callee.kind !== 'member' && callee.kind !== 'call' && callee.kind !== 'index')
    return undefined;
  cursor.at = open;
  // PHP's `array('a' => 1)` is a map.
  if (cursor.family === 'php' && callee.kind === 'name' && callee.name === 'array')
    return phpArray(cursor, callee);
  const args = parseArguments(cursor);
  return { kind: 'call', callee, args, start: callee.start, end: cursor.at };
}

function phpArray(cursor: Cursor, callee: Expr): Expr {
  const args = parseArguments(cursor);
  const range = { start: callee.start, end: cursor.at };
  if (!args.some(({ name }) => name !== undefined))
    return { kind: 'list', items: args.map(({ value }) => value), ...range };
  const entries = args.flatMap(({ name, nameAt, value }) =>
    name === undefined || !nameAt
      ? []
      : [{ key: { kind: 'name' as const, name, ...nameAt }, keyText: name, keyAt: nameAt, value }],
  );
  return { kind: 'map', entries, ...range };
}

function indexed(cursor: Cursor, object: Expr, open: number): Expr | undefined {
  if (object.kind === 'string' || object.kind === 'number') return undefined;
  const { code } = cursor;
  // The next line's list is no index.
  if (cursor.depth === 0 && /[\r\n]/.test(code.masked.slice(cursor.at, open))) return undefined;
  cursor.at = open;
  const [index] = inBrackets(cursor, (inside) => inside.parse(inside, 0));
  const range = { start: object.start, end: cursor.at };
  if (index?.kind === 'string')
    return { kind: 'member', object, name: index.text, nameAt: index.content, ...range };
  return { kind: 'index', object, index: index ?? unknown(open, cursor.at), ...range };
}

/** Kotlin's and Ruby's blocks; structs of Go and Rust; attributes in C# are none. */
function blockOrLiteral(cursor: Cursor, value: Expr, open: number): Expr | undefined {
  const { family, code } = cursor;
  const isNamed = value.kind === 'name' || value.kind === 'member';
  if ((family === 'kotlin' || family === 'ruby') && (isNamed || value.kind === 'call'))
    return withBlock(cursor, value, open);
  // gofmt writes no blank before the brace of a literal; before that of a block there is one.
  const isLiteral = family === 'rust' || (family === 'go' && open === cursor.at);
  if (!isNamed || !isLiteral) return undefined;
  if (!matchAt(/\s*(?:\}|\w+\s*:(?!=)|["'`&{])/y, code.masked, open + 1)) return undefined;
  cursor.at = open;
  const inside = braces(cursor);
  const type = value.kind === 'name' ? value.name : dotted(value);
  return inside.kind === 'map' ? { ...inside, type, start: value.start } : { ...inside, start: value.start };
}

function dotted(value: Expr): string {
  if (value.kind === 'name') return value.name;
  return value.kind === 'member' ? `${dotted(value.object)}.${value.name}` : '';
}

function withBlock(cursor: Cursor, value: Expr, open: number): Expr {
  cursor.at = open;
  const made = functionIn(cursor);
  return value.kind === 'call'
    ? { ...value, block: made, end: cursor.at }
    : { kind: 'call', callee: value, args: [], block: made, start: value.start, end: cursor.at };
}

/** `do |x| … end` */
function block(cursor: Cursor, value: Expr, here: number): Expr | undefined {
  const { code, family } = cursor;
  if (family !== 'ruby' || (value.kind !== 'call' && value.kind !== 'name' && value.kind !== 'member'))
    return undefined;
  const head = matchAt(/do\b(?:[ \t]*\|([^|\n]{0,200})\|)?/y, code.masked, here);
  if (!head || cursor.depth > 0) return undefined;
  const end = endOfDo(code.masked, here, cursor.end);
  const made: FunctionExpr = {
    kind: 'function',
    parameters: parametersIn(head[1] ?? ''),
    body: { start: here + head[0].length, end },
    isExpression: false,
    start: here,
    end: Math.min(end + 3, code.text.length),
  };
  cursor.at = made.end;
  return value.kind === 'call'
    ? { ...value, block: made, end: made.end }
    : { kind: 'call', callee: value, args: [], block: made, start: value.start, end: made.end };
}

/** Ruby and Elixir call without parentheses: `origins 'a', 'b'`. */
function command(cursor: Cursor, value: Expr): Expr | undefined {
  const { code, family } = cursor;
  if (family !== 'ruby' && family !== 'elixir') return undefined;
  if ((value.kind !== 'name' && value.kind !== 'member') || cursor.depth > 0) return undefined;
  const at = endOf(/[ \t]+/y, code.masked, cursor.at);
  if (at === cursor.at || at >= cursor.end) return undefined;
  const isLiteral = literalHere({ ...cursor, at }) !== undefined;
  if (
    !isLiteral &&
    !/^(?:(?!(?:if|unless|and|or|do|end|then|in|while|until|rescue)\b)[A-Za-z_@]|:\w|->|\d|\[|\*\w|&:?\w|::[A-Z])/.test(
      code.masked.slice(at, at + 12),
    )
  )
    return undefined;
  cursor.at = at;
  const args: Argument[] = [];
  for (let steps = 0; steps < 200; steps++) {
    args.push(argument(cursor));
    const comma = endOf(/[ \t]*/y, code.masked, cursor.at);
    if (code.masked[comma] !== ',') break;
    cursor.at = comma + 1;
    skipLines(cursor);
  }
  return { kind: 'call', callee: value, args, start: value.start, end: cursor.at };
}

/** `f<T>(…)`: the types are passed over. */
function generic(cursor: Cursor, value: Expr, here: number): Expr | undefined {
  const { family, code } = cursor;
  if (family !== 'js' && family !== 'java' && family !== 'csharp' && family !== 'kotlin') return undefined;
  if (value.kind !== 'name' && value.kind !== 'member') return undefined;
  const types = matchAt(/<[\w\s,.<>[\]?|"'&:{};]{0,160}>\s{0,3}(?=\()/y, code.masked, here);
  if (!types) return undefined;
  cursor.at = here + types[0].length;
  return { ...value, end: value.end };
}
