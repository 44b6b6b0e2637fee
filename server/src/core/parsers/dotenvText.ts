/** Steps through the lines of an env file. A line ends with \n, \r\n or \r, as in editors. */

/** Where the line that holds an offset ends, before its line break. */
export function lineEndAt(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return text.length;
}

/** Where the next line feed stands, or the end of the text: for loaders to which a lone carriage return is a blank. */
export function lineFeedAt(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at === -1 ? text.length : at;
}

/** Behind the line break at `lineEnd`. */
export function nextLineAt(text: string, lineEnd: number): number {
  if (text.charCodeAt(lineEnd) === 13 && text.charCodeAt(lineEnd + 1) === 10) return lineEnd + 2;
  return Math.min(lineEnd + 1, text.length);
}

/** Behind the blanks and tabs at an offset. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++;
  return at;
}

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
