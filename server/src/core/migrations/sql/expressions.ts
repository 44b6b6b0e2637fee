import type { Expression } from '../operation.ts';
import { bracketEnd, is, kindAt, placeOf, skip, type Cursor } from './cursor.ts';
import type { Word } from './keywords.ts';
import { NUMBER, QUOTED, STRING, DOLLAR, WORD } from './tokens.ts';
import { volatilityOf } from './volatility.ts';

const LONGEST_TEXT = 400;
const LONGEST_STRING = 24;

/** From here to a comma, a closing bracket or one of the words that stands outside of brackets; undefined where that is nothing. */
export function takeExpression(cursor: Cursor, stops: ReadonlySet<Word> = NO_STOPS): Expression | undefined {
  const first = cursor.at;
  while (cursor.at < cursor.end && !isStop(cursor, first, stops)) skip(cursor);
  return cursor.at > first ? expressionOf(cursor, first, cursor.at) : undefined;
}

/** What stands in the brackets here. */
export function takeBracketed(cursor: Cursor): Expression | undefined {
  if (!is(cursor, '(')) return undefined;
  const first = cursor.at + 1;
  const behind = bracketEnd(cursor);
  cursor.at = behind;
  const last = cursor.words[behind - 1] === ')' ? behind - 1 : behind;
  return last > first ? expressionOf(cursor, first, last) : undefined;
}

export function expressionOf(cursor: Cursor, first: number, behind: number): Expression {
  return {
    at: placeOf(cursor, first, behind),
    text: textOf(cursor, first, behind),
    volatility: volatilityOf(cursor, first, behind),
  };
}

const NO_STOPS: ReadonlySet<Word> = new Set();

function isStop(cursor: Cursor, first: number, stops: ReadonlySet<Word>): boolean {
  const word = cursor.words[cursor.at] ?? '';
  if (word === '') return false;
  if (word === ',' || word === ')') return true;
  if (cursor.at === first || !stops.has(word)) return false;
  const before = cursor.words[cursor.at - 1];
  // IS NULL, IS NOT NULL; a cast to CHARACTER VARYING.
  if (word === 'null') return before !== 'is' && before !== 'not';
  if (word === 'not') return before !== 'is' && cursor.words[cursor.at + 1] === 'null';
  if (word === 'check' || word === 'unique') return true;
  return before !== ':' && before !== '.';
}

/** In one line, without comments, long strings shortened. */
export function textOf(cursor: Cursor, first: number, behind: number): string {
  const { text, starts, ends } = cursor.tokens;
  let result = '';
  for (let index = first; index < behind && result.length <= LONGEST_TEXT; index++) {
    const start = starts[index] ?? 0;
    if (index > first && start > (ends[index - 1] ?? start)) result += ' ';
    result += shortText(cursor, index, start, ends[index] ?? start, text);
  }
  return result.length > LONGEST_TEXT ? `${result.slice(0, LONGEST_TEXT - 1)}…` : result;
}

function shortText(cursor: Cursor, index: number, start: number, end: number, text: string): string {
  const kind = kindAt(cursor, index);
  if ((kind === STRING || kind === DOLLAR) && end - start > LONGEST_STRING + 2) return "'…'";
  if (end - start > LONGEST_TEXT) return text.slice(start, start + LONGEST_TEXT);
  const part = text.slice(start, end);
  return kind === WORD || kind === QUOTED || kind === NUMBER ? part : part.replaceAll(/\s/g, ' ');
}
