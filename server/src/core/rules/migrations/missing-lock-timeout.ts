import { withRewrite } from '../../migrations/judging/offers.ts';
import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { locksOutReaders } from '../../migrations/judging/transactions.ts';
import type { History, Step } from '../../migrations/model.ts';
import type { OperationKind } from '../../migrations/operation.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/missing-lock-timeout',
  impact: 'low',
  stage: 'deployment',
  title: 'Lock that is waited for without a limit',
  why: 'The lock takes an instant once it is there. But while the migration waits for it behind one long query, everybody else queues up behind the migration: a report that runs for ten minutes stops the product for ten minutes.',
  *check(workspace) {
    const reported = new Set<string>();
    for (const step of newestFirst(stepsOf(workspace, LOCKING, 'postgres'))) {
      const { migration, operation, limits, history } = step;
      // Who never says how long to wait is told once, where the next migration is written.
      const place = setsLimits(history) ? migration.file : history.folder;
      if (limits.lock || migration.released === 'yes' || reported.has(place)) continue;
      if (!isOnLiveTable(step) || !locksOutReaders(operation) || operation.nested) continue;
      if ('concurrently' in operation && operation.concurrently) continue;
      reported.add(place);
      const finding = whileItRuns(
        step,
        {
          kind: 'lock_timeout',
          message: `If a long query holds ${tableWord(step.table?.name ?? ('table' in operation ? operation.table : undefined))}, this waits for it, and everybody who needs the table waits behind this. Say how long it may wait (SET lock_timeout = '5s') and try again later.`,
          ...withRewrite(step, 'lock-timeout'),
        },
        'low',
      );
      if (finding) yield finding;
    }
  },
});

function setsLimits({ steps }: History): boolean {
  return steps.some(({ limits }) => limits.lock);
}

/** The first step of the newest migration comes first. */
function newestFirst<S extends Step>(steps: Iterable<S>): readonly S[] {
  return [...steps].sort((a, b) => b.migration.index - a.migration.index);
}

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
  'set-schema',
  'row-level-security',
  'create-policy',
  'drop-trigger',
  'detach-partition',
] as const satisfies readonly OperationKind[];
