import { withRewrite } from '../../migrations/judging/offers.ts';
import { stepsOf, whileItRuns, type JudgedStep } from '../../migrations/judging/steps.ts';
import { outsideOfTransaction } from '../../migrations/judging/toolWords.ts';
import { sameTransaction } from '../../migrations/judging/transactions.ts';
import type { Step } from '../../migrations/model.ts';
import { TOOLS } from '../../migrations/toolTable.ts';
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
      const textOf = ({ migration: { file }, statement: { range } }: Step): string =>
        context.read(file)?.slice(range.start, range.end) ?? '';
      const later = sameTransaction(history, step);
      const use = later
        .slice(later.findIndex((one) => one.operation === operation) + 1)
        .find(
          (one) => one.operation.kind !== 'add-enum-value' && textOf(one).includes(`'${operation.value}'`),
        );
      if (!use && !isOld) continue;
      yield* whileItRuns(step, {
        kind: `${operation.name} ${operation.value}`,
        message: use
          ? messageFor(operation.value, step, use)
          : `Before PostgreSQL 12, a value can’t be added to an enum inside a transaction: the migration fails. Add it ${outsideOfTransaction(step)}.`,
        ...(use
          ? {
              related: [{ file: use.migration.file, at: use.operation.at, message: 'Uses the new value' }],
              ...(use.migration === migration ? withRewrite({ ...use, history }, 'own-file') : {}),
            }
          : {}),
      });
    }
  },
});

function messageFor(value: string, { migration, history }: JudgedStep, use: Step): string {
  const { file } = use.migration;
  const { line } = use.operation.at;
  const [where, remedy] =
    use.migration === migration
      ? [`line ${line}`, 'Use it in the next migration.']
      : [
          `${file}:${line}`,
          `${TOOLS[history.tool].name} runs all migrations that are pending in one transaction: deploy this one first, and the other one in a later deploy.`,
        ];
  return `“${value}” can’t be used before the transaction that adds it is over, and ${where} uses it: the migration fails. ${remedy}`;
}
