import { withRewriteAt } from '../../migrations/judging/offers.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import { isServed } from '../../migrations/judging/exposure.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/policy-without-rls',
  impact: 'high',
  stage: 'security',
  title: 'Policies on a table without row-level security',
  why: 'The policies look as if they protected the table, and count for nothing until row-level security is switched on.',
  *check({ migrations }) {
    for (const history of migrations.histories)
      for (const { name, policies, rowLevelSecurity, created, securedAt } of history.final.tables.values()) {
        const [first] = policies.values();
        // Of a served table more is said, and elsewhere; of one that is made elsewhere nothing is known.
        if (!first || rowLevelSecurity || !created || isServed(history, name)) continue;
        const place = securedAt ?? first.origin;
        yield afterAll(place.file, {
          at: place.at,
          kind: name,
          message: `${name} has policies, but row-level security is off, so that they count for nothing: ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY.`,
          ...withRewriteAt(history, securedAt ?? created, 'row-level-security'),
        });
      }
  },
});
