import { sayOfColumns } from '../../migrations/judging/styleFindings.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/serial-column',
  impact: 'low',
  stage: 'deployment',
  title: 'Number by serial',
  why: 'Serial leaves a sequence behind with rights of its own, and lets any value be written over it, which ends in a key that exists twice.',
  offByDefault: true,
  check: (workspace) =>
    sayOfColumns(workspace, ['postgres'], ({ column, word }) =>
      column.type?.serial
        ? `${word} is numbered by serial, whose sequence has rights of its own. Use GENERATED ALWAYS AS IDENTITY.`
        : undefined,
    ),
});
