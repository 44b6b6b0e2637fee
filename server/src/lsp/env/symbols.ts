import {
  FoldingRangeKind,
  SymbolKind,
  type Connection,
  type DocumentSymbol,
  type FoldingRange,
  type Range,
  type TextDocumentIdentifier,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { envFileRoleOf } from '../../core/env/envFileRole.ts';
import type { TextRange } from '../../core/finding.ts';
import { parseDotenv, type DotenvEntry, type DotenvFile } from '../../core/parsers/dotenv.ts';
import { toPath } from '../convert.ts';
import type { Services } from '../services.ts';

/** The outline of env files, by the headings in their comments, and what folds in them. No symbol holds a value. */
export function registerEnvSymbols(connection: Connection, { documents }: Services): void {
  const opened = ({ uri }: TextDocumentIdentifier): Opened | undefined => {
    const document = documents.get(uri);
    const path = toPath(uri)?.replaceAll('\\', '/');
    if (!document || path === undefined || envFileRoleOf(path) === undefined) return undefined;
    const file = parseDotenv(document.getText());
    // What is no name of a variable may be a part of a value that goes over several lines.
    const entries = file.entries.filter(({ name }) => /^[\w.-]{1,200}$/.test(name));
    return { document, file: { ...file, entries } };
  };
  connection.onDocumentSymbol(({ textDocument }) => {
    const file = opened(textDocument);
    return file ? symbolsOf(file) : null;
  });
  connection.onFoldingRanges(({ textDocument }) => {
    const file = opened(textDocument);
    return file ? foldsOf(file) : null;
  });
}

interface Opened {
  readonly document: TextDocument;
  readonly file: DotenvFile;
}

/** A heading, and the entries up to the next one. */
interface Section {
  readonly heading: TextRange | undefined;
  readonly title: string;
  readonly entries: DotenvEntry[];
}

function symbolsOf({ document, file }: Opened): DocumentSymbol[] {
  return sectionsOf(file).flatMap(({ heading, title, entries }) => {
    const children = entries.map((entry) => symbolOf(entry, document));
    const last = entries.at(-1);
    if (!heading || !last) return children;
    return [
      {
        name: title,
        kind: SymbolKind.Namespace,
        range: rangeOf(document, { start: heading.start, end: contentEnd(file.text, last) }),
        selectionRange: rangeOf(document, heading),
        children,
      },
    ];
  });
}

function symbolOf(entry: DotenvEntry, document: TextDocument): DocumentSymbol {
  const range = { start: entry.nameRange.start, end: contentEnd(document.getText(), entry) };
  return {
    name: entry.name,
    kind: SymbolKind.Variable,
    range: rangeOf(document, range),
    selectionRange: rangeOf(document, entry.nameRange),
  };
}

function rangeOf(document: TextDocument, { start, end }: TextRange): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

/** Where an entry ends, before its line break. */
function contentEnd(text: string, { range }: DotenvEntry): number {
  let { end } = range;
  while (end > range.start && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return end;
}

function sectionsOf(file: DotenvFile): Section[] {
  const sections: Section[] = [{ heading: undefined, title: '', entries: [] }];
  const headings = headingsOf(file);
  let next = 0;
  for (const entry of file.entries) {
    for (; headings[next] && (headings[next]?.heading?.start ?? 0) < entry.range.start; next++)
      sections.push(headings[next] as Section);
    sections.at(-1)?.entries.push(entry);
  }
  return sections;
}

/**
 * Comments that start a block: behind a blank line or at the top, of words and not of code. Of several lines the first with
 * words is the heading.
 */
function headingsOf({ text, comments }: DotenvFile): Section[] {
  const found: Section[] = [];
  let blockEnd = -1;
  let isNamed = true;
  for (const comment of comments) {
    const follows =
      text.slice(blockEnd, comment.start).trim() === '' && linesBetween(text, blockEnd, comment.start) <= 1;
    if (blockEnd === -1 || !follows) isNamed = !startsBlock(text, comment.start);
    blockEnd = comment.end;
    const title = titleOf(text.slice(comment.start, comment.end));
    if (isNamed || title === undefined) continue;
    isNamed = true;
    found.push({ heading: comment, title, entries: [] });
  }
  return found;
}

function linesBetween(text: string, from: number, to: number): number {
  return text.slice(Math.max(from, 0), to).split(/\r\n?|\n/).length - 1;
}

function startsBlock(text: string, at: number): boolean {
  return /(?:^\uFEFF?|(?:\r\n?|\n)[ \t]*(?:\r\n?|\n))[ \t]*$/.test(text.slice(Math.max(0, at - 200), at));
}

function titleOf(comment: string): string | undefined {
  const words = comment.replaceAll(/^[#\s=*-]+|[#\s=*-]+$/g, '').slice(0, 80);
  return /[\p{L}\p{N}]/u.test(words) && !/^[A-Za-z_][\w.-]*\s*=|launch-ready-ignore/.test(words)
    ? words
    : undefined;
}

function foldsOf({ document, file }: Opened): FoldingRange[] {
  const folds: FoldingRange[] = [];
  const add = (start: number, end: number, kind?: FoldingRangeKind): void => {
    const [first, last] = [document.positionAt(start).line, document.positionAt(end).line];
    if (last > first) folds.push({ startLine: first, endLine: last, ...(kind ? { kind } : {}) });
  };
  for (const { heading, entries } of sectionsOf(file)) {
    const last = entries.at(-1);
    if (heading && last) add(heading.start, contentEnd(file.text, last), FoldingRangeKind.Region);
  }
  for (const entry of file.entries) add(entry.nameRange.start, contentEnd(file.text, entry));
  return folds;
}
