import { changesManyRows, runsAllBatches, schemaChangeBeside } from '../../migrations/judging/backfills.ts';
import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/backfill-with-schema-change',
  impact: 'medium',
  stage: 'deployment',
  title: 'Schema and data changed in one migration',
  why: 'The lock that the change of the schema took is held until all rows are changed: on a large table nobody can use it for minutes. And when changing the rows fails, there is no telling what is done and what is not.',
  *check(workspace) {
    const told = new Set<string>();
    for (const step of stepsOf(workspace, ['update', 'delete', 'insert', 'data-code'], 'postgres', 'mysql')) {
      const { operation, migration } = step;
      const isMany = changesManyRows(step);
      if (told.has(migration.file) || !(isMany || (runsAllBatches(step) && isOnLiveTable(step)))) continue;
      const beside = schemaChangeBeside(step);
      if (!beside || !(isMany || beside.isLockHeld)) continue;
      const { change, isLockHeld } = beside;
      const table = 'table' in change.operation ? tableWord(change.operation.table) : 'the table';
      const [finding] = whileItRuns(step, {
        kind: `${operation.kind} ${operation.table ?? ''}`,
        message: isLockHeld
          ? `Line ${change.operation.at.line} locks ${table}, and nobody can use it until this has changed all rows. Change rows in a migration or job of their own.`
          : `This migration changes both the schema of ${table} and rows. Give the rows a migration or job of their own, so that each can be repeated or taken back by itself.`,
        ...(isLockHeld ? {} : { impact: 'low' }),
        related: [{ file: migration.file, at: change.operation.at, message: 'Changes the schema' }],
      });
      if (!finding) continue;
      told.add(migration.file);
      yield finding;
    }
  },
});
