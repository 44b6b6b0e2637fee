import { lineFeedAt } from '../lines.ts';
import type { DotenvFailure, DotenvReading, DotenvReadings } from './dotenvReadings.ts';
import type { DotenvQuote } from './dotenv.ts';
import { dropReturns } from './dotenvText.ts';

/** `node --env-file` and `util.parseEnv`: a # ends every unquoted value, the next quote of its kind every quoted one. */
export function readAsNode(source: string): DotenvReadings {
  const { text, offsetOf } = dropReturns(source);
  const readings: DotenvReading[] = [];
  const failures: DotenvFailure[] = [];
  const end = trimmedEnd(text);
  let at = skipBlank(text, 0, end);
  while (at < end) {
    const lineEnd = endOfLine(text, at, end);
    if (text[at] === '#' || text[at] === '\n') {
      at = lineEnd + 1;
      continue;
    }
    const sign = text.indexOf('=', at);
    if (sign === -1 || sign >= lineEnd) {
      failures.push({ start: offsetOf(at), end: offsetOf(lineEnd), effect: 'skips' });
      at = skipBlank(text, lineEnd + 1, end);
      continue;
    }
    const isEmpty = sign + 1 >= end || text[sign + 1] === '\n';
    const name = nameBefore(text, at, sign, isEmpty);
    // Without a name, what follows the sign is looked at as if it started a line.
    if (name.text === '' && !isEmpty) {
      failures.push({ start: offsetOf(at), end: offsetOf(sign + 1), effect: 'skips' });
      at = skipBlank(text, sign + 1, end);
      continue;
    }
    const { text: value, quote, next } = valueAt(text, sign + 1, end);
    readings.push({ name: name.text, nameAt: offsetOf(name.start), value, ...(quote ? { quote } : {}) });
    at = next;
  }
  return { readings, failures };
}

/** The word `export` is taken away only where a value follows. */
function nameBefore(
  text: string,
  start: number,
  sign: number,
  isEmpty: boolean,
): { text: string; start: number } {
  const name = trimmed(text.slice(start, sign));
  const nameStart = skipBlank(text, start, sign);
  if (isEmpty || !name.startsWith('export ')) return { text: name, start: nameStart };
  const after = skipBlank(text, nameStart + 7, sign);
  return { text: trimmed(text.slice(after, sign)), start: after };
}

interface NodeValue {
  readonly text: string;
  readonly quote?: DotenvQuote;
  readonly next: number;
}

const QUOTES: Readonly<Record<string, DotenvQuote>> = { "'": 'single', '"': 'double', '`': 'backtick' };

function valueAt(text: string, from: number, end: number): NodeValue {
  if (from >= end || text[from] === '\n') return { text: '', next: from + 1 };
  const start = skipBlank(text, from, end);
  const sign = text.charAt(start);
  const quote = QUOTES[sign];
  const lineEnd = endOfLine(text, start, end);
  if (!quote) {
    const line = text.slice(start, lineEnd);
    const hash = line.indexOf('#');
    return {
      text: trimmed(hash === -1 ? line : line.slice(0, hash)),
      next: skipBlank(text, lineEnd + 1, end),
    };
  }
  const close = text.indexOf(sign, start + 1);
  if (close === -1 || close >= end) return { text: text.slice(start, lineEnd), next: lineEnd + 1 };
  const inner = text.slice(start + 1, close);
  return {
    text: quote === 'double' ? inner.replaceAll('\\n', '\n') : inner,
    quote,
    next: endOfLine(text, close + 1, end) + 1,
  };
}

function endOfLine(text: string, from: number, end: number): number {
  return Math.min(lineFeedAt(text, from), end);
}

function skipBlank(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function trimmedEnd(text: string): number {
  let at = text.length;
  while (at > 0 && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

function trimmed(value: string): string {
  return value.slice(skipBlank(value, 0, value.length), trimmedEnd(value));
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10;
}
