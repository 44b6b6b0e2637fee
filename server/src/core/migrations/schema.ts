/** What a database looks like at some point of its migrations. Never changed in place: a step keeps what it found. */
import type { Span } from '../span.ts';
import type { Snapshot } from './snapshots.ts';
import type { Constraint, DataType, Expression, IndexDefinition, ObjectName, Policy } from './operation.ts';

/** Where something came to be what it is. */
export interface Origin {
  readonly file: string;
  readonly at: Span;
  /** Index of the migration in its history. */
  readonly migration: number;
}

export interface SchemaState {
  readonly tables: Snapshot<TableState>;
  /** By name, of all tables; those without a name under one that is made up. */
  readonly indexes: Snapshot<IndexState>;
  /** The same by table, under the same names. */
  readonly indexesByTable: Snapshot<Snapshot<IndexState>>;
  readonly enums: Snapshot<EnumState>;
  /** Domains with a check or NOT NULL. */
  readonly constrainedDomains: Snapshot<true>;
  readonly views: Snapshot<ViewState>;
  readonly functions: Snapshot<FunctionState>;
  /** ALTER DEFAULT PRIVILEGES and GRANT … ON ALL TABLES: who may do what with tables that are not listed. */
  readonly grants: readonly GrantState[];
  /** Names of tables and views that may speak of a table or a type, so that a rename finds them: see `replaying/users.ts`. */
  readonly usedBy: Snapshot<Snapshot<true>>;
}

export interface EnumState {
  readonly name: ObjectName;
  readonly values: readonly string[];
  readonly origin: Origin;
}

export interface TableState {
  readonly name: ObjectName;
  /** Absent: known from the statements that change it alone; what it has beyond them is unknown. */
  readonly created?: Origin;
  /** False where columns may be missing from the list. */
  readonly complete: boolean;
  readonly columns: Snapshot<ColumnState>;
  readonly constraints: readonly ConstraintState[];
  readonly rowLevelSecurity: boolean;
  /** Where row-level security was switched last. */
  readonly securedAt?: Origin;
  readonly policies: Snapshot<PolicyState>;
  readonly grants: readonly GrantState[];
  readonly partitioned: boolean;
  readonly partitionOf?: ObjectName;
  /** What code calls it, where the migration says so (Django). */
  readonly model?: string;
  /** Rows were written to it by migrations. */
  readonly hasRows?: true;
}

export interface ColumnState {
  readonly name: string;
  readonly type?: DataType;
  readonly notNull: boolean;
  readonly default?: Expression;
  readonly generated?: 'stored' | 'virtual';
  readonly identity?: true;
  readonly origin: Origin;
}

export interface ConstraintState extends Constraint {
  /** False for NOT VALID until it is validated. */
  readonly valid: boolean;
  readonly origin: Origin;
}

export interface IndexState extends IndexDefinition {
  readonly table: ObjectName;
  /** The index of a primary key or a unique constraint. */
  readonly ofConstraint?: true;
  readonly origin: Origin;
}

export interface PolicyState extends Policy {
  readonly origin: Origin;
  /** Where its conditions were written last. */
  readonly usingFrom: Origin;
  readonly checkFrom: Origin;
}

export interface ViewState {
  readonly name: ObjectName;
  readonly materialized: boolean;
  readonly securityInvoker: boolean;
  /** Its WHERE asks who is there, so that it has rows of its own for each. */
  readonly asksWho: boolean;
  readonly reads: readonly ObjectName[];
  readonly origin: Origin;
}

export interface FunctionState {
  readonly name: ObjectName;
  readonly securityDefiner: boolean;
  readonly searchPath?: string;
  readonly returns?: string;
  readonly origin: Origin;
}

export interface GrantState {
  readonly privileges: readonly string[];
  readonly roles: readonly string[];
  readonly origin: Origin;
}
