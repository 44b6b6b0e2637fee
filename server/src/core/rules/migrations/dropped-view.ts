import { isNewToCustomers } from '../../migrations/judging/liveObjects.ts';
import { stepsOf, whileItRuns, type JudgedStep } from '../../migrations/judging/steps.ts';
import { laterInMigration, toldUses, withUses } from '../../migrations/judging/vanishing.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/dropped-view',
  impact: 'medium',
  stage: 'deployment',
  title: 'View that is dropped under the running release',
  why: 'The release that still runs fails wherever it reads the view.',
  *check(workspace, context) {
    const steps = [...stepsOf(workspace, ['drop-view'])].filter((step) => !isNewOrBack(step));
    for (const { step, uses } of withUses(steps, ({ operation }) => ({ table: operation.name }), context)) {
      const { sentence, related } = toldUses(uses);
      yield* whileItRuns(step, {
        kind: step.operation.name,
        message: `The release that runs while this is deployed may still read ${step.operation.name}, and fails then.${sentence} Stop using it in one release, and drop it in the next.`,
        related,
        impact: uses.length > 0 ? 'high' : 'low',
      });
    }
  },
});

/** It came with the same deploy, or is there again at the end of the migration. */
function isNewOrBack(step: JudgedStep<'drop-view'>): boolean {
  const { operation, before } = step;
  return (
    isNewToCustomers(step, before.views.get(operation.name)?.origin) ||
    laterInMigration(step).some(
      ({ operation: later }) =>
        (later.kind === 'create-view' && later.name === operation.name) ||
        (later.kind === 'create-table' && later.table === operation.name),
    )
  );
}
