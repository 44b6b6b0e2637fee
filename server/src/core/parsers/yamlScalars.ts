/** The ways in which YAML writes a piece of text. Each reader starts at its first character and leaves the cursor behind it. */
import { lineFeedAt, skipBlanks } from '../lines.ts';
import type { TreeNode, TreeScalar } from './tree.ts';

export interface Cursor {
  readonly text: string;
  at: number;
  broken: boolean;
  /** What `&name` stands before, and how many nodes that is. */
  readonly anchors: Map<string, { readonly node: TreeNode; readonly weight: number }>;
  /** How many nodes were read, those that aliases repeat included. */
  nodes: number;
}

export function skipSpaces(cursor: Cursor): void {
  cursor.at = skipBlanks(cursor.text, cursor.at);
}

/** The very node that an alias names, as long as all that aliases repeat is no longer than the text. */
export function aliasNamed(cursor: Cursor, name: string): TreeNode | undefined {
  const target = cursor.anchors.get(name);
  if (!target || cursor.nodes + target.weight > cursor.text.length) {
    cursor.broken = true;
    return undefined;
  }
  cursor.nodes += target.weight;
  return target.node;
}

/** Quoted text ends, closed or not, before a line that is indented no deeper than what it belongs to. */
export function doubleQuoted(cursor: Cursor, indent: number): TreeScalar {
  const start = cursor.at + 1;
  const end = endOfQuoted(cursor, start, indent, '"');
  const raw = cursor.text.slice(start, end);
  const text = /[\\\n]/.test(raw) ? unescape(fold(raw)) : raw;
  return { kind: 'scalar', text, style: 'double', start, end };
}

export function singleQuoted(cursor: Cursor, indent: number): TreeScalar {
  const start = cursor.at + 1;
  const end = endOfQuoted(cursor, start, indent, "'");
  const raw = cursor.text.slice(start, end);
  return { kind: 'scalar', text: fold(raw).replaceAll("''", "'"), style: 'single', start, end };
}

function endOfQuoted(cursor: Cursor, start: number, indent: number, quote: string): number {
  const { text } = cursor;
  const marks = quote === '"' ? /\\[^]|"|\n[ \t\r\n]*/g : /''|'|\n[ \t\r\n]*/g;
  marks.lastIndex = start;
  let firstLine: number | undefined;
  for (let match = marks.exec(text); match; match = marks.exec(text)) {
    const mark = match[0];
    if (mark === quote) {
      cursor.at = marks.lastIndex;
      return match.index;
    }
    if (!mark.startsWith('\n')) continue;
    firstLine ??= match.index;
    const column = mark.length - mark.lastIndexOf('\n') - 1;
    // The rest of a flow collection at the start of a file may stand anywhere.
    if (column <= indent) break;
  }
  cursor.broken = true;
  cursor.at = firstLine ?? text.length;
  return text[cursor.at - 1] === '\r' && cursor.at > start ? cursor.at - 1 : cursor.at;
}

const HEADER = /[|>]([-+\d]{0,2})[^\n]*\n?/y;

/** `|` and `>`: the lines below that are indented deeper. */
export function blockScalar(cursor: Cursor, indent: number): TreeScalar {
  const { text } = cursor;
  const folded = text[cursor.at] === '>';
  HEADER.lastIndex = cursor.at;
  const header = HEADER.exec(text)?.[1] ?? '';
  cursor.at = HEADER.lastIndex === 0 ? text.length : HEADER.lastIndex;
  const given = /[1-9]/.exec(header)?.[0];
  let width = given === undefined ? undefined : Math.max(indent, 0) + Number(given);
  const lines: string[] = [];
  let begun = false;
  let start = cursor.at;
  let end = cursor.at;
  while (cursor.at < text.length) {
    const lineEnd = lineFeedAt(text, cursor.at);
    const line = text.slice(cursor.at, lineEnd);
    const column = line.search(/[^ \r]/);
    if (column === -1) lines.push(line.slice(width ?? line.length).replace(/\r$/, ''));
    else {
      if (column <= indent || (width !== undefined && column < width)) break;
      if (!begun) start = cursor.at + (width ?? column);
      begun = true;
      width ??= column;
      lines.push(line.slice(width).replace(/\r$/, ''));
      end = lineEnd;
    }
    cursor.at = Math.min(lineEnd + 1, text.length);
  }
  const content = (folded ? foldLines(lines) : lines.join('\n')).replace(/\n+$/, '');
  return {
    kind: 'scalar',
    text: header.includes('-') || content === '' ? content : `${content}\n`,
    style: 'block',
    start: Math.min(start, end),
    end,
  };
}

/** Lines become one; an empty line is a line break, and lines that are indented deeper stay as they are. */
function foldLines(lines: readonly string[]): string {
  let folded = '';
  lines.forEach((line, index) => {
    const before = lines[index - 1];
    const stays = (part: string | undefined): boolean => part === undefined || /^[ \t]/.test(part);
    if (index === 0) folded = line;
    else if (line === '') folded += '\n';
    else if (before === '' && !stays(line)) folded += line;
    else folded += (stays(line) || stays(before) ? '\n' : ' ') + line;
  });
  return folded;
}

/** Text without quotes, to the end of the line or a comment; it goes on in lines that are indented deeper. */
export function plainScalar(cursor: Cursor, indent: number): TreeScalar {
  const { text } = cursor;
  const start = cursor.at;
  let end = endOfPlainLine(text, start);
  const parts = [text.slice(start, end)];
  for (;;) {
    const newline = text.indexOf('\n', end);
    cursor.at = newline === -1 ? text.length : newline + 1;
    // A comment ends the text; so does a line that is further left, or one that looks like an entry of a map or a list.
    if (newline === -1 || text.slice(end, newline).trim() !== '') break;
    NEXT_LINE.lastIndex = newline + 1;
    const spaces = NEXT_LINE.exec(text)?.[0] ?? '';
    const next = newline + 1 + spaces.length;
    const column = spaces.length - spaces.lastIndexOf('\n') - 1;
    if (column <= indent || next >= text.length || text[next] === '#') break;
    const nextEnd = endOfPlainLine(text, next);
    const line = text.slice(next, nextEnd);
    if (/^(?:---|\.\.\.)$/.test(line) || /^- |^[\w.-]{1,200}:(?:\s|$)|^\{[{%]/.test(line)) break;
    parts.push(line);
    end = nextEnd;
  }
  return { kind: 'scalar', text: parts.join(' '), style: 'plain', start, end };
}

const NEXT_LINE = /[ \t\r\n]*/y;

/** Before a comment and the space that it needs. */
function endOfPlainLine(text: string, start: number): number {
  const line = text.slice(start, lineFeedAt(text, start));
  const comment = line.search(/[ \t]#/);
  return start + (comment === -1 ? line : line.slice(0, comment)).trimEnd().length;
}

/** Lines of quoted text become one; an empty line is a line break. */
function fold(raw: string): string {
  if (!raw.includes('\n')) return raw;
  const lines = raw.split('\n').map((line, index) => (index === 0 ? line.trimEnd() : line.trim()));
  const [first = ''] = lines;
  // What is put together is looked at only in the end: to look at it each time is to copy it each time.
  const folded = [first];
  let before = first;
  let empty = 0;
  for (const line of lines.slice(1)) {
    if (line === '') {
      empty++;
      continue;
    }
    folded.push(before.endsWith('\\') ? '' : empty > 0 ? '\n'.repeat(empty) : ' ', line);
    before = line;
    empty = 0;
  }
  return folded.join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  e: '\u001B',
  b: '\b',
};

function unescape(raw: string): string {
  return raw.replace(
    /\\(?:U([\da-fA-F]{8})|u([\da-fA-F]{4})|x([\da-fA-F]{2})|([^]))/g,
    (_, eight?: string, four?: string, two?: string, char = '') => {
      const code = eight ?? four ?? two;
      return code === undefined ? (ESCAPES[char] ?? String(char)) : characterOf(code);
    },
  );
}

function characterOf(code: string): string {
  const point = Number.parseInt(code, 16);
  return point <= 0x10_ff_ff ? String.fromCodePoint(point) : '\uFFFD';
}
