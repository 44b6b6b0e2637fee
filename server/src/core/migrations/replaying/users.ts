/** Who speaks of a table or a type: what a rename has to find, without a look at the whole schema. */
import type { ObjectName } from '../operation.ts';
import type { SchemaState, TableState } from '../schema.ts';
import { emptySnapshot, type Snapshot } from '../snapshots.ts';

/** Tables that refer to a table by a foreign key, views that read it, its partitions; tables with a column of a type. */
export type Use = 'reference' | 'view' | 'partition' | 'type';

/** Names that may use it: some of them do no more. */
export function usersOf(schema: SchemaState, use: Use, name: ObjectName): readonly ObjectName[] {
  return [...(schema.usedBy.get(keyOf(use, name))?.keys() ?? [])];
}

export function withUser(schema: SchemaState, use: Use, name: ObjectName, user: ObjectName): SchemaState {
  return withUsers(schema, use, name, [user]);
}

/** What a table speaks of by itself. */
export function withUsesOf(schema: SchemaState, { name, constraints, partitionOf }: TableState): SchemaState {
  let next = schema;
  for (const { references } of constraints)
    if (references) next = withUser(next, 'reference', references.table, name);
  return partitionOf === undefined ? next : withUser(next, 'partition', partitionOf, name);
}

/** Takes back what `withUsesOf` said of a table under its old name. */
export function withoutUsesOf(schema: SchemaState, { name, constraints }: TableState): SchemaState {
  let { usedBy } = schema;
  for (const { references } of constraints) {
    const key = keyOf('reference', references?.table ?? '');
    const users = usedBy.get(key);
    if (users) usedBy = usedBy.with(key, users.with(name, undefined));
  }
  return { ...schema, usedBy };
}

/** All that used one name use the other. */
export function movedUsers(
  schema: SchemaState,
  name: ObjectName,
  to: ObjectName,
  uses: readonly Use[] = ['reference', 'view', 'partition'],
): SchemaState {
  let next = schema;
  for (const use of uses) {
    // Names that are gone would pile up.
    const users = usersOf(next, use, name)
      .map((user) => (user === name ? to : user))
      .filter((user) => user === to || next.tables.has(user) || next.views.has(user));
    if (users.length === 0) continue;
    next = withUsers({ ...next, usedBy: next.usedBy.with(keyOf(use, name), undefined) }, use, to, users);
  }
  return next;
}

function withUsers(
  schema: SchemaState,
  use: Use,
  name: ObjectName,
  users: readonly ObjectName[],
): SchemaState {
  const key = keyOf(use, name);
  let all: Snapshot<true> = schema.usedBy.get(key) ?? emptySnapshot();
  for (const user of users) all = all.with(user, true);
  return { ...schema, usedBy: schema.usedBy.with(key, all) };
}

function keyOf(use: Use, name: ObjectName): string {
  return `${use} ${name}`;
}
