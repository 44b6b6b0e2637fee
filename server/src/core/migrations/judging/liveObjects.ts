/** Whether customers are at work on what an operation touches beside its own table. */
import type { Migration } from '../model.ts';
import type { Origin } from '../schema.ts';
import type { JudgedStep } from './steps.ts';

/** A view, an index, a column that is made in the same deploy as the migration that changes it: no release knows it. */
export function isNewToCustomers(
  { history, migration }: Pick<JudgedStep, 'history' | 'migration'>,
  origin: Origin | undefined,
): boolean {
  if (!origin) return false;
  if (origin.migration === migration.index) return true;
  return isUnreleased(history.migrations[origin.migration]) && isUnreleased(migration);
}

/** The same of the column that the operation changes. */
export function isNewColumn(step: JudgedStep): boolean {
  return isNewToCustomers(step, step.column?.origin);
}

/** `isOnLiveTable` of a table that the operation names beside its own: one that a foreign key refers to. */
export function isLiveTable(step: JudgedStep, table: string): boolean {
  return !isNewToCustomers(step, step.before.tables.get(table)?.created);
}

function isUnreleased(migration: Migration | undefined): boolean {
  return migration?.released === 'no';
}
