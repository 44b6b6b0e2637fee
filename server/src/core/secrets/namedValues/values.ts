import type { TextRange } from '../../finding.ts';

/** A value as it stands in a text, without its quotes. */
export interface ReadValue extends TextRange {
  readonly quoted: boolean;
}

/** Longer ones are data of another kind. */
const LONGEST = 1_000;

/** Quotes in all the ways in which they are written: escaped in JSON, as an entity in HTML, tripled in Python, doubled in reStructuredText. */
const OPENING_QUOTE =
  /(?:[@$bBfFrRuUL]{1,2}|@)?("""|'''|``(?=[^`\s])|\\{1,3}["'`]|["'`]|&quot;|&#3[49];|\\u0022|“)/y;

/** The value in quotes that starts at `at`. */
export function readQuoted(text: string, at: number): ReadValue | undefined {
  OPENING_QUOTE.lastIndex = at;
  const quote = OPENING_QUOTE.exec(text)?.[1];
  if (quote === undefined) return undefined;
  const start = OPENING_QUOTE.lastIndex;
  const close = quote === '“' ? '”' : quote;
  const multiline = quote === '`' || quote.length === 3;
  const end = endOfQuoted(text, start, close, multiline);
  if (end === undefined || end - start < 3) return undefined;
  return trimmed(text, start, end);
}

function endOfQuoted(text: string, start: number, close: string, multiline: boolean): number | undefined {
  const first = close.charCodeAt(0);
  const escapes = first !== BACKSLASH;
  const last = Math.min(text.length, start + LONGEST);
  for (let at = start; at < last; at++) {
    const code = text.charCodeAt(at);
    if (code === first && text.startsWith(close, at)) return at;
    if (code === BACKSLASH && escapes) at++;
    else if (!multiline && (code === 10 || code === 13)) return undefined;
  }
  return undefined;
}

const BACKSLASH = 92;

function trimmed(text: string, from: number, to: number): ReadValue | undefined {
  let [start, end] = [from, to];
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return end - start < 3 ? undefined : { start, end, quoted: true };
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** What an unquoted value that others follow is written in, since that says which characters end it. */
export type Surroundings = 'query' | 'text' | 'command' | 'markup' | 'table';

const INLINE: Readonly<Record<Surroundings, RegExp>> = {
  query: /[^\s"'`<>\\(){}[\],;&|#^“”]{4,1000}/y,
  // An ampersand is a part of it, unless it starts the next field of a form or is an entity.
  text: /(?:[^\s"'`<>\\(){}[\],;&|“”]|&(?![\w.-]{1,40}[=;]|#)){4,1000}/y,
  command: /[^\s"'`<>\\();|“”]{4,1000}/y,
  markup: /[^\s<>"]{4,1000}/y,
  table: /[^\s`|<>]{4,1000}/y,
};
// A line of its own: of a YAML, INI, properties or .env file.
const WHOLE_LINE = /[^\s"'`](?:[^\s\\]|\\(?![nrt"])){2,999}(?=[ \t]*(?:$|[\r\n]|#|\\[nrt"]))/y;

/** The unquoted value that starts at `at` and ends where the text round it goes on. */
export function readInline(text: string, at: number, surroundings: Surroundings): ReadValue | undefined {
  const pattern = INLINE[surroundings];
  pattern.lastIndex = at;
  if (!pattern.test(text)) return undefined;
  let end = pattern.lastIndex;
  // A query in percent encoding goes on with "&".
  const encoded = surroundings === 'query' ? text.slice(at, end).search(/%26|%22/) : 0;
  if (encoded > 0) end = at + encoded;
  if (surroundings !== 'markup') end = withoutFullStop(text, at, end);
  return end - at < 4 ? undefined : { start: at, end, quoted: false };
}

/** A sentence may end after the value. */
function withoutFullStop(text: string, start: number, from: number): number {
  let end = from;
  while (end > start && FULL_STOP.has(text.charCodeAt(end - 1))) end--;
  return end;
}

const FULL_STOP: ReadonlySet<number> = new Set(Array.from('.:?*', (sign) => sign.charCodeAt(0)));

/** The unquoted value that starts at `at` and ends with the line or before a comment. */
export function readLine(text: string, at: number): ReadValue | undefined {
  WHOLE_LINE.lastIndex = at;
  if (!WHOLE_LINE.test(text)) return undefined;
  let end = WHOLE_LINE.lastIndex;
  while (end > at && /[,;]/.test(text[end - 1] ?? '')) end--;
  return { start: at, end, quoted: false };
}
