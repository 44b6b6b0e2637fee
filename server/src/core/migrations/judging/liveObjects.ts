/** Whether customers are at work on what an operation touches beside its own table. */
import type { Migration } from '../model.ts';
import type { Origin } from '../schema.ts';
import type { JudgedStep } from './steps.ts';

/** A view or an index that is made in the same deploy as the migration that changes it. */
export function isNewToCustomers(
  { history, migration }: Pick<JudgedStep, 'history' | 'migration'>,
  origin: Origin | undefined,
): boolean {
  if (!origin) return false;
  if (origin.migration === migration.index) return true;
  return isUnreleased(history.migrations[origin.migration]) && isUnreleased(migration);
}

function isUnreleased(migration: Migration | undefined): boolean {
  return migration?.released === 'no';
}

/** MySQL is told to do it without holding anybody up, and refuses where it can't. */
export function isToldToRunOnline({ algorithm, lock }: JudgedStep['operation']): boolean {
  return lock === 'none' || algorithm === 'instant' || (algorithm === 'inplace' && lock === undefined);
}

/** The workspace pins a server that is older. */
export function isOlderThan({ history }: Pick<JudgedStep, 'history'>, major: number): boolean {
  return (
    history.dialect === 'postgres' && history.serverVersion !== undefined && history.serverVersion < major
  );
}
