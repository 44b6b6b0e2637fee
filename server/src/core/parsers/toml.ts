/** Reads TOML line by line; a line that makes no sense is left out. */
import { behindLineFeed, lineFeedAt, skipBlanks } from '../lines.ts';
import type { Parser } from '../source.ts';
import type { Tree, TreeEntry, TreeList, TreeMap, TreeNode, TreeScalar } from './tree.ts';

export const parseToml: Parser<Tree> = (text) => {
  const reader: Reader = { text, at: 0, broken: false, members: new Map() };
  const root = newMap(0);
  let table: OpenMap = root;
  for (skipBlank(reader); reader.at < text.length; skipBlank(reader)) {
    if (text[reader.at] === '[') table = readHeader(reader, root) ?? newMap(reader.at);
    else readEntry(reader, table, 0);
    skipSpaces(reader);
    const char = text[reader.at];
    if (char !== undefined && char !== '\n' && char !== '\r' && char !== '#') reader.broken = true;
    skipLine(reader);
  }
  root.end = text.length;
  return { roots: [root], broken: reader.broken };
};

interface Reader {
  readonly text: string;
  at: number;
  broken: boolean;
  /** What each map holds, by name. */
  readonly members: Map<TreeMap, Map<string, TreeNode>>;
}

interface OpenMap extends TreeMap {
  readonly entries: TreeEntry[];
  end: number;
}

interface OpenList extends TreeList {
  readonly items: TreeNode[];
}

function newMap(at: number): OpenMap {
  return { kind: 'map', entries: [], start: at, end: at };
}

/** `[table]` and `[[list of tables]]`: the table that the lines below belong to. */
function readHeader(reader: Reader, root: OpenMap): OpenMap | undefined {
  const { text } = reader;
  const isList = text[reader.at + 1] === '[';
  reader.at += isList ? 2 : 1;
  const keys = readKeys(reader);
  skipSpaces(reader);
  if (text[reader.at] !== ']' || keys.length === 0) {
    reader.broken = true;
    return undefined;
  }
  reader.at += isList ? 2 : 1;
  const last = keys.pop();
  if (!last) return undefined;
  const parent = tableAt(reader, root, keys);
  if (!isList) return tableAt(reader, parent, [last]);
  const table = newMap(last.start);
  const list = membersOf(reader, parent).get(last.text);
  if (list?.kind === 'list') (list as OpenList).items.push(table);
  else add(reader, parent, last, { kind: 'list', items: [table], start: last.start, end: last.end });
  return table;
}

/** The table under these keys, made where there is none; in a list of tables, the last. */
function tableAt(reader: Reader, from: OpenMap, keys: readonly TreeScalar[]): OpenMap {
  let at = from;
  for (const key of keys) {
    const known = membersOf(reader, at).get(key.text);
    const next = known?.kind === 'list' ? known.items.at(-1) : known;
    if (next?.kind === 'map') {
      at = next as OpenMap;
      continue;
    }
    const made = newMap(key.start);
    add(reader, at, key, made);
    at = made;
  }
  return at;
}

function membersOf(reader: Reader, map: TreeMap): Map<string, TreeNode> {
  let members = reader.members.get(map);
  if (!members) reader.members.set(map, (members = new Map()));
  return members;
}

function add(reader: Reader, map: OpenMap, key: TreeScalar, value: TreeNode | undefined): void {
  map.entries.push(value ? { key, value } : { key });
  if (value) membersOf(reader, map).set(key.text, value);
}

/** `a.b = value`; goes no further than the value. */
function readEntry(reader: Reader, table: OpenMap, depth: number): void {
  const keys = readKeys(reader);
  skipSpaces(reader);
  const last = keys.pop();
  if (!last || reader.text[reader.at] !== '=') {
    reader.broken = true;
    return;
  }
  reader.at++;
  skipSpaces(reader);
  const value = readValue(reader, depth);
  if (!value) reader.broken = true;
  add(reader, tableAt(reader, table, keys), last, value);
}

const BARE_KEY = /[\w-]+/y;
/** More than anybody writes; keeps a line of dots from costing more than its length. */
const MOST_KEYS = 50;

function readKeys(reader: Reader): TreeScalar[] {
  const keys: TreeScalar[] = [];
  while (keys.length < MOST_KEYS) {
    skipSpaces(reader);
    const char = reader.text[reader.at];
    const key = char === '"' || char === "'" ? readString(reader) : readWord(reader, BARE_KEY);
    if (!key) return keys;
    keys.push(key);
    skipSpaces(reader);
    if (reader.text[reader.at] !== '.') return keys;
    reader.at++;
  }
  return keys;
}

const DEEPEST = 100;
const WORD = /[^\s,[\]{}#"'=]+(?: \d\d:[\d:.]+)?/y;

function readValue(reader: Reader, depth: number): TreeNode | undefined {
  const char = reader.text[reader.at];
  if (char === '"' || char === "'") return readString(reader);
  if (depth > DEEPEST) {
    reader.at = reader.text.length;
    return undefined;
  }
  if (char === '[') return readList(reader, depth);
  if (char === '{') return readInlineTable(reader, depth);
  return readWord(reader, WORD);
}

const HEADER_LINE = /\n\[[\w."'-]{1,100}\]\]?[ \t]*[\r\n]/y;

function readList(reader: Reader, depth: number): TreeNode {
  const start = reader.at++;
  const items: TreeNode[] = [];
  for (;;) {
    skipBlank(reader);
    if (reader.text[reader.at] === ',') {
      reader.at++;
      continue;
    }
    // A new table where an item is expected: the list was never closed.
    HEADER_LINE.lastIndex = reader.at - 1;
    if (HEADER_LINE.test(reader.text)) {
      reader.at--;
      break;
    }
    const item = readValue(reader, depth + 1);
    if (!item) break;
    items.push(item);
    skipSpaces(reader);
    if (reader.text[reader.at] === '=') break;
  }
  close(reader, ']');
  return { kind: 'list', items, start, end: reader.at };
}

function readInlineTable(reader: Reader, depth: number): TreeNode {
  const table = newMap(reader.at++);
  for (;;) {
    skipBlank(reader);
    const char = reader.text[reader.at];
    if (char === ',') {
      reader.at++;
      continue;
    }
    if (char === undefined || char === '}') break;
    const before = reader.at;
    readEntry(reader, table, depth + 1);
    if (reader.at === before) break;
  }
  close(reader, '}');
  table.end = reader.at;
  return table;
}

function close(reader: Reader, bracket: string): void {
  if (reader.text[reader.at] !== bracket) {
    reader.broken = true;
    return;
  }
  reader.at++;
}

function readWord(reader: Reader, pattern: RegExp): TreeScalar | undefined {
  pattern.lastIndex = reader.at;
  const text = pattern.exec(reader.text)?.[0];
  if (text === undefined) return undefined;
  const start = reader.at;
  reader.at += text.length;
  return { kind: 'scalar', text, style: 'plain', start, end: reader.at };
}

/** `"…"`, `'…'` and both with three quotes, which may have many lines. */
function readString(reader: Reader): TreeScalar {
  const { text } = reader;
  const quote = text.charAt(reader.at);
  const isLong = text.startsWith(quote.repeat(3), reader.at);
  const start = reader.at + (isLong ? 3 : 1);
  const ends = quote === '"' ? (isLong ? /\\[^]|"""/g : /\\.|"|\n/g) : isLong ? /'''/g : /'|\n/g;
  ends.lastIndex = start;
  let match = ends.exec(text);
  while (match?.[0].startsWith('\\')) match = ends.exec(text);
  const end = match?.index ?? (isLong ? lineFeedAt(text, start) : text.length);
  const isClosed = match !== null && match[0] !== '\n';
  if (!isClosed) reader.broken = true;
  reader.at = isClosed ? ends.lastIndex : end;
  const raw = text.slice(start, end);
  const style = quote === '"' ? 'double' : 'single';
  return { kind: 'scalar', text: quote === '"' ? unescape(raw) : raw, style, start, end };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

function unescape(raw: string): string {
  return raw.replace(/\\(?:u([\da-fA-F]{4})|([^]))/g, (_, code?: string, char = '') =>
    code === undefined ? (ESCAPES[char] ?? String(char)) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** White space, line breaks and comments. */
function skipBlank(reader: Reader): void {
  const { text } = reader;
  while (reader.at < text.length) {
    const char = text[reader.at];
    if (char === '#') skipLine(reader);
    else if (char === ' ' || char === '\t' || char === '\n' || char === '\r' || char === '\uFEFF')
      reader.at++;
    else return;
  }
}

function skipSpaces(reader: Reader): void {
  reader.at = skipBlanks(reader.text, reader.at);
}

function skipLine(reader: Reader): void {
  reader.at = behindLineFeed(reader.text, reader.at);
}
