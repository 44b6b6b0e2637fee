import { withRewrite } from '../../migrations/judging/offers.ts';
import {
  isOnLiveTable,
  stepsOfMigration,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import { lockedOutOf } from '../../migrations/judging/transactions.ts';
import type { History, Migration, Step } from '../../migrations/model.ts';
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
        const findings = step ? reportOn({ ...step, history }) : [];
        yield* findings;
        if (findings.length > 0 && !isHabit) break;
      }
    }
  },
});

/** The first statement that waits for a lock which keeps everybody out, without a limit. */
function firstWait(history: History, migration: Migration): Step | undefined {
  return stepsOfMigration(history, migration).find(
    (step) =>
      !step.limits.lock && isOnLiveTable(step) && !step.operation.nested && lockedOutOf(step) !== undefined,
  );
}

function reportOn(step: JudgedStep): readonly PlacedFinding[] {
  return whileItRuns(step, {
    kind: 'lock_timeout',
    message: `If a long query holds ${tableWord(lockedOutOf(step))}, this waits for it, and everybody who needs the table waits behind this. Say how long it may wait (SET lock_timeout = '5s') and try again later.`,
    ...withRewrite(step, 'lock-timeout'),
  });
}
