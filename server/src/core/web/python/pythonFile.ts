/** A file of Python in its functions and classes, with what stands before them: what readers of web code ask of it. */
import type { TextRange } from '../../finding.ts';
import { codeOf, type Code } from '../../parsers/code.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';

export interface PythonFile {
  readonly document: Document;
  readonly code: Code;
  /** Functions and classes, sorted by start. */
  readonly blocks: readonly PythonBlock[];
  /** The innermost function that holds `offset`. */
  functionAt(offset: number): PythonBlock | undefined;
  /** A place of one line: what is longer ends with its line. */
  place(range: TextRange): Span;
}

/** From `def` or `class` to the end of what is indented below it. */
export interface PythonBlock extends TextRange {
  readonly kind: 'function' | 'class';
  readonly name: string;
  readonly nameAt: TextRange;
  readonly decorators: readonly Decorator[];
  /** Offset of the bracket before the parameters or base classes; -1 without one. */
  readonly open: number;
  /** Behind the colon. */
  readonly body: number;
  readonly indent: number;
  /** The block that it stands in. */
  readonly parent: PythonBlock | undefined;
}

export interface Decorator extends TextRange {
  /** `app.get`, `login_required` */
  readonly name: string;
  readonly nameAt: TextRange;
  /** Offset of the bracket before its arguments; -1 without one. */
  readonly open: number;
}

export function readPythonFile(document: Document): PythonFile {
  const code = codeOf(document);
  const blocks = blocksOf(code);
  const functions = blocks.filter(({ kind }) => kind === 'function');
  return {
    document,
    code,
    blocks,
    functionAt: (offset) => innermost(functions, offset),
    place({ start, end }) {
      const line = document.lineAt(start);
      return spanOf(document, start, Math.max(start, Math.min(end, line.end)));
    },
  };
}

/** Names of a function's parameters, or of the base classes as they are written, without keywords. */
export function namesIn({ code }: PythonFile, { open }: PythonBlock): readonly string[] {
  return open === -1
    ? []
    : partsIn(code, open).flatMap((part) => {
        const text = code.masked.slice(part.start, Math.min(part.end, part.start + 160));
        const name = /^\*{0,2}([\w.]+)(\s{0,8}=)?/.exec(text);
        return name?.[1] === undefined ? [] : [name[1]];
      });
}

/** What stands between commas in the brackets that open at `open`, as far as they are closed. */
export function partsIn(code: Code, open: number): TextRange[] {
  const close = code.partnerOf(open);
  const parts: TextRange[] = [];
  let start = open + 1;
  for (let at = start; at < close && parts.length < 400; at++) {
    const unit = code.masked.charCodeAt(at);
    if (unit === 40 || unit === 91 || unit === 123) {
      const partner = code.partnerOf(at);
      if (partner > at) at = partner;
    } else if (unit === 44) {
      pushTrimmed(code, parts, start, at);
      start = at + 1;
    }
  }
  pushTrimmed(code, parts, start, close);
  return parts;
}

function pushTrimmed(code: Code, parts: TextRange[], from: number, to: number): void {
  let start = from;
  let end = to;
  while (start < end && code.masked.charCodeAt(start) <= 32) start++;
  while (end > start && code.masked.charCodeAt(end - 1) <= 32) end--;
  if (end > start) parts.push({ start, end });
}

function innermost(functions: readonly PythonBlock[], offset: number): PythonBlock | undefined {
  let low = 0;
  let high = functions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((functions[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  for (let block = functions[low - 1]; block; block = block.parent)
    if (block.kind === 'function' && offset < block.end) return block;
  return undefined;
}

type OpenBlock = { -readonly [Key in keyof PythonBlock]: PythonBlock[Key] };

const MOST_BLOCKS = 20_000;

/** One pass over the statements: a statement that is not indented deeper ends the blocks before it. */
function blocksOf(code: Code): readonly PythonBlock[] {
  const { masked } = code;
  const blocks: OpenBlock[] = [];
  const open: OpenBlock[] = [];
  let decorators: Decorator[] = [];
  let end = 0;
  for (let at = 0; at < masked.length && blocks.length < MOST_BLOCKS;) {
    const lineStart = at;
    while (isBlank(masked.charCodeAt(at))) at++;
    const start = at;
    at = endOfStatement(code, start);
    if (at > start) {
      for (let last = open.at(-1); last && last.indent >= start - lineStart; last = open.at(-1)) {
        last.end = end;
        open.pop();
      }
      end = at;
      const decorator = masked[start] === '@' ? decoratorAt(code, start, at) : undefined;
      if (decorator) decorators.push(decorator);
      else {
        const block = blockAt(code, start, at, start - lineStart, decorators, open.at(-1));
        decorators = [];
        if (block) {
          blocks.push(block);
          open.push(block);
        }
      }
    }
    at = nextLine(masked, at);
  }
  for (const block of open) block.end = end;
  return blocks;
}

const HEADER =
  /(?:async[ \t]{1,20})?(def|class)[ \t]{1,20}(\w{1,120})[ \t]{0,20}(?:\[[^\]\n]{0,200}\])?[ \t]{0,20}(\()?/y;
const DECORATOR = /@[ \t]{0,8}([\w.]{1,160})[ \t]{0,8}(\()?/y;

function blockAt(
  code: Code,
  start: number,
  end: number,
  indent: number,
  decorators: readonly Decorator[],
  parent: PythonBlock | undefined,
): OpenBlock | undefined {
  HEADER.lastIndex = start;
  const match = HEADER.exec(code.masked);
  if (!match || HEADER.lastIndex > end) return undefined;
  const name = match[2] ?? '';
  const nameStart = code.masked.indexOf(
    name,
    start + match[0].indexOf(match[1] ?? '') + (match[1] ?? '').length,
  );
  const open = match[3] === undefined ? -1 : HEADER.lastIndex - 1;
  const close = open === -1 ? HEADER.lastIndex : code.partnerOf(open);
  const colon = close === -1 ? -1 : code.masked.slice(close, end).indexOf(':');
  return {
    kind: match[1] === 'class' ? 'class' : 'function',
    name,
    nameAt: { start: nameStart, end: nameStart + name.length },
    decorators,
    open,
    body: colon === -1 ? end : close + colon + 1,
    indent,
    parent,
    start,
    end,
  };
}

function decoratorAt(code: Code, start: number, end: number): Decorator | undefined {
  DECORATOR.lastIndex = start;
  const match = DECORATOR.exec(code.masked);
  if (!match) return undefined;
  const name = match[1] ?? '';
  const nameStart = start + match[0].indexOf(name);
  const open = match[2] === undefined ? -1 : DECORATOR.lastIndex - 1;
  return { name, nameAt: { start: nameStart, end: nameStart + name.length }, open, start, end };
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9 || unit === 12;
}

/** Where a statement ends: its line, or the last of the lines that brackets and backslashes hold together. */
export function endOfStatement(code: Code, from: number, most = code.masked.length): number {
  const { masked } = code;
  const limit = Math.min(masked.length, from + most);
  let at = from;
  for (; at < limit; at++) {
    const unit = masked.charCodeAt(at);
    if (unit === 40 || unit === 91 || unit === 123) {
      const partner = code.partnerOf(at);
      if (partner > at) at = partner;
    } else if (unit === 92 && /[\r\n]/.test(masked[at + 1] ?? '')) {
      at = nextLine(masked, at + 1) - 1;
    } else if (unit === 10 || unit === 13) break;
  }
  return at;
}

function nextLine(text: string, at: number): number {
  return text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
}
