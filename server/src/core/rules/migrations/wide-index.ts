import { stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/wide-index',
  impact: 'low',
  stage: 'deployment',
  title: 'Index on many columns',
  why: 'An index on four columns or more is seldom faster than one on the first two or three. It takes much space, and every change of a row has to keep it up to date.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['create-index'], 'postgres', 'mysql')) {
      const { table, index } = step.operation;
      const { columns, unique, method = 'btree' } = index;
      // Unique ones are there for what they forbid, and other methods look at all columns alike.
      if (unique || method !== 'btree' || columns.length <= MOST_COLUMNS) continue;
      yield* whileItRuns(step, {
        kind: `${table} ${index.name ?? columns.join(',')}`,
        message: `This index on ${tableWord(table)} has ${String(columns.length)} columns. Begin with the two or three that leave the fewest rows: more of them rarely make a query faster, and each makes writing slower.`,
      });
    }
  },
});

const MOST_COLUMNS = 3;
