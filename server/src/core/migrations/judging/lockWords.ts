/** What people notice of a lock, in words that need no manual. */
import { UNKNOWN_NAME } from '../operation.ts';
import { tableWord } from './steps.ts';

/** "While WHAT, nobody can read or write orders": every query of the table waits. */
export function nobodyCanUse(table: string | undefined, what: string): string {
  return `While ${what}, nobody can read or write ${tableWord(table)}, and that takes longer the larger the table is.`;
}

/** Reading goes on. */
export function nobodyCanWrite(table: string | undefined, what: string): string {
  return `While ${what}, nobody can write to ${tableWord(table)}, and that takes longer the larger the table is.`;
}

/** "users.email", as far as the names are known. */
export function columnWord(table: string | undefined, column: string): string {
  if (column === UNKNOWN_NAME) return `a column of ${tableWord(table)}`;
  return table === undefined || table === UNKNOWN_NAME ? column : `${table}.${column}`;
}
