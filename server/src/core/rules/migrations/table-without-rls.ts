import { withRewriteAt } from '../../migrations/judging/offers.ts';
import { reachOf, type Reach } from '../../migrations/judging/apiGrants.ts';
import {
  exposingHistories,
  isSecuredByCode,
  securedByHand,
  servedTables,
} from '../../migrations/judging/exposure.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/table-without-rls',
  impact: 'blocker',
  stage: 'security',
  title: 'Table that anybody can read and change',
  why: 'Supabase answers requests for the table from any browser, with a key that everybody has. Without row-level security they get every row, and may change or delete it.',
  *check({ migrations }) {
    const byHand = securedByHand(migrations);
    for (const history of exposingHistories(migrations)) {
      if (isSecuredByCode(history)) continue;
      for (const table of servedTables(history)) {
        const { name, rowLevelSecurity, securedAt, created, policies } = table;
        const place = securedAt ?? created;
        if (rowLevelSecurity || !place || name.startsWith('_prisma')) continue;
        const but = policies.size > 0 ? ' Its policies count for nothing until then.' : '';
        // Other tools' tables are served just the same, but who uses them has often switched the API off.
        const isOwn = history.tool === 'supabase';
        if (!isOwn && byHand.has(name)) continue;
        const reach = reachOf(history, table);
        yield afterAll(place.file, {
          at: place.at,
          kind: name,
          message: `${dangerOf(name, reach, isOwn)} Switch row-level security on: alter table ${name} enable row level security.${but}`,
          ...(reach !== 'everybody' && { impact: IMPACTS[reach] }),
          // Who secured the others in the same way forgot this one.
          ...(!isOwn && { impact: history.tool === 'sql' && byHand.size > 0 ? 'high' : 'medium' }),
          ...withRewriteAt(history, place, 'row-level-security'),
        });
      }
    }
  },
});

const IMPACTS = { users: 'high', unsure: 'medium', nobody: 'low' } as const;

function dangerOf(name: string, reach: Reach, isOwn: boolean): string {
  if (reach === 'everybody')
    return `Anybody with the address of your Supabase project can read and change every row of ${name}${isOwn ? '' : ', unless its data API is off'}.`;
  if (reach === 'users')
    return `Whoever is logged in gets at every row of ${name}, and not just at their own: authenticated was granted rights, and nothing tells rows apart.`;
  if (reach === 'unsure')
    return `Anybody with the address of your Supabase project can read and change every row of ${name}, if the project opens new tables to its API by itself, as those that were made before June 2026 did until October 30, 2026.`;
  return `Once somebody is granted rights to ${name}, they get at every row. Until then browsers don’t: since October 30, 2026 Supabase opens no new table by itself, unless the project’s API settings say so.`;
}
