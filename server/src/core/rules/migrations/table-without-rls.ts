import { withRewriteAt } from '../../migrations/judging/offers.ts';
import { isSecuredByCode, servedTables } from '../../migrations/judging/exposure.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/table-without-rls',
  impact: 'blocker',
  stage: 'security',
  title: 'Table that anybody can read and change',
  why: 'Supabase answers requests for the table from any browser, with a key that everybody has. Without row-level security they get every row, and may change or delete it.',
  *check({ migrations }) {
    for (const history of migrations.histories) {
      if (isSecuredByCode(history)) continue;
      for (const table of servedTables(history)) {
        const { name, rowLevelSecurity, securedAt, created, policies } = table;
        const place = securedAt ?? created;
        if (rowLevelSecurity || !place || name.startsWith('_prisma')) continue;
        const but = policies.size > 0 ? ' Its policies count for nothing until then.' : '';
        // Other tools' tables are served just the same, but who uses them has often switched the API off.
        const isOwn = history.tool === 'supabase';
        yield afterAll(place.file, {
          at: place.at,
          kind: name,
          message: `Anybody with the address of your Supabase project can read and change every row of ${name}${isOwn ? '' : ', unless its data API is off'}. Switch row-level security on: alter table ${name} enable row level security.${but}`,
          ...(isOwn ? {} : { impact: 'medium' }),
          ...withRewriteAt(history, place, 'row-level-security'),
        });
      }
    }
  },
});
