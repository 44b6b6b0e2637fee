/** What the rules about transactions share. */
import type { History, Step } from '../model.ts';
import { stepsOfMigration } from './steps.ts';
import { TOOLS } from '../toolTable.ts';
import type { Operation } from '../operation.ts';

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

/** Takes the strongest lock on a table that is in use: nobody can read it until the transaction ends. */
export function locksOutReaders({ kind }: Operation): boolean {
  return EXCLUSIVE.has(kind);
}

const EXCLUSIVE: ReadonlySet<Operation['kind']> = new Set<Operation['kind']>([
  'add-column',
  'drop-column',
  'rename-column',
  'change-type',
  'change-column',
  'set-not-null',
  'drop-not-null',
  'set-default',
  'drop-default',
  'drop-expression',
  'add-constraint',
  'drop-constraint',
  'rename-constraint',
  'drop-index',
  'drop-table',
  'rename-table',
  'set-schema',
  'truncate',
  'cluster',
  'row-level-security',
  'create-policy',
  'alter-policy',
  'drop-policy',
  'drop-trigger',
  'detach-partition',
]);

/** The steps of the same migration that run in the same transaction, in order. */
export function sameTransaction(history: History, step: Step): readonly Step[] {
  return stepsOfMigration(history, step.migration).filter(
    ({ transaction }) => transaction.inside === 'yes' && transaction.id === step.transaction.id,
  );
}
