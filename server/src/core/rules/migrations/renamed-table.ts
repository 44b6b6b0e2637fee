import {
  isOnLiveTable,
  stepsOf,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import { laterInMigration, toldUses, withUses } from '../../migrations/judging/vanishing.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/renamed-table',
  impact: 'high',
  stage: 'deployment',
  title: 'Table that is renamed under the running release',
  why: 'Between this migration and the end of the deploy, every query of the release that still runs asks for a table that is no longer there, and fails. Going back to that release fails too.',
  *check(workspace, context) {
    const steps = [...stepsOf(workspace, ['rename-table', 'set-schema'])].filter(
      (step) => isOnLiveTable(step) && !isPutBack(step) && !isSequence(step),
    );
    for (const { step, uses } of withUses(steps, ({ operation }) => operation, context)) {
      const { table } = step.operation;
      const { sentence, related } = toldUses(uses);
      const hasView = leavesView(step);
      yield* whileItRuns(step, {
        kind: table,
        message: hasView
          ? `${tableWord(table)} gets another name, and a view takes its place. Check that everything that writes to it can write to the view.`
          : `The release that runs while this is deployed still asks for ${tableWord(table)}, and fails.${sentence} Leave a view with the old name in the same migration, and drop that in a later release.`,
        related,
        ...(hasView ? { impact: 'low' } : uses.length > 0 ? { impact: 'blocker' } : {}),
      });
    }
  },
});

/** ALTER TABLE renames sequences as well, and columns find theirs by its number: https://www.postgresql.org/docs/current/sql-altertable.html */
function isSequence({ table, operation }: JudgedStep<'rename-table' | 'set-schema'>): boolean {
  return (
    table === undefined &&
    operation.kind === 'rename-table' &&
    operation.table.endsWith('_seq') &&
    operation.to.endsWith('_seq')
  );
}

/** SQLite's other way to change a table: rename it, create it anew, copy the rows. Its name is there at the end. */
function isPutBack(step: JudgedStep<'rename-table' | 'set-schema'>): boolean {
  const { table } = step.operation;
  return laterInMigration(step).some(
    ({ operation }) =>
      (operation.kind === 'create-table' && operation.table === table) ||
      (operation.kind === 'rename-table' && operation.to === table),
  );
}

function leavesView(step: JudgedStep<'rename-table' | 'set-schema'>): boolean {
  return laterInMigration(step).some(
    ({ operation }) => operation.kind === 'create-view' && operation.name === step.operation.table,
  );
}
