/** Blocks and statements of a script that leave their function. */
import { CLOSE_PAREN, OPEN_BRACE } from '../../parsers/script/codes.ts';
import type { Script } from '../../parsers/script.ts';
import { after, codeAt, isWord, partnerOf, wordAt } from '../../parsers/script/walk.ts';

/** A block that leaves the function where it is entered. */
export function leaves(script: Script, first: number, last: number): boolean {
  if (codeAt(script, first) !== OPEN_BRACE) return /^(?:return|throw)$/.test(wordAt(script, first));
  for (let at = first + 1; at < last; at = after(script, at))
    if (/^(?:return|throw)$/.test(wordAt(script, at)) && !isBehindIf(script, at)) return true;
  return false;
}

/** `if (x) return` in the block: it may go on. */
function isBehindIf(script: Script, at: number): boolean {
  if (codeAt(script, at - 1) !== CLOSE_PAREN) return false;
  return isWord(script, partnerOf(script, at - 1) - 1, 'if');
}
