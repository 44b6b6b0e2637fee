import type { TextRange } from '../../finding.ts';
import type { Span } from '../../span.ts';
import type { Dialect, Operation } from '../operation.ts';
import type { Statement } from '../types.ts';
import { cursorOver, endOf, placeOf, startOf, type SqlContext } from './cursor.ts';
import { dialectOf, looksLikeMysql } from './dialect.ts';
import { splitStatements } from './split.ts';
import { readStatement } from './statement.ts';
import { tokenise } from './tokenise.ts';
import type { Tokens } from './tokens.ts';

export interface SqlOptions {
  /** Absent: worked out from the text. */
  readonly dialect?: Dialect;
  readonly placeOf: (start: number, end: number) => Span;
  /** The part of the text to read. */
  readonly from?: number;
  readonly to?: number;
}

export interface SqlReading {
  readonly statements: readonly Statement[];
  /** The text stops in the middle of a string, a comment or brackets. */
  readonly broken: boolean;
  /** What the text shows; absent where it could be any. */
  readonly dialect?: Dialect;
  /** Names stand in backticks, and nothing else tells the dialect. */
  readonly backticks?: true;
}

/** All statements of a text. Never throws, and takes time in proportion to the text. */
export function readSql(text: string, options: SqlOptions): SqlReading {
  const from = options.from ?? 0;
  const to = options.to ?? text.length;
  const given = options.dialect;
  const mysql = given === undefined ? looksLikeMysql(text, from, to) : given === 'mysql';
  const tokens = tokenise(text, { from, to, mysql, brackets: given !== 'postgres' });
  return readTokens(tokens, options.placeOf, given);
}

/** The same for tokens, which may be those of a text that was changed; `embedded`: where it stands in code. */
export function readTokens(
  tokens: Tokens,
  placer: SqlOptions['placeOf'],
  given: Dialect | undefined,
  embedded?: TextRange,
): SqlReading {
  const { shown, assumed } = dialectOf(tokens);
  const context: SqlContext = {
    placeOf: placer,
    dialect: given ?? assumed,
    readStatement,
    out: [],
    nested: false,
    loops: 0,
    level: 0,
    asks: {},
  };
  let broken = tokens.broken;
  const statements: Statement[] = [];
  for (const { first, last, broken: unmatched, breakpoint } of splitStatements(tokens)) {
    broken ||= unmatched;
    const operations: Operation[] = [];
    context.out = operations;
    const cursor = cursorOver(tokens, context, first, last);
    readStatement(cursor);
    statements.push({
      range: { start: startOf(cursor, first), end: endOf(cursor, last - 1) },
      at: placeOf(cursor, first, last),
      operations,
      ...(embedded ? { embedded } : undefined),
      ...(breakpoint ? { breakpoint: true } : undefined),
    });
  }
  const hint =
    shown === undefined
      ? tokens.backticks > 0
        ? { backticks: true as const }
        : undefined
      : { dialect: shown };
  return { statements, broken, ...hint };
}
