/** Steps through the lines of a text: everything is an offset into it. */

/** Where the line that holds `at` ends, before its line break (\n, \r\n or \r), but at most `most` characters on. */
export function lineEndAt(text: string, at: number, most = text.length): number {
  const limit = Math.min(text.length, at + most);
  for (let end = at; end < limit; end++) {
    const code = text.charCodeAt(end);
    if (code === 10 || code === 13) return end;
  }
  return limit;
}

/** Behind the line break at `lineEnd`. */
export function nextLineAt(text: string, lineEnd: number): number {
  if (text.charCodeAt(lineEnd) === 13 && text.charCodeAt(lineEnd + 1) === 10) return lineEnd + 2;
  return Math.min(lineEnd + 1, text.length);
}

/** Where the next line feed stands, or the end of the text: where a carriage return is a blank, or may stay with its line. */
export function lineFeedAt(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at === -1 ? text.length : at;
}

/** Behind the next line feed, or the end of the text. */
export function behindLineFeed(text: string, from: number): number {
  return Math.min(lineFeedAt(text, from) + 1, text.length);
}

/** Behind the line feed before `at`, but at most `most` characters back. */
export function lineStartAt(text: string, at: number, most: number): number {
  const limit = Math.max(0, at - most);
  for (let start = at; start > limit; start--) if (text[start - 1] === '\n') return start;
  return limit;
}

/** Behind the blanks and tabs at an offset. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++;
  return at;
}

/** The same text with everything but its line breaks blanked. */
export function blanked(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
