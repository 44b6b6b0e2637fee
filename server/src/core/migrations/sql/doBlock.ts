import { bodyCursor, literalCursor } from './bodies.ts';
import { bracketEnd, emit, is, kindAt, peek, take, type Cursor, type SqlContext } from './cursor.ts';
import type { Word } from './keywords.ts';
import { splitStatements } from './split.ts';
import { DOLLAR, STRING, WORD } from './tokens.ts';

const DEEPEST = 4;

/** Behind DO: the statements of its body. */
export function readDo(cursor: Cursor, first: number): boolean {
  const { context } = cursor;
  const before = context.out.length;
  while (cursor.at < cursor.end) {
    const kind = kindAt(cursor, cursor.at);
    const language = cursor.words[cursor.at - 1] === 'language';
    if ((kind === DOLLAR || kind === STRING) && !language && context.level < DEEPEST) {
      const inside: SqlContext = { ...context, nested: true, loops: 0, level: context.level + 1 };
      const body = bodyCursor(cursor, cursor.at, inside);
      if (body) readBlock(body);
    }
    cursor.at++;
  }
  if (context.out.length === before) emit(cursor, first, { kind: 'other', verb: 'do' });
  return true;
}

/** The statements of PL/pgSQL, one after the other. */
function readBlock(body: Cursor): void {
  const { end } = body;
  let declaring = false;
  while (body.at < end) {
    body.end = statementEnd(body, end);
    if (is(body, 'declare')) declaring = true;
    if (declaring) {
      while (body.at < body.end && !is(body, 'begin')) body.at++;
      declaring = body.at >= body.end;
    }
    const segmentEnd = body.end;
    readSegment(body);
    body.at = segmentEnd + 1;
    body.end = end;
  }
}

function statementEnd(body: Cursor, end: number): number {
  let index = body.at;
  while (index < end && body.words[index] !== ';') index++;
  return index;
}

/** One statement, behind the conditions and loops that begin before it. */
function readSegment(body: Cursor): void {
  const { context } = body;
  while (body.at < body.end) {
    switch (peek(body)) {
      case 'begin':
      case 'else':
      case 'exception':
        body.at++;
        break;
      case 'if':
      case 'elsif':
      case 'elseif':
      case 'when':
      case 'case':
        goBehind(body, 'then');
        break;
      case 'while':
      case 'for':
      case 'foreach':
        goBehind(body, 'loop');
        context.loops++;
        break;
      case 'loop':
        body.at++;
        context.loops++;
        break;
      case 'end':
        if (peek(body, 1) === 'loop') context.loops--;
        return;
      case '<':
        while (body.at < body.end && !(take(body, '>') && take(body, '>'))) body.at++;
        break;
      case 'execute':
        body.at++;
        readExecute(body);
        return;
      default:
        if (STATEMENTS.has(peek(body))) context.readStatement(body);
        return;
    }
  }
}

/** What does something to the database; assignments, RAISE, RETURN and the like do not. */
const STATEMENTS: ReadonlySet<Word> = new Set<Word>([
  'create',
  'alter',
  'drop',
  'insert',
  'update',
  'delete',
  'with',
  'truncate',
  'grant',
  'revoke',
  'comment',
  'copy',
  'refresh',
  'set',
  'reset',
  'lock',
  'analyze',
  'vacuum',
  'reindex',
  'cluster',
  'call',
  'perform',
  'select',
  'merge',
  'commit',
  'rollback',
  'do',
]);

function goBehind(body: Cursor, word: Word): void {
  body.at++;
  while (body.at < body.end && !is(body, word)) body.at = is(body, '(') ? bracketEnd(body) : body.at + 1;
  body.at++;
}

/** Behind EXECUTE: the literal, what format() makes of one, or the literals that are put together. */
function readExecute(body: Cursor): void {
  const first = body.at;
  const { context } = body;
  let start = first;
  if (is(body, '(')) start++;
  if (kindAt(body, start) === WORD && body.words[start] !== 'format') {
    emit(body, first - 1, { kind: 'unknown' });
    return;
  }
  const before = context.out.length;
  let behind = body.at;
  while (behind < body.end && body.words[behind] !== 'using' && body.words[behind] !== 'into') behind++;
  const literal =
    context.level < DEEPEST
      ? literalCursor(body, start, behind, { ...context, level: context.level + 1 })
      : undefined;
  if (literal) {
    for (const { first: from, last } of splitStatements(literal.tokens))
      context.readStatement({ ...literal, at: from, end: last });
  }
  if (context.out.length === before) emit(body, first - 1, { kind: 'unknown' });
}
