import { lineFeedAt } from '../lines.ts';
import { normaliseBreaks, type RewrittenText } from './dotenvText.ts';
import type { DotenvFailure, DotenvReading, DotenvReadings } from './dotenvReadings.ts';
import type { DotenvQuote } from './dotenv.ts';

/** dotenv for Node.js, whose reading Next.js, Vite and many others share. */
export function readAsDotenv(source: string): DotenvReadings {
  return readLoosely(normaliseBreaks(source), NPM);
}

/** dotenv for Ruby. References and commands are in the template. */
export function readAsRuby(source: string): DotenvReadings {
  const rewritten = normaliseBreaks(source);
  const { readings, failures } = readLoosely(rewritten, RUBY);
  const known = new Set<string>();
  const kept: DotenvReading[] = [];
  let legacy = false;
  for (const reading of readings) {
    const { name, nameAt, value } = reading;
    // `export NAME` must follow an entry of that name, or nothing of the file is taken.
    if (value === undefined && isExported(source, nameAt)) {
      const range = { start: nameAt, end: nameAt + name.length };
      if (!known.has(name)) return { readings, failures: [{ ...range, effect: 'rejects' }] };
      continue;
    }
    known.add(name);
    if (name === 'DOTENV_LINEBREAK_MODE') legacy = value === 'legacy';
    kept.push(value === undefined ? { ...reading, value: '' } : rubyValue(reading, legacy));
  }
  return { readings: kept, failures };
}

function isExported(source: string, nameAt: number): boolean {
  return /(?:^|\s)export\s+$/.test(source.slice(Math.max(0, nameAt - 40), nameAt));
}

interface LooseGrammar {
  readonly isNamePart: (code: number) => boolean;
  readonly isSpace: (code: number) => boolean;
  readonly quotes: string;
  /** A name alone is an entry. */
  readonly nameAlone: boolean;
  readonly trim: (value: string) => string;
  /** Line breaks are written \n and \r in double quotes. */
  readonly expandsBreaks: boolean;
}

const NPM: LooseGrammar = {
  isNamePart: (code) => isWordPart(code) || code === 45 || code === 46,
  isSpace: isUnicodeSpace,
  quotes: `'"\``,
  nameAlone: false,
  trim: (value) => value.trim(),
  expandsBreaks: true,
};

const RUBY: LooseGrammar = {
  isNamePart: (code) => isWordPart(code) || code === 46,
  isSpace: (code) => code === 32 || (code >= 9 && code <= 13),
  quotes: `'"`,
  nameAlone: true,
  // eslint-disable-next-line no-control-regex
  trim: (value) => value.replace(/^[\t-\r ]+/, '').replace(/(?<![\0\t-\r ])[\0\t-\r ]+$/, ''),
  expandsBreaks: false,
};

/** Both were the same expression once: names and values on lines, where everything else is passed over in silence. */
function readLoosely({ text, offsetOf }: RewrittenText, grammar: LooseGrammar): DotenvReadings {
  const readings: DotenvReading[] = [];
  const failures: DotenvFailure[] = [];
  const skipSpace = (from: number): number => {
    let at = from;
    while (at < text.length && grammar.isSpace(text.charCodeAt(at))) at++;
    return at;
  };
  // Ruby opens files without a byte order mark; for JavaScript it is a space.
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length;) {
    const start = skipSpace(at);
    if (start >= text.length) break;
    const lineEnd = lineFeedAt(text, start);
    const name = nameOn(text, start, grammar, skipSpace);
    const found = name && valueAfter(text, name, grammar, skipSpace);
    if (name && found) {
      const { value, quote, end } = found;
      readings.push({
        name: text.slice(name.start, name.end),
        nameAt: offsetOf(name.start),
        value,
        ...(quote ? { quote } : {}),
      });
      at = lineFeedAt(text, end) + 1;
      continue;
    }
    if (text[start] !== '#')
      failures.push({ start: offsetOf(start), end: offsetOf(lineEnd), effect: 'skips' });
    at = lineEnd + 1;
  }
  return { readings, failures };
}

interface Name {
  readonly start: number;
  readonly end: number;
}

/** The name on a line, behind an `export` if a name follows that. */
function nameOn(
  text: string,
  start: number,
  grammar: LooseGrammar,
  skipSpace: (from: number) => number,
): Name | undefined {
  const runEnd = (from: number): number => {
    let at = from;
    while (at < text.length && grammar.isNamePart(text.charCodeAt(at))) at++;
    return at;
  };
  const end = runEnd(start);
  if (end === start) return undefined;
  if (end !== start + 6 || !text.startsWith('export', start)) return { start, end };
  const next = skipSpace(end);
  const nextEnd = runEnd(next);
  return next > end && nextEnd > next ? { start: next, end: nextEnd } : { start, end };
}

interface LooseValue {
  readonly value: string | undefined;
  readonly quote?: DotenvQuote;
  /** Where the value ends, in its last line. */
  readonly end: number;
}

function valueAfter(
  text: string,
  name: Name,
  grammar: LooseGrammar,
  skipSpace: (from: number) => number,
): LooseValue | undefined {
  const from = afterSeparator(text, name.end, grammar, skipSpace);
  if (from === undefined) {
    const isAlone = grammar.nameAlone && endsLine(text, name.end, grammar);
    return isAlone ? { value: undefined, end: name.end } : undefined;
  }
  const start = skipSpace(from);
  const sign = text.charAt(start);
  const isQuoted = sign !== '' && grammar.quotes.includes(sign);
  const close = isQuoted ? closingQuote(text, start, grammar) : undefined;
  const end = close === undefined ? endOfUnquoted(text, from) : close + 1;
  const written = grammar.trim(text.slice(close === undefined ? from : start, end));
  const stripped = withoutQuotes(written, grammar);
  const value =
    grammar.expandsBreaks && written.startsWith('"') ? withBreaks(stripped.value) : stripped.value;
  return { value, end, ...(stripped.quote ? { quote: stripped.quote } : {}) };
}

/** Where a value may start; undefined where no separator follows the name. */
function afterSeparator(
  text: string,
  nameEnd: number,
  { isSpace }: LooseGrammar,
  skipSpace: (from: number) => number,
): number | undefined {
  const sign = skipSpace(nameEnd);
  if (text[sign] === '=') return sign + 1;
  return text[nameEnd] === ':' && isSpace(text.charCodeAt(nameEnd + 1)) ? nameEnd + 2 : undefined;
}

/**
 * The quote that closes the value: the first without a backslash, if only a comment follows it on its line. Otherwise the last of
 * those before it that have a backslash and nothing behind them.
 */
function closingQuote(text: string, start: number, grammar: LooseGrammar): number | undefined {
  const sign = text.charAt(start);
  let found: number | undefined;
  for (let at = text.indexOf(sign, start + 1); at !== -1; at = text.indexOf(sign, at + 1)) {
    if (endsLine(text, at + 1, grammar)) found = at;
    if (text[at - 1] !== '\\') break;
  }
  return found;
}

function endsLine(text: string, from: number, { isSpace }: LooseGrammar): boolean {
  let at = from;
  while (at < text.length && text[at] !== '\n' && isSpace(text.charCodeAt(at))) at++;
  return at >= text.length || text[at] === '\n' || text[at] === '#';
}

function endOfUnquoted(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '#') at++;
  return at;
}

/** Takes off quotes that a value both starts and ends with, whatever stands between them. */
function withoutQuotes(value: string, { quotes }: LooseGrammar): { value: string; quote?: DotenvQuote } {
  const sign = value.charAt(0);
  const isQuoted = value.length >= 2 && quotes.includes(sign) && value.endsWith(sign);
  return isQuoted ? { value: value.slice(1, -1), quote: QUOTES[sign] as DotenvQuote } : { value };
}

const QUOTES: Readonly<Record<string, DotenvQuote>> = { "'": 'single', '"': 'double', '`': 'backtick' };

function withBreaks(value: string): string {
  return value.includes('\\') ? value.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : value;
}

/** Backslashes are taken away outside single quotes; those before a dollar sign only when references are replaced. */
function rubyValue(reading: DotenvReading, legacy: boolean): DotenvReading {
  const value = reading.value ?? '';
  if (reading.quote === 'single') return reading;
  const withNewlines =
    reading.quote !== 'double'
      ? value
      : legacy
        ? withBreaks(value)
        : value.replaceAll(/\\([nr])/g, '\\\\\\$1');
  const template = withNewlines.replaceAll(/\\([^$])/g, '$1');
  return {
    ...reading,
    value: template.replaceAll('\\$', '$'),
    template,
    ...(/(?<!\\)\$\(/.test(template) ? { runs: true } : {}),
  };
}

function isWordPart(code: number): boolean {
  return (
    (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95
  );
}

/** What \s means in JavaScript. */
function isUnicodeSpace(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  return code >= 160 && /\s/.test(String.fromCharCode(code));
}
