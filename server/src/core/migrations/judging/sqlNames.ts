/** Names as SQL needs them, in messages and in what fixes write. */
import { UNKNOWN_NAME, type Dialect } from '../operation.ts';
import { madeUpName } from '../replay.ts';

/** In quotes where the database would read it as another name. */
export function sqlName(name: string, dialect: Dialect = 'postgres'): string {
  if (name === UNKNOWN_NAME) return name;
  const isPlain = dialect !== 'postgres' || /^[a-z_][a-z\d_]*$/.test(name);
  if (isPlain && !RESERVED.has(name)) return name;
  return dialect === 'mysql' ? `\`${name}\`` : `"${name.replaceAll('"', '""')}"`;
}

/** With its schema. */
export function sqlTable(name: string, dialect: Dialect = 'postgres'): string {
  return name
    .split('.')
    .map((part) => sqlName(part, dialect))
    .join('.');
}

export function sqlColumns(columns: readonly string[], dialect: Dialect = 'postgres'): string {
  return columns.map((name) => sqlName(name, dialect)).join(', ');
}

/** "orders_customer_id_idx" */
export function indexName(table: string, columns: readonly string[], dialect: Dialect = 'postgres'): string {
  return sqlName(madeUpName(table, columns, 'idx'), dialect);
}

/** Words that PostgreSQL takes for a column's or table's name only in quotes: https://www.postgresql.org/docs/current/sql-keywords-appendix.html */
const RESERVED: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column
  concurrently constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp
  current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike
  in initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null
  offset on only or order outer overlaps placing primary references returning right select session_user similar some symmetric
  system_user table tablesample then to trailing true union unique user using variadic verbose when where window with`.split(
    /\s+/,
  ),
);

export function isReserved(name: string): boolean {
  return RESERVED.has(name.toLowerCase());
}
