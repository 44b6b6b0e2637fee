/** A file of Ruby in its classes, methods and blocks: what readers of web code ask of it. */
import type { TextRange } from '../../finding.ts';
import { codeOf, type Code } from '../../parsers/code.ts';
import type { Document } from '../../source.ts';
import { spanOnLine, type Span } from '../../span.ts';

export interface RubyFile {
  readonly document: Document;
  readonly code: Code;
  /** Sorted by start. */
  readonly blocks: readonly RubyBlock[];
  /** The innermost block of that kind that holds `offset`. */
  blockAt(offset: number, kind: RubyBlock['kind']): RubyBlock | undefined;
  place(range: TextRange): Span;
}

/** From the line that opens it to its `end`. */
export interface RubyBlock extends TextRange {
  readonly kind: 'class' | 'module' | 'def' | 'do';
  /** `UsersController`, `index`; of a block with `do` what stands before: `namespace :api`. */
  readonly name: string;
  readonly nameAt: TextRange;
  /** `ApplicationController` */
  readonly base?: string;
  /** Behind the line that opens it. */
  readonly body: number;
  readonly indent: number;
  readonly parent: RubyBlock | undefined;
  /** `private`, `protected`, or below one of them. */
  readonly isHidden: boolean;
  readonly isOfClass: boolean;
}

export function readRubyFile(document: Document): RubyFile {
  const code = codeOf(document);
  const blocks = blocksOf(code);
  return {
    document,
    code,
    blocks,
    blockAt(offset, kind) {
      let low = 0;
      let high = blocks.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((blocks[middle]?.start ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      for (let block = blocks[low - 1]; block; block = block.parent)
        if (block.kind === kind && offset < block.end) return block;
      return undefined;
    },
    place: (range) => spanOnLine(document, range),
  };
}

/** `Api::V1::UsersController`, with the modules round it. */
export function fullName(block: RubyBlock): string {
  const names: string[] = [];
  for (let here: RubyBlock | undefined = block; here; here = here.parent)
    if (here.kind === 'class' || here.kind === 'module') names.unshift(here.name.replace(/^::/, ''));
  return names.join('::');
}

type Open = { -readonly [Key in keyof RubyBlock]: RubyBlock[Key] };

const CLASS =
  /(class|module)[ \t]{1,8}([A-Z][\w:]{0,160})(?:[ \t]{0,8}<[ \t]{0,8}(?:::)?([A-Z][\w:.]{0,160}))?/y;
const DEF =
  /((?:private|protected|public|memoize|helper_method|private_class_method)[ \t]{1,8})?def[ \t]{1,8}(self\.)?([\w?!=]{1,120})/y;
const DO = /\bdo(?:[ \t]*\|[^|\n]{0,200}\|)?[ \t]*$/;
const MOST_BLOCKS = 20_000;

function blocksOf(code: Code): readonly RubyBlock[] {
  const { masked } = code;
  const blocks: Open[] = [];
  const open: Open[] = [];
  const hidden = new Set<Open>();
  for (let lineStart = 0; lineStart < masked.length && blocks.length < MOST_BLOCKS;) {
    let lineEnd = masked.indexOf('\n', lineStart);
    if (lineEnd === -1) lineEnd = masked.length;
    let start = lineStart;
    while (start < lineEnd && (masked[start] === ' ' || masked[start] === '\t')) start++;
    const indent = start - lineStart;
    const line = masked.slice(start, Math.min(lineEnd, start + 600)).trimEnd();
    if (/^end\b/.test(line)) close(open, indent, start + 3);
    else if (/^(?:private|protected|public)$/.test(line)) mark(open.at(-1), line !== 'public', hidden);
    else if (line !== '') {
      const block = blockAt(code, start, line, lineEnd, indent, open.at(-1), hidden);
      if (block) {
        blocks.push(block);
        open.push(block);
      }
    }
    lineStart = lineEnd + 1;
  }
  for (const block of open) block.end = masked.length;
  return blocks;
}

function mark(block: Open | undefined, isHidden: boolean, hidden: Set<Open>): void {
  if (!block) return;
  if (isHidden) hidden.add(block);
  else hidden.delete(block);
}

/** `end` belongs to the block that is indented as it is; those within that nobody ended end there. */
function close(open: Open[], indent: number, end: number): void {
  const index = open.findLastIndex((block) => block.indent === indent);
  if (index === -1) return;
  for (const block of open.splice(index)) block.end = end;
}

function blockAt(
  code: Code,
  start: number,
  line: string,
  lineEnd: number,
  indent: number,
  parent: Open | undefined,
  hidden: ReadonlySet<Open>,
): Open | undefined {
  const { masked } = code;
  const rest = {
    body: Math.min(lineEnd + 1, masked.length),
    indent,
    parent,
    start,
    end: masked.length,
    isHidden: false,
    isOfClass: false,
  };
  CLASS.lastIndex = start;
  const type = CLASS.exec(masked);
  if (type && !/;[ \t]*end$/.test(line)) {
    const name = type[2] ?? '';
    const at = start + type[0].indexOf(name);
    return {
      ...rest,
      kind: type[1] === 'class' ? 'class' : 'module',
      name,
      nameAt: { start: at, end: at + name.length },
      ...(type[3] !== undefined && { base: type[3] }),
    };
  }
  DEF.lastIndex = start;
  const def = DEF.exec(masked);
  if (def) {
    const behind = line.slice(def[0].length);
    // `def x = 1` and `def x; end` are whole.
    if (/^(?:\([^()]{0,300}\))?[ \t]{1,8}=[ \t]/.test(behind) || /;[ \t]*end$|\bend$/.test(behind))
      return undefined;
    const name = def[3] ?? '';
    const at = start + def[0].length - name.length;
    const isHidden =
      /^(?:private|protected)/.test(def[1] ?? '') || (parent !== undefined && hidden.has(parent));
    return {
      ...rest,
      kind: 'def',
      name,
      nameAt: { start: at, end: at + name.length },
      isHidden,
      isOfClass: def[2] !== undefined,
    };
  }
  const opened = DO.exec(line);
  if (!opened) return undefined;
  const head = line.slice(0, opened.index).trimEnd();
  return { ...rest, kind: 'do', name: head, nameAt: { start, end: start + head.length } };
}
