import { withRewriteAt } from '../../migrations/judging/offers.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/definer-without-search-path',
  impact: 'high',
  stage: 'security',
  title: 'Function with its owner’s rights and a search path that callers choose',
  why: 'The function may do whatever its owner may. Who calls it decides where names like “users” are looked up, and can put a table or function of their own in the way.',
  *check({ migrations }) {
    for (const history of migrations.histories)
      for (const { name, securityDefiner, searchPath, returns, origin } of history.final.functions.values()) {
        if (!securityDefiner || searchPath !== undefined) continue;
        // Nobody calls a trigger: it runs in the session of whoever changes the table.
        const isTrigger = returns === 'trigger';
        const who = isTrigger ? 'the session of whoever changes the table says' : 'whoever calls it chooses';
        yield afterAll(origin.file, {
          at: origin.at,
          kind: name,
          message: `${name} runs with the rights of its owner, and ${who} where it looks names up. Add SET search_path = '' and write public.users instead of users in it.`,
          ...(history.platform === undefined || isTrigger ? { impact: 'medium' } : {}),
          ...withRewriteAt(history, origin, 'search-path'),
        });
      }
  },
});
