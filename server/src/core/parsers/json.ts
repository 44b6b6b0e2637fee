/** Reads JSON as people write it: with comments, commas at the end, single quotes and keys without quotes. */
import type { Parser } from '../source.ts';
import type { Tree, TreeEntry, TreeNode, TreeScalar } from './tree.ts';

export const parseJson: Parser<Tree> = (text) => parseJsonIn(text, 0, text.length);

/** Reads the JSON that stands in a part of a text. */
export function parseJsonIn(text: string, start: number, end: number): Tree {
  const reader: Reader = { text: text.slice(0, end), at: start, end, broken: false };
  skipSpace(reader);
  const root = reader.at < end ? readValue(reader, 0) : undefined;
  skipSpace(reader);
  return { roots: root ? [root] : [], broken: reader.broken || reader.at < end };
}

interface Reader {
  readonly text: string;
  at: number;
  readonly end: number;
  broken: boolean;
}

const DEEPEST = 100;

function readValue(reader: Reader, depth: number): TreeNode | undefined {
  const char = charOf(reader);
  if (depth > DEEPEST) return giveUp(reader);
  if (char === '{') return readMap(reader, depth);
  if (char === '[') return readList(reader, depth);
  return readScalar(reader);
}

function readMap(reader: Reader, depth: number): TreeNode {
  const start = reader.at++;
  const entries: TreeEntry[] = [];
  for (;;) {
    skipSeparators(reader);
    const char = charOf(reader);
    if (char === '}' || char === ']' || char === '') break;
    const key = readScalar(reader);
    if (!key) {
      // A bracket or a colon where a key is expected.
      reader.broken = true;
      if (char === '{' || char === '[') readValue(reader, depth + 1);
      else reader.at++;
      continue;
    }
    skipSpace(reader);
    if (charOf(reader) !== ':') {
      reader.broken = true;
      entries.push({ key });
      continue;
    }
    reader.at++;
    skipSpace(reader);
    const value = ',}]'.includes(charOf(reader)) ? undefined : readValue(reader, depth + 1);
    if (!value) reader.broken = true;
    entries.push(value ? { key, value } : { key });
  }
  close(reader, '}');
  return { kind: 'map', entries, start, end: reader.at };
}

function readList(reader: Reader, depth: number): TreeNode {
  const start = reader.at++;
  const items: TreeNode[] = [];
  for (;;) {
    skipSeparators(reader);
    const char = charOf(reader);
    if (char === '}' || char === ']' || char === '') break;
    const item = readValue(reader, depth + 1);
    if (item) items.push(item);
    else {
      reader.broken = true;
      reader.at++;
    }
  }
  close(reader, ']');
  return { kind: 'list', items, start, end: reader.at };
}

function close(reader: Reader, bracket: string): void {
  if (charOf(reader) === bracket) reader.at++;
  else reader.broken = true;
}

const BARE = /[^\s"'{}[\],:/]+|\//y;

function readScalar(reader: Reader): TreeScalar | undefined {
  const { text } = reader;
  const quote = charOf(reader);
  if (quote === '"' || quote === "'") return readString(reader, quote);
  BARE.lastIndex = reader.at;
  const word = BARE.exec(text)?.[0];
  if (word === undefined) return undefined;
  const start = reader.at;
  const end = Math.min(start + word.length, reader.end);
  reader.at = end;
  return { kind: 'scalar', text: text.slice(start, end), style: 'plain', start, end };
}

/** A string ends with its line: one that is not closed must not swallow the file. */
function readString(reader: Reader, quote: string): TreeScalar {
  const { text } = reader;
  const start = reader.at + 1;
  let end = start;
  let escaped = false;
  for (; end < reader.end; end++) {
    const char = text[end];
    if (char === quote || char === '\n') break;
    if (char === '\\') {
      escaped = true;
      end++;
    }
  }
  end = Math.min(end, reader.end);
  const closed = text[end] === quote && end < reader.end;
  if (!closed) reader.broken = true;
  reader.at = closed ? end + 1 : end;
  const raw = text.slice(start, end);
  const style = quote === '"' ? 'double' : 'single';
  return { kind: 'scalar', text: escaped ? unescape(raw) : raw, style, start, end };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

function unescape(raw: string): string {
  return raw.replace(/\\(?:u([\da-fA-F]{4})|([^]))/g, (_, code?: string, char = '') =>
    code === undefined ? (ESCAPES[char] ?? String(char)) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function giveUp(reader: Reader): undefined {
  reader.broken = true;
  reader.at = reader.end;
  return undefined;
}

function charOf(reader: Reader): string {
  return reader.at < reader.end ? reader.text.charAt(reader.at) : '';
}

function skipSeparators(reader: Reader): void {
  do skipSpace(reader);
  while (charOf(reader) === ',' && reader.at++ < reader.end);
}

/** White space and comments. */
function skipSpace(reader: Reader): void {
  const { text, end } = reader;
  while (reader.at < end) {
    const char = text[reader.at];
    if (char === ' ' || char === '\n' || char === '\r' || char === '\t' || char === '\uFEFF') reader.at++;
    else if (char === '/' && text[reader.at + 1] === '/') reader.at = endOf(reader, '\n', 0);
    else if (char === '/' && text[reader.at + 1] === '*') reader.at = endOf(reader, '*/', 2);
    else return;
  }
}

function endOf(reader: Reader, mark: string, length: number): number {
  const at = reader.text.indexOf(mark, reader.at + 2);
  if (at === -1 || at >= reader.end) return reader.end;
  return at + length;
}
