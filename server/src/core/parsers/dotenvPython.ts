import { lineFeedAt } from '../lines.ts';
import type { DotenvFailure, DotenvReading, DotenvReadings } from './dotenvReadings.ts';
import { CONTROL_ESCAPES, normaliseBreaks, skipWhile, trimEndWhile } from './dotenvText.ts';

/** python-dotenv. A line that it can't read costs the rest of that line, and it says so when it runs. */
export function readAsPython(source: string): DotenvReadings {
  // Opened as text: every line break is \n.
  const { text, offsetOf } = normaliseBreaks(source);
  const readings: DotenvReading[] = [];
  const failures: DotenvFailure[] = [];
  const lastQuotes = { "'": text.lastIndexOf("'"), '"': text.lastIndexOf('"') };
  for (let at = 0; at < text.length;) {
    const start = skipWhile(text, at, isSpace);
    if (start >= text.length) break;
    const found = bindingAt(text, start, lastQuotes);
    if ('failedAt' in found) {
      at = lineFeedAt(text, found.failedAt) + 1;
      failures.push({ start: offsetOf(start), end: offsetOf(at - 1), effect: 'skips' });
      continue;
    }
    const { name, nameAt, value, quote } = found;
    if (name !== undefined)
      readings.push({
        name,
        nameAt: offsetOf(nameAt),
        value,
        ...(value === undefined ? {} : { template: value }),
        ...(quote ? { quote } : {}),
      });
    at = found.end + 1;
  }
  return { readings, failures };
}

type Quote = "'" | '"';

interface Binding {
  readonly name: string | undefined;
  readonly nameAt: number;
  readonly value?: string | undefined;
  readonly quote?: 'single' | 'double';
  /** The end of its last line. */
  readonly end: number;
}

function bindingAt(
  text: string,
  start: number,
  lastQuotes: Readonly<Record<Quote, number>>,
): Binding | { readonly failedAt: number } {
  if (text[start] === '#') return { name: undefined, nameAt: start, end: lineFeedAt(text, start) };
  const name = nameOn(text, start);
  if (!name) return { failedAt: afterExport(text, start) };
  const sign = skipWhile(text, name.end, isBlank);
  if (text[sign] !== '=') return ended(text, { name: name.text, nameAt: name.start }, sign);
  const from = skipWhile(text, sign + 1, isBlank);
  const value = valueAt(text, from, lastQuotes);
  if (value === undefined) return { failedAt: from };
  const { end, ...rest } = value;
  return ended(text, { name: name.text, nameAt: name.start, ...rest }, end);
}

/** Nothing but a comment may follow. */
function ended(text: string, binding: Omit<Binding, 'end'>, from: number): Binding | { failedAt: number } {
  const after = skipWhile(text, from, isBlank);
  if (text[after] === '#') return { ...binding, end: lineFeedAt(text, after) };
  return after >= text.length || text[after] === '\n' ? { ...binding, end: after } : { failedAt: from };
}

function afterExport(text: string, start: number): number {
  if (!text.startsWith('export', start)) return start;
  const after = skipWhile(text, start + 6, isBlank);
  return after > start + 6 ? after : start;
}

function nameOn(text: string, from: number): { text: string; start: number; end: number } | undefined {
  const start = afterExport(text, from);
  if (text[start] === "'") {
    const close = text.indexOf("'", start + 1);
    return close > start + 1
      ? { text: text.slice(start + 1, close), start: start + 1, end: close + 1 }
      : undefined;
  }
  let end = start;
  while (end < text.length && text[end] !== '=' && text[end] !== '#' && !isSpace(text.charCodeAt(end))) end++;
  return end > start ? { text: text.slice(start, end), start, end } : undefined;
}

function valueAt(
  text: string,
  from: number,
  lastQuotes: Readonly<Record<Quote, number>>,
): { value: string; end: number; quote?: 'single' | 'double' } | undefined {
  const sign = text.charAt(from);
  if (sign === "'" || sign === '"') {
    const close = closingQuote(text, from, sign, lastQuotes[sign]);
    if (close === undefined) return undefined;
    const inner = text.slice(from + 1, close);
    return sign === '"'
      ? { value: withEscapes(inner, DOUBLE_ESCAPES), end: close + 1, quote: 'double' }
      : { value: withEscapes(inner, SINGLE_ESCAPES), end: close + 1, quote: 'single' };
  }
  const end = lineFeedAt(text, from);
  const line = text.slice(from, end);
  return { value: trimEndWhile(line.slice(0, commentStart(line)), isSpace), end };
}

/** The first quote without a backslash; where there is none, the last one with. */
function closingQuote(text: string, start: number, sign: Quote, last: number): number | undefined {
  for (let at = text.indexOf(sign, start + 1); at !== -1; at = text.indexOf(sign, at + 1))
    if (text[at - 1] !== '\\') return at;
  return last > start ? last : undefined;
}

/** Where the first # with a blank before it takes the rest of a value: at those blanks. */
function commentStart(line: string): number {
  for (let at = line.indexOf('#'); at !== -1; at = line.indexOf('#', at + 1))
    if (at > 0 && isSpace(line.charCodeAt(at - 1))) return at;
  return line.length;
}

const DOUBLE_ESCAPES = /\\[\\'"abfnrtv]/g;
const SINGLE_ESCAPES = /\\[\\']/g;

function withEscapes(value: string, escapes: RegExp): string {
  return value.includes('\\')
    ? value.replaceAll(escapes, ([, sign = '']) => CONTROL_ESCAPES[sign] ?? sign)
    : value;
}

/** What \s means in Python: the separators of ASCII as well, and no byte order mark. */
function isSpace(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13) || (code >= 28 && code <= 31);
  if (code === 0x85) return true;
  return code >= 160 && code !== 0xfeff && /\s/.test(String.fromCharCode(code));
}

function isBlank(code: number): boolean {
  return code !== 10 && code !== 13 && isSpace(code);
}
