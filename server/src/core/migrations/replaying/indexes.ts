/** Indexes of a schema: found by their own name and by their table's. */
import type { Constraint, IndexDefinition, ObjectName, OperationOf } from '../operation.ts';
import type { IndexState, Origin, SchemaState } from '../schema.ts';
import { emptySnapshot } from '../snapshots.ts';
import { inSchema, isMadeUp, madeConstraintName, madeUpName, unqualified } from './names.ts';

/** Indexes of a table, in the order in which they were made. */
export function indexesOf(schema: SchemaState, table: ObjectName): readonly IndexState[] {
  return [...(schema.indexesByTable.get(table)?.values() ?? [])];
}

/** An index by the name that a statement gives: of a table, where it names one; "billing.index" where the table is in a schema. */
export function indexNamed(
  schema: SchemaState,
  name: ObjectName,
  table?: ObjectName,
): IndexState | undefined {
  const key = keyNamed(schema, name, table);
  return key === undefined ? undefined : schema.indexes.get(key);
}

export function withIndex(
  schema: SchemaState,
  table: ObjectName,
  index: IndexDefinition & { readonly ofConstraint?: true },
  origin: Origin,
): SchemaState {
  const name = index.name ?? madeUpName(table, index.columns, 'idx');
  return put(schema, keyFor(schema, name, table), { ...index, table, origin });
}

/** The indexes that PostgreSQL makes for keys and unique constraints. */
export function withConstraintIndex(
  schema: SchemaState,
  table: ObjectName,
  constraint: Constraint,
  origin: Origin,
): SchemaState {
  const { type, name, columns, usingIndex } = constraint;
  if (type !== 'primary-key' && type !== 'unique') return schema;
  if (usingIndex === undefined) {
    const made = name ?? madeConstraintName(table, constraint);
    return withIndex(schema, table, { name: made, columns, unique: true, ofConstraint: true }, origin);
  }
  // The index gets the name of the constraint.
  const known = indexNamed(schema, usingIndex, table);
  if (!known) return schema;
  const named = { ...known, name: name ?? known.name ?? usingIndex, ofConstraint: true } as const;
  return put(withoutIndex(schema, usingIndex, table), keyFor(schema, named.name, table), named);
}

export function withoutIndex(schema: SchemaState, name: ObjectName, table?: ObjectName): SchemaState {
  const key = keyNamed(schema, name, table);
  return key === undefined ? schema : without(schema, key);
}

export function dropIndex(
  schema: SchemaState,
  { name, table, columns }: OperationOf<'drop-index'>,
): SchemaState {
  if (name !== undefined) {
    const key = keyNamed(schema, name, table) ?? keyOfUnnamed(schema, name, table);
    return key === undefined ? schema : without(schema, key);
  }
  if (table === undefined || columns === undefined) return schema;
  return withoutIndexesOf(schema, table, (index) => index.columns.join() === columns.join());
}

export function renameIndex(schema: SchemaState, name: ObjectName, to: ObjectName): SchemaState {
  const key = keyNamed(schema, name);
  const known = key === undefined ? undefined : schema.indexes.get(key);
  if (key === undefined || !known) return schema;
  const own = unqualified(to);
  return put(without(schema, key), keyFor(schema, own, known.table), { ...known, name: own });
}

export function withoutIndexesOf(
  schema: SchemaState,
  table: ObjectName,
  isGone: (index: IndexState) => boolean = () => true,
): SchemaState {
  let next = schema;
  for (const [key, index] of schema.indexesByTable.get(table) ?? [])
    if (isGone(index)) next = without(next, key);
  return next;
}

/** Each index of a table as it is now; the change may give it to another table. */
export function changeIndexesOf(
  schema: SchemaState,
  table: ObjectName,
  change: (index: IndexState) => IndexState,
): SchemaState {
  let next = schema;
  for (const [key, index] of schema.indexesByTable.get(table) ?? []) {
    const changed = change(index);
    if (changed !== index) next = put(without(next, key), key, changed);
  }
  return next;
}

function put(schema: SchemaState, key: string, index: IndexState): SchemaState {
  const before = schema.indexes.get(key);
  const cleared = before && before.table !== index.table ? without(schema, key) : schema;
  const own = cleared.indexesByTable.get(index.table) ?? emptySnapshot<IndexState>();
  return {
    ...cleared,
    indexes: cleared.indexes.with(key, index),
    indexesByTable: cleared.indexesByTable.with(index.table, own.with(key, index)),
  };
}

function without(schema: SchemaState, key: string): SchemaState {
  const index = schema.indexes.get(key);
  if (!index) return schema;
  const own = schema.indexesByTable.get(index.table)?.with(key, undefined);
  return {
    ...schema,
    indexes: schema.indexes.with(key, undefined),
    indexesByTable: schema.indexesByTable.with(index.table, own?.size === 0 ? undefined : own),
  };
}

/** In MySQL each table has its own names: the second index of a name is kept under one that is made up. */
function keyFor(schema: SchemaState, name: ObjectName, table: ObjectName): string {
  const taken = schema.indexes.get(name);
  return taken && taken.table !== table ? `${name}\0${table}` : name;
}

function keyNamed(schema: SchemaState, name: ObjectName, table?: ObjectName): string | undefined {
  for (const key of table === undefined ? [name] : [name, `${name}\0${table}`]) {
    const found = schema.indexes.get(key);
    if (found && (table === undefined || found.table === table)) return key;
  }
  // CREATE INDEX names no schema: the index is where its table is.
  if (!name.includes('.')) return undefined;
  const own = unqualified(name);
  const found = schema.indexes.get(own);
  const schemaName = name.slice(0, name.lastIndexOf('.'));
  return found && inSchema(found.table, schemaName) === found.table ? own : undefined;
}

/** An index without a name of its own, by one that a framework makes up. */
function keyOfUnnamed(schema: SchemaState, name: ObjectName, table?: ObjectName): string | undefined {
  if (table === undefined) return undefined;
  for (const [key, { columns, ofConstraint, name: own }] of schema.indexesByTable.get(table) ?? [])
    if (
      ofConstraint
        ? own !== name && isMadeUp(name, { type: 'unique', columns })
        : own === undefined && isMadeUp(name, { type: 'index', columns })
    )
      return key;
  return undefined;
}
