/** Where the statement begins that a token is part of. */
import {
  ARROW,
  CLOSE_BRACE,
  CLOSE_PAREN,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  SEMICOLON,
  WORD,
} from '../../parsers/script/codes.ts';
import type { Script } from '../../parsers/script.ts';
import {
  before,
  codeAt,
  endsValue,
  isAnyWord,
  partnerOf,
  startsLine,
  wordAt,
} from '../../parsers/script/walk.ts';

/** The first token behind the block, `if (…)`, `else` or statement that comes before. */
export function statementStart(script: Script, token: number): number {
  let at = token;
  for (let steps = 0; steps < MOST && at > 0; steps++) {
    const previous = at - 1;
    const code = codeAt(script, previous);
    if (code === SEMICOLON || code === ARROW || wordAt(script, previous) === 'else') return at;
    if (code === OPEN_BRACE) {
      if (opensBlock(script, previous)) return at;
      at = previous;
    } else if (code === OPEN_PAREN || code === OPEN_BRACKET) at = previous;
    else if (code === CLOSE_PAREN && isAnyWord(script, partnerOf(script, previous) - 1, HEADS)) return at;
    else if (code === CLOSE_BRACE && codeAt(script, at) === WORD && startsLine(script, at)) return at;
    else if (codeAt(script, at) === WORD && startsLine(script, at) && endsValue(script, previous)) return at;
    else at = Math.max(before(script, previous) + 1, 0);
  }
  return at;
}

const MOST = 400;
const HEADS = new Set(['if', 'while', 'for', 'switch', 'catch']);

/** `{` of a function, a branch or a loop, and not of an object. */
function opensBlock(script: Script, brace: number): boolean {
  const code = codeAt(script, brace - 1);
  if (
    code === CLOSE_PAREN ||
    code === ARROW ||
    code === SEMICOLON ||
    code === OPEN_BRACE ||
    code === CLOSE_BRACE
  )
    return true;
  return isAnyWord(script, brace - 1, BLOCK_WORDS);
}

const BLOCK_WORDS = new Set(['else', 'try', 'finally', 'do']);
