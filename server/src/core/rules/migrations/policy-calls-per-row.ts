import { withRewriteAt } from '../../migrations/judging/offers.ts';
import { callPerRow, conditionsOf } from '../../migrations/judging/policyCalls.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/policy-calls-per-row',
  impact: 'low',
  stage: 'deployment',
  title: 'Policy that asks who is there once for every row',
  why: 'The function runs anew for each row that is looked at, although its answer is the same for all of them. Lists that were instant with a hundred rows take seconds with a hundred thousand.',
  *check({ migrations }) {
    for (const history of migrations.histories) {
      if (history.platform !== 'supabase') continue;
      const told = new Set<string>();
      for (const condition of conditionsOf(history)) {
        const { table, policy, expression, from } = condition;
        const call = callPerRow(expression);
        const kind = `${table.name} ${policy.name}`;
        if (call === undefined || told.has(kind)) continue;
        told.add(kind);
        yield afterAll(from.file, {
          at: expression.at,
          kind,
          // https://supabase.com/docs/guides/database/postgres/row-level-security#call-functions-with-select
          message: `${call} runs anew for every row of ${table.name} that this policy looks at. Put it into brackets with select, and it runs once: (select ${call.replace('current_setting()', 'current_setting(…)')}).`,
          ...withRewriteAt(history, { file: from.file, at: expression.at }, 'evaluate-once'),
        });
      }
    }
  },
});
