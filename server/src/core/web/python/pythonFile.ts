/** A file of Python in its functions and classes, with what stands before them: what readers of web code ask of it. */
import type { TextRange } from '../../finding.ts';
import { argumentsAt, codeOf, type Code } from '../../parsers/code.ts';
import { pythonStatements, type PythonStatement } from '../../parsers/pythonStatements.ts';
import type { Document } from '../../source.ts';
import { spanOnLine, type Span } from '../../span.ts';

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
    place: (range) => spanOnLine(document, range),
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
  return code.partnerOf(open) > open ? argumentsAt(code, open).filter(({ start, end }) => end > start) : [];
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

/** A statement that is not indented deeper ends the blocks before it. */
function blocksOf(code: Code): readonly PythonBlock[] {
  const blocks: OpenBlock[] = [];
  const open: OpenBlock[] = [];
  let decorators: Decorator[] = [];
  let behind = 0;
  for (const statement of pythonStatements(code)) {
    if (blocks.length >= MOST_BLOCKS) break;
    for (let last = open.at(-1); last && last.indent >= statement.indent; last = open.at(-1)) {
      last.end = behind;
      open.pop();
    }
    behind = statement.end;
    const decorator = decoratorAt(code, statement);
    if (decorator) {
      decorators.push(decorator);
      continue;
    }
    const block = blockAt(code, statement, decorators, open.at(-1));
    decorators = [];
    if (!block) continue;
    blocks.push(block);
    open.push(block);
  }
  for (const block of open) block.end = behind;
  return blocks;
}

const HEADER =
  /(?:async[ \t]{1,20})?(def|class)[ \t]{1,20}(\w{1,120})[ \t]{0,20}(?:\[[^\]\n]{0,200}\])?[ \t]{0,20}(\()?/y;
const DECORATOR = /@[ \t]{0,8}([\w.]{1,160})[ \t]{0,8}(\()?/y;

function blockAt(
  code: Code,
  { start, end, indent }: PythonStatement,
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

function decoratorAt(code: Code, { start, end }: PythonStatement): Decorator | undefined {
  DECORATOR.lastIndex = start;
  const match = DECORATOR.exec(code.masked);
  if (!match) return undefined;
  const name = match[1] ?? '';
  const nameStart = start + match[0].indexOf(name);
  const open = match[2] === undefined ? -1 : DECORATOR.lastIndex - 1;
  return { name, nameAt: { start: nameStart, end: nameStart + name.length }, open, start, end };
}
