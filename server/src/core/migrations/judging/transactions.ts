/** What the rules about transactions share. */
import type { History, Step } from '../model.ts';
import { stepsOfMigration } from './steps.ts';
import { lockOf } from '../locks.ts';
import type { ObjectName } from '../operation.ts';

/** The table that nobody can read until the transaction ends, as it was measured; undefined where there is none. */
export function lockedOutOf(step: Step): ObjectName | undefined {
  const known = tables.get(step);
  if (known !== undefined) return known === NONE ? undefined : known;
  const verdict = lockOf(step.operation, step);
  const table = verdict?.lock === 'AccessExclusive' ? verdict.on : undefined;
  tables.set(step, table ?? NONE);
  return table;
}

/** Several rules ask it of nearly all steps. */
const tables = new WeakMap<Step, ObjectName | typeof NONE>();
const NONE = Symbol('no table');

/** The steps of the same migration that run in the same transaction, in order. */
export function sameTransaction(history: History, step: Step): readonly Step[] {
  return stepsOfMigration(history, step.migration).filter(
    ({ transaction }) => transaction.inside === 'yes' && transaction.id === step.transaction.id,
  );
}
