import { isOnLiveTable, stepsOf, whileItRuns } from '../../migrations/judging/steps.ts';
import { locksOutReaders } from '../../migrations/judging/transactions.ts';
import type { Step } from '../../migrations/model.ts';
import { UNKNOWN_NAME, type OperationKind } from '../../migrations/operation.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/several-locked-tables',
  impact: 'low',
  stage: 'deployment',
  title: 'Several tables locked by one transaction',
  why: 'The first table stays locked until the transaction has the second one as well. Where the product uses the two in the other order, both wait for each other, and the database breaks one of them off.',
  *check(workspace) {
    const locked = new Map<string, Map<string, Step>>();
    const told = new Set<string>();
    for (const step of stepsOf(workspace, LOCKING, 'postgres')) {
      const { migration, operation, limits, transaction } = step;
      const table = step.table?.name ?? ('table' in operation ? operation.table : undefined);
      if (told.has(migration.file) || migration.released === 'yes' || limits.lock) continue;
      if (
        transaction.inside !== 'yes' ||
        !isOnLiveTable(step) ||
        !locksOutReaders(operation) ||
        operation.nested
      )
        continue;
      if (
        table === undefined ||
        table === UNKNOWN_NAME ||
        ('concurrently' in operation && operation.concurrently)
      )
        continue;
      // In front of the first creation: there is nothing to lock.
      if (operation.kind === 'drop-table' && operation.ifExists && !step.table) continue;
      const key = `${migration.file}\0${transaction.id}`;
      const tables = locked.get(key) ?? new Map<string, Step>();
      locked.set(key, tables.has(table) ? tables : tables.set(table, step));
      // Two are common, and go well nearly always.
      if (tables.size < 3) continue;
      const [[earlierTable, earlier] = [table, step], [second] = [table]] = tables;
      told.add(migration.file);
      const finding = whileItRuns(
        step,
        {
          kind: `${earlierTable} ${table}`,
          message: `${earlierTable} and ${second} are locked already, and stay so until this has ${table} as well and the transaction ends. A request that uses them in another order waits for this, and this for it. Change one table in each migration, or set lock_timeout.`,
          related: [{ file: migration.file, at: earlier.operation.at, message: `Locks ${earlierTable}` }],
        },
        'low',
      );
      if (finding) yield finding;
    }
  },
});

const LOCKING = [
  'add-column',
  'drop-column',
  'rename-column',
  'change-type',
  'change-column',
  'set-not-null',
  'drop-not-null',
  'set-default',
  'drop-default',
  'add-constraint',
  'drop-constraint',
  'drop-index',
  'drop-table',
  'rename-table',
  'truncate',
  'detach-partition',
] as const satisfies readonly OperationKind[];
