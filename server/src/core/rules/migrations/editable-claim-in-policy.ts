import { afterAll } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/editable-claim-in-policy',
  impact: 'high',
  stage: 'security',
  title: 'Policy that trusts what users write about themselves',
  why: 'Users can change their own user_metadata with one request, and so make themselves an administrator, or a member of another team.',
  *check({ migrations }) {
    for (const { final } of migrations.histories)
      for (const table of final.tables.values())
        for (const { name, using, check, usingFrom, checkFrom } of table.policies.values()) {
          const isOfUsing = using !== undefined && CLAIM.test(using.text);
          const found = isOfUsing ? using : check && CLAIM.test(check.text) ? check : undefined;
          if (!found) continue;
          const from = isOfUsing ? usingFrom : checkFrom;
          yield afterAll(from.file, {
            at: from.at,
            kind: `${table.name} ${name}`,
            message: `Users can write whatever they like into their user_metadata, and this policy of ${table.name} believes it. Use app_metadata, which only the server can change, or a table of your own.`,
          });
        }
  },
});

const CLAIM = /user_metadata|raw_user_meta_data/i;
