/** Writing environment files so that npm's dotenv reads back what was meant; other loaders agree on all that is written here. */

import type { TextRange } from '../finding.ts';
import { parseDotenv, type DotenvEntry } from '../parsers/dotenv.ts';
import { entriesIn, readAs } from '../parsers/dotenvReadings.ts';

interface EnvEntry {
  readonly name: string;
  readonly value: string;
  /** What stands behind the `=`, with its quotes; right behind it where there is nothing. */
  readonly range: TextRange;
}

/** The assignments that dotenv takes, in order; of two for one name the later counts. */
export function parseEnv(text: string): readonly EnvEntry[] {
  return entriesIn(parseDotenv(text), 'dotenv').map(({ entry, value }) => ({
    name: entry.name,
    value,
    range: rangeWithQuotes(text, entry),
  }));
}

/** Values by name. */
export function valuesIn(text: string): Map<string, string> {
  return new Map(parseEnv(text).map(({ name, value }) => [name, value]));
}

function rangeWithQuotes(text: string, { separator, value, quote, unclosed }: DotenvEntry): TextRange {
  if (quote) return { start: value.start - 1, end: unclosed ? value.end : value.end + 1 };
  if (value.start < value.end) return value;
  // Before the blanks that a comment needs, but behind the one that a colon needs.
  const blank = text[separator.start] === ':' ? 1 : 0;
  const at = Math.min(separator.end + blank, value.start);
  return { start: at, end: at };
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
  const { readings } = readAs(`A=${written}\nB="b"\nC='c'\nD=\`d\`\n`, 'dotenv');
  return (
    readings.length === 4 &&
    readings[0]?.value === value &&
    readings[1]?.value === 'b' &&
    readings[3]?.value === 'd'
  );
}

/** Dollar signs that dotenv-expand, Next.js and Vite would take for a variable, escaped the way that all three undo. */
export function escapeDollars(value: string): string {
  return value.replace(/\\?\$(?=[\w{])|\\\$/g, (match) => `${match.slice(0, -1)}\\$`);
}

export function unescapeDollars(value: string): string {
  return value.replace(/\\\$/g, '$');
}
