import { withRewrite } from '../../migrations/judging/offers.ts';
import { isNewToCustomers } from '../../migrations/judging/liveObjects.ts';
import { isOlderThan } from '../../migrations/judging/servers.ts';
import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { concurrently, outsideOfTransaction } from '../../migrations/judging/toolWords.ts';
import { UNKNOWN_NAME } from '../../migrations/operation.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/blocking-index-drop',
  impact: 'medium',
  stage: 'deployment',
  title: 'Index that is dropped while the table is locked',
  why: 'Dropping an index waits for every query that uses the table, and everybody who comes later waits behind it. One slow report is enough to stop the product for as long as it runs.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['drop-index'], 'postgres')) {
      const { operation, table, before } = step;
      const index = before.indexes.get(operation.name ?? UNKNOWN_NAME);
      // Neither is possible with CONCURRENTLY.
      if (operation.concurrently || operation.cascade || table?.partitioned) continue;
      if (!isOnLiveTable(step) || isNewToCustomers(step, index?.origin) || isOlderThan(step, 10)) continue;
      const name = operation.name ?? operation.columns?.join(', ') ?? UNKNOWN_NAME;
      yield* whileItRuns(step, {
        kind: name,
        message: `Dropping ${name === UNKNOWN_NAME ? 'this index' : name} waits for all queries of ${tableWord(operation.table ?? index?.table)}, and everybody who comes after them can’t read or write until it is done. Drop it with ${concurrently(step).replace('AddIndex', 'RemoveIndex')}, ${outsideOfTransaction(step)}.`,
        ...withRewrite(step, 'concurrently'),
      });
    }
  },
});
