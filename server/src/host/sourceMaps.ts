import path from 'node:path';
import type { Finding, Position, PositionRange, RelatedPlace } from '../core/finding.ts';
import { nameOf } from '../core/paths.ts';
import {
  expressionEnd,
  parseSourceMap,
  sourceCandidates,
  sourceMapUrl,
  type SourceMap,
} from '../core/sourceMap.ts';
import type { FileResult } from '../core/workspace.ts';
import { readSmallText } from './readSources.ts';

/** Rules whose findings stand in built code. */
const IN_BUNDLES: ReadonlySet<string> = new Set(['secrets/secret-in-bundle']);

/** Bytes of built code and of a map that are read for this; a map is some five times as long as its code. */
const LARGEST_CODE = 16 * 1024 * 1024;
const LARGEST_MAP = 24 * 1024 * 1024;
/** Findings of one file that are traced, and the milliseconds after which the others are left as they are. */
const MOST = 20;
const TIME_BUDGET = 1_000;

export interface SourceMapOptions {
  readonly root: string;
  /** Whether a path really lies in the root, links and all; throws where there is no such folder. */
  readonly isInside: (relative: string) => boolean;
}

/** Names the place in the sources that a finding in built code comes from, where a map beside it tells. */
export function traceToSources(result: FileResult, { root, isInside }: SourceMapOptions): FileResult {
  const { findings } = result.analysis;
  if (!findings.some(isTraceable)) return result;
  const end = performance.now() + TIME_BUDGET;
  const read = (relative: string, limit: number): string | undefined =>
    contains(isInside, relative) ? readSmallText(path.join(root, relative), limit) : undefined;
  const trace = result.path.endsWith('.map')
    ? tracerWithinMap(result.path, read)
    : tracerOfCode(result.path, read);
  if (!trace) return result;
  let count = 0;
  const traced = findings.map((finding) => {
    const isTraced = isTraceable(finding) && count++ < MOST && performance.now() < end;
    const place = isTraced ? trace(finding) : undefined;
    return place ? withSource(finding, place) : finding;
  });
  return { ...result, analysis: { ...result.analysis, findings: traced } };
}

function isTraceable({ ruleId, range }: Finding): boolean {
  return IN_BUNDLES.has(ruleId) && range !== null;
}

function withSource(finding: Finding, place: RelatedPlace): Finding {
  const { line } = place.range.start;
  return {
    ...finding,
    message: `${finding.message} It comes from ${place.file}, line ${line}.`,
    related: [...finding.related, place],
  };
}

type Read = (relative: string, limit: number) => string | undefined;
type Trace = (finding: Finding) => RelatedPlace | undefined;

function tracerOfCode(file: string, read: Read): Trace | undefined {
  const code = read(file, LARGEST_CODE);
  const url = code === undefined ? undefined : sourceMapUrl(code);
  // Some tools write the map and leave the comment out.
  const located = locate(file, url ?? `${nameOf(file)}.map`, read);
  const map = located && parseSourceMap(located.text);
  return map && located ? (finding) => placeOf(finding, map, located.folder, read) : undefined;
}

interface LocatedMap {
  readonly text: string;
  readonly folder: string;
}

function locate(file: string, url: string, read: Read): LocatedMap | undefined {
  const folder = path.posix.dirname(file);
  if (url.startsWith('data:')) {
    const data = /^data:application\/json;(?:charset=[\w-]{1,20};)?base64,/.exec(url);
    if (!data || url.length > LARGEST_MAP) return undefined;
    return { text: Buffer.from(url.slice(data[0].length), 'base64').toString('utf8'), folder };
  }
  // Addresses elsewhere are not asked, and nothing outside the folder is read.
  if (/^[a-z][a-z\d+.-]*:|^\//i.test(url)) return undefined;
  const relative = path.posix.join(folder, decoded(url));
  if (relative.startsWith('..') || !relative.endsWith('.map')) return undefined;
  const text = read(relative, LARGEST_MAP);
  return text === undefined ? undefined : { text, folder: path.posix.dirname(relative) };
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url.replace(/[?#].*$/, ''));
  } catch {
    return url;
  }
}

function placeOf(
  { range }: Finding,
  map: SourceMap,
  mapFolder: string,
  read: Read,
): RelatedPlace | undefined {
  const mapped = range && map.sourceAt(range.start);
  if (!mapped) return undefined;
  const found = existing(mapped.source, mapFolder, read);
  return found && { file: found.file, range: rangeAt(found.text, mapped.position), message: BUILT_FROM };
}

const BUILT_FROM = 'Built from here';
/** A source over this size (bytes) was not written by hand. */
const LARGEST_SOURCE = 2 * 1024 * 1024;

function existing(source: string, mapFolder: string, read: Read): { file: string; text: string } | undefined {
  for (const file of sourceCandidates(source, mapFolder, ancestors(mapFolder))) {
    const text = read(file, LARGEST_SOURCE);
    if (text !== undefined) return { file, text };
  }
  return undefined;
}

/** The folders above, the nearest first: one of them is the package. */
function ancestors(folder: string): readonly string[] {
  const parts = folder === '.' || folder === '' ? [] : folder.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index - 1).join('/')).slice(0, 12);
}

function rangeAt(text: string, { line, column }: Position): PositionRange {
  const lines = text.split(/\r\n?|\n/, line);
  const row = Math.min(line, lines.length);
  const content = lines[row - 1] ?? '';
  const start = row === line ? Math.min(column, content.length + 1) : 1;
  return { start: { line: row, column: start }, end: { line: row, column: expressionEnd(content, start) } };
}

/** In the map itself the sources stand as strings: the one that holds the finding is the source. */
function tracerWithinMap(file: string, read: Read): Trace | undefined {
  const text = read(file, LARGEST_MAP);
  const map = text === undefined ? undefined : parseSourceMap(text);
  if (text === undefined || !map) return undefined;
  const contents = contentsOf(text, map.sources.length);
  return ({ range }) => {
    const offset = range ? offsetOf(text, range.start) : -1;
    const index = contents.findIndex(({ start, end }) => start <= offset && offset < end);
    const span = contents[index];
    const source = map.sources[index];
    const found = source === undefined ? undefined : existing(source, path.posix.dirname(file), read);
    if (!found || !span) return undefined;
    const before = unescaped(text.slice(span.start + 1, offset));
    const rows = before.split(/\r\n?|\n/);
    const position = { line: rows.length, column: (rows.at(-1)?.length ?? 0) + 1 };
    return { file: found.file, range: rangeAt(found.text, position), message: BUILT_FROM };
  };
}

/** The place in the whole text: a large file was judged in pieces. */
function offsetOf(text: string, { line, column }: Position): number {
  let start = 0;
  for (let row = 1; row < line; row++) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}

function unescaped(json: string): string {
  try {
    return String(JSON.parse(`"${json}"`));
  } catch {
    return '';
  }
}

/** The strings of `sourcesContent`, as they stand in the text; entries without content count too. */
function contentsOf(text: string, most: number): readonly { readonly start: number; readonly end: number }[] {
  const spans: { start: number; end: number }[] = [];
  const key = /"sourcesContent"\s*:\s*\[/g;
  if (!key.exec(text)) return spans;
  for (let at = key.lastIndex; at < text.length && spans.length < most;) {
    const sign = text[at];
    if (sign === ']') return spans;
    const start = at;
    if (sign === '"') at = endOfString(text, at);
    else if (sign === 'n') at += 'null'.length;
    else {
      at++;
      continue;
    }
    spans.push({ start, end: at });
  }
  return spans;
}

/** The offset behind the quote that ends the string which starts at `start`. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1) {
    let slashes = 0;
    while (text[quote - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

function contains(isInside: (relative: string) => boolean, relative: string): boolean {
  try {
    return isInside(relative);
  } catch {
    return false; // no such folder
  }
}
