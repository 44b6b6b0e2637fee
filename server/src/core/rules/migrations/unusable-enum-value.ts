import { withRewrite } from '../../migrations/judging/offers.ts';
import { stepsOf, whileItRuns } from '../../migrations/judging/steps.ts';
import { outsideOfTransaction } from '../../migrations/judging/toolWords.ts';
import { sameTransaction } from '../../migrations/judging/transactions.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/unusable-enum-value',
  impact: 'high',
  stage: 'deployment',
  title: 'Enum value that is used in the transaction that adds it',
  why: 'PostgreSQL doesn’t let a new value be used before it is committed: the migration fails, and the deploy with it.',
  *check(workspace, context) {
    for (const step of stepsOf(workspace, ['add-enum-value'], 'postgres')) {
      const { operation, transaction, history, before, migration } = step;
      if (
        transaction.inside !== 'yes' ||
        before.enums.get(operation.name)?.origin.migration === migration.index
      )
        continue;
      const isOld = history.serverVersion !== undefined && history.serverVersion < 12;
      const text = context.read(migration.file) ?? '';
      const later = sameTransaction(history, step);
      const use = later
        .slice(later.findIndex((one) => one.operation === operation) + 1)
        .find(
          (one) =>
            one.operation.kind !== 'add-enum-value' &&
            text.slice(one.statement.range.start, one.statement.range.end).includes(`'${operation.value}'`),
        );
      if (!use && !isOld) continue;
      yield* whileItRuns(step, {
        kind: `${operation.name} ${operation.value}`,
        message: use
          ? `“${operation.value}” can’t be used before the transaction that adds it is over, and line ${use.operation.at.line} uses it: the migration fails. Use it in the next migration.`
          : `Before PostgreSQL 12, a value can’t be added to an enum inside a transaction: the migration fails. Add it ${outsideOfTransaction(step)}.`,
        ...(use
          ? {
              related: [{ file: migration.file, at: use.operation.at, message: 'Uses the new value' }],
              ...withRewrite({ ...use, history }, 'own-file'),
            }
          : {}),
      });
    }
  },
});
