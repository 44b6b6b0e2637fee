/** What the lock of an operation depends on, and what is said of it. */
import type { LockMode } from './lockModes.ts';
import type { LockRole } from './lockTable.ts';
import type { ObjectName } from './operation.ts';
import type { ColumnState, SchemaState, TableState } from './schema.ts';

/** What is known of the database: a `Step` of the model has it all. */
export interface LockFacts {
  readonly table?: TableState | undefined;
  readonly column?: ColumnState | undefined;
  readonly before?: SchemaState | undefined;
  /** Major version of the server. */
  readonly serverVersion?: number | undefined;
}

export interface LockCases {
  /** The table that the operation names; absent where it only locks others. */
  readonly on?: ObjectName;
  /** Rows of the table by their case; all of them hold. */
  readonly cases: readonly string[];
  readonly others?: readonly { readonly role: LockRole; readonly names: readonly ObjectName[] }[];
  /** A lock that the statement itself names. */
  readonly mode?: LockMode;
  /** False where what decides is not known. */
  readonly certain: boolean;
}

export function plain(on: ObjectName, name: string, certain = true): LockCases & { readonly on: ObjectName } {
  return { on, cases: [name], certain };
}

/** Tables with a foreign key to this one. */
export function referencing(table: ObjectName, { before }: LockFacts): readonly ObjectName[] {
  return [...(before?.tables.values() ?? [])]
    .filter(
      ({ name, constraints }) =>
        name !== table && constraints.some(({ references }) => references?.table === table),
    )
    .map(({ name }) => name);
}

export function tableOfIndex(name: ObjectName | undefined, { before }: LockFacts): ObjectName | undefined {
  return name === undefined ? undefined : before?.indexes.get(name)?.table;
}

export function indexesOf(table: ObjectName, { before }: LockFacts): readonly ObjectName[] {
  return [...(before?.indexesByTable.get(table)?.keys() ?? [])];
}

/** Views that read a table or view, and those that read these. */
export function viewsOf(name: ObjectName, { before }: LockFacts): readonly ObjectName[] {
  const found = new Set<ObjectName>();
  const queue = [name];
  for (let read = queue.pop(); read !== undefined; read = queue.pop())
    for (const view of before?.views.values() ?? [])
      if (view.reads.includes(read) && !found.has(view.name)) {
        found.add(view.name);
        queue.push(view.name);
      }
  return [...found];
}
