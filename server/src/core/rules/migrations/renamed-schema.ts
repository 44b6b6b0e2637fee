import { stepsOf, whileItRuns } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/renamed-schema',
  impact: 'high',
  stage: 'deployment',
  title: 'Schema that is renamed under the running release',
  why: 'Between this migration and the end of the deploy, every query of the release that still runs names a schema that is no longer there, and fails.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['rename-schema'], 'postgres')) {
      const { name, to } = step.operation;
      yield* whileItRuns(step, {
        kind: name,
        message: `The release that runs while this is deployed still asks for ${name}, and fails. Keep the name, or make ${to} beside it, with views of the old names until no release asks for them.`,
      });
    }
  },
});
