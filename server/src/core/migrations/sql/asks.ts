import type { Word } from './keywords.ts';
import type { Asks, Cursor } from './cursor.ts';

/** MySQL's ALGORITHM = … and LOCK = … of a statement about tables and indexes, which count for all its parts. */
export function asksOf(cursor: Cursor): Asks {
  const { words } = cursor;
  const verb = words[cursor.at];
  const object = words[cursor.at + 1] ?? '';
  if (cursor.context.dialect === 'postgres' || !(verb === 'alter' || verb === 'create' || verb === 'drop'))
    return {};
  if (object === '' || !ASKED.has(object) || (object === 'table' && verb !== 'alter')) return {};
  const [algorithmAsked, lockAsked] = [valueOf(cursor, 'algorithm'), valueOf(cursor, 'lock')];
  const algorithm = ALGORITHMS.find((name) => name === algorithmAsked);
  const lock = LOCKS.find((name) => name === lockAsked);
  return { ...(algorithm ? { algorithm } : undefined), ...(lock ? { lock } : undefined) };
}

/** What stands behind the word, with an equals sign or without. */
function valueOf(cursor: Cursor, word: Word): string | undefined {
  const { words, tokens, end } = cursor;
  const at = wordIndex(words, word, cursor.at, end);
  if (at === -1) return undefined;
  const value = words[at + 1] === '=' ? at + 2 : at + 1;
  return tokens.text.slice(tokens.starts[value], tokens.ends[value]).toLowerCase();
}

function wordIndex(words: readonly Word[], word: Word, from: number, end: number): number {
  for (let index = from; index < end - 1; index++) if (words[index] === word) return index;
  return -1;
}

const ASKED: ReadonlySet<Word> = new Set<Word>(['table', 'index', 'unique', 'fulltext', 'spatial', 'ignore']);
const ALGORITHMS = ['inplace', 'instant', 'copy'] as const;
const LOCKS = ['none', 'shared', 'exclusive'] as const;
