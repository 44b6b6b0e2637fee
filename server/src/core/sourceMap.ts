/** Source maps (ECMA-426): where a place in built code comes from. Maps are hostile input: nothing is expanded as a whole. */

import type { Position } from './finding.ts';
import { resolve } from './paths.ts';

export interface SourceMap {
  /** As the map names it, with its root; undefined where nothing maps there. Positions are 1-based. */
  sourceAt(position: Position): MappedPlace | undefined;
  /** Names of the sources, in order, with their root. */
  readonly sources: readonly string[];
}

export interface MappedPlace {
  readonly source: string;
  readonly position: Position;
}

/** More are no map of a product. */
const MOST_SOURCES = 50_000;
const MOST_SECTIONS = 2_000;
/** Maps of maps of maps: one level is what the standard allows. */
const DEEPEST = 1;

/** Undefined for a text that is no source map. */
export function parseSourceMap(text: string): SourceMap | undefined {
  // Some servers put this line before JSON, and the standard says to skip it.
  const json = text.startsWith(")]}'") ? text.slice(text.indexOf('\n') + 1) : text;
  // Millions of lists in lists take a parser seconds.
  if (!/^\s*\{/.test(json) || /\[\s{0,9}(?:\[\s{0,9}){40}/.test(json)) return undefined;
  try {
    return mapOf(JSON.parse(json), 0);
  } catch {
    return undefined;
  }
}

function mapOf(value: unknown, depth: number): SourceMap | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { sections, sources, sourceRoot, mappings } = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(sections)) return depth < DEEPEST ? indexMap(sections, depth) : undefined;
  if (!Array.isArray(sources) || typeof mappings !== 'string' || sources.length > MOST_SOURCES)
    return undefined;
  const root = typeof sourceRoot === 'string' ? sourceRoot : '';
  const names = sources.map((source) => (typeof source === 'string' ? withRoot(root, source) : ''));
  return { sources: names, sourceAt: (position) => lookUp(mappings, names, position) };
}

function withRoot(root: string, source: string): string {
  return root === '' || /^[a-z][a-z\d+.-]*:|^\//i.test(source)
    ? source
    : `${root.replace(/\/$/, '')}/${source}`;
}

interface Section {
  readonly line: number;
  readonly column: number;
  readonly map: SourceMap;
}

/** A map that puts others one after the other. */
function indexMap(values: readonly unknown[], depth: number): SourceMap {
  const sections = values.slice(0, MOST_SECTIONS).flatMap((value): Section[] => {
    const { offset, map } = (value ?? {}) as { offset?: { line?: unknown; column?: unknown }; map?: unknown };
    const inner = mapOf(map, depth + 1);
    const [line, column] = [offset?.line, offset?.column];
    return inner && typeof line === 'number' && typeof column === 'number'
      ? [{ line, column, map: inner }]
      : [];
  });
  return {
    sources: sections.flatMap(({ map }) => map.sources),
    sourceAt({ line, column }) {
      const [at, behind] = [line - 1, column - 1];
      const section = sections.findLast(
        (each) => each.line < at || (each.line === at && each.column <= behind),
      );
      return section?.map.sourceAt({
        line: at - section.line + 1,
        column: at === section.line ? behind - section.column + 1 : column,
      });
    },
  };
}

/** Reads the mappings up to the place and keeps only the last one before it: the same time and memory for every map. */
function lookUp(
  mappings: string,
  sources: readonly string[],
  { line, column }: Position,
): MappedPlace | undefined {
  let [generatedLine, generatedColumn, source, sourceLine, sourceColumn] = [1, 0, 0, 0, 0];
  let found: MappedPlace | undefined;
  for (let at = 0; at < mappings.length;) {
    const sign = mappings.charCodeAt(at);
    if (sign === SEMICOLON) {
      if (generatedLine++ >= line) break;
      generatedColumn = 0;
      at++;
      continue;
    }
    if (sign === COMMA) {
      at++;
      continue;
    }
    const fields: number[] = [];
    at = readSegment(mappings, at, fields);
    if (at === -1) return undefined;
    generatedColumn += fields[0] ?? 0;
    if (fields.length >= 4) {
      source += fields[1] ?? 0;
      sourceLine += fields[2] ?? 0;
      sourceColumn += fields[3] ?? 0;
    }
    if (generatedLine !== line) continue;
    if (generatedColumn > column - 1) break;
    const name = fields.length >= 4 ? sources[source] : undefined;
    found =
      name === undefined || name === '' || sourceLine < 0 || sourceColumn < 0
        ? undefined
        : { source: name, position: { line: sourceLine + 1, column: sourceColumn + 1 } };
  }
  return found;
}

const COMMA = 44;
const SEMICOLON = 59;
/** Generated column, source, line, column, name. */
const MOST_FIELDS = 5;

/** Reads the numbers (base 64, variable length) of one segment; gives the offset behind it, or -1 for nonsense. */
function readSegment(mappings: string, start: number, fields: number[]): number {
  let [value, shift] = [0, 0];
  for (let at = start; at < mappings.length; at++) {
    const code = mappings.charCodeAt(at);
    if (code === COMMA || code === SEMICOLON) return shift === 0 ? at : -1;
    const digit = code < 128 ? (DIGITS[code] ?? 255) : 255;
    if (digit === 255 || shift > 30 || fields.length >= MOST_FIELDS) return -1;
    value += (digit & 31) * 2 ** shift;
    if ((digit & 32) !== 0) shift += 5;
    else {
      const magnitude = Math.floor(value / 2);
      fields.push(value % 2 === 1 ? -magnitude : magnitude);
      [value, shift] = [0, 0];
    }
  }
  return shift === 0 ? mappings.length : -1;
}

const DIGITS = new Uint8Array(128).fill(255);
'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  .split('')
  .forEach((character, digit) => (DIGITS[character.charCodeAt(0)] = digit));

/** What the last `sourceMappingURL` comment of built code says: a relative file, or the map itself as a data URI. */
export function sourceMapUrl(text: string): string | undefined {
  const at = Math.max(text.lastIndexOf('//# sourceMappingURL='), text.lastIndexOf('/*# sourceMappingURL='));
  if (at === -1) return undefined;
  const url = /^[^\s*"']+/.exec(text.slice(at + '//# sourceMappingURL='.length))?.[0];
  return url === undefined || url === '' ? undefined : url;
}

/**
 * Where the file that a map names may be, relative to the root, likeliest first. `mapFolder` is the map's folder, and
 * `packageFolders` those that bundlers count from: "webpack://app/./src/pay.ts", "../../src/pay.ts", "turbopack:///[project]/src".
 */
export function sourceCandidates(
  source: string,
  mapFolder: string,
  packageFolders: readonly string[],
): readonly string[] {
  if (
    /[\0\\]/.test(source) ||
    source.length > 1_000 ||
    /(?:^|\/)(?:node_modules|\(webpack\)|webpack\/(?:bootstrap|runtime))/.test(source)
  )
    return [];
  const plain = source.replace(/\?[^/]*$/, '');
  const scheme = /^[a-z][a-z\d+.-]*:\/{0,3}/i.exec(plain)?.[0];
  if (scheme === undefined) {
    if (plain.startsWith('/')) return fromPackages(plain.replace(/^\/+/, ''), packageFolders);
    const beside = fileAt(mapFolder, plain);
    const rest = plain.replace(/^(?:\.\.?\/)+/, '');
    return [...(beside === undefined ? [] : [beside]), ...fromPackages(rest, packageFolders)];
  }
  if (!/^(?:webpack|turbopack|webpack-internal|vite|rollup|ng|app):/i.test(scheme)) return [];
  const inside = plain.slice(scheme.length).replace(/^\[project\]\//, '');
  // The first part is the name of the package where there is one.
  const behindName = inside.replace(/^[^/.][^/]*\//, '');
  return [...fromPackages(inside, packageFolders), ...fromPackages(behindName, packageFolders)];
}

function fromPackages(relative: string, folders: readonly string[]): string[] {
  return folders.flatMap((folder) => fileAt(folder, relative.replace(/^(?:\.\.?\/)+/, '')) ?? []);
}

/** Undefined for the root itself as well. */
function fileAt(folder: string, relative: string): string | undefined {
  return resolve(folder, relative) || undefined;
}

/** The end (1-based column, exclusive) of what starts at a column of a line of source: a string, or names joined by points. */
export function expressionEnd(line: string, column: number): number {
  const rest = line.slice(column - 1, column + 400);
  const match = /^(?:"[^"]*"|'[^']*'|`[^`]*`|[\w$]+(?:\??\.[\w$]+)*)/.exec(rest);
  return column + (match?.[0].length ?? Math.min(1, rest.length));
}
