import type { TextRange } from '../finding.ts';
import type { TokenFormat } from './tokenFormat.ts';

/**
 * Where the secret of an identifier stands beside it, whatever it is called there: `new S3("AKIA…", "…")`. Only values in
 * which all sorts of characters are mixed, as far as such secrets have them, so that no hash is taken for one.
 */
export function secretsBeside(text: string, id: TextRange, secret: TokenFormat): TextRange[] {
  const from = Math.max(0, id.start - NEIGHBOURHOOD);
  const around = text.slice(from, id.end + NEIGHBOURHOOD);
  const isLowerCase = !/A-Z/.test(secret.pattern.source);
  return [...around.matchAll(WORD)].flatMap(({ 0: word, index }) => {
    const start = from + index;
    const isMixed = /[a-z]/.test(word) && /[0-9]/.test(word) && (isLowerCase || /[A-Z]/.test(word));
    if (!isMixed || (start < id.end && id.start < start + word.length)) return [];
    secret.pattern.lastIndex = 0;
    return secret.pattern.test(word) && secret.pattern.lastIndex === word.length
      ? [{ start, end: start + word.length }]
      : [];
  });
}

const NEIGHBOURHOOD = 300;
const WORD = /(?<![A-Za-z0-9+/=_.-])[A-Za-z0-9+/]{24,64}(?![A-Za-z0-9+/=_-])/g;
