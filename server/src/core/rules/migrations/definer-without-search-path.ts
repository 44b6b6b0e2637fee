import { withRewriteAt } from '../../migrations/judging/offers.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/definer-without-search-path',
  impact: 'medium',
  stage: 'security',
  title: 'Function with its owner’s rights and a search path that callers choose',
  why: 'The function may do whatever its owner may. The session that calls it decides where names like “users” are looked up: whoever has a login of the database can put a table or function of their own in the way.',
  *check({ migrations }) {
    for (const history of migrations.histories)
      for (const { name, securityDefiner, searchPath, returns, origin } of history.final.functions.values()) {
        if (!securityDefiner || searchPath !== undefined) continue;
        // Nobody calls a trigger: it runs in the session of whoever changes the table. Supabase's API sets the path itself.
        const who =
          returns === 'trigger'
            ? 'the session of whoever changes the table says'
            : 'the session that calls it says';
        yield afterAll(origin.file, {
          at: origin.at,
          kind: name,
          message: `${name} runs with the rights of its owner, and ${who} where it looks names up. Add SET search_path = '' and write public.users instead of users in it.`,
          ...withRewriteAt(history, origin, 'search-path'),
        });
      }
  },
});
