import { stepsOfMigration, whileItRuns } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/unfinished-transaction',
  impact: 'high',
  stage: 'deployment',
  title: 'Transaction that is never committed',
  why: 'The migration seems to run, and when its connection closes the database takes everything back: the release then starts without the tables that it needs.',
  *check({ migrations }) {
    for (const history of migrations.histories)
      for (const migration of history.migrations) {
        if (!migration.file.endsWith('.sql') || migration.facts.broken) continue;
        const own = stepsOfMigration(history, migration).filter(({ operation }) => !operation.nested);
        const last = own.findLast(
          ({ operation: { kind } }) => kind === 'begin' || kind === 'commit' || kind === 'rollback',
        );
        if (last?.operation.kind !== 'begin') continue;
        yield* whileItRuns(last, {
          kind: 'begin',
          message:
            'This begins a transaction that nothing commits: what the migration did is taken back at its end. Add COMMIT at the end of the file.',
        });
      }
  },
});
