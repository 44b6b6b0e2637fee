/** Pieces of SQL that code gives for themselves, in strings: a column's type, a default. */
import type { Span } from '../../span.ts';
import type { DataType, Expression } from '../operation.ts';
import { cursorOver, type Cursor } from '../sql/cursor.ts';
import { takeDataType, typeNamed } from '../sql/dataTypes.ts';
import { tokenise } from '../sql/tokenise.ts';
import { volatilityOf } from '../sql/volatility.ts';

/** A type as SQL writes it: "varchar(20)", "numeric(10, 2)", "text[]". Undefined where none stands. */
export function typeInText(written: string, at: Span): DataType | undefined {
  if (/^\w+$/.test(written)) return typeNamed(written.toLowerCase(), at);
  const type = takeDataType(cursorOn(written.slice(0, 200), at));
  return type && { ...type, at };
}

/** What a database makes of SQL as a default. */
export function volatilityOfText(sql: string): Expression['volatility'] {
  if (!sql.includes('(')) return 'constant';
  const cursor = cursorOn(sql.slice(0, 2_000), NOWHERE);
  return volatilityOf(cursor, cursor.at, cursor.end);
}

const NOWHERE: Span = { start: 0, end: 0, line: 1, column: 1 };

function cursorOn(text: string, at: Span): Cursor {
  const tokens = tokenise(text, { from: 0, to: text.length, mysql: false, brackets: false });
  return cursorOver(
    tokens,
    {
      placeOf: () => at,
      dialect: 'postgres',
      readStatement: () => undefined,
      out: [],
      nested: false,
      loops: 0,
      level: 0,
      asks: {},
    },
    0,
    tokens.count,
  );
}
