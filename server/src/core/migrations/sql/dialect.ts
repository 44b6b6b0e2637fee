import type { Dialect } from '../operation.ts';
import type { Word } from './keywords.ts';
import type { Tokens } from './tokens.ts';

const DIALECTS = ['postgres', 'mysql', 'sqlite'] as const;
const ENOUGH = 2;

/** What the text shows, absent where it could be any; and what it is read as. */
export function dialectOf(tokens: Tokens): { readonly shown?: Dialect; readonly assumed: Dialect } {
  const scores: [number, number, number] = [...tokens.signs];
  const { backticks, doubleQuotes, leaning } = tokens;
  if (backticks > 0) {
    // No name of PostgreSQL's stands in them.
    scores[0] = 0;
    if (scores[1] < ENOUGH && scores[2] < ENOUGH && leaning !== 0) scores[leaning < 0 ? 2 : 1] += ENOUGH;
  } else if (tokens.words.includes('datetime')) scores[doubleQuotes > 0 ? 2 : 1] += ENOUGH;
  if (scores[0] < ENOUGH && scores[1] < ENOUGH && hasMysqlPair(tokens.words)) scores[1] += ENOUGH;
  const best = Math.max(...scores);
  const shown = best < ENOUGH ? undefined : DIALECTS[scores.indexOf(best)];
  if (shown !== undefined) return { shown, assumed: shown };
  return { assumed: backticks > 0 ? 'mysql' : 'postgres' };
}

/** Words that are everyday ones alone, and that only MySQL has side by side: the parts of its ALTER TABLE. */
const MYSQL_PAIRS: readonly (readonly [Word, readonly Word[]])[] = [
  ['convert', ['to']],
  ['algorithm', ['=']],
  ['drop', ['primary', 'foreign']],
  // `ADD key text` is a column elsewhere.
  ['add', ['fulltext', 'spatial']],
];

function hasMysqlPair(words: readonly Word[]): boolean {
  return MYSQL_PAIRS.some(([first, next]) => {
    for (let at = words.indexOf(first); at !== -1; at = words.indexOf(first, at + 1)) {
      const behind = words[at + 1];
      if (behind !== undefined && next.includes(behind)) return true;
    }
    return false;
  });
}

/** Before anything is read: whether strings have backslashes and `#` starts a comment. */
export function looksLikeMysql(text: string, from: number, to: number): boolean {
  const backtick = text.indexOf('`', from);
  if (backtick !== -1 && backtick < to) return true;
  return text.includes('ENGINE=') || text.includes('/*!') || text.includes('DELIMITER ');
}
