/** How a block of statements ends. */
import type { Code } from '../../parsers/code.ts';

/** Whether a block ends with `return …`, or with what else leaves. */
export function leaves(code: Code, open: number, close: number): boolean {
  const body = code.masked.slice(open + 1, close);
  const last =
    body
      .trimEnd()
      .split(/[\n;{}]/)
      .findLast((line) => line.trim() !== '') ?? '';
  return (
    /(?:^|\s)(?:return|throw|raise|abort|panic|exit|die|continue|break)\b/.test(last) ||
    /\b(?:return|throw)\b[^;{}]*;?\s*$/.test(withoutBrackets(code, open, close))
  );
}

/** The end of a block without what is in brackets: `return new Response(…, { … });` is `return new Response();`. */
function withoutBrackets(code: Code, open: number, close: number): string {
  const { masked } = code;
  let text = '';
  for (let at = close - 1; at > open && text.length < 200; at--) {
    const character = masked.charAt(at);
    const partner = /[)\]}]/.test(character) ? code.partnerOf(at) : -1;
    if (partner < 0 || partner >= at) {
      text = character + text;
      continue;
    }
    // A value goes on with its statement, and a block of statements ends one.
    const isValue =
      character !== '}' ||
      /(?:[(,:=?&|[]|\breturn)\s*$/.test(masked.slice(Math.max(0, partner - 12), partner));
    text = (isValue ? '()' : '{}') + text;
    at = partner;
  }
  return text;
}
