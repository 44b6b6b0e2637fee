import type { ColumnDefinition, Constraint, OperationOf } from '../operation.ts';
import type { ConstraintState, Origin, SchemaState, TableState } from '../schema.ts';
import { changeTable } from './change.ts';
import { indexNamed, withConstraintIndex, withIndex, withoutIndex } from './indexes.ts';
import { changedList, filteredList, listWith } from './lists.ts';
import { isMadeUp, madeConstraintName } from './names.ts';
import { withUser } from './users.ts';

export function addConstraint(
  schema: SchemaState,
  { table, constraint: written }: OperationOf<'add-constraint'>,
  origin: Origin,
): SchemaState {
  const index = written.usingIndex === undefined ? undefined : indexNamed(schema, written.usingIndex, table);
  const constraint = index && written.columns.length === 0 ? { ...written, columns: index.columns } : written;
  const changed = changeTable(schema, table, (state) => ({
    ...state,
    columns: constraint.type === 'primary-key' ? withNotNull(state, constraint.columns) : state.columns,
    constraints: listWith(state.constraints, constraintState(constraint, origin)),
  }));
  const used = constraint.references
    ? withUser(changed, 'reference', constraint.references.table, table)
    : changed;
  return withConstraintIndex(used, table, constraint, origin);
}

export function dropConstraint(schema: SchemaState, operation: OperationOf<'drop-constraint'>): SchemaState {
  const { table } = operation;
  const gone = schema.tables.get(table)?.constraints.filter((one) => isMeant(one, operation)) ?? [];
  let next = changeTable(schema, table, (state) => ({
    ...state,
    constraints: filteredList(state.constraints, (one) => !gone.includes(one)),
  }));
  // A unique constraint of an unseen table still has its index.
  if (operation.name !== undefined && indexNamed(next, operation.name, table)?.ofConstraint)
    next = withoutIndex(next, operation.name, table);
  for (const one of gone)
    if (one.type === 'unique' || one.type === 'primary-key')
      next = withoutIndex(next, one.name ?? madeConstraintName(table, one), table);
  return next;
}

export function renameConstraint(
  schema: SchemaState,
  { table, name, to }: OperationOf<'rename-constraint'>,
): SchemaState {
  const renamed = changeTable(schema, table, (state) => ({
    ...state,
    constraints: changedList(state.constraints, (one) => (isNamed(one, name) ? { ...one, name: to } : one)),
  }));
  const index = indexNamed(renamed, name, table);
  if (!index?.ofConstraint) return renamed;
  return withIndex(withoutIndex(renamed, name, table), table, { ...index, name: to }, index.origin);
}

/** The constraints that stand beside a column. */
export function constraintsOf(column: ColumnDefinition): readonly Constraint[] {
  const { name, at, references, check } = column;
  // Most columns have none.
  if (!column.primaryKey && !column.unique && !references && !check) return NONE;
  return [
    ...(column.primaryKey ? [{ type: 'primary-key', columns: [name], at } as const] : []),
    ...(column.unique ? [{ type: 'unique', columns: [name], at } as const] : []),
    ...(references ? [{ type: 'foreign-key', columns: [name], references, at: references.at } as const] : []),
    ...(check ? [{ type: 'check', columns: [name], check, at: check.at } as const] : []),
  ];
}

const NONE: readonly Constraint[] = [];

export function constraintState(constraint: Constraint, origin: Origin): ConstraintState {
  return { ...constraint, valid: constraint.notValid !== true, origin: { ...origin, at: constraint.at } };
}

export function isSameConstraint(one: Constraint, other: Constraint): boolean {
  return (
    one.type === other.type &&
    one.columns.join() === other.columns.join() &&
    one.references?.table === other.references?.table &&
    one.check?.text === other.check?.text
  );
}

function withNotNull({ columns }: TableState, names: readonly string[]): TableState['columns'] {
  return names.reduce((all, name) => {
    const known = all.get(name);
    return known ? all.with(name, { ...known, notNull: true }) : all;
  }, columns);
}

function isMeant(
  constraint: ConstraintState,
  { name, columns, type }: OperationOf<'drop-constraint'>,
): boolean {
  if (type !== undefined && constraint.type !== type) return false;
  if (columns !== undefined && columns.length > 0 && constraint.columns.join() === columns.join())
    return name === undefined || constraint.name === undefined || constraint.name === name;
  if (name !== undefined) return isNamed(constraint, name);
  // MySQL's DROP PRIMARY KEY: a table has no other.
  return type === 'primary-key';
}

function isNamed(constraint: ConstraintState, name: string): boolean {
  return constraint.name === undefined ? isMadeUp(name, constraint) : constraint.name === name;
}
