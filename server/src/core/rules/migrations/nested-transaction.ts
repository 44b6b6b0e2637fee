import { stepsOf, whileItRuns } from '../../migrations/judging/steps.ts';
import { TOOLS } from '../../migrations/toolTable.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/nested-transaction',
  impact: 'medium',
  stage: 'deployment',
  title: 'Migration that ends the transaction of its tool',
  why: 'The tool runs the migration in a transaction of its own, so that it either works as a whole or changes nothing. A COMMIT in the file ends that: when a later statement fails, the first half stays, and the migration can’t be run again.',
  *check(workspace) {
    const reported = new Set<string>();
    for (const step of stepsOf(workspace, ['begin', 'commit', 'rollback'], 'postgres', 'sqlite')) {
      const { migration, history, operation, statement } = step;
      const isOpened = migration.transaction === 'file' || migration.transaction === 'all';
      if (!isOpened || history.tool === 'sql' || operation.outside || reported.has(migration.file)) continue;
      // Code that opens a transaction by a call makes a savepoint, or uses a connection of its own.
      if (!isSqlFile(migration.file) && !statement.embedded) continue;
      reported.add(migration.file);
      const { name } = TOOLS[history.tool];
      const all = migration.transaction === 'all' ? 'all pending migrations' : 'each migration';
      yield* whileItRuns(step, {
        kind: operation.kind,
        message: `${name} runs ${all} in a transaction already. This one ends it too early: if something fails after its COMMIT, half of the migration stays. Take BEGIN and COMMIT out.`,
      });
    }
  },
});

function isSqlFile(file: string): boolean {
  return file.endsWith('.sql');
}
