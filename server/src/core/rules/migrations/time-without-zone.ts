import { sayOfColumns } from '../../migrations/judging/styleFindings.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/time-without-zone',
  impact: 'low',
  stage: 'deployment',
  title: 'Time without a time zone',
  why: 'The database can’t tell which moment is meant. As soon as a server, a job or a customer is in another time zone, times are hours off.',
  offByDefault: true,
  check: (workspace) =>
    sayOfColumns(workspace, ['postgres'], ({ column, word }) =>
      column.type?.name === 'timestamp' || column.type?.name === 'timetz'
        ? `${word} doesn’t say which moment it means: the time zone is lost. Use timestamptz.`
        : undefined,
    ),
});
