import { withRewrite } from '../../migrations/judging/offers.ts';
import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { sameTransaction } from '../../migrations/judging/transactions.ts';
import { TOOLS } from '../../migrations/toolTable.ts';
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
      const isHere = added.migration === migration;
      yield* whileItRuns(step, {
        kind: `${operation.table} ${operation.name}`,
        message: `The lock on ${tableWord(operation.table)} that ${isHere ? `line ${added.operation.at.line}` : `${added.migration.file}:${added.operation.at.line}`} took is held while all rows are checked here: NOT VALID gains nothing. ${isHere ? 'Validate in the next migration.' : `${TOOLS[history.tool].name} runs all migrations that are pending in one transaction: deploy that one first, and this one later.`}`,
        related: [{ file: added.migration.file, at: added.operation.at, message: 'Takes the lock' }],
        // Nobody has to deploy both at once.
        ...(isHere ? withRewrite(step, 'own-file') : { impact: 'low' as const }),
      });
    }
  },
});
