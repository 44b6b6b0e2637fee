import { grantedRoles, grantsFor, needsGrant, type ApiGrant } from '../../migrations/judging/apiGrants.ts';
import { servedTables } from '../../migrations/judging/exposure.ts';
import { withRewriteAt } from '../../migrations/judging/offers.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/table-out-of-reach',
  impact: 'medium',
  stage: 'deployment',
  title: 'New table that the app can’t reach',
  why: 'Supabase no longer opens new tables to its API by itself. Every request of your app for the table fails with “permission denied” (42501), however right its policies are.',
  *check({ migrations }) {
    for (const history of migrations.histories)
      for (const table of servedTables(history)) {
        const { name, created, rowLevelSecurity } = table;
        // What production has is known to work there, or not to be used.
        if (!created || history.migrations[created.migration]?.released === 'yes') continue;
        if (!needsGrant(history, table)) continue;
        const grants = grantsFor(table);
        if (!rowLevelSecurity || grants.length === 0 || grantedRoles(history, name).length > 0) continue;
        yield afterAll(created.file, {
          at: created.at,
          kind: name,
          message: `Nobody’s browser gets to ${name} through Supabase’s API: its policies say who may, but no GRANT opens the table, and since October 30, 2026 Supabase opens none by itself. Requests fail with “permission denied” (42501) unless the project opens new tables in its API settings. Say it here: ${wordsOf(name, grants)}`,
          ...withRewriteAt(history, created, 'grant-to-api', { grants }),
        });
      }
  },
});

function wordsOf(name: string, grants: readonly ApiGrant[]): string {
  return grants
    .map(({ role, privileges }) => `grant ${privileges.join(', ')} on ${name} to ${role};`)
    .join(' ');
}
