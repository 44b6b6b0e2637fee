/** What each operation does to a schema. Tolerant: statements speak of tables that no migration creates. */
import type { ObjectName, Operation, OperationOf } from './operation.ts';
import { dropIndex, indexNamed, renameIndex, withIndex } from './replaying/indexes.ts';
import { inSchema, isInSchema, sameSchema, unqualified } from './replaying/names.ts';
import { changeColumn, changeTable } from './replaying/change.ts';
import { addConstraint, dropConstraint, renameConstraint } from './replaying/constraints.ts';
import { changedList, filteredList, listWith } from './replaying/lists.ts';
import {
  addColumn,
  changeWholeColumn,
  createTable,
  dropColumn,
  dropTable,
  renameColumn,
  renameTable,
  withoutTable,
} from './replaying/tables.ts';
import { movedUsers, usersOf, withUser } from './replaying/users.ts';
import type { GrantState, Origin, PolicyState, SchemaState } from './schema.ts';
import { emptySnapshot } from './snapshots.ts';

export { indexesOf } from './replaying/indexes.ts';
export { madeConstraintName, madeUpName, unqualified } from './replaying/names.ts';

export function emptySchema(): SchemaState {
  return {
    tables: emptySnapshot(),
    indexes: emptySnapshot(),
    indexesByTable: emptySnapshot(),
    enums: emptySnapshot(),
    constrainedDomains: emptySnapshot(),
    views: emptySnapshot(),
    functions: emptySnapshot(),
    grants: [],
    usedBy: emptySnapshot(),
  };
}

/** The schema after an operation. `origin` is where it stands. */
export function applied(schema: SchemaState, operation: Operation, origin: Origin): SchemaState {
  const change = CHANGES[operation.kind] as Change | undefined;
  return change ? change(schema, operation as never, origin) : schema;
}

type Change = (schema: SchemaState, operation: never, origin: Origin) => SchemaState;

const CHANGES: {
  readonly [K in Operation['kind']]?: (
    schema: SchemaState,
    operation: OperationOf<K>,
    origin: Origin,
  ) => SchemaState;
} = {
  'create-table': createTable,
  'drop-table': dropTable,
  'rename-table': (schema, { table, to }) => renameTable(schema, table, sameSchema(table, to)),
  'set-schema': (schema, { table, schema: to }) => renameTable(schema, table, inSchema(table, to)),
  'add-column': addColumn,
  'drop-column': dropColumn,
  'rename-column': (schema, { table, column, to }) => renameColumn(schema, table, column, to),
  'change-type': changeType,
  'set-not-null': (schema, { table, column }) =>
    changeColumn(schema, table, column, (state) => ({ ...state, notNull: true })),
  'drop-not-null': (schema, { table, column }) =>
    changeColumn(schema, table, column, (state) => ({ ...state, notNull: false })),
  'set-default': (schema, { table, column, default: value }) =>
    changeColumn(schema, table, column, (state) => ({ ...state, ...(value ? { default: value } : {}) })),
  'drop-default': (schema, { table, column }) =>
    changeColumn(schema, table, column, (state) => without(state, 'default')),
  'drop-expression': (schema, { table, column }) =>
    changeColumn(schema, table, column, (state) => without(state, 'generated')),
  'change-column': changeWholeColumn,
  'add-constraint': addConstraint,
  'drop-constraint': dropConstraint,
  'validate-constraint': (schema, { table, name }) =>
    changeTable(schema, table, (state) => ({
      ...state,
      constraints: changedList(state.constraints, (one) =>
        one.name === name && !one.valid ? { ...one, valid: true } : one,
      ),
    })),
  'rename-constraint': renameConstraint,
  'create-index': (schema, { table, index, ifNotExists }, origin) =>
    ifNotExists && index.name !== undefined && indexNamed(schema, index.name)
      ? schema
      : withIndex(schema, table, index, origin),
  'drop-index': dropIndex,
  'rename-index': (schema, { name, to }) => {
    const index = indexNamed(schema, name);
    const renamed = renameIndex(schema, name, to);
    if (!index?.ofConstraint) return renamed;
    return changeTable(renamed, index.table, (state) => ({
      ...state,
      constraints: changedList(state.constraints, (one) =>
        one.name === index.name ? { ...one, name: unqualified(to) } : one,
      ),
    }));
  },
  'create-enum': (schema, { name, values }, origin) => ({
    ...schema,
    enums: schema.enums.with(name, { name, values, origin }),
  }),
  'add-enum-value': (schema, { name, value }) =>
    changeEnum(schema, name, (values) => (values.includes(value) ? values : listWith(values, value))),
  'rename-enum-value': (schema, { name, value, to }) =>
    changeEnum(schema, name, (values) => changedList(values, (one) => (one === value ? to : one))),
  'rename-type': (schema, { name, to }) => renameType(schema, name, sameSchema(name, to)),
  'drop-type': (schema, { name }) => ({
    ...schema,
    enums: schema.enums.with(name, undefined),
    constrainedDomains: schema.constrainedDomains.with(name, undefined),
  }),
  'create-domain': (schema, { name, constrained }) =>
    constrained ? { ...schema, constrainedDomains: schema.constrainedDomains.with(name, true) } : schema,
  'alter-domain': (schema, { name, constraint }) =>
    constraint ? { ...schema, constrainedDomains: schema.constrainedDomains.with(name, true) } : schema,
  'create-view': createView,
  'drop-view': (schema, { name }) => ({ ...schema, views: schema.views.with(name, undefined) }),
  'alter-view': (schema, { name, securityInvoker, renameTo }, origin) => {
    const known = schema.views.get(name);
    if (!known) return schema;
    const view = securityInvoker === undefined ? known : { ...known, securityInvoker, origin };
    const to = renameTo === undefined ? name : sameSchema(name, renameTo);
    return { ...schema, views: schema.views.with(name, undefined).with(to, { ...view, name: to }) };
  },
  'create-function': (schema, { name, securityDefiner, searchPath, returns }, origin) => ({
    ...schema,
    functions: schema.functions.with(name, {
      name,
      securityDefiner: securityDefiner === true,
      ...(searchPath === undefined ? {} : { searchPath }),
      ...(returns === undefined ? {} : { returns }),
      origin,
    }),
  }),
  'alter-function': (schema, { name, securityDefiner, searchPath }) => {
    const known = schema.functions.get(name);
    if (!known) return schema;
    return {
      ...schema,
      functions: schema.functions.with(name, {
        ...known,
        ...(securityDefiner === undefined ? {} : { securityDefiner }),
        ...(searchPath === undefined ? {} : { searchPath }),
      }),
    };
  },
  'drop-function': (schema, { name }) => ({ ...schema, functions: schema.functions.with(name, undefined) }),
  'row-level-security': (schema, { table, set }, origin) =>
    set === 'enable' || set === 'disable'
      ? changeTable(schema, table, (state) => ({
          ...state,
          rowLevelSecurity: set === 'enable',
          securedAt: origin,
        }))
      : schema,
  'create-policy': (schema, { table, policy }, origin) =>
    changePolicy(schema, table, policy.name, () => ({
      ...policy,
      origin,
      usingFrom: origin,
      checkFrom: origin,
    })),
  'alter-policy': (schema, { table, name, renameTo, roles, using, check }, origin) => {
    const changed = changePolicy(
      schema,
      table,
      name,
      (known) =>
        known && {
          ...known,
          ...(roles ? { roles } : {}),
          ...(using ? { using, usingFrom: origin } : {}),
          ...(check ? { check, checkFrom: origin } : {}),
        },
    );
    if (renameTo === undefined) return changed;
    const known = changed.tables.get(table)?.policies.get(name);
    if (!known) return changed;
    const gone = changePolicy(changed, table, name, () => undefined);
    return changePolicy(gone, table, renameTo, () => ({ ...known, name: renameTo }));
  },
  'drop-policy': (schema, { table, name }) => changePolicy(schema, table, name, () => undefined),
  grant: (schema, { on, names, privileges, roles }, origin) => {
    const grant = { privileges, roles, origin };
    return changeGrants(schema, { on, names }, (grants) => listWith(grants, grant));
  },
  revoke: (schema, { on, names, roles, privileges }) =>
    changeGrants(schema, { on, names }, (grants) =>
      filteredList(
        grants,
        (grant) =>
          !grant.roles.every((role) => roles.includes(role)) ||
          !(privileges.includes('all') || grant.privileges.every((one) => privileges.includes(one))),
      ),
    ),
  'attach-partition': (schema, { table, partition }) =>
    withUser(
      changeTable(schema, partition, (state) => ({ ...state, partitionOf: table })),
      'partition',
      table,
      partition,
    ),
  'detach-partition': (schema, { partition }) =>
    changeTable(schema, partition, (state) => without(state, 'partitionOf')),
  truncate: (schema, { table }) => changeTable(schema, table, (state) => without(state, 'hasRows')),
  insert: (schema, { table }) => changeTable(schema, table, (state) => ({ ...state, hasRows: true })),
  'drop-schema': (schema, { name }) => dropSchema(schema, name),
  'rename-schema': (schema, { name, to }) =>
    namesIn(schema.tables, name).reduce((all, table) => renameTable(all, table, inSchema(table, to)), schema),
};

function changeType(schema: SchemaState, { table, column, type }: OperationOf<'change-type'>): SchemaState {
  if (!type) return schema;
  const changed = changeColumn(schema, table, column, (state) => ({ ...state, type }));
  return changed.enums.has(type.name) ? withUser(changed, 'type', type.name, table) : changed;
}

/** Columns of the type go with it: Prisma makes a new type beside the old one, and swaps their names. */
function renameType(schema: SchemaState, name: ObjectName, to: ObjectName): SchemaState {
  const known = schema.enums.get(name);
  if (!known || name === to) return schema;
  let next: SchemaState = {
    ...schema,
    enums: schema.enums.with(name, undefined).with(to, { ...known, name: to }),
  };
  for (const table of usersOf(schema, 'type', name))
    for (const { name: column, type } of next.tables.get(table)?.columns.values() ?? [])
      if (type?.name === name)
        next = changeColumn(next, table, column, (state) => ({ ...state, type: { ...type, name: to } }));
  return movedUsers(next, name, to, ['type']);
}

function createView(
  schema: SchemaState,
  { name, materialized, securityInvoker, asksWho, reads }: OperationOf<'create-view'>,
  origin: Origin,
): SchemaState {
  const view = {
    name,
    materialized: materialized === true,
    securityInvoker: securityInvoker === true,
    asksWho: asksWho === true,
    reads,
    origin,
  };
  return reads.reduce((all, table) => withUser(all, 'view', table, name), {
    ...schema,
    views: schema.views.with(name, view),
  });
}

/** ALTER DEFAULT PRIVILEGES and ALL TABLES are kept with the schema, the others with their tables. */
function changeGrants(
  schema: SchemaState,
  { on, names }: Pick<OperationOf<'grant'>, 'on' | 'names'>,
  change: (grants: readonly GrantState[]) => readonly GrantState[],
): SchemaState {
  if (on === 'all-tables' || on === 'default') return { ...schema, grants: change(schema.grants) };
  if (on !== 'table') return schema;
  return names.reduce(
    (all, table) => changeTable(all, table, (state) => ({ ...state, grants: change(state.grants) })),
    schema,
  );
}

function dropSchema(schema: SchemaState, name: string): SchemaState {
  let next = schema;
  for (const table of namesIn(schema.tables, name)) next = withoutTable(next, table);
  let { enums, views, functions } = next;
  for (const one of namesIn(enums, name)) enums = enums.with(one, undefined);
  for (const one of namesIn(views, name)) views = views.with(one, undefined);
  for (const one of namesIn(functions, name)) functions = functions.with(one, undefined);
  return { ...next, enums, views, functions };
}

function namesIn(objects: ReadonlyMap<string, unknown>, schema: string): readonly ObjectName[] {
  return [...objects.keys()].filter((name) => isInSchema(name, schema));
}

/** What may be absent, taken away. */
function without<T extends object>(state: T, key: keyof T): T {
  const rest: Partial<T> = { ...state };
  delete rest[key];
  return rest as T;
}

function changePolicy(
  schema: SchemaState,
  table: ObjectName,
  name: string,
  change: (known: PolicyState | undefined) => PolicyState | undefined,
): SchemaState {
  return changeTable(schema, table, (state) => {
    const changed = change(state.policies.get(name));
    const others = state.policies.with(name, undefined);
    return { ...state, policies: changed ? others.with(changed.name, changed) : others };
  });
}

function changeEnum(
  schema: SchemaState,
  name: ObjectName,
  change: (values: readonly string[]) => readonly string[],
): SchemaState {
  const known = schema.enums.get(name);
  if (!known) return schema;
  return { ...schema, enums: schema.enums.with(name, { ...known, values: change(known.values) }) };
}
