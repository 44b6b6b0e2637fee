import { lineFeedAt } from '../lines.ts';
import type { DotenvReading, DotenvReadings } from './dotenvReadings.ts';
import { CONTROL_ESCAPES, skipWhile, trimEndWhile } from './dotenvText.ts';

/** docker compose. It rejects a file with a line that it doesn't understand. */
export function readAsCompose(text: string): DotenvReadings {
  const readings: DotenvReading[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  for (;;) {
    at = statementStart(text, at);
    if (at >= text.length) return { readings, failures: [] };
    const key = keyAt(text, at);
    if (!key) return { readings, failures: [{ start: at, end: lineFeedAt(text, at), effect: 'rejects' }] };
    if (key.inherited) {
      readings.push({ name: key.name, nameAt: key.start, value: undefined });
      at = key.next;
      continue;
    }
    const value = valueAt(text, key.next);
    if (!value) return { readings, failures: [{ start: at, end: lineFeedAt(text, at), effect: 'rejects' }] };
    const { next, ...rest } = value;
    readings.push({ name: key.name, nameAt: key.start, ...rest });
    at = next;
  }
}

/** Past blank lines and comments. */
function statementStart(text: string, from: number): number {
  let at = from;
  for (;;) {
    at = skipWhile(text, at, isUnicodeSpace);
    if (text[at] !== '#') return at;
    at = lineFeedAt(text, at);
  }
}

interface Key {
  readonly name: string;
  readonly start: number;
  /** A name alone: its value comes from the environment. */
  readonly inherited: boolean;
  /** Where the value, or the next statement, starts. */
  readonly next: number;
}

const EXPORT = /export[\t\n\f\r ]+/y;
const NAME_PART = /[\p{L}\p{N}_.\-[\]]/u;

function keyAt(text: string, from: number): Key | undefined {
  EXPORT.lastIndex = from;
  const start = EXPORT.test(text) ? skipWhile(text, from + 6, isBlank) : from;
  for (let at = start; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '=' || sign === ':' || sign === '\n') {
      const name = text.slice(start, endOfName(text, start, at));
      if (name.includes(' ')) return undefined;
      return { name, start, inherited: sign === '\n', next: skipWhile(text, at + 1, isBlank) };
    }
    if (isBlank(text.charCodeAt(at))) continue;
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (!NAME_PART.test(character)) return undefined;
    at += character.length - 1;
  }
  if (start >= text.length) return undefined;
  // A name at the very end of the text is taken for a value without a name.
  return { name: '', start, inherited: false, next: start };
}

function endOfName(text: string, start: number, from: number): number {
  let end = from;
  while (end > start && isUnicodeSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

type Value = Pick<DotenvReading, 'value' | 'template' | 'quote'> & { readonly next: number };

function valueAt(text: string, from: number): Value | undefined {
  const sign = text.charAt(from);
  if (sign === '"' || sign === "'") return quotedAt(text, from, sign);
  const end = lineFeedAt(text, from);
  const line = text.slice(from, end);
  const comment = line.indexOf(' #');
  const template = trimEndWhile(comment === -1 ? line : line.slice(0, comment), isUnicodeSpace);
  return { value: withoutDoubledDollars(template), template, next: Math.min(end + 1, text.length) };
}

function quotedAt(text: string, start: number, sign: '"' | "'"): Value | undefined {
  let plain = '';
  let from = start + 1;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === sign) {
      plain += text.slice(from, at);
      if (sign === "'") return { value: plain, quote: 'single', next: at + 1 };
      const template = withEscapes(plain);
      return { value: withoutDoubledDollars(template), template, quote: 'double', next: at + 1 };
    }
    if (character !== '\\') continue;
    // Only the quote itself loses its backslash here.
    if (text[at + 1] === sign) {
      plain += text.slice(from, at);
      from = at + 1;
    }
    at++;
  }
  return undefined;
}

const ESCAPE = /\\(?:([abcfnrtv$"\\])|0(\d{0,3}))/g;
const ESCAPES: Readonly<Record<string, string>> = {
  ...CONTROL_ESCAPES,
  $: '$$',
  '"': '"',
  '\\': '\\',
  c: '\\c',
};

function withEscapes(value: string): string {
  if (!value.includes('\\')) return value;
  return value.replaceAll(ESCAPE, (_, letter: string | undefined, digits = '') => {
    if (letter !== undefined) return ESCAPES[letter] ?? letter;
    const isOctal = /^[0-3][0-7]{2}$/.test(digits);
    return isOctal ? String.fromCodePoint(Number.parseInt(digits, 8)) : `\\${digits}`;
  });
}

function withoutDoubledDollars(template: string): string {
  return template.includes('$$') ? template.replaceAll('$$', '$') : template;
}

/** Blanks within a line; a carriage return is one. */
function isBlank(code: number): boolean {
  return code === 32 || code === 9 || (code >= 11 && code <= 13) || code === 0x85 || code === 0xa0;
}

function isUnicodeSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return code === 0x85 || (code !== 0xfeff && /\s/.test(String.fromCharCode(code)));
}
