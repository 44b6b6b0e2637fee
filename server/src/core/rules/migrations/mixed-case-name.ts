import { sayOfNames } from '../../migrations/judging/styleFindings.ts';
import { UNKNOWN_NAME } from '../../migrations/operation.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/mixed-case-name',
  impact: 'low',
  stage: 'deployment',
  title: 'Name that has to be quoted',
  why: 'PostgreSQL reads names without quotes as lower case: each query that is written by hand has to put quotes round this one, or it fails.',
  offByDefault: true,
  check: (workspace) =>
    sayOfNames(workspace, ['postgres'], (name) =>
      name === UNKNOWN_NAME || /^[a-z_][a-z\d_$]*$/.test(name)
        ? undefined
        : `“${name}” has to stand in quotes in each query that is written by hand. Use lower case, and _ between words.`,
    ),
});
