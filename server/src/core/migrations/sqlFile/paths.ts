/** What the path of an .sql file says: whose migration it is, and which way it leads. */
import { isOfAssistant } from '../../place.ts';
import type { Dialect } from '../operation.ts';
import type { ToolId } from '../types.ts';

/**
 * How much the path tells:
 * - `tool`: only one tool has files of such names in such places
 * - `folder`: it lies in a folder that speaks of migrations
 * - `name`: its name has a number or a verb as migrations have
 * - `none`: only directives in its text can make it a migration
 */
export type PathEvidence = 'tool' | 'folder' | 'name' | 'none';

export interface SqlPath {
  readonly evidence: PathEvidence;
  readonly tool: ToolId;
  readonly certain?: true;
  readonly direction: 'up' | 'down';
  readonly numbered: boolean;
  /** A folder of the path is called after a database. */
  readonly dialect?: Dialect;
}

/**
 * Whether a file may be a schema, or a part of one, that is no migration: somebody pastes it into the SQL editor of a platform.
 * Nothing that was tried out, put aside or loaded for a demonstration.
 */
export function mayBeScript(path: string): boolean {
  if (!/\.sql$/i.test(path) || isOfAssistant(path)) return false;
  const folders = path.toLowerCase().split('/');
  const name = folders.pop() ?? '';
  return (
    !NO_SCRIPT_NAME.test(name) &&
    !folders.some(
      (folder) =>
        TEST_FOLDER.test(folder) ||
        PUT_ASIDE.test(folder) ||
        OTHER_DATABASE.has(folder) ||
        NO_SCRIPT_FOLDER.test(folder),
    )
  );
}

const NO_SCRIPT_FOLDER =
  /^(?:migrations?|seeds?|seeders?|snippets?|quer(?:y|ies)|dumps?|backups?|samples?|examples?|demos?|templates?|old|archived?|legacy|deprecated|docs?|reports?|analytics|debug|tmp|temp|\.temp|\.branches)$/;
const NO_SCRIPT_NAME =
  /(?:^|[-_. ])(?:seeds?|data|fixtures?|samples?|examples?|mock|demo|tests?|testing|debug|check|verify|diagnos\w*|quer(?:y|ies)|rollback|undo|down|drop|disable|reset|cleanup|teardown|backup|dump|old|temp|tmp)[-_. ]/;

/** Undefined for what is no migration whatever its text says: test data, seeds, other databases. */
export function readSqlPath(path: string): SqlPath | undefined {
  if (path !== latest.path) latest = { path, read: readAnew(path) };
  return latest.read;
}

/** Of one file it is asked several times before it is the next one's turn. */
let latest: { readonly path: string; readonly read: SqlPath | undefined } = { path: '', read: undefined };

function readAnew(path: string): SqlPath | undefined {
  if (!/\.sql$/i.test(path) || isOfAssistant(path)) return undefined;
  const folders = path.toLowerCase().split('/');
  const name = folders.pop() ?? '';
  if (
    folders.some((folder) => TEST_FOLDER.test(folder) || PUT_ASIDE.test(folder)) ||
    folders.some((folder) => OTHER_DATABASE.has(folder))
  )
    return undefined;
  const dialect = dialectOf(folders);
  const base = {
    direction: directionOf(folders, name),
    numbered: NUMBERED.test(name) || NUMBERED_FOLDER.test(folders.at(-1) ?? ''),
    ...(dialect && { dialect }),
  };
  const own = ownPath(folders, name, path.slice(path.lastIndexOf('/') + 1));
  if (own === 'never') return undefined;
  if (own) return { ...base, evidence: 'tool', ...own };
  const last = folders.findLastIndex((folder) => MIGRATION_FOLDER.test(folder));
  const inside = folders.slice(last + 1);
  const isOther = inside.some((folder) => OTHER_FOLDER.test(folder));
  const isSnapshot = OTHER_NAME.test(name);
  if (last !== -1 && !isOther && (base.numbered || !isSnapshot))
    return { ...base, evidence: 'folder', tool: 'sql' };
  if (!isOther && !isSnapshot && (base.numbered || VERB_NAME.test(name)))
    return { ...base, evidence: 'name', tool: 'sql' };
  return { ...base, evidence: 'none', tool: 'sql' };
}

type Own = Pick<SqlPath, 'tool'> & Partial<Pick<SqlPath, 'certain' | 'direction' | 'dialect'>>;

/** Names and places that belong to one tool. `written`: the name in its own letters. */
function ownPath(folders: readonly string[], name: string, written: string): Own | 'never' | undefined {
  const parent = folders.at(-1) ?? '';
  const above = folders.slice(0, -1);
  if (above.at(-1) === 'verify' || parent === 'verify') return 'never';
  if (folders.includes('supabase')) {
    if (parent === 'migrations')
      return { tool: 'supabase', dialect: 'postgres', ...(/^\d{14}_/.test(name) && { certain: true }) };
    // Declarative schemas, seeds, snippets and tests: supabase.com/docs/guides/local-development/declarative-database-schemas
    if (!folders.some((folder) => /migrat|drizzle/.test(folder))) return 'never';
  }
  if (name === 'migration.sql' && NUMBERED_FOLDER.test(parent)) {
    if (folders.includes('drizzle')) return { tool: 'drizzle' };
    return { tool: 'prisma', ...(folders.includes('prisma') && { certain: true as const }) };
  }
  if (name === 'down.sql' && folders.includes('prisma') && NUMBERED_FOLDER.test(parent))
    return { tool: 'prisma', certain: true, direction: 'down' };
  if (/^(?:up|down)\.sql$/.test(name) && NUMBERED_FOLDER.test(parent)) {
    // Hasura's folders are numbered in milliseconds: hasura.io/docs/2.0/migrations-metadata-seeds/migration-file-format-reference
    if (/^\d{13}_/.test(parent) || folders.includes('hasura')) return { tool: 'sql' };
    return { tool: 'diesel', ...(/^\d{4}-\d\d-\d\d-\d{6}_/.test(parent) && { certain: true as const }) };
  }
  if (FLYWAY.test(written))
    return { tool: 'flyway', certain: true, direction: written.startsWith('U') ? 'down' : 'up' };
  if (/^\d+_.*\.(?:up|down)\.sql$/.test(name)) return { tool: 'golang-migrate' };
  if (parent === 'drizzle' && /^\d{4}_\w+\.sql$/.test(name)) return { tool: 'drizzle' };
  return undefined;
}

/** Versioned, undo and baseline migrations, and repeatable ones: documentation.red-gate.com/flyway, "Migrations". */
const FLYWAY = /^(?:[VUB]\d[\d._]*?|R)__[^/]*\.sql$/;

/** `001_`, `20240101120000_`, `0001##`, `1.sql`, `v2_`, `2024-01-01-`. */
const NUMBERED = /^v?\d[\d.]*(?:[-_.#~ ]|(?=\.sql$))|^v\d+__|^\d{4}-\d\d-\d\d|^\d+[a-z][\w-]*\.sql$/;
const NUMBERED_FOLDER = /^v?\d[\d.-]*[-_]|^v?\d[\d.]*$/;

const MIGRATION_FOLDER =
  /migrat|^(?:drizzle|flyway|liquibase|evolutions|changesets?|changelogs?|sqitch|schema[-_]?(?:changes|updates)|db[-_]?(?:changes|updates|upgrades?)|patches|(?:sql[-_]?)?upgrades?)$/;

const VERB_NAME =
  /^(?:add|alter|drop|rename|remove|delete|backfill|migrate|migration|upgrade|patch|change|modify|enable|disable|convert|fix|update|split|merge|move|convert)[-_].*\.sql$|[-_.]migration\.sql$|^(?:migration|migrate|up|down|upgrade|downgrade)\.sql$|^create[-_].*(?:table|index|policy|policies|column|type|enum)s?\.sql$/;

/** Everything in them is for tests, whatever it looks like. */
const TEST_FOLDER =
  /test[-_]?data|fixture|^__?tests?__?$|(?:^|[-_.]|migrations?)tests?$|^specs?$|^e2e$|^__?mocks?__?$|^mocks?$|^cypress$|^playwright$|^testing$|^node_modules$/;

/** `migrations_backup`, `old-migrations`: kept beside those that are run. */
const PUT_ASIDE =
  /(?:^|[-_.])migrations?[-_.](?:old|backups?|bak|archived?|disabled|deprecated|legacy|unused)$|^(?:old|backups?|bak|archived?|disabled|deprecated|legacy|unused)[-_.]migrations?$/;

/** Their SQL is another one than that of PostgreSQL, MySQL and SQLite. */
const OTHER_DATABASE: ReadonlySet<string> = new Set([
  'clickhouse',
  'mssql',
  'sqlserver',
  'sql-server',
  'oracle',
  'hsqldb',
  'h2',
  'derby',
  'db2',
  'cassandra',
  'scylla',
  'snowflake',
  'bigquery',
  'redshift',
  'spanner',
  'duckdb',
  'trino',
  'tidb',
]);

/** Folders whose files are read as they are, loaded once, or made anew each time. */
const OTHER_FOLDER =
  /^(?:seeds?|seeders?|seeding|seed[-_]?data|views?|functions?|procedures?|procs?|triggers?|quer(?:y|ies)|init(?:db)?(?:[-_.].*)?|docker-entrypoint-initdb\.d|docker|dumps?|backups?|samples?|sample[-_]?data|demo|schemas?|snapshots?|snippets?|reports?|analy(?:tics|ses|sis)|models?|macros?|data|old|archive|docs?|benchmarks?|bench)$/;

const OTHER_NAME =
  /^(?:schema|structure|latest|init|initial[-_]?data|dump|data|import|queries|query|functions?|procedures?|views?|triggers?|roles?|baseline|bootstrap|setup|install|teardown|cleanup)\.sql$|(?:^|[-_.])(?:seeds?|seed[-_]?data|dump|backup|fixtures?|samples?|schema|snapshot|queries|mock|demo)(?:[-_]data)?\.sql$|^(?:seeds?|backup|dump|sample|demo|latest)[-_.]|[-_.]tests?\.sql$/;

function directionOf(folders: readonly string[], name: string): 'up' | 'down' {
  const isDown =
    /(?:^|[-_.])(?:down|rollback|undo|revert|downgrade)\.sql$|^(?:rollback|undo|revert)[-_]/.test(name) ||
    /^(?:down|rollbacks?|undo|reverts?|downs)$/.test(folders.at(-1) ?? '');
  return isDown ? 'down' : 'up';
}

function dialectOf(folders: readonly string[]): Dialect | undefined {
  for (const folder of folders.toReversed()) {
    if (/^(?:postgres(?:ql)?|pg|pgsql|psql|cockroach(?:db)?)$/.test(folder)) return 'postgres';
    if (/^(?:mysql|mariadb)$/.test(folder)) return 'mysql';
    if (/^(?:sqlite3?|d1|turso|libsql)$/.test(folder)) return 'sqlite';
  }
  return undefined;
}
