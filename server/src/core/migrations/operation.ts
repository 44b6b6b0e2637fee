/**
 * What a statement does to a database, in the same words for every dialect and every way of writing migrations: SQL, Rails,
 * Django, Knex … Found in one file at a time, kept with its results, judged in the order in which migrations run.
 */
import type { Span } from '../span.ts';
import type {
  AlterOther,
  ObjectName,
  DataType,
  Expression,
  ColumnDefinition,
  Constraint,
  IndexDefinition,
  Policy,
} from './definitions.ts';

export { UNKNOWN_NAME } from './definitions.ts';
export type {
  AlterOther,
  Dialect,
  ObjectName,
  DataType,
  Expression,
  ColumnDefinition,
  Reference,
  Constraint,
  IndexDefinition,
  Policy,
} from './definitions.ts';

/** Alphabetical neighbours differ by `kind`. `table` is always the object that is changed. */
export type Operation =
  // tables
  | (Base & {
      readonly kind: 'create-table';
      readonly table: ObjectName;
      /** What code calls it, where its name doesn't tell (Django). */
      readonly model?: string;
      readonly ifNotExists?: true;
      readonly temporary?: true;
      readonly unlogged?: true;
      readonly columns: readonly ColumnDefinition[];
      readonly constraints: readonly Constraint[];
      /** Indexes that are written inside (MySQL's KEY, frameworks). */
      readonly indexes?: readonly IndexDefinition[];
      readonly partitionOf?: ObjectName;
      readonly partitioned?: true;
      readonly inherits?: readonly ObjectName[];
      readonly like?: ObjectName;
      /** CREATE TABLE … AS SELECT. */
      readonly asSelect?: true;
      /** Framework models with columns that can't be listed (Django's `bases`, spreads): the list is not all. */
      readonly open?: true;
    })
  | (Base & {
      readonly kind: 'drop-table';
      readonly table: ObjectName;
      readonly ifExists?: true;
      readonly cascade?: true;
    })
  | (Base & { readonly kind: 'rename-table'; readonly table: ObjectName; readonly to: ObjectName })
  | (Base & { readonly kind: 'set-schema'; readonly table: ObjectName; readonly schema: string })
  /** SET LOGGED | UNLOGGED | TABLESPACE | ACCESS METHOD | storage parameters | REPLICA IDENTITY | OWNER | INHERIT; MySQL's ENGINE, CONVERT TO CHARACTER SET. */
  | (Base & { readonly kind: 'alter-table-other'; readonly table: ObjectName; readonly what: AlterOther })
  // columns
  | (Base & {
      readonly kind: 'add-column';
      readonly table: ObjectName;
      readonly column: ColumnDefinition;
      readonly ifNotExists?: true;
    })
  | (Base & {
      readonly kind: 'drop-column';
      readonly table: ObjectName;
      readonly column: string;
      readonly ifExists?: true;
      readonly cascade?: true;
    })
  | (Base & {
      readonly kind: 'rename-column';
      readonly table: ObjectName;
      readonly column: string;
      readonly to: string;
    })
  | (Base & {
      readonly kind: 'change-type';
      readonly table: ObjectName;
      readonly column: string;
      readonly type?: DataType;
      /** The type before, where the statement says it (Alembic's existing_type). */
      readonly from?: DataType;
      readonly using?: Expression;
      readonly collation?: string;
    })
  | (Base & { readonly kind: 'set-not-null'; readonly table: ObjectName; readonly column: string })
  | (Base & { readonly kind: 'drop-not-null'; readonly table: ObjectName; readonly column: string })
  | (Base & {
      readonly kind: 'set-default';
      readonly table: ObjectName;
      readonly column: string;
      readonly default?: Expression;
    })
  | (Base & { readonly kind: 'drop-default'; readonly table: ObjectName; readonly column: string })
  | (Base & { readonly kind: 'drop-expression'; readonly table: ObjectName; readonly column: string })
  /** MySQL's MODIFY and CHANGE, Knex' alter(), Laravel's change(), Django's AlterField: the whole definition anew. */
  | (Base & {
      readonly kind: 'change-column';
      readonly table: ObjectName;
      readonly column: string;
      readonly definition: ColumnDefinition;
    })
  // constraints
  | (Base & { readonly kind: 'add-constraint'; readonly table: ObjectName; readonly constraint: Constraint })
  | (Base & {
      readonly kind: 'drop-constraint';
      readonly table: ObjectName;
      /** Absent where the tool makes the name up. */
      readonly name?: string;
      readonly type?: Constraint['type'];
      readonly columns?: readonly string[];
      readonly ifExists?: true;
      readonly cascade?: true;
    })
  | (Base & { readonly kind: 'validate-constraint'; readonly table: ObjectName; readonly name: string })
  | (Base & {
      readonly kind: 'rename-constraint';
      readonly table: ObjectName;
      readonly name: string;
      readonly to: string;
    })
  // indexes
  | (Base & {
      readonly kind: 'create-index';
      readonly table: ObjectName;
      readonly index: IndexDefinition;
      readonly concurrently?: true;
      readonly ifNotExists?: true;
      /** ON ONLY a partitioned table: builds nothing. */
      readonly only?: true;
    })
  | (Base & {
      readonly kind: 'drop-index';
      /** Absent where only columns are named. */
      readonly name?: ObjectName;
      readonly table?: ObjectName;
      readonly columns?: readonly string[];
      readonly concurrently?: true;
      readonly ifExists?: true;
      readonly cascade?: true;
    })
  | (Base & { readonly kind: 'rename-index'; readonly name: ObjectName; readonly to: ObjectName })
  | (Base & {
      readonly kind: 'reindex';
      readonly target: 'index' | 'table' | 'schema' | 'database' | 'system';
      readonly name: ObjectName;
      readonly concurrently?: true;
    })
  // types
  | (Base & { readonly kind: 'create-enum'; readonly name: ObjectName; readonly values: readonly string[] })
  | (Base & {
      readonly kind: 'add-enum-value';
      readonly name: ObjectName;
      readonly value: string;
      readonly ifNotExists?: true;
      readonly position?: 'before' | 'after';
    })
  | (Base & {
      readonly kind: 'rename-enum-value';
      readonly name: ObjectName;
      readonly value: string;
      readonly to: string;
    })
  | (Base & { readonly kind: 'rename-type'; readonly name: ObjectName; readonly to: ObjectName })
  | (Base & {
      readonly kind: 'drop-type';
      readonly name: ObjectName;
      readonly ifExists?: true;
      readonly cascade?: true;
    })
  | (Base & { readonly kind: 'create-domain'; readonly name: ObjectName; readonly constrained?: true })
  | (Base & { readonly kind: 'alter-domain'; readonly name: ObjectName; readonly constraint?: Constraint })
  // views and functions
  | (Base & {
      readonly kind: 'create-view';
      readonly name: ObjectName;
      readonly replace?: true;
      readonly materialized?: true;
      /** WITH (security_invoker = true | on). */
      readonly securityInvoker?: true;
      /** Tables and views named after FROM and JOIN. */
      readonly reads: readonly ObjectName[];
      /** Its WHERE asks who is there: `auth.uid()`. */
      readonly asksWho?: true;
      /** A materialized view WITH NO DATA. */
      readonly noData?: true;
    })
  | (Base & {
      readonly kind: 'drop-view';
      readonly name: ObjectName;
      readonly materialized?: true;
      readonly ifExists?: true;
      readonly cascade?: true;
    })
  | (Base & {
      readonly kind: 'alter-view';
      readonly name: ObjectName;
      readonly securityInvoker?: boolean;
      readonly renameTo?: string;
    })
  | (Base & {
      readonly kind: 'refresh-materialized-view';
      readonly name: ObjectName;
      readonly concurrently?: true;
      readonly noData?: true;
    })
  | (Base & {
      readonly kind: 'create-function';
      readonly name: ObjectName;
      readonly routine: 'function' | 'procedure';
      readonly replace?: true;
      readonly securityDefiner?: true;
      /** SET search_path = …, as written; "" for the empty one. */
      readonly searchPath?: string;
      /** RETURNS trigger, event_trigger. */
      readonly returns?: string;
      readonly language?: string;
      /** Tables read or changed by statements in its body, where it is SQL or PL/pgSQL. */
      readonly touches?: readonly ObjectName[];
    })
  | (Base & {
      readonly kind: 'alter-function';
      readonly name: ObjectName;
      readonly securityDefiner?: boolean;
      readonly searchPath?: string;
    })
  | (Base & {
      readonly kind: 'drop-function';
      readonly name: ObjectName;
      readonly ifExists?: true;
      readonly cascade?: true;
    })
  | (Base & { readonly kind: 'create-trigger'; readonly table: ObjectName; readonly name: string })
  | (Base & { readonly kind: 'drop-trigger'; readonly table: ObjectName; readonly name: string })
  | (Base & {
      readonly kind: 'toggle-trigger';
      readonly table: ObjectName;
      readonly name: string;
      readonly enabled: boolean;
    })
  // who may see rows
  | (Base & {
      readonly kind: 'row-level-security';
      readonly table: ObjectName;
      readonly set: 'enable' | 'disable' | 'force' | 'no-force';
    })
  | (Base & { readonly kind: 'create-policy'; readonly table: ObjectName; readonly policy: Policy })
  | (Base & {
      readonly kind: 'alter-policy';
      readonly table: ObjectName;
      readonly name: string;
      readonly renameTo?: string;
      readonly roles?: readonly string[];
      readonly using?: Expression;
      readonly check?: Expression;
    })
  | (Base & {
      readonly kind: 'drop-policy';
      readonly table: ObjectName;
      readonly name: string;
      readonly ifExists?: true;
    })
  | (Base & {
      readonly kind: 'grant' | 'revoke';
      /** Lower case: "select", "all", "execute", "usage"; role names where a role is granted. */
      readonly privileges: readonly string[];
      readonly on:
        | 'table'
        | 'all-tables'
        | 'schema'
        | 'function'
        | 'all-functions'
        | 'sequence'
        | 'default'
        | 'role'
        | 'other';
      readonly names: readonly ObjectName[];
      /** Lower case; "public" for everybody. */
      readonly roles: readonly string[];
    })
  // partitions
  | (Base & {
      readonly kind: 'attach-partition';
      readonly table: ObjectName;
      readonly partition: ObjectName;
    })
  | (Base & {
      readonly kind: 'detach-partition';
      readonly table: ObjectName;
      readonly partition: ObjectName;
      readonly concurrently?: true;
      readonly finalize?: true;
    })
  // rows
  | (Base & { readonly kind: 'truncate'; readonly table: ObjectName; readonly cascade?: true })
  | (Base & {
      readonly kind: 'delete';
      readonly table: ObjectName;
      readonly where?: Expression;
      /** Limited by itself: LIMIT, `WHERE id IN (SELECT … LIMIT n)`, in_batches, find_each, a loop that says so. */
      readonly batched?: true;
      /** All batches, one after the other: only what each loads at a time is limited. */
      readonly allBatches?: true;
    })
  | (Base & {
      readonly kind: 'update';
      readonly table: ObjectName;
      readonly where?: Expression;
      readonly columns: readonly string[];
      readonly batched?: true;
      readonly allBatches?: true;
    })
  | (Base & {
      readonly kind: 'insert';
      readonly table: ObjectName;
      /** INSERT … SELECT: the tables that it reads; absent for rows that are written out. */
      readonly fromTables?: readonly ObjectName[];
      readonly where?: Expression;
    })
  /** COPY, LOAD DATA, and code that moves rows in a way that can't be read (RunPython, a model's loop). */
  | (Base & { readonly kind: 'data-code'; readonly table?: ObjectName })
  /** SELECT, CALL, PERFORM for what it does: names of the functions that are called, lower case. */
  | (Base & { readonly kind: 'call'; readonly functions: readonly string[] })
  // sessions and transactions
  | (Base & { readonly kind: 'begin' | 'commit' | 'rollback' | 'savepoint' })
  | (Base & {
      readonly kind: 'set';
      /** Lower case: "lock_timeout", "statement_timeout", "search_path", "role" … */
      readonly name: string;
      /** As written, without quotes; absent for DEFAULT and RESET. */
      readonly value?: string;
      readonly local?: true;
    })
  | (Base & {
      readonly kind: 'lock-table';
      readonly table: ObjectName;
      readonly mode: string;
      readonly nowait?: true;
    })
  // maintenance
  | (Base & { readonly kind: 'vacuum'; readonly full?: true; readonly table?: ObjectName })
  | (Base & { readonly kind: 'cluster'; readonly table?: ObjectName })
  | (Base & { readonly kind: 'analyze'; readonly table?: ObjectName })
  // what is left
  | (Base & {
      readonly kind:
        'create-schema' | 'create-database' | 'create-extension' | 'create-sequence' | 'create-role';
      readonly name: ObjectName;
      readonly schema?: string;
    })
  | (Base & {
      readonly kind:
        'drop-schema' | 'drop-database' | 'drop-extension' | 'drop-sequence' | 'drop-role' | 'drop-owned';
      readonly name: ObjectName;
      readonly ifExists?: true;
      readonly cascade?: true;
    })
  | (Base & { readonly kind: 'rename-schema'; readonly name: ObjectName; readonly to: string })
  | (Base & { readonly kind: 'comment'; readonly on: string })
  | (Base & { readonly kind: 'statistics'; readonly table?: ObjectName })
  /** Understood, and of no interest: CREATE AGGREGATE, PRAGMA, NOTIFY … */
  | (Base & { readonly kind: 'other'; readonly verb: string })
  /** Not understood: broken, or worked out at run time. */
  | (Base & { readonly kind: 'unknown' });

interface Base {
  /**
   * What is underlined: the part of the statement that does it ("ADD COLUMN x …", "CREATE INDEX … ON t", a whole call), cut at the
   * end of its first line.
   */
  readonly at: Span;
  /** Inside a DO block, or in a loop or condition of code: it may run, and more than once. */
  readonly nested?: true;
  /** Runs outside of the transaction that the tool opened (Alembic's autocommit_block). */
  readonly outside?: true;
  /** MySQL: what the statement asks for. */
  readonly algorithm?: 'inplace' | 'instant' | 'copy';
  readonly lock?: 'none' | 'shared' | 'exclusive';
  /** Rails' safety_assured, and other tools' own way to say that somebody has looked at it. */
  readonly assured?: true;
}

export type OperationKind = Operation['kind'];
/** The operations of a kind; several kinds may share a shape. */
export type OperationOf<K extends OperationKind> = OfKind<Operation, K>;
type OfKind<O extends Operation, K extends OperationKind> = O extends unknown
  ? K extends O['kind']
    ? O
    : never
  : never;
