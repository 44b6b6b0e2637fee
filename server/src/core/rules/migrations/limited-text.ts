import { sayOfColumns } from '../../migrations/judging/styleFindings.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/limited-text',
  impact: 'low',
  stage: 'deployment',
  title: 'Text with a fixed limit',
  why: 'The first customer with a longer name gets an error. The limit makes nothing faster and saves no space in PostgreSQL.',
  offByDefault: true,
  check: (workspace) =>
    sayOfColumns(workspace, ['postgres'], ({ column: { type }, word }) =>
      (type?.name === 'character varying' && type.args) || type?.name === 'character'
        ? `${word} takes ${String(type.args?.[0] ?? 1)} characters, and refuses longer values. Use text, with a CHECK where a limit is meant.`
        : undefined,
    ),
});
