import { exposingHistories } from '../../migrations/judging/exposure.ts';
import { conditionsOf } from '../../migrations/judging/policyCalls.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import type { PolicyState } from '../../migrations/schema.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/editable-claim-in-policy',
  impact: 'high',
  stage: 'security',
  title: 'Policy that trusts what users write about themselves',
  why: 'Users can change their own user_metadata with one request, and so make themselves an administrator, or a member of another team.',
  *check({ migrations }) {
    for (const history of exposingHistories(migrations)) {
      const told = new Set<PolicyState>();
      for (const { table, policy, expression, from } of conditionsOf(history)) {
        if (!CLAIM.test(expression.text) || told.has(policy)) continue;
        told.add(policy);
        yield afterAll(from.file, {
          at: from.at,
          kind: `${table.name} ${policy.name}`,
          message: `Users can write whatever they like into their user_metadata, and this policy of ${table.name} believes it. Use app_metadata, which only the server can change, or a table of your own.`,
        });
      }
    }
  },
});

const CLAIM = /user_metadata|raw_user_meta_data/i;
