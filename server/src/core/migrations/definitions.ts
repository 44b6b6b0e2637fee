/** What tables are made of, in the same words for every dialect. */
import type { Span } from '../span.ts';

export type Dialect = 'postgres' | 'mysql' | 'sqlite';

/**
 * A name as the database stores it: unquoted letters in lower case (PostgreSQL), quotes taken off, "public." left out.
 * "billing.invoices" where another schema is named. "?" where code works it out at run time.
 */
export type ObjectName = string;
export const UNKNOWN_NAME = '?';

/**
 * A type, normalised: "integer", "bigint", "smallint", "text", "character varying", "character", "numeric", "boolean",
 * "timestamp", "timestamptz", "date", "time", "timetz", "uuid", "json", "jsonb", "bytea", "real", "double precision",
 * "money", "interval", "inet", "cidr", "bit", "varbit", "xml" …; others lower-case as written ("mood", "citext", "geometry").
 * serial types are "integer", "bigint" and "smallint" with `serial`. Other dialects use these names where they mean the same,
 * and their own else ("tinyint", "mediumtext", "datetime", "enum").
 */
export interface DataType {
  readonly name: string;
  /** Numbers in brackets: length, precision, scale. */
  readonly args?: readonly number[];
  /** Of MySQL's ENUM and SET, in order; absent where they are not written out. */
  readonly values?: readonly string[];
  readonly array?: true;
  readonly serial?: true;
  /** Of MySQL, where SQL says so. */
  readonly unsigned?: true;
  readonly at: Span;
}

/** An expression: kept in short, since the text is at hand in the file. */
export interface Expression {
  readonly at: Span;
  /** In one line, at most 400 characters; text in quotes that is longer than 24 characters is "…". */
  readonly text: string;
  /**
   * What PostgreSQL makes of it as a default: `constant` is worked out once when the column is added (now() included),
   * `volatile` for every row (random(), gen_random_uuid(), nextval(), clock_timestamp()), `unknown` calls a function of which nothing is known.
   */
  readonly volatility: 'constant' | 'volatile' | 'unknown';
}

export interface ColumnDefinition {
  readonly name: string;
  readonly at: Span;
  /** Absent where none is written or it is worked out at run time. */
  readonly type?: DataType;
  readonly notNull?: true;
  /** Written as NULL, or `null: true`. */
  readonly nullable?: true;
  readonly default?: Expression;
  readonly generated?: 'stored' | 'virtual';
  readonly identity?: true;
  readonly primaryKey?: true;
  readonly unique?: true;
  /** Code that asks for an index beside the column (Rails `index: true`, Knex `.index()`, Django `db_index=True`); `concurrently` there too. */
  readonly index?: { readonly concurrently?: true };
  readonly check?: Expression;
  readonly references?: Reference;
  readonly collation?: string;
  /** MySQL. */
  readonly autoIncrement?: true;
}

export interface Reference {
  readonly table: ObjectName;
  readonly columns: readonly string[];
  readonly onDelete?: 'cascade' | 'restrict' | 'set null' | 'set default' | 'no action';
  readonly at: Span;
}

export interface Constraint {
  readonly type: 'primary-key' | 'unique' | 'foreign-key' | 'check' | 'exclude' | 'not-null';
  readonly name?: string;
  readonly columns: readonly string[];
  readonly references?: Reference;
  readonly check?: Expression;
  readonly notValid?: true;
  /** UNIQUE or PRIMARY KEY USING INDEX name. */
  readonly usingIndex?: string;
  readonly at: Span;
}

export interface IndexDefinition {
  /** Absent where the database makes one up. */
  readonly name?: ObjectName;
  /** Plain columns in order; an expression is "(expression)". */
  readonly columns: readonly string[];
  readonly unique?: true;
  /** "btree", "gin", "hash", MySQL's "fulltext", "spatial" … where written. */
  readonly method?: string;
  /** The condition of a partial index. */
  readonly where?: Expression;
  readonly include?: readonly string[];
}

export interface Policy {
  readonly name: string;
  readonly restrictive?: true;
  readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete';
  /** Lower case; empty: PUBLIC. */
  readonly roles: readonly string[];
  readonly using?: Expression;
  readonly check?: Expression;
}

export type AlterOther =
  | 'set-logged'
  | 'set-unlogged'
  | 'set-tablespace'
  | 'set-access-method'
  | 'storage-parameters'
  | 'replica-identity'
  | 'owner'
  | 'inherit'
  | 'no-inherit'
  | 'column-statistics'
  | 'column-storage'
  | 'identity'
  | 'cluster-on'
  | 'rule'
  | 'engine'
  | 'convert-charset'
  | 'auto-increment'
  | 'other';
