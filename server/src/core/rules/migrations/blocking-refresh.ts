import { withRewrite } from '../../migrations/judging/offers.ts';
import { isNewToCustomers } from '../../migrations/judging/liveObjects.ts';
import { stepsOf, whileItRuns } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/blocking-refresh',
  impact: 'medium',
  stage: 'deployment',
  title: 'Refresh of a view that nobody can read meanwhile',
  why: 'While a materialized view is worked out anew, everybody who reads it waits: pages and reports that show it hang until it is done.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['refresh-materialized-view'], 'postgres')) {
      const { operation, before } = step;
      if (operation.concurrently || isNewToCustomers(step, before.views.get(operation.name)?.origin))
        continue;
      const message = operation.noData
        ? `WITH NO DATA empties ${operation.name}: whoever reads it gets an error until it is refreshed. Refresh it with CONCURRENTLY instead.`
        : `While ${operation.name} is worked out anew, nobody can read it, and that takes longer the more rows it is made of. Refresh it with CONCURRENTLY: it needs a unique index on the view.`;
      yield* whileItRuns(step, { kind: operation.name, message, ...withRewrite(step, 'concurrently') });
    }
  },
});
