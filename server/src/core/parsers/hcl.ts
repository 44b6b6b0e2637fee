/**
 * Reads the language of Terraform. A block is an entry with its type as the key and a map with labels as the value; what a
 * function is given is a list with its name (`merge`, `jsonencode`); any other expression is code. JSON in a here-document is
 * read as what it holds.
 */
import { behindLineFeed, lineFeedAt } from '../lines.ts';
import type { Parser } from '../source.ts';
import { parseJsonIn } from './json.ts';
import type { Tree, TreeEntry, TreeMap, TreeNode, TreeScalar } from './tree.ts';

export const parseHcl: Parser<Tree> = (text) => {
  const reader: Reader = { text, at: 0, broken: false };
  const entries: TreeEntry[] = [];
  while (reader.at < text.length) {
    readBody(reader, entries, 0);
    if (reader.at >= text.length) break;
    // A bracket that closes nothing.
    reader.at++;
    reader.broken = true;
  }
  return { roots: [{ kind: 'map', entries, start: 0, end: text.length }], broken: reader.broken };
};

interface Reader {
  readonly text: string;
  at: number;
  broken: boolean;
}

const DEEPEST = 100;

/** Attributes and blocks, up to a bracket that closes. */
function readBody(reader: Reader, entries: TreeEntry[], depth: number): void {
  for (;;) {
    skipBlank(reader, true);
    const char = reader.text[reader.at];
    if (char === undefined || char === '}' || char === ']' || char === ')') return;
    const key = readName(reader) ?? readComputedKey(reader, depth);
    if (!key) {
      reader.at++;
      continue;
    }
    skipBlank(reader, false);
    const value = readAttributeOrBlock(reader, depth);
    entries.push(value ? { key, value } : { key });
  }
}

function readAttributeOrBlock(reader: Reader, depth: number): TreeNode | undefined {
  const { text } = reader;
  const char = text[reader.at];
  if (char === '=' || char === ':') {
    reader.at += text[reader.at + 1] === '>' ? 2 : 1;
    return readExpression(reader, depth + 1);
  }
  const labels: string[] = [];
  for (let label = readName(reader); label; label = readName(reader)) {
    labels.push(label.text);
    skipBlank(reader, false);
  }
  if (text[reader.at] === '{') return readMap(reader, depth + 1, labels);
  reader.broken = true;
  return undefined;
}

function readMap(reader: Reader, depth: number, labels?: readonly string[]): TreeMap {
  const start = reader.at++;
  const entries: TreeEntry[] = [];
  if (depth > DEEPEST) reader.at = reader.text.length;
  else readBody(reader, entries, depth);
  close(reader, '}');
  const map: TreeMap = { kind: 'map', entries, start, end: reader.at };
  return labels ? { ...map, labels } : map;
}

/** `(var.name) = …` in an object: a name that is not known. */
function readComputedKey(reader: Reader, depth: number): TreeScalar | undefined {
  const start = reader.at;
  if (reader.text[start] !== '(' && reader.text[start] !== '[' && reader.text[start] !== '{')
    return undefined;
  reader.at++;
  readItems(reader, depth + 1);
  reader.at = Math.min(reader.at + 1, reader.text.length);
  return { kind: 'scalar', text: '', style: 'code', start, end: reader.at };
}

/** Goes to the end of the expression: a line break or comma outside of brackets, or a bracket that closes. */
function readExpression(reader: Reader, depth: number): TreeNode | undefined {
  skipBlank(reader, false);
  const start = reader.at;
  const first = readOperand(reader, depth);
  skipBlank(reader, false);
  if (first && isExpressionEnd(reader)) return first;
  // Operators: what they make is not worked out.
  let end = reader.at;
  while (!isExpressionEnd(reader)) {
    if (!readOperand(reader, depth)) reader.at++;
    end = reader.at;
    skipBlank(reader, false);
  }
  return end > start ? codeOf(reader, start, Math.min(end, reader.text.length)) : undefined;
}

function isExpressionEnd(reader: Reader): boolean {
  const char = reader.text[reader.at];
  return char === undefined || '\n\r,}])'.includes(char);
}

const HERE = /<<-?[ \t]*"?([A-Za-z_][\w-]{0,60})"?[^\n]*\n/y;
const NUMBER_OR_PATH = /[\w-]+(?:\.[\w*-]+|\[[\w."*-]*\])*/y;

function readOperand(reader: Reader, depth: number): TreeNode | undefined {
  const { text } = reader;
  const start = reader.at;
  const char = text[start];
  if (char === '"') return readString(reader);
  if (depth > DEEPEST) {
    reader.broken = true;
    reader.at = text.length;
    return undefined;
  }
  if (char === '{') return readMap(reader, depth + 1);
  if (char === '[') {
    reader.at++;
    const items = readItems(reader, depth + 1);
    close(reader, ']');
    return { kind: 'list', items, start, end: reader.at };
  }
  if (char === '<') return readHereDocument(reader);
  if (char !== '(') {
    NUMBER_OR_PATH.lastIndex = start;
    const word = NUMBER_OR_PATH.exec(text)?.[0];
    if (word === undefined) return undefined;
    reader.at += word.length;
    if (text[reader.at] !== '(') return codeOf(reader, start, reader.at);
  }
  const call = text.slice(start, reader.at);
  reader.at++;
  const items = readItems(reader, depth + 1);
  close(reader, ')');
  return { kind: 'list', items, start, end: reader.at, call };
}

function readItems(reader: Reader, depth: number): TreeNode[] {
  const items: TreeNode[] = [];
  for (;;) {
    skipBlank(reader, true);
    const char = reader.text[reader.at];
    if (char === undefined || char === '}' || char === ']' || char === ')') return items;
    const before = reader.at;
    const item = readExpression(reader, depth);
    if (item) items.push(item);
    if (reader.at === before) reader.at++;
  }
}

function readHereDocument(reader: Reader): TreeNode | undefined {
  const { text } = reader;
  HERE.lastIndex = reader.at;
  const match = HERE.exec(text);
  if (!match) return undefined;
  const start = HERE.lastIndex;
  const word = match[1] ?? '';
  let end = start;
  let next = start;
  for (; end < text.length; end = next) {
    next = behindLineFeed(text, end);
    if (text.slice(end, next).trim() === word) break;
  }
  if (end >= text.length) reader.broken = true;
  // Leaves the line break behind the last line, which ends the expression.
  reader.at = text[next - 1] === '\n' ? next - 1 : next;
  const isJson = /^\s*[[{]/.test(text.slice(start, Math.min(end, start + 200)));
  const json = isJson ? parseJsonIn(text, start, end).roots[0] : undefined;
  return json ?? { kind: 'scalar', text: text.slice(start, end), style: 'block', start, end };
}

/** `"…"`, in which `${…}` may hold further strings. */
function readString(reader: Reader): TreeScalar {
  const { text } = reader;
  const start = reader.at + 1;
  let depth = 0;
  let at = start;
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === '\n' || (char === '"' && depth === 0)) break;
    if (char === '\\') at++;
    else if ((char === '$' || char === '%') && text[at + 1] === '{' && text[at - 1] !== char) {
      depth++;
      at++;
    } else if (char === '}' && depth > 0) depth--;
    else if (char === '{' && depth > 0) depth++;
  }
  const end = Math.min(at, text.length);
  const isClosed = text[end] === '"';
  if (!isClosed) reader.broken = true;
  reader.at = isClosed ? end + 1 : end;
  return { kind: 'scalar', text: text.slice(start, end), style: 'double', start, end };
}

const NAME = /[A-Za-z_][\w-]*/y;

function readName(reader: Reader): TreeScalar | undefined {
  if (reader.text[reader.at] === '"') return readString(reader);
  NAME.lastIndex = reader.at;
  const text = NAME.exec(reader.text)?.[0];
  if (text === undefined) return undefined;
  const start = reader.at;
  reader.at += text.length;
  return { kind: 'scalar', text, style: 'plain', start, end: reader.at };
}

function codeOf(reader: Reader, start: number, end: number): TreeScalar {
  const text = reader.text.slice(start, end).trimEnd();
  return { kind: 'scalar', text, style: 'code', start, end: start + text.length };
}

function close(reader: Reader, bracket: string): void {
  if (reader.text[reader.at] === bracket) reader.at++;
  else reader.broken = true;
}

/** White space, comments, and, between entries, line breaks and commas. */
function skipBlank(reader: Reader, lines: boolean): void {
  const { text } = reader;
  for (;;) {
    const char = text[reader.at];
    if (char === ' ' || char === '\t') reader.at++;
    else if (lines && (char === '\n' || char === '\r' || char === ',' || char === '\uFEFF')) reader.at++;
    else if (char === '#' || (char === '/' && text[reader.at + 1] === '/'))
      reader.at = lineFeedAt(text, reader.at);
    else if (char === '/' && text[reader.at + 1] === '*') {
      const end = text.indexOf('*/', reader.at + 2);
      reader.at = end === -1 ? text.length : end + 2;
    } else return;
  }
}
