/** The SQL of a migration as its tool sends it. */
import type { Migration } from '../../core/migrations/model.ts';
import type { Statement } from '../../core/migrations/types.ts';

export type Runnable = { readonly sql: string } | { readonly leftOut: string };

export function runnable(statement: Statement, { file }: Migration, text: string): Runnable {
  const { start, end } = statement.embedded ?? statement.range;
  const written = text.slice(start, end);
  if (statement.embedded) return fromCode(written);
  if (!/\.(?:sql|pgsql|psql|ddl)$/i.test(file)) return { leftOut: IN_CODE };
  if (/\$\{\w[^}]*\}/.test(written) && !/\$\w*\$/.test(written)) return { leftOut: COMPUTED };
  if (/^\s*copy\b[^;]*\bfrom\s+stdin\b/i.test(written))
    return { leftOut: 'its rows stand beside the statement' };
  return { sql: written };
}

const IN_CODE = 'it is code: what SQL it becomes is known to its tool alone';
const COMPUTED = 'part of it is put in when it runs';

/** The text between quotes: escapes are what they stand for; what is worked out at run time can't be known. */
function fromCode(written: string): Runnable {
  if (/[$#]\{/.test(written)) return { leftOut: COMPUTED };
  return {
    sql: written.includes('\\') ? written.replaceAll(/\\(?:\r?\n|(?<letter>[\s\S]))/g, unescaped) : written,
  };
}

function unescaped(_whole: string, letter: string | undefined): string {
  if (letter === undefined) return '';
  return letter === 'n' ? '\n' : letter === 't' ? '\t' : letter === 'r' ? '\r' : letter;
}

/**
 * PostgreSQL refuses these in a transaction, so that what they hold can't be read afterwards.
 * https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 */
export function runsAlone(sql: string): boolean {
  const first = plainStart(sql);
  return (
    /^(?:create (?:unique )?index|drop index|reindex\b.*) concurrently\b/.test(first) ||
    /^(?:vacuum|create database|drop database|alter system|create tablespace|drop tablespace|reindex (?:database|system|schema))\b/.test(
      first,
    ) ||
    /^reindex \([^)]*concurrently/.test(first) ||
    /^alter table .* detach partition .* (?:concurrently|finalize)\b/.test(first)
  );
}

/** What reaches beyond the database: on a server that others use too, it is not run. */
export function reachesServer(sql: string): boolean {
  const first = plainStart(sql);
  return (
    OF_THE_SERVER.some((pattern) => pattern.test(first)) ||
    OF_THE_SERVER_CALLED.test(sql) ||
    (RUNS_A_BODY.test(first) && OF_THE_SERVER_INSIDE.test(sql))
  );
}

const OF_THE_SERVER: readonly RegExp[] = [
  /^(?:create|alter|drop) (?:database|tablespace|role|user(?! mapping\b)|group|subscription)\b/,
  /^(?:alter system|drop owned|reassign owned|load|checkpoint)\b/,
  // Files and programs of the server's machine.
  /^copy\b.* (?:from|to) (?:program )?e?'/,
  // Membership in a role; what all databases of a server share.
  /^(?:grant|revoke) (?!.* on ).* (?:to|from)\b/,
  /^(?:(?:grant|revoke)\b.*|comment|security label(?: for \S+)?) on (?:database|tablespace|role|parameter)\b/,
];

/** What can have statements in a string, or in its body. */
const RUNS_A_BODY = /^(?:do|select|call|create (?:or replace )?(?:function|procedure))\b/;
const OF_THE_SERVER_INSIDE =
  /\b(?:(?:create|alter|drop)\s+(?:role|user|group|database|tablespace)|alter\s+system)\b|\bprogram\s+'/i;

/** https://www.postgresql.org/docs/current/functions-admin.html, …/lo-funcs.html, …/dblink.html */
const OF_THE_SERVER_CALLED =
  /\b(?:dblink\w*|lo_export|lo_import|pg_(?:terminate_backend|cancel_backend|reload_conf|rotate_logfile|promote|switch_wal|read_file|read_binary_file|stat_file|file_\w+|ls_\w+|(?:create|drop|copy)_\w*replication_slot))\s*\(/i;

/** Lower case, without comments, with single spaces: the first 600 characters. */
function plainStart(sql: string): string {
  let at = 0;
  for (;;) {
    while (/\s/.test(sql[at] ?? '')) at++;
    if (sql.startsWith('--', at)) {
      const end = sql.indexOf('\n', at);
      if (end === -1) return '';
      at = end + 1;
    } else if (sql.startsWith('/*', at)) {
      const end = sql.indexOf('*/', at);
      if (end === -1) return '';
      at = end + 2;
    } else break;
  }
  return sql
    .slice(at, at + 600)
    .replaceAll(/\s+/g, ' ')
    .toLowerCase();
}
