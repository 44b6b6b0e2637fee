/** What operations do to tables and columns. */
import { UNKNOWN_NAME, type ColumnDefinition, type ObjectName, type OperationOf } from '../operation.ts';
import type { ColumnState, Origin, SchemaState, TableState } from '../schema.ts';
import { emptySnapshot, snapshotOf } from '../snapshots.ts';
import { changeReferences, changeTable, withTable, withView } from './change.ts';
import { constraintsOf, constraintState, isSameConstraint } from './constraints.ts';
import { changeIndexesOf, withConstraintIndex, withIndex, withoutIndexesOf } from './indexes.ts';
import { changedList, filteredList, listWith } from './lists.ts';
import { movedUsers, usersOf, withoutUsesOf, withUser, withUsesOf } from './users.ts';

export function createTable(
  schema: SchemaState,
  operation: OperationOf<'create-table'>,
  origin: Origin,
): SchemaState {
  const { table, columns, constraints, indexes = [], ifNotExists, partitionOf } = operation;
  if (ifNotExists && schema.tables.get(table)?.created) return schema;
  const inherited = schema.tables.get(operation.like ?? partitionOf ?? UNKNOWN_NAME)?.columns;
  const all = [...constraints, ...columns.flatMap(constraintsOf)];
  const primary = new Set(all.flatMap((one) => (one.type === 'primary-key' ? one.columns : [])));
  const isWhole = !(
    operation.open ||
    operation.asSelect ||
    operation.inherits ||
    operation.like ||
    operation.partitionOf
  );
  const state: TableState = {
    name: table,
    created: origin,
    complete: isWhole,
    columns: snapshotOf([
      ...(inherited ?? []),
      ...columns.map((one): [string, ColumnState] => {
        const made = columnState(one, origin);
        return [one.name, primary.has(one.name) ? { ...made, notNull: true } : made];
      }),
    ]),
    constraints: all.map((one) => constraintState(one, origin)),
    rowLevelSecurity: false,
    policies: emptySnapshot(),
    grants: [],
    partitioned: operation.partitioned === true,
    ...(partitionOf === undefined ? {} : { partitionOf }),
    ...(operation.model === undefined ? {} : { model: operation.model }),
    ...(operation.asSelect ? { hasRows: true } : {}),
  };
  const cleared = withoutIndexesOf(schema, table);
  let next = withUsesOf({ ...cleared, tables: cleared.tables.with(table, state) }, state);
  for (const column of columns) next = withColumnParts(next, table, column, origin);
  for (const constraint of constraints) next = withConstraintIndex(next, table, constraint, origin);
  for (const index of indexes) next = withIndex(next, table, index, origin);
  return next;
}

export function dropTable(
  schema: SchemaState,
  { table, cascade }: { readonly table: ObjectName; readonly cascade?: true },
): SchemaState {
  const without = withoutTable(schema, table);
  if (!cascade) return without;
  const alone = changeReferences(without, table, () => undefined);
  const views = usersOf(alone, 'view', table).filter((view) => alone.views.get(view)?.reads.includes(table));
  return views.reduce((all, view) => withView(all, view, undefined), alone);
}

export function withoutTable(schema: SchemaState, table: ObjectName): SchemaState {
  const cleared = withoutIndexesOf(schema, table);
  return { ...cleared, tables: cleared.tables.with(table, undefined) };
}

/** Indexes, constraints, policies and grants go with it; other tables and views go on meaning it. */
export function renameTable(schema: SchemaState, table: ObjectName, to: ObjectName): SchemaState {
  if (table === to || table === UNKNOWN_NAME || to === UNKNOWN_NAME) return schema;
  const known = schema.tables.get(table);
  let next = changeReferences(schema, table, (constraint, references) => ({
    ...constraint,
    references: { ...references, table: to },
  }));
  for (const view of usersOf(next, 'view', table)) {
    const state = next.views.get(view);
    if (!state?.reads.includes(table)) continue;
    const reads = state.reads.map((name) => (name === table ? to : name));
    next = withView(next, view, { ...state, reads });
  }
  for (const partition of usersOf(next, 'partition', table)) {
    const state = next.tables.get(partition);
    if (state?.partitionOf === table) next = withTable(next, { ...state, partitionOf: to });
  }
  next = movedUsers(next, table, to);
  if (!known) return next;
  const state = { ...(next.tables.get(table) ?? known), name: to };
  next = withoutUsesOf(next, { ...state, name: table });
  next = changeIndexesOf(withoutIndexesOf(next, to), table, (index) => ({ ...index, table: to }));
  next = withUsesOf({ ...next, tables: next.tables.with(table, undefined).with(to, state) }, state);
  for (const { type } of state.columns.values())
    if (type && next.enums.has(type.name)) next = withUser(next, 'type', type.name, to);
  return next;
}

export function renameColumn(
  schema: SchemaState,
  table: ObjectName,
  column: string,
  to: string,
): SchemaState {
  if (column === to) return schema;
  const renamed = (names: readonly string[]): readonly string[] =>
    names.includes(column) ? names.map((name) => (name === column ? to : name)) : names;
  const own = changeTable(schema, table, (state) => {
    const known = state.columns.get(column);
    const columns = state.columns.with(column, undefined);
    return {
      ...state,
      columns: known ? columns.with(to, { ...known, name: to }) : columns,
      constraints: changedList(state.constraints, (one) =>
        one.columns.includes(column) ? { ...one, columns: renamed(one.columns) } : one,
      ),
    };
  });
  const indexed = changeIndexesOf(own, table, (index) =>
    index.columns.includes(column) || index.include?.includes(column)
      ? {
          ...index,
          columns: renamed(index.columns),
          ...(index.include ? { include: renamed(index.include) } : {}),
        }
      : index,
  );
  return changeReferences(indexed, table, (constraint, references) =>
    references.columns.includes(column)
      ? { ...constraint, references: { ...references, columns: renamed(references.columns) } }
      : constraint,
  );
}

export function addColumn(
  schema: SchemaState,
  { table, column, ifNotExists }: OperationOf<'add-column'>,
  origin: Origin,
): SchemaState {
  if (ifNotExists && schema.tables.get(table)?.columns.has(column.name)) return schema;
  const added = changeTable(schema, table, (state) => ({
    ...state,
    columns: state.columns.with(column.name, columnState(column, origin)),
    constraints: listWith(
      state.constraints,
      ...constraintsOf(column).map((one) => constraintState(one, origin)),
    ),
  }));
  return withColumnParts(added, table, column, origin);
}

export function dropColumn(
  schema: SchemaState,
  { table, column, cascade }: OperationOf<'drop-column'>,
): SchemaState {
  const own = changeTable(schema, table, (state) => ({
    ...state,
    columns: state.columns.with(column, undefined),
    constraints: filteredList(state.constraints, ({ columns }) => !columns.includes(column)),
  }));
  const cleared = withoutIndexesOf(
    own,
    table,
    (index) => index.columns.includes(column) || index.include?.includes(column) === true,
  );
  if (!cascade) return cleared;
  return changeReferences(cleared, table, (constraint, references) =>
    references.columns.includes(column) ? undefined : constraint,
  );
}

/** The whole definition anew: what a database or a framework leaves out of it, as the type, stays as it was. */
export function changeWholeColumn(
  schema: SchemaState,
  { table, column, definition }: OperationOf<'change-column'>,
  origin: Origin,
): SchemaState {
  const known = schema.tables.get(table)?.columns.get(column);
  const renamed = renameColumn(schema, table, column, definition.name);
  const changed = changeTable(renamed, table, (state) => {
    const type = definition.type ?? known?.type;
    const made = columnState(definition, known?.origin ?? origin);
    const added = constraintsOf(definition).filter(
      (one) => !state.constraints.some((other) => isSameConstraint(one, other)),
    );
    return {
      ...state,
      columns: state.columns.with(definition.name, { ...made, ...(type ? { type } : {}) }),
      constraints: listWith(state.constraints, ...added.map((one) => constraintState(one, origin))),
    };
  });
  return withColumnParts(changed, table, definition, origin);
}

function columnState(column: ColumnDefinition, origin: Origin): ColumnState {
  const { name, type, default: value, generated, identity } = column;
  return {
    name,
    ...(type ? { type } : {}),
    notNull: column.notNull === true || column.primaryKey === true,
    ...(value ? { default: value } : {}),
    ...(generated ? { generated } : {}),
    ...(identity ? { identity } : {}),
    origin: { ...origin, at: column.at },
  };
}

/** What comes with a column: its indexes, and that its table speaks of another or of a type. */
function withColumnParts(
  schema: SchemaState,
  table: ObjectName,
  column: ColumnDefinition,
  origin: Origin,
): SchemaState {
  const at = { ...origin, at: column.at };
  let next = schema;
  for (const constraint of constraintsOf(column)) {
    next = withConstraintIndex(next, table, constraint, at);
    if (constraint.references) next = withUser(next, 'reference', constraint.references.table, table);
  }
  if (column.type && next.enums.has(column.type.name)) next = withUser(next, 'type', column.type.name, table);
  return column.index ? withIndex(next, table, { columns: [column.name] }, at) : next;
}
