/** Lists and maps of YAML in brackets. */
import { lineFeedAt } from '../lines.ts';
import type { TreeEntry, TreeNode } from './tree.ts';
import { aliasNamed, doubleQuoted, singleQuoted, skipSpaces, type Cursor } from './yamlScalars.ts';

/** Starts at the bracket. What is not closed ends before a line that is indented no deeper than what it belongs to. */
export function readFlow(cursor: Cursor, indent: number, depth: number): TreeNode | undefined {
  const start = cursor.at;
  if (depth > DEEPEST) {
    cursor.broken = true;
    cursor.at = cursor.text.length;
    return undefined;
  }
  const isMap = cursor.text[start] === '{';
  cursor.at++;
  const entries: TreeEntry[] = [];
  const items: TreeNode[] = [];
  while (toNext(cursor, indent)) {
    const char = cursor.text[cursor.at];
    if (char === ']' || char === '}') break;
    const before = cursor.at;
    if (isMap) {
      const entry = readEntry(cursor, indent, depth);
      if (entry) entries.push(entry);
    } else {
      const item = readItem(cursor, indent, depth);
      if (item) items.push(item);
    }
    if (cursor.at === before) {
      cursor.at++;
      cursor.broken = true;
    }
  }
  if (cursor.text[cursor.at] === (isMap ? '}' : ']')) cursor.at++;
  else cursor.broken = true;
  const range = { start, end: cursor.at };
  return isMap ? { kind: 'map', entries, ...range } : { kind: 'list', items, ...range };
}

const DEEPEST = 100;

function readItem(cursor: Cursor, indent: number, depth: number): TreeNode | undefined {
  const value = readNode(cursor, indent, depth);
  if (value?.kind !== 'scalar' || !isColon(cursor)) return value;
  // `[a: 1]` is a list of maps with one entry.
  cursor.at++;
  const inner = toValue(cursor, indent) ? readNode(cursor, indent, depth) : undefined;
  return {
    kind: 'map',
    entries: [inner ? { key: value, value: inner } : { key: value }],
    start: value.start,
    end: inner?.end ?? value.end,
  };
}

function readEntry(cursor: Cursor, indent: number, depth: number): TreeEntry | undefined {
  const key = readNode(cursor, indent, depth);
  skipSpaces(cursor);
  const colon = cursor.text[cursor.at] === ':';
  if (colon) cursor.at++;
  const value = colon && toValue(cursor, indent) ? readNode(cursor, indent, depth) : undefined;
  if (key?.kind !== 'scalar') return undefined;
  return value ? { key, value } : { key };
}

function readNode(cursor: Cursor, indent: number, depth: number): TreeNode | undefined {
  cursor.nodes++;
  const { text } = cursor;
  for (let match = propertyAt(cursor); match; match = propertyAt(cursor)) cursor.at += match.length;
  const char = text[cursor.at];
  if (char === '[' || (char === '{' && text[cursor.at + 1] !== '{'))
    return readFlow(cursor, indent, depth + 1);
  if (char === '"') return doubleQuoted(cursor, indent);
  if (char === "'") return singleQuoted(cursor, indent);
  PLAIN.lastIndex = cursor.at;
  const word = PLAIN.exec(text)?.[0].trimEnd() ?? '';
  if (word === '') return undefined;
  const start = cursor.at;
  cursor.at += word.length;
  if (word.startsWith('*')) return aliasNamed(cursor, word.slice(1));
  return { kind: 'scalar', text: word, style: 'plain', start, end: cursor.at };
}

/** A template of Helm or of GitHub's expressions may stand for a value, or in one. */
const PLAIN = /(?:\$?\{\{[^\n{}]*\}\}|\$\{[^\n{}]*\}|:(?![\s,[\]{}])|[ \t](?!#)|[^\s,[\]{}:])+/y;
const PROPERTY = /[&!][^\s,[\]{}]*[ \t]*/y;

function propertyAt(cursor: Cursor): string | undefined {
  PROPERTY.lastIndex = cursor.at;
  return PROPERTY.exec(cursor.text)?.[0];
}

function isColon(cursor: Cursor): boolean {
  skipSpaces(cursor);
  return cursor.text[cursor.at] === ':';
}

/** Goes to what stands behind a colon; false where it is nothing. */
function toValue(cursor: Cursor, indent: number): boolean {
  if (!skipBlank(cursor, indent)) return false;
  return !',]}'.includes(cursor.text.charAt(cursor.at));
}

/** Goes to the next entry; false at the end of what may belong to it. */
function toNext(cursor: Cursor, indent: number): boolean {
  while (skipBlank(cursor, indent)) {
    if (cursor.text[cursor.at] !== ',') return true;
    cursor.at++;
  }
  return false;
}

function skipBlank(cursor: Cursor, indent: number): boolean {
  const { text } = cursor;
  for (;;) {
    skipSpaces(cursor);
    const char = text[cursor.at];
    if (char === undefined) return false;
    if (char === '#' && /\s/.test(text.charAt(cursor.at - 1))) {
      cursor.at = lineFeedAt(text, cursor.at);
    } else if (char === '\n' || char === '\r') {
      BLANK.lastIndex = cursor.at;
      const blank = BLANK.exec(text)?.[0] ?? '';
      const next = cursor.at + blank.length;
      const column = blank.length - blank.lastIndexOf('\n') - 1;
      const closes = text[next] === ']' || text[next] === '}';
      if (next < text.length && column <= indent && !closes && text[next] !== '#') return false;
      cursor.at = next;
    } else return true;
  }
}

const BLANK = /[ \t\r\n]*/y;
