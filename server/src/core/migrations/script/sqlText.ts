/** SQL in the strings and templates of a migration, with the constants of the file put in where it names them. */
import type { TextRange } from '../../finding.ts';
import { endOf, startOf } from '../../parsers/script/walk.ts';
import type { Dialect } from '../operation.ts';
import { withoutEscapes } from '../reading/escapes.ts';
import { marked } from '../reading/marks.ts';
import { looksLikeMysql } from '../sql/dialect.ts';
import { readTokens } from '../sql/readSql.ts';
import { tokenise } from '../sql/tokenise.ts';
import type { Statement } from '../types.ts';
import { argumentsOfLink, chainOf, templateOfLink, type Chain } from './chains.ts';
import { lineOf, placeOf, spend } from './code.ts';
import { branchOf, piecesOf, textValue, type Piece } from './texts.ts';
import { elementsOf, resolved, type Scope, type Value } from './values.ts';

export interface SqlPlace {
  readonly dialect?: Dialect | undefined;
  readonly nested: boolean;
  /** Knex: what each `?` and `??` of the text stands for. */
  readonly bindings?: readonly Value[] | undefined;
  sees?(dialect: Dialect): void;
}

/** The statements of an expression that is SQL; one that is not understood where its text is worked out at run time. */
export function sqlStatements(value: Value | undefined, place: SqlPlace): Statement[] {
  if (!value) return [];
  const source = sqlSource(value);
  const branch = branchOf(source);
  const at = resolved(branch) ?? branch;
  const several = elementsOf(at);
  if (several) return several.flatMap((element) => sqlStatements(element, place));
  const pieces = piecesOf(at);
  if (!pieces) return [unknownStatement(value, place)];
  return readPieces(at.scope, place.bindings ? withNames(at.scope, pieces, place) : pieces, place);
}

/** What stands in `` sql`…` ``, `sql.raw('…')`, `knex.raw('…')`, `{ query: '…' }`, else the expression itself. */
export function sqlSource(value: Value, depth = 4): Value {
  const chain = depth > 0 ? chainOf(resolved(value)) : undefined;
  return (chain && innerText(chain, depth)) ?? value;
}

const TAKES_TEXT = new Set([
  'raw',
  'unsafe',
  'literal',
  'sql',
  'SQL',
  'text',
  'format',
  'query',
  'func',
  'String',
  'outdent',
  'dedent',
  'stripIndent',
]);

function innerText(chain: Chain, depth: number): Value | undefined {
  for (const link of chain.links) {
    const template = templateOfLink(chain, link);
    if (template) return template;
    const [first] = TAKES_TEXT.has(link.name) ? argumentsOfLink(chain, link) : [];
    if (first) return sqlSource(first, depth - 1);
  }
  return undefined;
}

/** Of a text: offsets into it and what they are in the file. */
interface Segment {
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly literal: boolean;
}

function readPieces(scope: Scope, pieces: readonly Piece[], place: SqlPlace): Statement[] {
  const { document } = scope.code;
  const segments: Segment[] = [];
  let text = '';
  for (const piece of pieces) {
    segments.push({ from: text.length, start: piece.start, end: piece.end, literal: piece.literal });
    text += piece.literal
      ? withoutEscapes(document.text.slice(piece.start, piece.end))
      : (piece.text ?? HOLE);
  }
  if (text.trim() === '' || !spend(scope.code, text.length >> 3)) return [];
  const spanIn = (start: number, end: number): ReturnType<typeof lineOf> => {
    const from = offsetIn(segments, start, false);
    return lineOf(document, from, Math.max(from, offsetIn(segments, end, true)));
  };
  const tokens = tokenise(text, {
    from: 0,
    to: text.length,
    dynamic: true,
    mysql: place.dialect === undefined ? looksLikeMysql(text, 0, text.length) : place.dialect === 'mysql',
    brackets: place.dialect !== 'postgres',
  });
  const { statements, dialect } = readTokens(tokens, spanIn, place.dialect);
  if (dialect) place.sees?.(dialect);
  const embedded = { start: segments[0]?.start ?? 0, end: segments.at(-1)?.end ?? 0 };
  return Array.from(statements, (statement) => {
    const range = rangeIn(segments, statement.range);
    return {
      ...statement,
      range,
      embedded,
      operations: marked(statement.operations, place),
    };
  });
}

/** `ALTER TABLE ??` with `['users']`: the names that are given are put in. */
function withNames(
  scope: Scope,
  pieces: readonly Piece[],
  { bindings, dialect }: SqlPlace,
): readonly Piece[] {
  const quote = dialect === 'mysql' ? '`' : '"';
  let count = 0;
  return pieces.flatMap((piece): readonly Piece[] => {
    if (!piece.literal) return [piece];
    const parts: Piece[] = [];
    let { start } = piece;
    const text = scope.code.document.text.slice(piece.start, piece.end);
    for (const { 0: mark, index } of text.matchAll(/(?<!\\)\?\??/g)) {
      const name = textValue(bindings?.[count++]);
      if (mark === '?') continue;
      const at = piece.start + index;
      if (at > start) parts.push({ text: '', start, end: at, literal: true });
      const quoted = name?.split('.').map((part) => `${quote}${part}${quote}`);
      const hole = { start: at, end: at + mark.length, literal: false };
      parts.push(quoted ? { ...hole, text: quoted.join('.') } : hole);
      start = hole.end;
    }
    return start === piece.start ? [piece] : [...parts, { text: '', start, end: piece.end, literal: true }];
  });
}

/** What stands in for a part of the text that is worked out at run time. */
const HOLE = '_____';

function rangeIn(segments: readonly Segment[], { start, end }: TextRange): TextRange {
  const from = offsetIn(segments, start, false);
  return { start: from, end: Math.max(from, offsetIn(segments, end, true)) };
}

/** Where an offset of the text stands in the file; `isEnd` for one that ends something. */
function offsetIn(segments: readonly Segment[], offset: number, isEnd: boolean): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const from = segments[middle]?.from ?? 0;
    if (isEnd ? from < offset : from <= offset) low = middle;
    else high = middle - 1;
  }
  const segment = segments[low];
  if (!segment) return 0;
  if (!segment.literal) return isEnd ? segment.end : segment.start;
  return Math.min(segment.start + offset - segment.from, segment.end);
}

export function unknownStatement({ first, last, scope }: Value, { nested }: SqlPlace): Statement {
  const { script } = scope.code;
  const at = placeOf(scope.code, first, last);
  return {
    range: { start: startOf(script, first), end: endOf(script, last) },
    at,
    operations: [{ kind: 'unknown', at, ...(nested ? { nested: true } : {}) }],
  };
}

/** The text starts with a verb of SQL, behind blanks and comments. */
export function looksLikeSql(value: Value): boolean {
  const at = resolved(branchOf(value));
  const pieces = at && (piecesOf(at) ?? piecesOf(resolved(elementsOf(at)?.[0]) ?? at));
  return SQL_START.test((pieces?.map(({ text }) => text ?? HOLE).join('') ?? '').slice(0, 4_000));
}

const SQL_START =
  /^(?:\s|--[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(?:create|alter|drop|insert|update|delete|select|with|truncate|comment|grant|revoke|set|reset|begin|start|commit|rollback|savepoint|do|call|lock|vacuum|analyze|reindex|cluster|refresh|pragma|copy|rename|replace|merge|attach|detach|security|import|reassign)\b/i;
