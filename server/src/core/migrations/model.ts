/** What all files together say about migrations: joined by `joinMigrations` (`join.ts`), asked by rules, editor and reports. */
import type { Dialect, Operation } from './operation.ts';
import type { ColumnState, SchemaState, TableState } from './schema.ts';
import type {
  JournalEntry,
  MigrationFacts,
  MigrationSettings,
  ModelFacts,
  SchemaDump,
  SchemaPush,
  Statement,
  ToolId,
  TransactionMode,
} from './types.ts';

export interface MigrationModel {
  readonly histories: readonly History[];
  /** Where Supabase has no migrations: all files of SQL that are pasted into its editor. */
  readonly scripts?: History;
  readonly models: readonly { readonly file: string; readonly model: ModelFacts }[];
  readonly pushes: readonly { readonly file: string; readonly push: SchemaPush }[];
}

/** The migrations of one database, in the order in which their tool runs them. */
export interface History {
  readonly tool: ToolId;
  readonly dialect: Dialect;
  /** False where nothing but the tool's habit says so. */
  readonly dialectKnown: boolean;
  /** Relative to the root, "" for the root itself. */
  readonly folder: string;
  /** Major version of the server, where the workspace pins one. */
  readonly serverVersion?: number;
  readonly toolVersion?: string;
  /** Who serves the tables to browsers, where one does. */
  readonly platform?: 'supabase';
  /** Schemas that are served to browsers. */
  readonly exposedSchemas: readonly string[];
  readonly settings: readonly MigrationSettings[];
  readonly migrations: readonly Migration[];
  /** Every operation on the way up, in order. */
  readonly steps: readonly Step[];
  /** After the last migration. */
  readonly final: SchemaState;
  readonly journal?: { readonly file: string; readonly entries: readonly JournalEntry[] };
  /** A tool's journal that knows few of the migrations: they are run in another way. */
  readonly givenUpJournal?: {
    readonly file: string;
    readonly entries: readonly JournalEntry[];
    readonly unlisted: number;
  };
  readonly dump?: SchemaDump & { readonly file: string };
}

export interface Migration {
  /** Its main file: where the way up stands. */
  readonly file: string;
  readonly facts: MigrationFacts;
  /** The file of the way back, where that has one. */
  readonly down?: { readonly file: string; readonly facts: MigrationFacts };
  /** What it is ordered by, as the tool reads it: "20260112090000", "0007"; "" where it has none. */
  readonly version: string;
  readonly name: string;
  readonly index: number;
  /**
   * Whether production has it: `yes` for what the main branch of the remote has, or what was committed long ago where that is not
   * known; `committed` for what only a branch of this machine has, `no` also where the tool's own journal says that it has run
   * nowhere, `unknown` where nobody can tell (no git, no main branch).
   */
  readonly released: 'yes' | 'committed' | 'no' | 'unknown';
  /** The main branch has it, and it says something else now. */
  readonly edited?: true;
  readonly transaction: TransactionMode;
  /** Runs again whenever it changes (Flyway's R__): not part of the order. */
  readonly repeatable?: true;
}

/** One operation in its place: what the database looks like when it comes to it. */
export interface Step {
  readonly migration: Migration;
  readonly statement: Statement;
  readonly operation: Operation;
  /** The table that it changes, before; absent where no earlier statement speaks of it. */
  readonly table?: TableState;
  /** The column that it changes, before. */
  readonly column?: ColumnState;
  /** The schema before. */
  readonly before: SchemaState;
  /**
   * Whether customers use the table when this runs: `new` where it is created in the same deploy, `live` where an earlier one
   * did, `unknown` where no migration creates it (it is taken for a live one).
   */
  readonly liveness: 'new' | 'live' | 'unknown';
  readonly transaction: TransactionPlace;
  /** Time limits that count when it runs, set by the file, the session or the role. */
  readonly limits: { readonly lock: boolean; readonly statement: boolean };
}

export interface TransactionPlace {
  /** `unknown` where the workspace doesn't tell what runs the file. */
  readonly inside: 'yes' | 'no' | 'unknown';
  /** Who opened it: the tool, or a BEGIN in the file; `batch`: the server, because several statements came at once. */
  readonly by?: 'tool' | 'file' | 'batch';
  /** Which steps share it: equal numbers are one transaction, of several migrations where a tool runs all that is pending in one. */
  readonly id: number;
}
