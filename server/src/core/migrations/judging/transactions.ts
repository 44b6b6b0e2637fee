/** What the rules about transactions share. */
import type { History, Step } from '../model.ts';
import { perHistory } from './perHistory.ts';
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

/** The steps that run in the same transaction, in order: of several migrations where all that is pending runs in one. */
export function sameTransaction(history: History, step: Step): readonly Step[] {
  return stepsByTransaction(history).get(step.transaction.id) ?? [];
}

const stepsByTransaction = perHistory(({ steps }): ReadonlyMap<number, readonly Step[]> => {
  const lists = new Map<number, Step[]>();
  for (const step of steps) {
    if (step.transaction.inside !== 'yes') continue;
    const list = lists.get(step.transaction.id);
    if (list) list.push(step);
    else lists.set(step.transaction.id, [step]);
  }
  return lists;
});
