/** What the rules about transactions share. */
import type { History, Step } from '../model.ts';
import { stepsOfMigration } from './steps.ts';
import { TOOLS } from '../toolTable.ts';
import { lockOf } from '../locks.ts';
import type { ObjectName } from '../operation.ts';

/** How this tool runs one migration without a transaction, in words: "put “-- +goose NO TRANSACTION” on its first line". */
export function wayOutOfTransaction({ tool }: History): string | undefined {
  const { optOut, name } = TOOLS[tool];
  if (!optOut) return undefined;
  const { text, where, file, needs } = optOut;
  const place = {
    'first-line': `put “${text}” on its first line`,
    heading: `add “${text}” to the comment that opens it`,
    'class-body': `put “${text}” into its class`,
    module: `put “${text}” into the file`,
    function: `put “${text}” first`,
    block: `put it into “${text}”`,
    'file-beside': `put “${text}” into ${file?.replace('*', 'its file name + ') ?? 'a file beside it'}`,
  }[where];
  return `With ${name}, ${place}${needs === undefined ? '' : ` (${needs})`}.`;
}

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
