import { addedConstraints } from '../../migrations/judging/addedConstraints.ts';
import { nobodyCanUse } from '../../migrations/judging/lockWords.ts';
import { whileItRuns } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/blocking-exclusion',
  impact: 'high',
  stage: 'deployment',
  title: 'Exclusion constraint that locks the table',
  why: 'An exclusion constraint compares every row with the others and builds an index. Until that is done nobody can read or save anything in the table.',
  *check(workspace) {
    for (const { step, kind } of addedConstraints(workspace, 'exclude', 'postgres')) {
      const { table } = step.operation;
      yield* whileItRuns(step, {
        kind,
        message: `${nobodyCanUse(table, 'its rows are compared and the index is built')} PostgreSQL has no way to do that beside the work of others: create a new table with the constraint and move the rows in small steps, or run it with lock_timeout when few people are at work.`,
      });
    }
  },
});
