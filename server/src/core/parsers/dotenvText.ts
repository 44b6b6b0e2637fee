/** What the readers of env files share: blanks, and line breaks that loaders change before they read. */

/** Behind the characters at an offset that pass a test. */
export function skipWhile(text: string, from: number, test: (code: number) => boolean): number {
  let at = from;
  while (at < text.length && test(text.charCodeAt(at))) at++;
  return at;
}

/** Without the characters at its end that pass a test. */
export function trimEndWhile(value: string, test: (code: number) => boolean): string {
  let end = value.length;
  while (end > 0 && test(value.charCodeAt(end - 1))) end--;
  return value.slice(0, end);
}

/** What letters behind a backslash mean in Go and Python. */
export const CONTROL_ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The text with every line break as \n. */
export function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
}

/** A text that a loader changes before it reads it, and where its offsets are in the original. */
export interface RewrittenText {
  readonly text: string;
  readonly offsetOf: (index: number) => number;
}

/** Every line break as \n. */
export function normaliseBreaks(source: string): RewrittenText {
  return source.includes('\r') ? rewrite(source, withLineFeeds(source), /\r\n/g) : unchanged(source);
}

/** Without any \r, so that a lone one joins two lines. */
export function dropReturns(source: string): RewrittenText {
  return source.includes('\r') ? rewrite(source, source.replaceAll('\r', ''), /\r/g) : unchanged(source);
}

function unchanged(text: string): RewrittenText {
  return { text, offsetOf: (index) => index };
}

/** `shortened` matches what became one character less. */
function rewrite(source: string, text: string, shortened: RegExp): RewrittenText {
  // Where each loss shows in the new text: so many characters less from there on.
  const losses = Array.from(source.matchAll(shortened), ({ index }, count) => index - count);
  return {
    text,
    offsetOf(index) {
      let low = 0;
      let high = losses.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((losses[middle] ?? 0) < index || ((losses[middle] ?? 0) === index && text[index] !== '\n'))
          low = middle + 1;
        else high = middle;
      }
      return index + low;
    },
  };
}
