/** Operators: everything that stands between two values. */
import type { Expr } from '../expression.ts';
import {
  DEEPEST,
  endOf,
  matchAt,
  nextAt,
  skip,
  skipLines,
  wordHere,
  type Cursor,
  unknown,
} from './cursor.ts';
import { parsePostfix } from './postfix.ts';
import { parsePrimary } from './primary.ts';

/** An expression whose operators bind at least as tightly as `least`: 0 is all of it. The cursor is behind it then. */
export function parseExpression(cursor: Cursor, least: number): Expr {
  if (cursor.nested >= DEEPEST) return unknown(cursor.at, cursor.at);
  cursor.nested++;
  skip(cursor);
  const start = cursor.at;
  let left = parsePostfix(cursor, parsePrimary(cursor));
  for (let steps = 0; steps < MOST_OPERATORS; steps++) {
    const next = operatorHere(cursor);
    if (!next || next.level < least) break;
    cursor.at = next.end;
    left = withOperator(cursor, left, next);
    if (cursor.at <= next.start) break;
  }
  cursor.nested--;
  return left.end < start ? unknown(start, cursor.at) : left;
}

const MOST_OPERATORS = 400;

interface Operator {
  readonly sign: string;
  readonly level: number;
  readonly start: number;
  readonly end: number;
}

function withOperator(cursor: Cursor, left: Expr, { sign, level }: Operator): Expr {
  if (sign === '?') return choice(cursor, left);
  if (sign === 'if') return pythonChoice(cursor, left);
  if (sign === 'as') {
    cursor.at = endOf(TYPE, cursor.code.masked, nextAt(cursor));
    return left;
  }
  skipLines(cursor);
  const right = parseExpression(cursor, level + 1);
  const range = { start: left.start, end: Math.max(right.end, left.end) };
  return sign === '+' || sign === '.'
    ? { kind: 'template', parts: [...partsOf(left), ...partsOf(right)], ...range }
    : { kind: 'binary', operator: sign, left, right, ...range };
}

function partsOf(expression: Expr): readonly Expr[] {
  return expression.kind === 'template' ? expression.parts : [expression];
}

function choice(cursor: Cursor, test: Expr): Expr {
  skipLines(cursor);
  // PHP's `a ?: b`
  if (cursor.code.masked[cursor.at] === ':') {
    cursor.at++;
    skipLines(cursor);
    const right = parseExpression(cursor, 1);
    return { kind: 'binary', operator: '||', left: test, right, start: test.start, end: right.end };
  }
  const consequent = parseExpression(cursor, 1);
  cursor.at = nextAt(cursor);
  if (cursor.code.masked[cursor.at] !== ':') return unknown(test.start, consequent.end);
  cursor.at++;
  skipLines(cursor);
  const alternate = parseExpression(cursor, 1);
  return { kind: 'choice', test, consequent, alternate, start: test.start, end: alternate.end };
}

/** `a if test else b` */
function pythonChoice(cursor: Cursor, consequent: Expr): Expr {
  skipLines(cursor);
  const test = parseExpression(cursor, 1);
  cursor.at = nextAt(cursor);
  if (wordHere(cursor) !== 'else') return unknown(consequent.start, test.end);
  cursor.at += 4;
  skipLines(cursor);
  const alternate = parseExpression(cursor, 0);
  return { kind: 'choice', test, consequent, alternate, start: consequent.start, end: alternate.end };
}

const SIGN = /(?:\?\?(?!=)|\?:|\|\|(?!=)|&&(?!=)|===|!==|==|!=|<=|>=|=~|!~|\*\*|<<|>>|[<>+\-*/%|&^?.])/y;
const WORD_OPERATOR =
  /(?:and|or|not\s{1,20}in|in|is\s{1,20}not|is|instanceof|matches|as[?!]?|satisfies|if|xor)(?![\w$])/y;
const TYPE =
  /(?:const\b|[\w$.]{1,80}(?:<[^<>;{}()]{0,80}>)?(?:\[\s{0,5}["'\w.]{0,40}\])*(?:\s{0,5}[|&]\s{0,5}[\w$."'<>[\]]{1,80}){0,10})/y;

/** The operator that goes on with what stands before the cursor. */
function operatorHere(cursor: Cursor): Operator | undefined {
  const { code, family, end } = cursor;
  const inLine = endOf(IN_LINE, code.masked, cursor.at);
  const at = nextAt(cursor);
  const isNextLine = at > inLine && /[\r\n]/.test(code.masked.slice(inLine, Math.min(at, inLine + 200)));
  if (at >= end) return undefined;
  // A line that begins with an operator goes on, but not where a line's end ends the statement.
  if (isNextLine && cursor.depth === 0 && (family === 'python' || family === 'ruby' || family === 'go'))
    return undefined;
  const word = matchAt(WORD_OPERATOR, code.masked, at)?.[0];
  if (word !== undefined) return wordOperator(cursor, word, at, isNextLine);
  const sign = matchAt(SIGN, code.masked, at)?.[0];
  if (sign === undefined || !isOperator(cursor, sign, at, isNextLine)) return undefined;
  const level = LEVELS[sign];
  if (level === undefined) return undefined;
  const known = sign === '?:' ? '||' : sign;
  return { sign: known, level, start: at, end: at + sign.length };
}

const IN_LINE = /[ \t]*/y;

function isOperator({ code, family }: Cursor, sign: string, at: number, isNextLine: boolean): boolean {
  const following = code.masked.charAt(at + sign.length);
  switch (sign) {
    case '.':
      return family === 'php' && following !== '.' && following !== '=';
    case '?':
      // `a?.b` is for what comes behind a value; Ruby's `x?` is a name; Rust's `?` ends one.
      return (
        family !== 'python' &&
        family !== 'rust' &&
        family !== 'go' &&
        !(following === '.' && !/\d/.test(code.masked.charAt(at + 2)))
      );
    case '?:':
      return family === 'kotlin' || family === 'php';
    case '-':
      return following !== '>' && following !== '=' && !(isNextLine && following === '-');
    case '+':
    case '*':
    case '/':
    case '%':
    case '|':
    case '&':
    case '^':
      return following !== '=' && !(sign === '&' && following === '.');
    case '<':
      return following !== '/';
    default:
      return true;
  }
}

function wordOperator(
  { family, depth }: Cursor,
  word: string,
  at: number,
  isNextLine: boolean,
): Operator | undefined {
  const [first = ''] = word.split(/\s/, 1);
  if (!WORDS[family].has(first)) return undefined;
  if (isNextLine && depth === 0 && family !== 'js') return undefined;
  const sign = SIGNS[first] ?? word.replace(/\s+/, ' ');
  const level = LEVELS[sign];
  return level === undefined ? undefined : { sign, level, start: at, end: at + word.length };
}

const SIGNS: Readonly<Record<string, string>> = {
  and: '&&',
  or: '||',
  xor: '!=',
  is: '==',
  'as?': 'as',
  'as!': 'as',
  satisfies: 'as',
};

const WORDS: Readonly<Record<Cursor['family'], ReadonlySet<string>>> = {
  js: new Set(['in', 'instanceof', 'as', 'satisfies']),
  python: new Set(['and', 'or', 'in', 'not', 'is', 'if']),
  ruby: new Set(['and', 'or']),
  php: new Set(['and', 'or', 'xor', 'instanceof']),
  java: new Set(['instanceof']),
  kotlin: new Set(['in', 'is', 'as', 'as?']),
  csharp: new Set(['is', 'as', 'and', 'or']),
  go: new Set(),
  rust: new Set(['as']),
  elixir: new Set(['and', 'or', 'in', 'not']),
};

/** Loosest first. */
const LEVELS: Readonly<Record<string, number>> = {
  if: 0,
  '?': 1,
  '??': 2,
  '?:': 2,
  '||': 3,
  '&&': 4,
  '==': 5,
  '!=': 5,
  '===': 5,
  '!==': 5,
  '<': 5,
  '>': 5,
  '<=': 5,
  '>=': 5,
  '=~': 5,
  '!~': 5,
  in: 5,
  'not in': 5,
  instanceof: 5,
  '|': 6,
  '&': 6,
  '^': 6,
  '<<': 7,
  '>>': 7,
  '+': 8,
  '-': 8,
  '.': 8,
  '*': 9,
  '/': 9,
  '%': 9,
  '**': 10,
  as: 11,
};
