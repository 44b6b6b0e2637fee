/** Changes of many rows beside changes of the schema. */
import type { Migration, Step } from '../model.ts';
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

const changes = new WeakMap<Migration, Step | 'none'>();

/** The change of the schema of a live table that stands in the same migration, if one does. */
export function schemaChangeBeside(
  step: RowChange,
): { readonly change: Step; readonly isLockHeld: boolean } | undefined {
  const { history, migration, statement, transaction } = step;
  // Migrations that move data have thousands of statements: they are looked through once.
  let change = changes.get(migration);
  if (!change) {
    change = stepsOfMigration(history, migration).find((one) => changesLiveTable(step, one)) ?? 'none';
    changes.set(migration, change);
  }
  if (change === 'none') return undefined;
  const isBefore = change.statement.range.start <= statement.range.start;
  const isLockHeld =
    isBefore && change.transaction.inside === 'yes' && transaction.id === change.transaction.id;
  return { change, isLockHeld };
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
