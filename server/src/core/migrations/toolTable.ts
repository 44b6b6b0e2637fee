/** What each tool does with migrations when nobody tells it otherwise. Data, with its sources. */
import type { Dialect, OperationKind } from './operation.ts';
import type { ToolId, TransactionMode } from './types.ts';

export interface Tool {
  /** As people call it. */
  readonly name: string;
  /** How it runs migrations, where its configuration doesn't say. */
  readonly mode: TransactionMode;
  /** From this version on, what is done CONCURRENTLY (only these kinds of it) is sent alone although its file has other statements. */
  readonly sendsAlone?: { readonly since: Version; readonly kinds?: readonly OperationKind[] };
  /** Opens no transaction for a file in which everything refuses to run in one. */
  readonly seesWhatRunsAlone?: true;
  /** How one migration is run without the transaction; absent where a file can't say so. */
  readonly optOut?: OptOut;
  /** Where a statement runs that no transaction may be open for: behind "run it", or whatever else is to be done. */
  readonly outside: string;
  /** Outside of a transaction each query may use another connection: what one sets says nothing about the next. */
  readonly pooled?: true;
  /** A column comes with its index and its foreign key in one call, which has options for each. */
  readonly columnsWithOptions?: true;
  /** Migrations follow models: it has operations of its own for indexes and checks, and whatever else is said in the model. */
  readonly followsModels?: true;
  /** How the way back is written. */
  readonly back: WayBack;
  /** What decides which migration runs first: names as they are sorted, or the number or time that they begin with. */
  readonly order: 'name' | 'number' | 'journal' | 'graph' | 'changelog';
  /** The only database that it is for. */
  readonly dialect?: Dialect;
  /** What starts a comment in a migration; "--" tells that migrations are SQL files. */
  readonly comment: '--' | '//' | '#';
  /** Its migrations are SQL files as well as code; such a file has no word that takes it out of the transaction. */
  readonly alsoSql?: true;
  /** No fix knows how to write its migrations. */
  readonly notRewritten?: true;
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
  /** It is not heard where all migrations run in one transaction. */
  readonly notWithinAll?: true;
}

/**
 * - `none`: the tool has no way back
 * - `section`: a part of the same file
 * - `file`: a file of its own
 * - `function`: a function or method beside the one for the way up
 * - `worked-out`: the tool turns the operations round by itself, where they can be turned
 */
export type WayBack = 'none' | 'section' | 'file' | 'function' | 'worked-out';

export type Version = readonly [major: number, minor: number];

/** How a migration runs whose own directive takes it out of the transaction in which the tool would run it. */
export function modeWithoutTransaction(tool: ToolId, usual: TransactionMode): TransactionMode {
  const { optOut } = TOOLS[tool];
  return optOut?.notWithinAll && usual === 'all' ? usual : (optOut?.leaves ?? 'none');
}

/** Whether a statement can leave the transaction that the tool opens. */
export function canOptOut(tool: ToolId, writtenIn: 'sql' | 'code'): boolean {
  const { optOut, mode, alsoSql } = TOOLS[tool];
  if (writtenIn === 'sql' && alsoSql) return false;
  return optOut !== undefined || mode === 'none' || mode === 'batch';
}

const OWN_MIGRATION = 'in a migration that holds nothing but this statement';

export const TOOLS: Readonly<Record<ToolId, Tool>> = {
  prisma: {
    name: 'Prisma',
    // A file is sent as one simple query.
    mode: 'batch',
    // DROP INDEX CONCURRENTLY is still sent with the rest: prisma-engines pull request 5847.
    sendsAlone: { since: [7, 4], kinds: ['create-index'] },
    outside: OWN_MIGRATION,
    back: 'none',
    order: 'name',
    comment: '--',
    source: 'github.com/prisma/orm/issues/14456, github.com/prisma/prisma-engines/pull/5767',
  },
  drizzle: {
    name: 'Drizzle',
    mode: 'all',
    outside: 'by hand before the deploy, because Drizzle runs all migrations in one transaction',
    back: 'none',
    order: 'journal',
    comment: '--',
    readByPath: true,
    source: 'github.com/drizzle-team/drizzle-orm/issues/860 and drizzle-orm/src/pg-core/dialect.ts',
  },
  supabase: {
    name: 'Supabase',
    mode: 'batch',
    sendsAlone: { since: [2, 109] },
    outside: OWN_MIGRATION,
    dialect: 'postgres',
    back: 'none',
    order: 'name',
    comment: '--',
    source: 'github.com/supabase/cli/issues/5139, github.com/supabase/cli/pull/6276',
  },
  flyway: {
    name: 'Flyway',
    mode: 'file',
    optOut: { text: 'executeInTransaction=false', where: 'file-beside', file: '*.conf', leaves: 'none' },
    seesWhatRunsAlone: true,
    outside: 'in a file of its own with executeInTransaction=false',
    back: 'file',
    order: 'number',
    comment: '--',
    source: 'documentation.red-gate.com/fd/flyway-execute-in-transaction-setting-277578997.html',
  },
  liquibase: {
    name: 'Liquibase',
    mode: 'file',
    optOut: { text: 'runInTransaction:false', where: 'heading', leaves: 'none' },
    outside: 'in a changeset of its own with runInTransaction:false',
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
    outside: 'in a file of its own with "-- migrate:up transaction:false"',
    back: 'section',
    order: 'name',
    comment: '--',
    source: 'github.com/amacneil/dbmate, README, "Migration Options", and pkg/dbmate/db.go, `execMigration`',
  },
  goose: {
    name: 'goose',
    mode: 'file',
    optOut: { text: '-- +goose NO TRANSACTION', where: 'first-line', leaves: 'none' },
    outside: 'in a file of its own with "-- +goose NO TRANSACTION"',
    back: 'section',
    order: 'number',
    comment: '--',
    source: 'pressly.github.io/goose/documentation/annotations',
  },
  'golang-migrate': {
    name: 'golang-migrate',
    mode: 'batch',
    outside: OWN_MIGRATION,
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
    outside: 'in a file of its own whose first line is "-- no-transaction"',
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
    outside: 'in a migration of its own with run_in_transaction = false in its metadata.toml',
    back: 'file',
    order: 'number',
    comment: '--',
    source:
      'docs.rs/diesel_migrations, "Transactions", and src/file_based_migrations.rs, `run_sql_from_file`',
  },
  atlas: {
    name: 'Atlas',
    mode: 'file',
    // An empty line has to follow.
    optOut: { text: '-- atlas:txmode none\n', where: 'first-line', leaves: 'none' },
    outside: 'in a file of its own with "-- atlas:txmode none"',
    back: 'none',
    order: 'name',
    comment: '--',
    readByPath: true,
    source: 'atlasgo.io/versioned/apply#transaction-configuration',
  },
  'node-pg-migrate': {
    name: 'node-pg-migrate',
    mode: 'all',
    optOut: { text: 'pgm.noTransaction();', where: 'function', leaves: 'none' },
    outside: 'in a migration of its own that calls pgm.noTransaction()',
    dialect: 'postgres',
    back: 'function',
    order: 'number',
    comment: '//',
    alsoSql: true,
    readByPath: true,
    source: 'salsita.github.io/node-pg-migrate/migrations/misc, "pgm.noTransaction"',
  },
  knex: {
    name: 'Knex',
    // Unless one of the pending migrations opts out: then each has its own.
    mode: 'all',
    optOut: { text: 'exports.config = { transaction: false };', where: 'module', leaves: 'none' },
    outside: 'in a migration of its own with "export const config = { transaction: false }"',
    pooled: true,
    back: 'function',
    order: 'name',
    comment: '//',
    source: 'github.com/knex/knex, lib/migrations/migrate/Migrator.js, `transactionForAll`',
  },
  kysely: {
    name: 'Kysely',
    mode: 'all',
    outside: 'in a migration of its own that runs with disableTransactions',
    back: 'function',
    order: 'name',
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
      notWithinAll: true,
    },
    outside: 'in a migration of its own with "transaction = false", run with --transaction each',
    back: 'function',
    order: 'number',
    comment: '//',
    source: 'typeorm.io/docs/advanced-topics/migrations, "Transaction modes"',
  },
  sequelize: {
    name: 'Sequelize',
    mode: 'none',
    outside: 'outside of a transaction',
    pooled: true,
    back: 'function',
    order: 'name',
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
    outside: 'in a migration of its own whose isTransactional() returns false',
    pooled: true,
    back: 'function',
    order: 'number',
    comment: '//',
    source: 'mikro-orm.io/docs/migrations',
  },
  rails: {
    name: 'Rails',
    mode: 'file',
    optOut: { text: 'disable_ddl_transaction!', where: 'class-body', leaves: 'none' },
    outside: 'in a migration of its own with disable_ddl_transaction!',
    columnsWithOptions: true,
    back: 'worked-out',
    order: 'number',
    comment: '#',
    source: 'api.rubyonrails.org/classes/ActiveRecord/Migration.html, "Transactional Migrations"',
  },
  django: {
    name: 'Django',
    mode: 'file',
    optOut: { text: 'atomic = False', where: 'class-body', leaves: 'none' },
    outside: 'in a migration of its own with atomic = False',
    followsModels: true,
    back: 'worked-out',
    order: 'graph',
    comment: '#',
    source: 'docs.djangoproject.com/en/stable/howto/writing-migrations, "Non-atomic migrations"',
  },
  alembic: {
    name: 'Alembic',
    mode: 'all',
    optOut: { text: 'with op.get_context().autocommit_block():', where: 'block', leaves: 'none' },
    outside: 'inside of op.get_context().autocommit_block()',
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
    outside: 'in a migration of its own with "public $withinTransaction = false;"',
    back: 'function',
    order: 'name',
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
    outside: 'in a migration of its own with @disable_ddl_transaction true',
    back: 'worked-out',
    order: 'number',
    comment: '#',
    notRewritten: true,
    source: 'hexdocs.pm/ecto_sql/Ecto.Migration.html',
  },
  sql: {
    name: 'SQL files',
    // A guess: whoever judges says so.
    mode: 'file',
    outside: 'in a file of its own, outside of a transaction',
    back: 'none',
    order: 'number',
    comment: '--',
    source: 'none: nothing tells what runs them',
  },
};
