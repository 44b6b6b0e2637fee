/** Reading and writing environment files the way npm's dotenv does; other loaders agree on all that is written here. */

import type { TextRange } from '../finding.ts';

interface EnvEntry {
  readonly name: string;
  readonly value: string;
  /** What stands behind the `=`, with its quotes. */
  readonly range: TextRange;
}

const ASSIGNMENT = /^[ \t\uFEFF]*(?:export[ \t]+)?([\w.-]+)[ \t]*(?:=|:[ \t])/;

/** The assignments in order; of two for one name the later counts. */
export function parseEnv(text: string): EnvEntry[] {
  const entries: EnvEntry[] = [];
  for (let at = 0; at < text.length;) {
    const end = lineEnd(text, at);
    const head = ASSIGNMENT.exec(text.slice(at, end));
    const entry = head ? entryAt(text, head[1] ?? '', at + head[0].length, end) : undefined;
    if (entry) entries.push(entry);
    const last = Math.max(end, entry?.range.end ?? end);
    at = text.startsWith('\r\n', last) ? last + 2 : lineEnd(text, last) + 1;
  }
  return entries;
}

/** Values by name. */
export function valuesIn(text: string): Map<string, string> {
  return new Map(parseEnv(text).map(({ name, value }) => [name, value]));
}

function lineEnd(text: string, at: number): number {
  for (let end = at; end < text.length; end++) if (text[end] === '\n' || text[end] === '\r') return end;
  return text.length;
}

/** The value whose assignment ends at `assigned`, on a line that ends at `end`. */
function entryAt(text: string, name: string, assigned: number, end: number): EnvEntry {
  const start = assigned + (/^[ \t]*/.exec(text.slice(assigned, end))?.[0].length ?? 0);
  const quote = text.charAt(start);
  const close =
    quote === '"' || quote === "'" || quote === '`' ? closingQuote(text, start, quote) : undefined;
  if (close !== undefined) {
    const inner = text.slice(start + 1, close).replace(/\r\n?/g, '\n');
    return { name, value: quote === '"' ? withLineBreaks(inner) : inner, range: { start, end: close + 1 } };
  }
  const bare = (text.slice(start, end).split('#', 1)[0] ?? '').trimEnd();
  if (bare === '') return { name, value: '', range: { start: assigned, end: assigned } };
  const value = bare.replace(/^(['"`])([^]*)\1$/, '$2');
  return {
    name,
    value: quote === '"' ? withLineBreaks(value) : value,
    range: { start, end: start + bare.length },
  };
}

function withLineBreaks(value: string): string {
  return value.replace(/\\n/g, '\n').replace(/\\r/g, '\r');
}

/**
 * The quote that ends a value: nothing but blanks and a comment may follow it on its line. The first that no
 * backslash precedes decides; where something follows that one, the last good one before it counts.
 */
function closingQuote(text: string, start: number, quote: string): number | undefined {
  let last: number | undefined;
  for (let at = text.indexOf(quote, start + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    if (/^[ \t]*(?:[#\r\n]|$)/.test(text.slice(at + 1, at + 200))) last = at;
    if (text[at - 1] !== '\\') break;
  }
  return last;
}

/** Characters that need no quotes in any loader, nor in a shell that sources the file. */
const BARE = /^[A-Za-z0-9_./:@+=,%^-]+$/;

/**
 * The text that reads back as `value`; undefined where no loader could read one (it has every kind of quote and
 * more). Single quotes come first for what a shell, compose, Ruby or PHP would replace in double ones; forms that
 * loaders other than dotenv read differently come last.
 */
export function writeEnvValue(value: string): string | undefined {
  if (BARE.test(value)) return value;
  if (/[\u2028\u2029]/.test(value)) return undefined; // line ends to some loaders and text to others
  const quotes = /[$\\!`"]/.test(value) ? ["'", '"'] : ['"', "'"];
  const clean = quotes.filter((quote) => !value.includes(quote) && !value.endsWith('\\'));
  const escaped = `"${value.replace(/\n/g, '\\n').replace(/\r/g, '\\r')}"`;
  const written = [...clean, '', '`', ...quotes].map((quote) => `${quote}${value}${quote}`);
  return [...written, escaped].find((candidate) => readsBack(candidate, value));
}

function readsBack(written: string, value: string): boolean {
  const entries = parseEnv(`A=${written}\nB="b"\nC='c'\nD=\`d\`\n`);
  return (
    entries.length === 4 &&
    entries[0]?.value === value &&
    entries[1]?.value === 'b' &&
    entries[3]?.value === 'd'
  );
}

/** Dollar signs that dotenv-expand, Next.js and Vite would take for a variable, escaped the way that all three undo. */
export function escapeDollars(value: string): string {
  return value.replace(/\\?\$(?=[\w{])|\\\$/g, (match) => `${match.slice(0, -1)}\\$`);
}

export function unescapeDollars(value: string): string {
  return value.replace(/\\\$/g, '$');
}
