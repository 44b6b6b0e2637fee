/** Names as a statement in a message needs them. */
import type { Dialect } from '../operation.ts';
import { unqualified } from '../replay.ts';
import { sqlName } from './lockWords.ts';

export function sqlTable(name: string, dialect: Dialect = 'postgres'): string {
  return name
    .split('.')
    .map((part) => quoted(part, dialect))
    .join('.');
}

export function sqlColumns(columns: readonly string[], dialect: Dialect = 'postgres'): string {
  return columns.map((name) => quoted(name, dialect)).join(', ');
}

/** "orders_customer_id_idx": names longer than 63 bytes are cut off, and might clash. */
export function indexName(table: string, columns: readonly string[], dialect: Dialect = 'postgres'): string {
  return quoted(`${unqualified(table)}_${columns.join('_')}`.slice(0, 59) + '_idx', dialect);
}

function quoted(name: string, dialect: Dialect): string {
  if (RESERVED.has(name)) return dialect === 'mysql' ? `\`${name}\`` : `"${name}"`;
  return dialect === 'postgres' ? sqlName(name) : name;
}

/** Words that PostgreSQL takes for a column's or table's name only in quotes: https://www.postgresql.org/docs/current/sql-keywords-appendix.html */
const RESERVED: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between both case cast check collate
  column constraint create cross current_date current_time current_timestamp current_user default deferrable desc distinct do
  else end except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is
  isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer
  overlaps placing primary references returning right select session_user similar some symmetric system_user table tablesample
  then to trailing true union unique user using variadic verbose when where window with`.split(/\s+/),
);

export function isReserved(name: string): boolean {
  return RESERVED.has(name.toLowerCase());
}
