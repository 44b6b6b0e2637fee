/** What one file says about migrations. Plain data, kept with the file's results and joined by `join.ts`. */
import type { TextRange } from '../finding.ts';
import type { Span } from '../span.ts';
import type { Dialect, ObjectName, Operation } from './operation.ts';

export type ToolId =
  | 'prisma'
  | 'drizzle'
  | 'supabase'
  | 'flyway'
  | 'liquibase'
  | 'dbmate'
  | 'goose'
  | 'golang-migrate'
  | 'sqlx'
  | 'diesel'
  | 'atlas'
  | 'node-pg-migrate'
  | 'knex'
  | 'kysely'
  | 'typeorm'
  | 'sequelize'
  | 'mikro-orm'
  | 'rails'
  | 'django'
  | 'alembic'
  | 'laravel'
  | 'ecto'
  /** SQL files in an order, run by something that the workspace doesn't tell. */
  | 'sql';

/** One migration file, or one half of a migration that has a file for each direction. */
export interface MigrationFacts {
  readonly tool: ToolId;
  /** True where the contents prove it (directives, base classes, file names that only this tool has). */
  readonly certain?: true;
  /** What the text itself shows: backticks and ENGINE=, PRAGMA, `USING gin` …; absent where it could be any. */
  readonly dialect?: Dialect;
  /** Names stand in backticks, and nothing else tells the dialect. */
  readonly backticks?: true;
  /** `both`: one file for both directions (goose, code). */
  readonly direction: 'up' | 'down' | 'both';
  /** In the order in which they run. */
  readonly up: readonly Statement[];
  /** Absent where the file has no part for the way back; empty where it has one that does nothing. */
  readonly down?: readonly Statement[];
  /** The part for the way back says that there is none: `raise`, `throw`, IrreversibleMigration. Where it stands. */
  readonly irreversible?: Span;
  /** Where the part for the way back is or would be: its heading (`-- +goose Down`, `def down`); absent where the file has none. */
  readonly downAt?: Span;
  /** What the file says of the transaction that its tool opens. `at`: the directive. */
  readonly transaction?: { readonly use: boolean; readonly at: Span };
  /** Of tools that name the migrations before: Alembic's revision and down_revision, Django's "app.0001_initial". */
  readonly revision?: string;
  readonly after?: readonly string[];
  /** Django: runs nothing in the database for part of it (SeparateDatabaseAndState's state operations are left out of `up`). */
  readonly app?: string;
  /** Django's run_before: migrations that wait for this one. */
  readonly before?: readonly string[];
  /** Django's squashed migrations: those that this one stands for. */
  readonly replaces?: readonly string[];
  /**
   * Django: tables that don't have their model's name. Operations of other files call them `name` ("app_model"). A rename-table
   * to a `table` of this list gives the model a table name; any other of such a `name` renames the model and leaves its table alone.
   */
  readonly tableNames?: readonly { readonly name: ObjectName; readonly table: ObjectName }[];
  /** The text speaks of what Supabase alone has: its roles, `auth.uid()`, its name. */
  readonly supabase?: true;
  /** The text stops in the middle of something: less was found than there is. */
  readonly broken?: true;
}

/** A statement or a call, with what it does. */
export interface Statement {
  /** The whole text of it, without what ends it (`;`). Offsets into the file's text. */
  readonly range: TextRange;
  /** Its first line. */
  readonly at: Span;
  readonly operations: readonly Operation[];
  /** SQL inside code: where the text of the SQL stands, without quotes. */
  readonly embedded?: TextRange;
  /** What comes next starts a new statement for the tool: drizzle's `--> statement-breakpoint`. */
  readonly breakpoint?: true;
  /** The tool begins another transaction with it: Liquibase's changesets. */
  readonly begins?: true;
}

/** What configuration says about how migrations run. */
export interface MigrationSettings {
  /** The tool that the file configures; absent where it only tells the database (compose files, workflows). */
  readonly tool?: ToolId;
  readonly dialect?: Dialect;
  /** Folder of the migrations, relative to the root, where the file names one. */
  readonly folder?: string;
  /** The tool looks for migrations in other folders as well, which can't all be told (Alembic's version_locations). */
  readonly otherFolders?: true;
  /** Major version of the server, where the file pins it. Where it says so. */
  readonly serverVersion?: { readonly major: number; readonly at: Span };
  /** How the tool runs migrations, where it is set: TypeORM's migrationsTransactionMode, Knex' disableTransactions, Alembic's transaction_per_migration. */
  readonly transaction?: TransactionMode;
  /** Version of the tool, as package files say it ("^7.4.0"). */
  readonly toolVersion?: string;
  /** A session that migrations run in has these set (lock_timeout in a connection string's options, in env.py, database.yml). */
  readonly timeouts?: readonly ('lock_timeout' | 'statement_timeout')[];
  /** Prisma: the database that a schema, or the lock beside the migrations, is for; as it is written there, and where. */
  readonly provider?: {
    readonly name: string;
    readonly file: string;
    readonly at: Span;
    readonly isLock: boolean;
  };
  /** The API serves new tables without being told to (Supabase's `[api] auto_expose_new_tables`). */
  readonly opensNewTables?: boolean;
  /** Schemas that the platform serves to browsers (Supabase's `[api] schemas`). */
  readonly exposedSchemas?: readonly string[];
}

/**
 * - `file`: each file in a transaction of its own
 * - `all`: one for all pending files
 * - `batch`: the statements of a file are sent at once, which is a transaction unless there is only one (simple query protocol)
 * - `none`: each statement for itself
 */
export type TransactionMode = 'file' | 'all' | 'batch' | 'none';

/** Commands that change the schema past the migrations, where production runs them. */
export interface SchemaPush {
  /** "prisma db push", "drizzle-kit push", "sequelize.sync({ alter: true })", "synchronize: true". */
  readonly command: string;
  readonly at: Span;
  /** What it is written in: a script's name, a job, a Dockerfile. */
  readonly where: 'build-script' | 'deploy' | 'image' | 'code' | 'script';
  /** May throw data away: `--accept-data-loss`, `--force-reset`, `migrate reset`, `force: true`. */
  readonly destructive?: true;
}

/** One entry of a journal: Drizzle's _journal.json, Atlas' atlas.sum. */
export interface JournalEntry {
  /** Name of the migration without its extension. */
  readonly name: string;
  readonly at: Span;
  /** Milliseconds since 1970, of Drizzle. */
  readonly when?: number;
  /** Of Atlas: the SHA-256 in base64, of all files up to the end of this one. */
  readonly sum?: string;
}

/** What a tool wrote of a database when all of these migrations had run there: Rails' schema.rb, dbmate's schema.sql. */
export interface SchemaDump {
  readonly tool: ToolId;
  /** Of the migrations, relative to the root. */
  readonly folder: string;
  /** Digits only. */
  readonly newest: string;
  readonly at: Span;
  /** All of them, digits only; absent where the file tells no more than the newest. */
  readonly versions?: readonly string[];
}

/** A table as code declares it, in a Prisma schema. */
export interface ModelFacts {
  /** As code calls it, and as the database does. */
  readonly name: string;
  readonly table: string;
  readonly at: Span;
  readonly columns: readonly ModelColumn[];
  /** Fields of indexes, unique constraints and the primary key, in order. */
  readonly indexes: readonly (readonly string[])[];
  readonly references: readonly {
    readonly fields: readonly string[];
    /** The model. */
    readonly to: string;
    readonly onDelete?: string;
  }[];
}

export interface ModelColumn {
  readonly name: string;
  readonly column: string;
  readonly type: string;
  readonly at: Span;
  /** A primary key or unique by itself. */
  readonly indexed?: true;
}

/** Everything that one file says about migrations. */
export interface MigrationFileFacts {
  readonly models?: readonly ModelFacts[];
  readonly migration?: MigrationFacts;
  /** A schema, or a part of one, that somebody pastes into Supabase's SQL editor: no migration, and in no order. */
  readonly script?: MigrationFacts;
  readonly settings?: readonly MigrationSettings[];
  readonly pushes?: readonly SchemaPush[];
  readonly journal?: { readonly tool: ToolId; readonly entries: readonly JournalEntry[] };
  readonly dump?: SchemaDump;
  readonly includes?: ChangeLogIncludes;
}

/** What a change log of Liquibase includes, in order. */
export interface ChangeLogIncludes {
  readonly list: readonly {
    /** As it is written. */
    readonly path: string;
    /** `includeAll`: all that lies in a folder, by name. */
    readonly isFolder: boolean;
    readonly isRelative: boolean;
  }[];
  /** Change sets of the file itself stand before the first of them. */
  readonly ownFirst: boolean;
}
