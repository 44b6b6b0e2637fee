import type { DotenvQuote } from './dotenv.ts';

/** The value of a variable, undefined where it is not set. */
export type Lookup = (name: string) => string | undefined;

/** One word of a command, without its quotes; of an assignment the part behind the equals sign. */
export interface ShellWord {
  readonly start: number;
  readonly end: number;
  /** Present for an assignment. */
  readonly name: string | undefined;
  readonly value: string;
  /** Where all of the value stands in one pair of quotes. */
  readonly quote: DotenvQuote | undefined;
  /** It holds a command, which is left as it is written. */
  readonly runs: boolean;
  /** Where something starts that is never closed. */
  readonly unclosed: number | undefined;
}

/** Reads a word from its first character on. */
export function shellWordAt(text: string, start: number, lookup: Lookup | undefined): ShellWord {
  ASSIGNMENT.lastIndex = start;
  const name = ASSIGNMENT.exec(text)?.[1];
  const from = name === undefined ? start : ASSIGNMENT.lastIndex;
  const scan: Scan = { text, at: from, value: '', runs: false, unclosed: undefined, lookup };
  let quote: DotenvQuote | undefined;
  let parts = 0;
  while (scan.at < text.length && scan.unclosed === undefined) {
    const sign = text.charAt(scan.at);
    if (ENDS_WORD.includes(sign)) break;
    parts++;
    quote = sign === "'" ? 'single' : sign === '"' ? 'double' : undefined;
    takePart(scan);
  }
  return {
    start,
    end: scan.at,
    name,
    value: scan.value,
    quote: parts === 1 ? quote : undefined,
    runs: scan.runs,
    unclosed: scan.unclosed,
  };
}

/** In double quotes, and in the words of `${X:-words}`: no word ends there. */
export function expandShell(text: string, lookup: Lookup, depth = 0): { value: string; runs: boolean } {
  const scan: Scan = { text, at: 0, value: '', runs: false, unclosed: undefined, lookup, depth };
  while (scan.at < text.length && scan.unclosed === undefined) takePart(scan);
  return { value: scan.value, runs: scan.runs };
}

interface Scan {
  readonly text: string;
  at: number;
  value: string;
  runs: boolean;
  unclosed: number | undefined;
  readonly lookup: Lookup | undefined;
  readonly depth?: number;
}

const ASSIGNMENT = /([A-Za-z_][A-Za-z0-9_]*)\+?=/y;
const ENDS_WORD = ' \t\n;&|<>()';
const DEEPEST = 50;

function takePart(scan: Scan): void {
  const { text, at } = scan;
  const sign = text.charAt(at);
  if (sign === "'") takeSingleQuotes(scan, at);
  else if (sign === '"') takeDoubleQuotes(scan);
  else if (sign === '$') takeDollar(scan, false);
  else if (sign === '`') takeBackticks(scan);
  else if (sign === '\\') {
    if (text[at + 1] !== '\n') scan.value += text.slice(at + 1, at + 2);
    scan.at = at + 2;
  } else {
    PLAIN.lastIndex = at;
    const run = PLAIN.exec(text)?.[0] ?? sign;
    scan.value += run;
    scan.at = at + run.length;
  }
}

const PLAIN = /[^\s;&|<>()'"$`\\]+/y;

function takeSingleQuotes(scan: Scan, start: number): void {
  const close = scan.text.indexOf("'", start + 1);
  if (close === -1) {
    scan.unclosed = start;
    return;
  }
  scan.value += scan.text.slice(start + 1, close);
  scan.at = close + 1;
}

function takeDoubleQuotes(scan: Scan): void {
  const { text, at: start } = scan;
  scan.at = start + 1;
  while (scan.at < text.length && scan.unclosed === undefined) {
    const sign = text.charAt(scan.at);
    if (sign === '"') {
      scan.at++;
      return;
    }
    if (sign === '$') takeDollar(scan, true);
    else if (sign === '`') takeBackticks(scan);
    else if (sign === '\\') takeEscapeInQuotes(scan);
    else {
      IN_QUOTES.lastIndex = scan.at;
      const run = IN_QUOTES.exec(text)?.[0] ?? sign;
      scan.value += run;
      scan.at += run.length;
    }
  }
  scan.unclosed ??= start;
}

const IN_QUOTES = /[^"$`\\]+/y;

/** In double quotes a backslash stays, unless what follows it means something there. */
function takeEscapeInQuotes(scan: Scan): void {
  const next = scan.text.charAt(scan.at + 1);
  if (next !== '\n') scan.value += '$`"\\'.includes(next) && next !== '' ? next : `\\${next}`;
  scan.at += 2;
}

function takeBackticks(scan: Scan): void {
  const { text, at: start } = scan;
  let end = start + 1;
  while (end < text.length && text[end] !== '`') end += text[end] === '\\' ? 2 : 1;
  if (end >= text.length) {
    scan.unclosed = start;
    return;
  }
  scan.value += text.slice(start, end + 1);
  scan.runs = true;
  scan.at = end + 1;
}

function takeDollar(scan: Scan, inQuotes: boolean): void {
  const { text, at: start } = scan;
  const next = text.charAt(start + 1);
  if (next === '(') takeBalanced(scan, '(', ')');
  else if (next === '{') takeBraces(scan);
  else if (next === "'" && !inQuotes) takeAnsiQuotes(scan);
  else if (next === '"' && !inQuotes) scan.at++;
  else if (/[\d@*]/.test(next))
    scan.at += 2; // an argument of the script: there are none
  else if (/[$?!-]/.test(next)) {
    // Numbers of processes and the like.
    scan.value += text.slice(start, start + 2);
    scan.at += 2;
  } else {
    NAME.lastIndex = start + 1;
    const name = NAME.exec(text)?.[0];
    if (name === undefined) {
      scan.value += '$';
      scan.at++;
      return;
    }
    scan.at = start + 1 + name.length;
    scan.value += scan.lookup ? (scan.lookup(name) ?? '') : text.slice(start, scan.at);
  }
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** A command, or arithmetic, to its last bracket. */
function takeBalanced(scan: Scan, opener: string, closer: string): void {
  const { text, at: start } = scan;
  const end = balancedEnd(text, start + 1, opener, closer);
  if (end === undefined) {
    scan.unclosed = start;
    return;
  }
  scan.value += text.slice(start, end);
  if (!text.startsWith('$((', start)) scan.runs = true;
  scan.at = end;
}

/** Behind the bracket that closes the one at `from`; quotes hide brackets. */
function balancedEnd(text: string, from: number, opener: string, closer: string): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (sign === '\\') at++;
    else if (sign === "'" && opener === '(') {
      const close = text.indexOf("'", at + 1);
      if (close === -1) return undefined;
      at = close;
    } else if (sign === opener) depth++;
    else if (sign === closer && --depth === 0) return at + 1;
  }
  return undefined;
}

const PARAMETER = /^([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-=?+])([\s\S]*))?$/;

function takeBraces(scan: Scan): void {
  const { text, at: start, lookup, depth = 0 } = scan;
  const end = balancedEnd(text, start + 1, '{', '}');
  if (end === undefined) {
    scan.unclosed = start;
    return;
  }
  scan.at = end;
  const [, name, operator = '', words = ''] = PARAMETER.exec(text.slice(start + 2, end - 1)) ?? [];
  if (!lookup || name === undefined || depth >= DEEPEST) {
    scan.value += text.slice(start, end);
    return;
  }
  const current = lookup(name);
  const isThere = current !== undefined && (current !== '' || !operator.startsWith(':'));
  const expand = (): string => {
    const expanded = expandShell(words, lookup, depth + 1);
    if (expanded.runs) scan.runs = true;
    return expanded.value;
  };
  if (operator.endsWith('+')) scan.value += isThere ? expand() : '';
  else if (operator.endsWith('?') && !isThere) scan.unclosed = start;
  else scan.value += isThere || operator === '' ? (current ?? '') : expand();
}

/** `$'a\nb'` */
function takeAnsiQuotes(scan: Scan): void {
  const { text, at: start } = scan;
  let end = start + 2;
  while (end < text.length && text[end] !== "'") end += text[end] === '\\' ? 2 : 1;
  if (end >= text.length) {
    scan.unclosed = start;
    return;
  }
  scan.value += text.slice(start + 2, end).replaceAll(/\\(.)/gs, (_, sign: string) => ANSI[sign] ?? sign);
  scan.at = end + 1;
}

const ANSI: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
