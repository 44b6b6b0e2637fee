/** What node-pg-migrate does on the way back where a migration has no `down`: the opposite of each step, if every step has one. */
import type { Operation, OperationKind, OperationOf } from '../operation.ts';
import type { Statement } from '../types.ts';
import type { Bare } from './building.ts';

export function inferredDown(up: readonly Statement[]): Statement[] | undefined {
  const down: Statement[] = [];
  for (const statement of up.toReversed()) {
    const operations: Operation[] = [];
    for (const operation of statement.operations.toReversed()) {
      const opposite = oppositeOf(operation);
      if (!opposite) return undefined;
      operations.push(opposite);
    }
    down.push({ ...statement, operations });
  }
  return down;
}

function oppositeOf(operation: Operation): Operation | undefined {
  const opposite = opposites.get(operation.kind)?.(operation);
  return opposite && { ...opposite, at: operation.at };
}

type Opposites = { readonly [K in OperationKind]?: (operation: OperationOf<K>) => Bare };

// https://salsita.github.io/node-pg-migrate/migrations/: "Automatic inferring of down migrations".
const OPPOSITES: Opposites = {
  'create-table': ({ table }) => ({ kind: 'drop-table', table }),
  'rename-table': ({ table, to }) => ({ kind: 'rename-table', table: to, to: table }),
  'add-column': ({ table, column: { name } }) => ({ kind: 'drop-column', table, column: name }),
  'rename-column': ({ table, column, to }) => ({ kind: 'rename-column', table, column: to, to: column }),
  'create-index': ({ table, index: { columns } }) => ({ kind: 'drop-index', table, columns }),
  'add-constraint': ({ table, constraint: { name } }) => ({
    kind: 'drop-constraint',
    table,
    ...(name === undefined ? {} : { name }),
  }),
  'rename-constraint': ({ table, name, to }) => ({ kind: 'rename-constraint', table, name: to, to: name }),
  'create-enum': ({ name }) => ({ kind: 'drop-type', name }),
  'rename-type': ({ name, to }) => ({ kind: 'rename-type', name: to, to: name }),
  'create-domain': ({ name }) => ({ kind: 'drop-type', name }),
  'create-view': ({ name }) => ({ kind: 'drop-view', name }),
  'create-function': ({ name }) => ({ kind: 'drop-function', name }),
  'create-trigger': ({ table, name }) => ({ kind: 'drop-trigger', table, name }),
  'create-policy': ({ table, policy: { name } }) => ({ kind: 'drop-policy', table, name }),
  'create-schema': ({ name }) => ({ kind: 'drop-schema', name }),
  'create-extension': ({ name }) => ({ kind: 'drop-extension', name }),
  'create-sequence': ({ name }) => ({ kind: 'drop-sequence', name }),
  'create-role': ({ name }) => ({ kind: 'drop-role', name }),
};

/** Each entry takes the operation of its own kind, which a union can't say. */
const opposites = new Map(Object.entries(OPPOSITES) as [string, (operation: Operation) => Bare][]);
