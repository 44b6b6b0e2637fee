import {
  isOnLiveTable,
  stepsOf,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/forced-create-table',
  impact: 'high',
  stage: 'deployment',
  title: 'Table that is dropped before it is created',
  why: 'If production has the table already, everything in it is gone the moment this runs. Without “force” the migration would stop with an error instead.',
  *check(workspace) {
    const byFile = new Map<string, JudgedStep<'drop-table'>[]>();
    for (const step of stepsOf(workspace, ['drop-table'])) {
      const { operation, statement, history, table, migration } = step;
      // A table that is known to be there is reported as one that is dropped with its data.
      if (history.tool !== 'rails' || !isOnLiveTable(step) || table?.created) continue;
      if (!statement.operations.some((one) => one.kind === 'create-table' && one.table === operation.table))
        continue;
      byFile.set(migration.file, [...(byFile.get(migration.file) ?? []), step]);
    }
    for (const [first, ...others] of byFile.values()) {
      if (first) yield* reportOn(first, others.length);
    }
  },
});

/** Once a file: whole schemas are copied with “force” at each table. */
function reportOn(step: JudgedStep<'drop-table'>, others: number): readonly PlacedFinding[] {
  const { table } = step.operation;
  const more =
    others === 0
      ? ''
      : ` The same goes for ${others} more ${others === 1 ? 'table' : 'tables'} of this file.`;
  return whileItRuns(step, {
    kind: table,
    message: `force drops ${tableWord(table)} with everything in it, if it is there already. Leave it out: the migration then stops with an error, and nothing is lost.${more}`,
  });
}
