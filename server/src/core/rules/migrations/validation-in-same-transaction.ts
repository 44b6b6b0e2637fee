import { withRewrite } from '../../migrations/judging/offers.ts';
import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { sameTransaction } from '../../migrations/judging/transactions.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/validation-in-same-transaction',
  impact: 'medium',
  stage: 'deployment',
  title: 'Constraint that is validated while its lock is still held',
  why: 'NOT VALID is there so that rows are checked while others go on working. In the same transaction the lock of the first step is held through the second, and everybody waits all the same.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['validate-constraint'], 'postgres')) {
      const { operation, transaction, history, migration } = step;
      if (transaction.inside !== 'yes' || !isOnLiveTable(step)) continue;
      const added = sameTransaction(history, step).find(
        ({ operation: one }) =>
          one.kind === 'add-constraint' &&
          one.table === operation.table &&
          one.constraint.name === operation.name,
      );
      if (!added) continue;
      yield* whileItRuns(step, {
        kind: `${operation.table} ${operation.name}`,
        message: `The lock on ${tableWord(operation.table)} that line ${added.operation.at.line} took is held while all rows are checked here: NOT VALID gains nothing. Validate in the next migration.`,
        related: [{ file: migration.file, at: added.operation.at, message: 'Takes the lock' }],
        ...withRewrite(step, 'own-file'),
      });
    }
  },
});
