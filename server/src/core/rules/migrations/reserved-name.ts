import { sayOfNames } from '../../migrations/judging/styleFindings.ts';
import { isReserved } from '../../migrations/judging/sqlNames.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/reserved-name',
  impact: 'low',
  stage: 'deployment',
  title: 'Name that is a word of SQL',
  why: 'Without quotes the database reads something else: “SELECT * FROM user” gives the name of the database’s own user, and no customer.',
  offByDefault: true,
  check: (workspace) =>
    sayOfNames(workspace, ['postgres', 'mysql'], (name) =>
      isReserved(name)
        ? `“${name}” is a word of SQL: without quotes, a query fails or means something else. Choose another name, the plural for a table.`
        : undefined,
    ),
});
