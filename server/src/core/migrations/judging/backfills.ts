/** Changes of many rows beside changes of the schema. */
import type { Step } from '../model.ts';
import { isLiveTable, isOnLiveTable, stepsOfMigration, type JudgedStep } from './steps.ts';
import { locksOutReaders } from './transactions.ts';

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

/** The change of the schema of a live table that stands in the same migration, if one does. */
export function schemaChangeBeside(
  step: RowChange,
): { readonly change: Step; readonly isLockHeld: boolean } | undefined {
  const own = stepsOfMigration(step.history, step.migration);
  const change = own.find((one) => changesLiveTable(step, one));
  if (!change) return undefined;
  const isBefore = own.indexOf(change) < own.findIndex((one) => one.operation === step.operation);
  const isLockHeld =
    isBefore && change.transaction.inside === 'yes' && step.transaction.id === change.transaction.id;
  return { change, isLockHeld };
}

function changesLiveTable(step: RowChange, one: Step): boolean {
  return (
    isOnLiveTable(one) &&
    locksOutReaders(one.operation) &&
    !one.operation.nested &&
    'table' in one.operation &&
    one.operation.table !== undefined &&
    isLiveTable(step, one.operation.table)
  );
}
