/** What each tool does with migrations when nobody tells it otherwise. Data, with its sources. */
import type { ToolId, TransactionMode } from './types.ts';

export interface Tool {
  /** As people call it. */
  readonly name: string;
  /** How it runs migrations, where its configuration doesn't say. */
  readonly mode: TransactionMode;
  /** From this version on, CREATE INDEX CONCURRENTLY is sent alone although its file has other statements. */
  readonly sendsConcurrentlyAloneSince?: Version;
  /** How one migration is run without the transaction; absent where a file can't say so. */
  readonly optOut?: OptOut;
  /** How the way back is written. */
  readonly back: WayBack;
  /** What decides which migration runs first. */
  readonly order: 'timestamp' | 'number' | 'journal' | 'graph' | 'changelog';
  /** What starts a comment in a migration. */
  readonly comment: '--' | '//' | '#';
  /** Its migrations are plain SQL files that nothing but configuration tells from those of other tools. */
  readonly readByPath?: true;
  /** Where it was learnt; "memory" where nothing was looked up. */
  readonly source: string;
}

export interface OptOut {
  /** Exactly as it is written. */
  readonly text: string;
  /**
   * - `first-line`: the very first line of the file
   * - `heading`: behind the comment that opens the part (`-- migrate:up`)
   * - `class-body`: the first line of the migration's class or module
   * - `module`: at the top level of the file
   * - `function`: the first line of the function for the way up
   * - `block`: the statements stand inside it
   * - `file-beside`: a file of its own
   */
  readonly where: 'first-line' | 'heading' | 'class-body' | 'module' | 'function' | 'block' | 'file-beside';
  /** Of `file-beside`: its name; `*` stands for the migration's file name. */
  readonly file?: string;
  /**
   * How the statements run then: `none` each for itself; `batch` all at once, which the server takes for a transaction again
   * unless there is only one.
   */
  readonly leaves: 'none' | 'batch';
  /** What has to be set besides. */
  readonly needs?: string;
}

/**
 * - `none`: the tool has no way back
 * - `section`: a part of the same file
 * - `file`: a file of its own
 * - `function`: a function or method beside the one for the way up
 * - `worked-out`: the tool turns the operations round by itself, where they can be turned
 */
export type WayBack = 'none' | 'section' | 'file' | 'function' | 'worked-out';

type Version = readonly [major: number, minor: number];

export function transactionModeOf(tool: ToolId, _toolVersion: string | undefined): TransactionMode {
  return TOOLS[tool].mode;
}

/** How a migration runs that its own directive takes out of the transaction. */
export function modeWithoutTransaction(tool: ToolId): 'none' | 'batch' {
  return TOOLS[tool].optOut?.leaves ?? 'none';
}

/** Whether CREATE INDEX CONCURRENTLY is sent alone, although its file has other statements. */
export function sendsConcurrentlyAlone(
  tool: ToolId,
  toolVersion: string | undefined,
): 'yes' | 'no' | 'unknown' {
  const since = TOOLS[tool].sendsConcurrentlyAloneSince;
  if (!since) return 'no';
  const range = toolVersion === undefined ? undefined : rangeOf(toolVersion);
  if (!range) return 'unknown';
  if (compare(range.from, since) >= 0) return 'yes';
  return range.to && compare(range.to, since) <= 0 ? 'no' : 'unknown';
}

export function isReadByPath(tool: ToolId): boolean {
  return TOOLS[tool].readByPath === true;
}

/** What package files say of a version: "^7.1.0", "~7.3", "7.2.1", ">=6 <8". `to` is left out of the range. */
function rangeOf(version: string): { readonly from: Version; readonly to?: Version } | undefined {
  if (/^(?:latest|next|\*)$/.test(version.trim())) return { from: [Infinity, 0] };
  const match = /^\s*([\^~]|>=?|~>|==?)?\s*v?(\d{1,6})(?:\.(\d{1,6}|x|\*))?/.exec(version);
  if (!match) return undefined;
  const major = Number(match[2]);
  const minor = /^\d+$/.test(match[3] ?? '') ? Number(match[3]) : 0;
  const from: Version = [major, minor];
  if (match[1] === '^' || (match[1] === undefined && !/^\d+$/.test(match[3] ?? '')))
    return { from, to: [major + 1, 0] };
  if (match[1]?.startsWith('>')) return { from };
  return { from, to: [major, minor + 1] };
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1];
}

export const TOOLS: Readonly<Record<ToolId, Tool>> = {
  prisma: {
    name: 'Prisma',
    // A file is sent as one simple query.
    mode: 'batch',
    // DROP INDEX CONCURRENTLY is still sent with the rest: prisma-engines pull request 5847.
    sendsConcurrentlyAloneSince: [7, 4],
    back: 'none',
    order: 'timestamp',
    comment: '--',
    source: 'github.com/prisma/orm/issues/14456, github.com/prisma/prisma-engines/pull/5767',
  },
  drizzle: {
    name: 'Drizzle',
    mode: 'all',
    back: 'none',
    order: 'journal',
    comment: '--',
    readByPath: true,
    source: 'github.com/drizzle-team/drizzle-orm/issues/860 and drizzle-orm/src/pg-core/dialect.ts',
  },
  supabase: {
    name: 'Supabase',
    mode: 'batch',
    sendsConcurrentlyAloneSince: [2, 109],
    back: 'none',
    order: 'timestamp',
    comment: '--',
    source: 'github.com/supabase/cli/issues/5139, github.com/supabase/cli/pull/6276',
  },
  flyway: {
    name: 'Flyway',
    mode: 'file',
    optOut: { text: 'executeInTransaction=false', where: 'file-beside', file: '*.conf', leaves: 'none' },
    back: 'file',
    order: 'number',
    comment: '--',
    source: 'documentation.red-gate.com/fd/flyway-execute-in-transaction-setting-277578997.html',
  },
  liquibase: {
    name: 'Liquibase',
    mode: 'file',
    optOut: { text: 'runInTransaction:false', where: 'heading', leaves: 'none' },
    back: 'section',
    order: 'changelog',
    comment: '--',
    // "Each changeset runs in its own transaction", and rollbacks of SQL have to be written.
    source: 'docs.liquibase.com/concepts/changelogs/attributes/run-in-transaction.html',
  },
  dbmate: {
    name: 'dbmate',
    mode: 'file',
    // A part is sent as one simple query.
    optOut: { text: 'transaction:false', where: 'heading', leaves: 'batch' },
    back: 'section',
    order: 'timestamp',
    comment: '--',
    source: 'github.com/amacneil/dbmate, README, "Migration Options", and pkg/dbmate/db.go, `execMigration`',
  },
  goose: {
    name: 'goose',
    mode: 'file',
    optOut: { text: '-- +goose NO TRANSACTION', where: 'first-line', leaves: 'none' },
    back: 'section',
    order: 'timestamp',
    comment: '--',
    source: 'pressly.github.io/goose/documentation/annotations',
  },
  'golang-migrate': {
    name: 'golang-migrate',
    mode: 'batch',
    back: 'file',
    order: 'number',
    comment: '--',
    source: 'github.com/golang-migrate/migrate, database/postgres/README.md, "Multi-statement mode"',
  },
  sqlx: {
    name: 'sqlx',
    mode: 'file',
    // The file is sent as one simple query all the same.
    optOut: { text: '-- no-transaction', where: 'first-line', leaves: 'batch' },
    back: 'file',
    order: 'number',
    comment: '--',
    readByPath: true,
    source: 'github.com/launchbadge/sqlx, sqlx-core/src/migrate/source.rs and sqlx-postgres/src/migrate.rs',
  },
  diesel: {
    name: 'Diesel',
    mode: 'file',
    optOut: {
      text: 'run_in_transaction = false',
      where: 'file-beside',
      file: 'metadata.toml',
      leaves: 'batch',
    },
    back: 'file',
    order: 'timestamp',
    comment: '--',
    source:
      'docs.rs/diesel_migrations, "Transactions", and src/file_based_migrations.rs, `run_sql_from_file`',
  },
  atlas: {
    name: 'Atlas',
    mode: 'file',
    // An empty line has to follow.
    optOut: { text: '-- atlas:txmode none\n', where: 'first-line', leaves: 'none' },
    back: 'none',
    order: 'timestamp',
    comment: '--',
    readByPath: true,
    source: 'atlasgo.io/versioned/apply#transaction-configuration',
  },
  'node-pg-migrate': {
    name: 'node-pg-migrate',
    mode: 'all',
    // Of code only: SQL files have no word for it.
    optOut: { text: 'pgm.noTransaction();', where: 'function', leaves: 'none' },
    back: 'function',
    order: 'timestamp',
    comment: '//',
    readByPath: true,
    source: 'salsita.github.io/node-pg-migrate/migrations/misc, "pgm.noTransaction"',
  },
  knex: {
    name: 'Knex',
    // Unless one of the pending migrations opts out: then each has its own.
    mode: 'all',
    optOut: { text: 'exports.config = { transaction: false };', where: 'module', leaves: 'none' },
    back: 'function',
    order: 'timestamp',
    comment: '//',
    source: 'github.com/knex/knex, lib/migrations/migrate/Migrator.js, `transactionForAll`',
  },
  kysely: {
    name: 'Kysely',
    mode: 'all',
    back: 'function',
    order: 'timestamp',
    comment: '//',
    source:
      'github.com/kysely-org/kysely, src/migration/migrator.ts: `disableTransactions` is an option of the run',
  },
  typeorm: {
    name: 'TypeORM',
    mode: 'all',
    optOut: {
      text: 'transaction = false;',
      where: 'class-body',
      leaves: 'none',
      needs: "migrationsTransactionMode: 'each'",
    },
    back: 'function',
    order: 'timestamp',
    comment: '//',
    source: 'typeorm.io/docs/advanced-topics/migrations, "Transaction modes"',
  },
  sequelize: {
    name: 'Sequelize',
    mode: 'none',
    back: 'function',
    order: 'timestamp',
    comment: '//',
    source: 'sequelize.org/v6/manual/transactions.html: none by default; migrations: memory',
  },
  'mikro-orm': {
    name: 'MikroORM',
    mode: 'all',
    optOut: {
      text: 'override isTransactional(): boolean {\n  return false;\n}',
      where: 'class-body',
      leaves: 'none',
    },
    back: 'function',
    order: 'timestamp',
    comment: '//',
    source: 'mikro-orm.io/docs/migrations',
  },
  rails: {
    name: 'Rails',
    mode: 'file',
    optOut: { text: 'disable_ddl_transaction!', where: 'class-body', leaves: 'none' },
    back: 'worked-out',
    order: 'timestamp',
    comment: '#',
    source: 'api.rubyonrails.org/classes/ActiveRecord/Migration.html, "Transactional Migrations"',
  },
  django: {
    name: 'Django',
    mode: 'file',
    optOut: { text: 'atomic = False', where: 'class-body', leaves: 'none' },
    back: 'worked-out',
    order: 'graph',
    comment: '#',
    source: 'docs.djangoproject.com/en/stable/howto/writing-migrations, "Non-atomic migrations"',
  },
  alembic: {
    name: 'Alembic',
    mode: 'all',
    optOut: { text: 'with op.get_context().autocommit_block():', where: 'block', leaves: 'none' },
    back: 'function',
    order: 'graph',
    comment: '#',
    source:
      'alembic.sqlalchemy.org/en/latest/api/runtime.html, "autocommit_block" and "transaction_per_migration"',
  },
  laravel: {
    name: 'Laravel',
    mode: 'file',
    optOut: { text: 'public $withinTransaction = false;', where: 'class-body', leaves: 'none' },
    back: 'function',
    order: 'timestamp',
    comment: '//',
    source: 'github.com/laravel/framework, src/Illuminate/Database/Migrations/Migration.php',
  },
  ecto: {
    name: 'Ecto',
    mode: 'file',
    // With the lock of the migrations table held, nothing is won.
    optOut: {
      text: '@disable_ddl_transaction true\n@disable_migration_lock true',
      where: 'class-body',
      leaves: 'none',
    },
    back: 'worked-out',
    order: 'timestamp',
    comment: '#',
    source: 'hexdocs.pm/ecto_sql/Ecto.Migration.html',
  },
  sql: {
    name: 'SQL files',
    // A guess: whoever judges says so.
    mode: 'file',
    back: 'none',
    order: 'number',
    comment: '--',
    source: 'none: nothing tells what runs them',
  },
};
