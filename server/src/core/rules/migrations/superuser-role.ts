import { textFrom } from '../../migrations/judging/statementText.ts';
import { stepsOf, whileItRuns } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/superuser-role',
  impact: 'high',
  stage: 'security',
  title: 'Database role that may do everything',
  why: 'Whoever gets at its password, or finds one hole in a query, has the whole database: all customers’ rows, all other roles, and often the machine.',
  *check(workspace, context) {
    for (const step of stepsOf(workspace, ['create-role', 'other'], 'postgres')) {
      const { operation } = step;
      if (operation.kind === 'other' && !/^alter (?:role|user)$/.test(operation.verb)) continue;
      const text = textFrom(step, context);
      const may = POWERS.find(({ pattern }) => pattern.test(text))?.may;
      if (may === undefined) continue;
      const name =
        /\b(?:role|user|group)\s+(?:if\s+not\s+exists\s+)?"?([\w-]+)/.exec(text)?.[1] ?? 'the role';
      const finding = whileItRuns(
        step,
        {
          kind: name,
          message: `${name} ${may}. Your product needs none of that: give its role only the rights on the tables that it uses.`,
        },
        'high',
      );
      if (finding) yield finding;
    }
  },
});

const POWERS: readonly { readonly pattern: RegExp; readonly may: string }[] = [
  {
    pattern: /\bsuperuser\b/,
    may: 'may do everything in this database, and read and write files of its machine',
  },
  { pattern: /\bbypassrls\b/, may: 'sees and changes every row, whatever row-level security says' },
  {
    pattern: /\bcreatedb\b[^;]*\bcreaterole\b|\bcreaterole\b[^;]*\bcreatedb\b/,
    may: 'may create databases and roles, and so give itself what it wants',
  },
];
