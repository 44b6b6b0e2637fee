import { withRewrite } from '../../migrations/judging/offers.ts';
import {
  isOnLiveTable,
  stepsOfMigration,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import { locksOutReaders } from '../../migrations/judging/transactions.ts';
import type { History, Migration, Step } from '../../migrations/model.ts';
import type { Operation, OperationKind } from '../../migrations/operation.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/missing-lock-timeout',
  impact: 'low',
  stage: 'deployment',
  title: 'Lock that is waited for without a limit',
  why: 'The lock takes an instant once it is there. But while the migration waits for it behind one long query, everybody else queues up behind the migration: a report that runs for ten minutes stops the product for ten minutes.',
  *check({ migrations }) {
    for (const history of migrations.histories) {
      if (history.dialect !== 'postgres') continue;
      // Who never says how long to wait is told once, where the next migration is written.
      const isHabit = history.steps.some(({ limits }) => limits.lock);
      for (const migration of history.migrations.toReversed()) {
        const step = migration.released === 'yes' ? undefined : firstWait(history, migration);
        const finding = step && reportOn({ ...step, history });
        if (finding) yield finding;
        if (finding && !isHabit) break;
      }
    }
  },
});

/** The first statement that waits for a lock which keeps everybody out, without a limit. */
function firstWait(history: History, migration: Migration): Step | undefined {
  return stepsOfMigration(history, migration).find(
    (step) =>
      !step.limits.lock &&
      isLocking(step.operation) &&
      isOnLiveTable(step) &&
      !step.operation.nested &&
      !('concurrently' in step.operation && step.operation.concurrently),
  );
}

function isLocking(operation: Operation): boolean {
  return LOCKING.has(operation.kind) && locksOutReaders(operation);
}

function reportOn(step: JudgedStep): PlacedFinding | undefined {
  const { table, operation } = step;
  const name = table?.name ?? ('table' in operation ? operation.table : undefined);
  return whileItRuns(
    step,
    {
      kind: 'lock_timeout',
      message: `If a long query holds ${tableWord(name)}, this waits for it, and everybody who needs the table waits behind this. Say how long it may wait (SET lock_timeout = '5s') and try again later.`,
      ...withRewrite(step, 'lock-timeout'),
    },
    'low',
  );
}

const LOCKING: ReadonlySet<OperationKind> = new Set<OperationKind>([
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
  'set-schema',
  'row-level-security',
  'create-policy',
  'drop-trigger',
  'detach-partition',
]);
