import { UNKNOWN_NAME, type ObjectName } from '../operation.ts';
import type { ColumnState, ConstraintState, SchemaState, TableState, ViewState } from '../schema.ts';
import { emptySnapshot } from '../snapshots.ts';
import { usersOf } from './users.ts';

export function changeTable(
  schema: SchemaState,
  table: ObjectName,
  change: (state: TableState) => TableState,
): SchemaState {
  if (table === UNKNOWN_NAME) return schema;
  const state = schema.tables.get(table) ?? unseenTable(table);
  return { ...schema, tables: schema.tables.with(table, change(state)) };
}

export function changeColumn(
  schema: SchemaState,
  table: ObjectName,
  column: string,
  change: (state: ColumnState) => ColumnState,
): SchemaState {
  const known = schema.tables.get(table)?.columns.get(column);
  if (!known) return schema;
  return changeTable(schema, table, (state) => ({
    ...state,
    columns: state.columns.with(column, change(known)),
  }));
}

/** Foreign keys of all tables that refer to this one. */
export function changeReferences(
  schema: SchemaState,
  table: ObjectName,
  change: (
    constraint: ConstraintState,
    references: NonNullable<ConstraintState['references']>,
  ) => ConstraintState | undefined,
): SchemaState {
  let next = schema;
  for (const user of usersOf(schema, 'reference', table)) {
    const state = next.tables.get(user);
    if (!state) continue;
    const constraints = state.constraints.flatMap((one) => {
      if (one.references?.table !== table) return [one];
      const changed = change(one, one.references);
      return changed ? [changed] : [];
    });
    const isSame =
      constraints.length === state.constraints.length &&
      constraints.every((one, index) => one === state.constraints[index]);
    if (!isSame) next = withTable(next, { ...state, constraints });
  }
  return next;
}

/** What nothing but the statements that change it tells of a table. */
function unseenTable(name: ObjectName): TableState {
  return {
    name,
    complete: false,
    columns: emptySnapshot(),
    constraints: [],
    rowLevelSecurity: false,
    policies: emptySnapshot(),
    grants: [],
    partitioned: false,
  };
}

export function withTable(schema: SchemaState, state: TableState): SchemaState {
  return { ...schema, tables: schema.tables.with(state.name, state) };
}

export function withView(schema: SchemaState, name: ObjectName, view: ViewState | undefined): SchemaState {
  return { ...schema, views: schema.views.with(name, view) };
}
