import type { TextRange } from '../../finding.ts';

/** Code units that a name has at most on each side of the word that was found. */
const LONGEST_SIDE = 80;

/** Where the name ends in which a word was found: "password" in "db.password_prod", "x-api-key-v2". */
export function endOfName(text: string, wordEnd: number): number {
  const last = Math.min(text.length, wordEnd + LONGEST_SIDE);
  let end = wordEnd;
  while (end < last) {
    const code = text.charCodeAt(end);
    if (isWordCode(code)) end++;
    else if (isJoint(code) && isWordCode(text.charCodeAt(end + 1))) end += 2;
    else break;
  }
  return end;
}

/** Where it starts. */
export function startOfName(text: string, wordEnd: number): number {
  const first = Math.max(0, wordEnd - LONGEST_SIDE);
  let start = wordEnd;
  while (start > first) {
    const code = text.charCodeAt(start - 1);
    if (!isWordCode(code) && !isJoint(code)) break;
    start--;
  }
  return start;
}

/**
 * The name between two offsets without what only precedes it: the dashes of a flag, an escaped line break, and with
 * the word before a blank where the two are one name: "API key".
 */
export function boundName(text: string, from: number, end: number): TextRange {
  let start = from;
  if (text[start - 1] === '\\' && /[nrt]/.test(text[start] ?? '') && end - start > 4) start++;
  else if (text[start - 1] === '%' && /^[0-9A-Fa-f]{2}/.test(text.slice(start, start + 2))) start += 2;
  while (start < end && isJoint(text.charCodeAt(start))) start++;
  if (text[start - 1] === ' ' && /^(?:key|token|secret|phrase)/i.test(text.slice(start, start + 6))) {
    const word =
      /(?:^|[^A-Za-z0-9])(api|access|secret|private|auth|client|encryption|signing|webhook|app|license) $/i.exec(
        text.slice(Math.max(0, start - 14), start),
      )?.[1];
    if (word !== undefined) start -= word.length + 1;
  }
  return { start, end };
}

/** Whether what follows a name could give it a value; most names in prose and code end here. */
export function mayBeGiven(text: string, nameEnd: number): boolean {
  const last = Math.min(text.length, nameEnd + 12);
  if (text.charCodeAt(nameEnd) === 46) return false; // the end of a sentence
  for (let at = nameEnd; at < last; at++) {
    const verdict = mayFollowName(text.charCodeAt(at));
    if (verdict !== undefined) return verdict;
  }
  return nameEnd < text.length;
}

/** True for what gives a value, false for what doesn't, undefined for what may come before either. */
export function mayFollowName(code: number): boolean | undefined {
  if (code >= 128) return false;
  return SKIPPED[code] === 1 ? undefined : OPENING[code] === 1;
}

/** What may stand between a name and its operator: blanks, line breaks, quotes, brackets, asterisks of Markdown. */
const SKIPPED = table(' \t\r\n"\'`\\])!*');
/** What may come then: an operator, or the first letter of a type, of "value", or of a value after a blank. */
const OPENING = table('=:,.(><|?{-&;%+#[$/@', true);

function table(characters: string, withWords = false): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) =>
    characters.includes(String.fromCharCode(code)) || (withWords && isWordCode(code)) ? 1 : 0,
  );
}

export function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  );
}

/** "-" and ".", which join words to a name where words stand on both sides. */
function isJoint(code: number): boolean {
  return code === 45 || code === 46;
}
