/** Names that PostgreSQL takes, and those that it would make up. */

/** As SQL needs it: in quotes where PostgreSQL would read it as another. */
export function quoted(name: string): string {
  return /^[a-z_][a-z\d_]*$/.test(name) && !RESERVED.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** "users" of `public."users"`, as the database stores it. */
export function plainName(written: string): string {
  const last = /(?:"((?:[^"]|"")+)"|([^".\s]+))\s*$/.exec(written);
  return last?.[1]?.replaceAll('""', '"') ?? last?.[2]?.toLowerCase() ?? '';
}

/** The schema of a name as it is written, with its dot: `billing.`; "" where it has none. */
export function schemaPart(written: string): string {
  return /^\s*((?:"(?:[^"]|"")+"|[^".\s]+)\s*\.\s*)(?=\S)/.exec(written)?.[1] ?? '';
}

/**
 * `orders_customer_id_fkey`: how PostgreSQL calls a constraint without a name (src/backend/commands/indexcmds.c, `ChooseRelationName`).
 * The parts that are too long are cut.
 */
export function madeUpName(table: string, columns: readonly string[], suffix: string): string {
  let first = table;
  let second = columns.join('_');
  const room = MOST_CHARACTERS - suffix.length - (second === '' ? 1 : 2);
  while (first.length + second.length > room) {
    if (first.length > second.length) first = first.slice(0, -1);
    else second = second.slice(0, -1);
  }
  return second === '' ? `${first}_${suffix}` : `${first}_${second}_${suffix}`;
}

const MOST_CHARACTERS = 63;

/** https://www.postgresql.org/docs/current/sql-keywords-appendix.html: those that no table or column can have without quotes. */
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
