import { isPrimaryKey, sayOfColumns } from '../../migrations/judging/styleFindings.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/small-primary-key',
  impact: 'low',
  stage: 'deployment',
  title: 'Primary key that can fill up',
  why: 'An integer ends at 2,147,483,647, a smallint at 32,767. Then nothing can be added to the table any more, and changing the type of a key takes a long time on a table of that size.',
  offByDefault: true,
  check: (workspace) =>
    sayOfColumns(workspace, ['postgres', 'mysql'], ({ table, column, word }) =>
      isPrimaryKey(table, column.name) &&
      (column.type?.name === 'integer' || column.type?.name === 'smallint')
        ? `${word} ends at ${column.type.name === 'integer' ? '2,147,483,647' : '32,767'}. Make it bigint, which doesn’t end, as long as the table is small.`
        : undefined,
    ),
});
