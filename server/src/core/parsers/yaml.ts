/**
 * Reads YAML, with the place of everything. Templates of YAML (Helm, Jinja, ERB) and texts that are broken in the middle give
 * what can be told: lines that make no sense are left out. An alias is the very node that it names; what aliases multiply is
 * bounded by the length of the text.
 */
import { behindLineFeed, lineFeedAt } from '../lines.ts';
import type { Parser } from '../source.ts';
import type { Tree, TreeEntry, TreeMap, TreeNode, TreeScalar } from './tree.ts';
import {
  aliasNamed,
  blockScalar,
  doubleQuoted,
  type Cursor,
  plainScalar,
  singleQuoted,
  skipSpaces,
} from './yamlScalars.ts';
import { readFlow } from './yamlFlow.ts';

export const parseYaml: Parser<Tree> = (text) => {
  const cursor: Cursor = { text, at: 0, broken: false, anchors: new Map(), nodes: 0 };
  const roots: TreeNode[] = [];
  while (toContent(cursor)) {
    const start = cursor.at;
    if (isDocumentMark(cursor)) {
      cursor.at += 3;
      cursor.anchors.clear();
      continue;
    }
    if (text[start] === '%') skipLine(cursor);
    else {
      const root = readValue(cursor, -1, true, 0);
      if (root) roots.push(root);
    }
    if (cursor.at === start) skipLine(cursor, true);
  }
  return { roots, broken: cursor.broken };
};

const DEEPEST = 100;

/** What follows a key, a dash or the start of a document; `indent` is the column of what it belongs to. */
function readValue(
  cursor: Cursor,
  indent: number,
  mayStartMap: boolean,
  depth: number,
): TreeNode | undefined {
  cursor.nodes++;
  const properties = readProperties(cursor, mayStartMap ? indent + 1 : indent);
  let node: TreeNode | undefined;
  if (isLineEnd(cursor)) {
    if (!toContent(cursor) || isDocumentMark(cursor)) return undefined;
    const column = columnOf(cursor);
    // A list may stand as far left as the key that it belongs to.
    const belongs = column > indent || (column === indent && !mayStartMap && isDash(cursor));
    if (!belongs) return undefined;
    // Properties may stand on a line of their own, before what they are for.
    node = readBlock(cursor, indent, column, depth);
  } else if (mayStartMap) node = readBlock(cursor, indent, columnOf(cursor), depth);
  else node = readInline(cursor, indent, depth);
  if (!node) return undefined;
  const tagged = properties.tag === undefined ? node : { ...node, tag: properties.tag };
  if (properties.anchor !== undefined)
    cursor.anchors.set(properties.anchor, {
      node: tagged,
      weight: Math.max(1, cursor.nodes - properties.nodes),
    });
  return tagged;
}

function readBlock(cursor: Cursor, indent: number, column: number, depth: number): TreeNode | undefined {
  if (depth > DEEPEST) {
    cursor.broken = true;
    skipLine(cursor);
    return undefined;
  }
  if (isDash(cursor)) return readSequence(cursor, column, depth);
  const key = readKey(cursor);
  if (key) return readMapping(cursor, column, key, depth);
  return readInline(cursor, indent, depth);
}

function readInline(cursor: Cursor, indent: number, depth: number): TreeNode | undefined {
  const char = cursor.text[cursor.at];
  if (char === '|' || char === '>') return blockScalar(cursor, indent);
  if (char === '"') return endOfValue(cursor, doubleQuoted(cursor, indent));
  if (char === "'") return endOfValue(cursor, singleQuoted(cursor, indent));
  if (char === '*') return readAlias(cursor);
  const isTemplate = char === '{' && /[{%]/.test(cursor.text.charAt(cursor.at + 1));
  if (char === '[' || (char === '{' && !isTemplate)) {
    const node = readFlow(cursor, indent, depth);
    return endOfValue(cursor, node);
  }
  return plainScalar(cursor, indent);
}

/** Whatever stands behind a value on its line is a comment, or an error. */
function endOfValue<T>(cursor: Cursor, node: T): T {
  skipSpaces(cursor);
  if (!isLineEnd(cursor)) cursor.broken = true;
  skipLine(cursor);
  return node;
}

function readSequence(cursor: Cursor, column: number, depth: number): TreeNode {
  const start = cursor.at;
  const items: TreeNode[] = [];
  let end = cursor.at;
  do {
    cursor.at++;
    skipSpaces(cursor);
    const item = readValue(cursor, column, true, depth + 1);
    // A dash alone stands for nothing, but keeps its place.
    items.push(item ?? { kind: 'scalar', text: '', style: 'plain', start: cursor.at, end: cursor.at });
    end = item?.end ?? end;
  } while (nextAt(cursor, column) && isDash(cursor));
  return { kind: 'list', items, start, end };
}

function readMapping(cursor: Cursor, column: number, first: TreeScalar, depth: number): TreeMap {
  const entries: TreeEntry[] = [];
  let end = first.end;
  for (let key: TreeScalar | undefined = first; key;) {
    const value = readValue(cursor, column, false, depth + 1);
    entries.push(value ? { key, value } : { key });
    end = value?.end ?? key.end;
    key = undefined;
    while (!key && nextAt(cursor, column)) {
      key = isDash(cursor) ? undefined : readKey(cursor);
      if (!key) {
        cursor.broken = true;
        skipLine(cursor);
      }
    }
  }
  return { kind: 'map', entries, start: first.start, end };
}

/** Goes to the next thing of a block; lines that are indented deeper belong to nothing and are left out. */
function nextAt(cursor: Cursor, column: number): boolean {
  while (toContent(cursor) && !isDocumentMark(cursor)) {
    const here = columnOf(cursor);
    if (here <= column) return here === column;
    cursor.broken = true;
    skipLine(cursor);
  }
  return false;
}

/** To the first colon that a space or the end follows. */
const PLAIN_KEY = /(?:[^\s"'[\]{},#&*!|>%@`:]|:(?=[^\s:]))(?:[^\n:]|:(?!\s|$))*(?=:(?:\s|$))/y;

/** A key and its colon; undefined, with nothing read, where the line does not start with one. */
function readKey(cursor: Cursor): TreeScalar | undefined {
  const { text } = cursor;
  // `? key`, which hardly anybody writes.
  while (text[cursor.at] === '?' && /[ \t]/.test(text.charAt(cursor.at + 1))) {
    cursor.at += 2;
    skipSpaces(cursor);
  }
  const start = cursor.at;
  const quote = text[start];
  if (quote === '"' || quote === "'") {
    const { broken } = cursor;
    const key = quote === '"' ? doubleQuoted(cursor, Infinity) : singleQuoted(cursor, Infinity);
    skipSpaces(cursor);
    if (text[cursor.at] === ':' && /^\s?$/.test(text.charAt(cursor.at + 1))) {
      cursor.at++;
      return key;
    }
    cursor.at = start;
    cursor.broken = broken;
    return undefined;
  }
  PLAIN_KEY.lastIndex = start;
  const found = PLAIN_KEY.exec(text)?.[0];
  if (found === undefined || / #/.test(found)) return undefined;
  const name = found.trimEnd();
  const end = start + name.length;
  cursor.at = start + found.length + 1;
  return { kind: 'scalar', text: name, style: 'plain', start, end };
}

interface Properties {
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  /** How many nodes were read before. */
  readonly nodes: number;
}

const PROPERTY = /([&!])([^\s,[\]{}]*)[ \t]*/y;

/** `&anchor` and `!tag`, which may stand on the line below the key. */
function readProperties(cursor: Cursor, least: number): Properties {
  const nodes = cursor.nodes;
  let tag: string | undefined;
  let anchor: string | undefined;
  for (let lines = 0; lines < 2; lines++) {
    skipSpaces(cursor);
    for (let match = propertyAt(cursor); match; match = propertyAt(cursor)) {
      if (match[1] === '&') anchor = match[2];
      else tag = match[2];
    }
    if (lines > 0 || !isLineEnd(cursor)) break;
    const here = cursor.at;
    const isProperty =
      toContent(cursor) && columnOf(cursor) >= least && /[&!]/.test(cursor.text.charAt(cursor.at));
    if (isProperty) continue;
    cursor.at = here;
    break;
  }
  return { tag, anchor, nodes };
}

function propertyAt(cursor: Cursor): RegExpExecArray | null {
  PROPERTY.lastIndex = cursor.at;
  const match = PROPERTY.exec(cursor.text);
  if (match) cursor.at = PROPERTY.lastIndex;
  return match;
}

const ALIAS = /\*([^\s,[\]{}]+)/y;

function readAlias(cursor: Cursor): TreeNode | undefined {
  ALIAS.lastIndex = cursor.at;
  const name = ALIAS.exec(cursor.text)?.[1];
  skipLine(cursor);
  return name === undefined ? undefined : aliasNamed(cursor, name);
}

/** Goes to the next thing that is no space, comment or line of a template; false at the end. */
function toContent(cursor: Cursor): boolean {
  const { text } = cursor;
  for (;;) {
    while (' \n\r\t\uFEFF'.includes(text[cursor.at] ?? '-')) cursor.at++;
    if (cursor.at >= text.length) return false;
    const char = text[cursor.at];
    const isTemplate = (char === '{' || char === '<') && isTemplateLine(cursor);
    if (char !== '#' && !isTemplate) return true;
    if (char === '#' && !isCommentStart(cursor)) return true;
    skipLine(cursor);
  }
}

function isCommentStart(cursor: Cursor): boolean {
  return cursor.at === 0 || /\s/.test(cursor.text.charAt(cursor.at - 1));
}

/** `{{- if … }}`, `{% for … %}`, `<% if … %>` alone on a line. */
function isTemplateLine(cursor: Cursor): boolean {
  const { text, at } = cursor;
  const start = text.slice(at, at + 2);
  if (start !== '{{' && start !== '{%' && start !== '{#' && start !== '<%') return false;
  const end = lineFeedAt(text, at);
  return /[}>]\s*$/.test(text.slice(Math.max(at, end - 40), end));
}

/** Only at the start of what stands on a line, or behind dashes: the column counts what stands before. */
function columnOf(cursor: Cursor): number {
  return cursor.at - (cursor.text.lastIndexOf('\n', cursor.at - 1) + 1);
}

function isDash(cursor: Cursor): boolean {
  return cursor.text[cursor.at] === '-' && /^\s?$/.test(cursor.text.charAt(cursor.at + 1));
}

function isDocumentMark(cursor: Cursor): boolean {
  const { text, at } = cursor;
  if (at > 0 && text[at - 1] !== '\n') return false;
  const mark = text.slice(at, at + 3);
  return (mark === '---' || mark === '...') && /^\s?$/.test(text.charAt(at + 3));
}

/** At the end of a line, or where a comment begins. */
function isLineEnd(cursor: Cursor): boolean {
  const char = cursor.text[cursor.at];
  return char === undefined || char === '\n' || char === '\r' || (char === '#' && isCommentStart(cursor));
}

function skipLine(cursor: Cursor, broken = false): void {
  cursor.at = behindLineFeed(cursor.text, cursor.at);
  if (broken) cursor.broken = true;
}
