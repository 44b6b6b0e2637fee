/** The SQL in the strings of Ruby, PHP and Elixir: joined strings, here-documents, `#{…}`. Offsets stay those of the file. */
import type { TextRange } from '../../finding.ts';
import type { Literal } from '../../fixes/literals/literal.ts';
import { spanOf } from '../../span.ts';
import type { Dialect } from '../operation.ts';
import { withoutEscapes } from '../reading/escapes.ts';
import { looksLikeMysql } from '../sql/dialect.ts';
import { readTokens } from '../sql/readSql.ts';
import { tokenise } from '../sql/tokenise.ts';
import type { Statement } from '../types.ts';
import type { Part } from './statements.ts';
import type { Tokens } from './tokens.ts';

interface SqlFound {
  readonly statements: readonly Statement[];
  /** What the SQL shows. */
  readonly dialect?: Dialect;
}

/** The statements of an expression that gives SQL. Undefined where it holds no string. */
export function readSqlIn(tokens: Tokens, part: Part, dialect?: Dialect): SqlFound | undefined {
  const literals = operandsIn(tokens, part);
  const [first] = literals;
  const last = literals.at(-1);
  if (!first || !last) return undefined;
  const { document } = tokens;
  const base = first.content.start;
  const embedded: TextRange = { start: base, end: last.content.end };
  const formatted =
    /%[sd]|%\{|%\d\$s/.test(document.text.slice(base, embedded.end)) && isFormatted(tokens, part);
  const sql = sqlOf(tokens, literals, embedded, formatted);
  const mysql = dialect === undefined ? looksLikeMysql(sql, 0, sql.length) : dialect === 'mysql';
  const words = tokenise(sql, {
    from: 0,
    to: sql.length,
    shift: base,
    dynamic: true,
    mysql,
    brackets: dialect === 'sqlite',
  });
  const reading = readTokens(words, (start, end) => spanOf(document, start, end), dialect, embedded);
  return { statements: reading.statements, ...(reading.dialect && { dialect: reading.dialect }) };
}

/** The strings that are joined, or the first one that a call is given: `sprintf('…', $x)`, `DB::raw('…')`. */
function operandsIn({ list }: Tokens, { from, to }: Part): readonly Literal[] {
  const joined: Literal[] = [];
  let inside: Literal | undefined;
  let depthEnd = -1;
  for (let at = from; at < to; at++) {
    const token = list[at];
    if (!token) break;
    const literal = token.kind === 'string' && token.literal?.kind === 'string' ? token.literal : undefined;
    if (at < depthEnd) {
      inside ??= literal;
      continue;
    }
    // What follows `%` and `?` is given to the string, and no part of it.
    if (token.kind === 'op' && (token.text === '%' || token.text === '?') && joined.length > 0) break;
    if (literal) joined.push(literal);
    else if (token.partner > at) depthEnd = token.partner;
  }
  return joined.length > 0 ? inOrder(joined) : inside ? [inside] : [];
}

/** Two here-documents never stand in between. */
function inOrder(literals: readonly Literal[]): readonly Literal[] {
  const [first] = literals;
  return first?.here ? [first] : literals.filter(({ here }) => !here);
}

function isFormatted({ list }: Tokens, { from, to }: Part): boolean {
  for (let at = from; at < to; at++) {
    const { kind, text = '' } = list[at] ?? {};
    if ((kind === 'word' && /^(?:v?sprintf|format)$/.test(text)) || (kind === 'op' && text === '%'))
      return true;
  }
  return false;
}

/** As long as the range: what is no SQL is blank, what is worked out at run time is an identifier. */
function sqlOf(
  tokens: Tokens,
  literals: readonly Literal[],
  { start, end }: TextRange,
  formatted: boolean,
): string {
  const { text } = tokens.document;
  let sql = '';
  let at = start;
  for (const { content, holes, escapes } of literals) {
    sql += gapOf(tokens, at, content.start);
    at = Math.max(at, content.start);
    for (const hole of [...holes, { start: content.end, end: content.end }]) {
      if (hole.start < at) continue;
      const piece = text.slice(at, hole.start);
      sql += escapes === 'none' ? piece : withoutEscapes(piece);
      const holeEnd = Math.min(Math.max(hole.end, hole.start), end);
      sql += '_'.repeat(holeEnd - hole.start);
      at = holeEnd;
    }
  }
  return formatted
    ? sql.replace(/%(?:\d\$)?[sd]|%\{\w{1,60}\}|%<\w{1,60}>[sd]/g, (all) => '_'.repeat(all.length))
    : sql;
}

/** Between two strings: a name there touches what is beside it (`"idx_" + table + " ON …"`). */
function gapOf({ code }: Tokens, from: number, to: number): string {
  if (to <= from) return '';
  const between = code.masked.slice(from, to);
  if (!/\w/.test(between.replace(/<<~?-?\w+/, ''))) return between.replace(/[^\r\n]/g, ' ');
  const before = code.text.charAt(from - 1);
  const after = code.text.charAt(to);
  const name = '_'.repeat(to - from);
  return /[\w"'`]/.test(before) || /[\w"'`]/.test(after) || to - from < 3 ? name : ` ${name.slice(2)} `;
}
