import type { Dialect } from '../operation.ts';
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
  const best = Math.max(...scores);
  const shown = best < ENOUGH ? undefined : DIALECTS[scores.indexOf(best)];
  if (shown !== undefined) return { shown, assumed: shown };
  return { assumed: backticks > 0 ? 'mysql' : 'postgres' };
}

/** Before anything is read: whether strings have backslashes and `#` starts a comment. */
export function looksLikeMysql(text: string, from: number, to: number): boolean {
  const backtick = text.indexOf('`', from);
  if (backtick !== -1 && backtick < to) return true;
  return text.includes('ENGINE=') || text.includes('/*!') || text.includes('DELIMITER ');
}
