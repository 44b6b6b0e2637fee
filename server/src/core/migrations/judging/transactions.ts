/** What the rules about transactions share. */
import type { History, Step } from '../model.ts';
import { stepsOfMigration } from './steps.ts';
import { lockOf } from '../locks.ts';
import type { ObjectName } from '../operation.ts';

/** The table that nobody can read until the transaction ends, as it was measured; undefined where there is none. */
export function lockedOutOf(step: Step): ObjectName | undefined {
  const verdict = lockOf(step.operation, step);
  return verdict?.lock === 'AccessExclusive' ? verdict.on : undefined;
}

/** The steps of the same migration that run in the same transaction, in order. */
export function sameTransaction(history: History, step: Step): readonly Step[] {
  return stepsOfMigration(history, step.migration).filter(
    ({ transaction }) => transaction.inside === 'yes' && transaction.id === step.transaction.id,
  );
}
