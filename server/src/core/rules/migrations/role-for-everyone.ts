import { isServed } from '../../migrations/judging/exposure.ts';
import { stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

const WRITES = new Set(['all', 'all privileges', 'insert', 'update', 'delete', 'truncate']);
const POWERFUL = new Set([
  'service_role',
  'postgres',
  'supabase_admin',
  'rds_superuser',
  'pg_read_all_data',
  'pg_write_all_data',
]);

export default defineWorkspaceRule({
  id: 'migrations/role-for-everyone',
  impact: 'high',
  stage: 'security',
  title: 'Rights that are given to everybody',
  why: 'Whoever can reach the database, or its API, may then do with the table what only your server should do.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['grant'], 'postgres')) {
      const { operation, history } = step;
      const { on, roles, privileges, names } = operation;
      const everybody = roles.find((role) => role === 'public' || role === 'anon');
      const powerful = on === 'role' ? privileges.find((role) => POWERFUL.has(role)) : undefined;
      const browsers = roles.find((role) => role === 'anon' || role === 'authenticated' || role === 'public');
      if (powerful !== undefined && browsers !== undefined) {
        const finding = whileItRuns(
          step,
          {
            kind: powerful,
            message: `This makes ${browsers}, the role of every browser, a member of ${powerful}, which may do everything. Row-level security counts for nothing then.`,
            impact: 'blocker',
          },
          'blocker',
        );
        if (finding) yield { ...finding, impact: 'blocker' };
        continue;
      }
      if (
        everybody === undefined ||
        (on !== 'table' && on !== 'all-tables') ||
        !privileges.some((one) => WRITES.has(one))
      )
        continue;
      // Supabase gives these rights itself, and row-level security decides.
      const open = names.filter(
        (name) => !isServed(history, name) && !history.final.tables.get(name)?.rowLevelSecurity,
      );
      if (on === 'table' ? open.length === 0 : history.platform === 'supabase') continue;
      const finding = whileItRuns(
        step,
        {
          kind: `${everybody} ${names.join(',')}`,
          message: `This lets ${everybody === 'anon' ? 'everybody without a login' : 'every role of the database'} write to ${on === 'table' ? tableWord(open[0]) : 'all tables'}. Give the rights to the role of your server alone.`,
        },
        'high',
      );
      if (finding) yield finding;
    }
  },
});
