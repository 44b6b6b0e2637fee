/** How files name databases: drivers, URLs, images. Only the part that names the kind is ever looked at, never an address. */
import { spanOf } from '../../span.ts';
import type { Document } from '../../source.ts';
import type { TextRange } from '../../finding.ts';
import type { Dialect } from '../operation.ts';
import type { MigrationSettings } from '../types.ts';

/** "postgresql", "pg", "django.db.backends.postgresql", "mysql2", "better-sqlite3", "aurora-postgres" … */
export function dialectNamed(name: string): Dialect | undefined {
  const lower = name.toLowerCase();
  if (/postg|^pg$|^pg[-_.]|pgsql|pglite|cockroach|neon|redshift|timescale|^supabase$/.test(lower))
    return 'postgres';
  if (/mysql|maria|planetscale|trilogy|singlestore|vitess/.test(lower)) return 'mysql';
  if (/sqlite|libsql|turso|^d1(?:-http)?$/.test(lower)) return 'sqlite';
  return undefined;
}

/** By the scheme: "postgres://…", "jdbc:mysql://…", "postgresql+asyncpg://…", "file:./dev.db". */
export function dialectOfUrl(url: string): Dialect | undefined {
  const scheme = /^\s*(?:jdbc:|r2dbc:)?([a-z][a-z\d+.-]{1,30}):/i.exec(url)?.[1];
  if (scheme === undefined) return undefined;
  if (scheme.toLowerCase() === 'file') return /\.(?:db|sqlite3?)\b/.test(url) ? 'sqlite' : undefined;
  return dialectNamed(scheme);
}

/** What a container image serves: "postgres:15-alpine", "supabase/postgres:15.6.1", "mariadb:11@sha256:…". */
export function serverOfImage(
  image: string,
): { readonly dialect: Dialect; readonly major?: number } | undefined {
  const match = /^(?:[\w.-]+(?::\d+)?\/)*([\w.-]+)(?::([\w.-]+))?/.exec(image.trim());
  const name = match?.[1] ?? '';
  const tag = match?.[2] ?? '';
  if (NO_SERVER.test(name)) return undefined;
  if (!SERVER.test(name)) return undefined;
  const dialect: Dialect = /mysql|maria|percona/.test(name) ? 'mysql' : 'postgres';
  // timescaledb:2.14-pg15, pgvector:pg16, pgvector:0.7.0-pg16, postgis:16-3.4, postgres-16.
  const pinned =
    /(?:^|[-_])pg-?(\d{1,2})\b/.exec(tag)?.[1] ??
    (OWN_NUMBERS.test(name) ? undefined : /^(\d{1,2})(?:\D|$)/.exec(tag)?.[1]);
  // MariaDB counts its versions by itself.
  const isOwnCount = /mariadb/.test(name);
  return { dialect, ...(pinned !== undefined && !isOwnCount && { major: Number(pinned) }) };
}

const SERVER =
  /^(?:postgres(?:ql)?(?:-\w+)?|postgis|pgvector|pgvecto-rs|timescaledb(?:-ha)?|pg|spilo(?:-\d+)?|mysql(?:-server)?|mariadb|percona(?:-server)?|paradedb|citus|cloudnative-pg)$/;
const NO_SERVER = /exporter|backup|bouncer|client|admin|pool|operator|proxy|meta|router/;
const OWN_NUMBERS = /^(?:timescaledb|pgvector|pgvecto-rs|citus|paradedb)/;

/** Settings that say which server runs: `major` as a number in a text. */
export function serverSettings(
  document: Document,
  dialect: Dialect,
  version?: { readonly major: number; readonly at: TextRange },
): MigrationSettings {
  return {
    dialect,
    ...(version && {
      serverVersion: {
        major: version.major,
        at: spanOf(document, version.at.start, version.at.end),
      },
    }),
  };
}

/** The major version at the start of "15", "15.4", "PG16", "POSTGRES_15". */
export function majorIn(text: string): number | undefined {
  const digits = /^(?:[a-z_]*?)(\d{1,2})(?:\D|$)/i.exec(text.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Which time limits a text sets: options of a connection string, SQL, keys of a configuration. */
export function timeoutsIn(text: string): readonly ('lock_timeout' | 'statement_timeout')[] {
  return (['lock_timeout', 'statement_timeout'] as const).filter((name) => {
    const match = new RegExp(
      `(?<![a-z_])${name}["']?(?:\\s{0,3}(?:=|:|=>|to\\s)|%3D)\\s{0,3}["']?([\\w.]+)`,
      'i',
    ).exec(text);
    return match !== null && !/^0\D*$|^(?:nil|null|none|false)$/i.test(match[1] ?? '0');
  });
}
