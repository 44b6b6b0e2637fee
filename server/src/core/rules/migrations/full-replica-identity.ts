import { indexesFor } from '../../migrations/judging/finalTables.ts';
import { textFrom } from '../../migrations/judging/statementText.ts';
import { stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/full-replica-identity',
  impact: 'low',
  stage: 'deployment',
  title: 'Every change writes the whole old row',
  why: 'Each update and delete writes all columns of the old row to the log as well. Saving gets slower, and copies of the database fall behind where rows are wide or change often.',
  *check(workspace, context) {
    for (const step of stepsOf(workspace, ['alter-table-other'], 'postgres')) {
      const { operation, history } = step;
      if (operation.what !== 'replica-identity' || !/\bidentity\s+full\b/.test(textFrom(step, context)))
        continue;
      const table = history.final.tables.get(operation.table);
      // Without a key there is no other way to tell which row has changed.
      const hasKey = indexesFor(history.final, operation.table).some(({ unique }) => unique);
      if (table?.created && table.complete && !hasKey) continue;
      yield* whileItRuns(step, {
        kind: operation.table,
        message: `From here on every update and delete of ${tableWord(operation.table)} writes the whole old row to the log, which makes saving slower. The primary key is enough for replication; keep this only where somebody needs the old values.`,
      });
    }
  },
});
