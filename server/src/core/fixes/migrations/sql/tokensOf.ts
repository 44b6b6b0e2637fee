import type { TextRange } from '../../../finding.ts';
import { tokenise } from '../../../migrations/sql/tokenise.ts';
import { KIND, MARK, QUOTED, WORD } from '../../../migrations/sql/tokens.ts';
import type { Dialect } from '../../../migrations/operation.ts';

/** A token with its place in the file. `word`: in lower case, "" for what is no plain word or mark. */
export interface Token extends TextRange {
  readonly text: string;
  readonly word: string;
  /** A name in quotes. */
  readonly quoted: boolean;
  /** How many brackets are open round it; those that open and close are inside. */
  readonly depth: number;
}

/** The tokens of a part of a text, without comments. */
export function tokensOf(text: string, { start, end }: TextRange, dialect: Dialect): readonly Token[] {
  const tokens = tokenise(text, {
    from: start,
    to: end,
    mysql: dialect === 'mysql',
    brackets: dialect === 'sqlite',
  });
  const found: Token[] = [];
  let depth = 0;
  for (let index = 0; index < tokens.count; index++) {
    const own = { start: tokens.starts[index] ?? 0, end: tokens.ends[index] ?? 0 };
    const piece = text.slice(own.start, own.end);
    const kind = (tokens.kinds[index] ?? 0) & KIND;
    const isPlain = kind === WORD || kind === MARK;
    if (piece === '(') depth++;
    found.push({
      ...own,
      text: piece,
      word: isPlain ? piece.toLowerCase() : '',
      quoted: kind === QUOTED,
      depth,
    });
    if (piece === ')') depth--;
  }
  return found;
}

/** Index of the first of some words that stand one after the other, outside of brackets; -1 where there are none. */
export function findWords(tokens: readonly Token[], words: readonly string[], from = 0, depth = 0): number {
  return tokens.findIndex(
    (token, index) =>
      index >= from &&
      token.depth === depth &&
      words.every((word, offset) => tokens[index + offset]?.word === word),
  );
}

/** The index behind the bracket that closes the one at `open`. */
export function behindBrackets(tokens: readonly Token[], open: number): number {
  const depth = tokens[open]?.depth ?? 0;
  const close = tokens.findIndex(
    (token, index) => index > open && token.text === ')' && token.depth === depth,
  );
  return close === -1 ? tokens.length : close + 1;
}

/** Behind a name with its schema: `public . "Users"`. */
export function behindName(tokens: readonly Token[], from: number): number {
  let at = from + 1;
  while (tokens[at]?.text === '.') at += 2;
  return Math.min(at, tokens.length);
}

/** Keywords as the statement writes its own: in lower case where its first word is. */
export function cased(tokens: readonly Token[], keywords: string): string {
  const first = tokens[0]?.text ?? '';
  return first !== '' && first === first.toLowerCase() ? keywords.toLowerCase() : keywords;
}

/** What stands from one token to another, as it is written. */
export function written(text: string, tokens: readonly Token[], from: number, to: number): string {
  const [first, last] = [tokens[from], tokens[to - 1]];
  return first && last && to > from ? text.slice(first.start, last.end) : '';
}
