/** Strings of code as the SQL that they hold. */

/** As long as it is written, so that offsets stay those of the file: escapes become blanks and what they stand for. */
export function withoutEscapes(text: string): string {
  return text.includes('\\') ? text.replaceAll(ESCAPE, blanked) : text;
}

const ESCAPE = /\\(\r\n|u\{[0-9a-f]{1,6}\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[^])/gi;

function blanked(whole: string, escaped: string): string {
  if (/^[\r\n"'`\\:$#{]/.test(escaped)) return ` ${escaped}`;
  // `\d` is what it looks like in some languages, and nothing but a part of a text in all of them.
  return /^(?:[nrtbfvae0s]|[ux][^])/.test(escaped) ? ' '.repeat(whole.length) : whole;
}
