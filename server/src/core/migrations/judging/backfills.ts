/** Changes of many rows beside changes of the schema. */
import type { Migration, Step } from '../model.ts';
import type { Statement } from '../types.ts';
import { isLiveTable } from './liveObjects.ts';
import { isOnLiveTable, stepsOfMigration, type JudgedStep } from './steps.ts';
import { lockedOutOf } from './transactions.ts';

export type RowChange = JudgedStep<'update' | 'delete' | 'insert' | 'data-code'>;

/** Whether it changes more than a row that is named by its key, or some that are written out. */
export function changesManyRows(step: RowChange): boolean {
  const { operation } = step;
  if (operation.kind === 'insert')
    return operation.fromTables?.some((table) => isLiveTable(step, table)) === true;
  if (!isOnLiveTable(step)) return false;
  if (operation.kind === 'data-code') return true;
  return !operation.batched && !(operation.where && ONE_ROW.test(operation.where.text));
}

const ONE_ROW = /^\(*[\w."]*\bid"?\)?\s*=\s*(?:'[^']*'|\d+)\)*$/i;

/** Goes through all rows, in batches that one transaction holds together. */
export function runsAllBatches({ operation }: RowChange): boolean {
  return (operation.kind === 'update' || operation.kind === 'delete') && operation.allBatches === true;
}

interface SchemaChange {
  readonly change: Step | undefined;
  /** Statements that run before it. */
  readonly earlier: ReadonlySet<Statement>;
}

const changes = new WeakMap<Migration, SchemaChange>();

/** The change of the schema of a live table that stands in the same migration, if one does. */
export function schemaChangeBeside(
  step: RowChange,
): { readonly change: Step; readonly isLockHeld: boolean } | undefined {
  const { migration, statement, transaction } = step;
  // Migrations that move data have thousands of statements: they are looked through once.
  let found = changes.get(migration);
  if (!found) changes.set(migration, (found = firstChange(step)));
  const { change, earlier } = found;
  if (!change) return undefined;
  const isLockHeld =
    !earlier.has(statement) &&
    change.transaction.inside === 'yes' &&
    transaction.id === change.transaction.id;
  return { change, isLockHeld };
}

/** In the order in which they run: functions may stand above what calls them. */
function firstChange(step: RowChange): SchemaChange {
  const earlier = new Set<Statement>();
  for (const one of stepsOfMigration(step.history, step.migration)) {
    if (changesLiveTable(step, one)) {
      earlier.delete(one.statement);
      return { change: one, earlier };
    }
    earlier.add(one.statement);
  }
  return { change: undefined, earlier };
}

function changesLiveTable(step: RowChange, one: Step): boolean {
  return (
    isOnLiveTable(one) &&
    !one.operation.nested &&
    'table' in one.operation &&
    one.operation.table !== undefined &&
    isLiveTable(step, one.operation.table) &&
    lockedOutOf(one) !== undefined
  );
}
