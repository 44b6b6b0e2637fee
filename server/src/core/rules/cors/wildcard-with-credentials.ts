import { livePolicies, oncePerPlace } from '../../web/cors/judging.ts';
import type { CorsPolicy } from '../../web/cors/policy.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceModel } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/wildcard-with-credentials',
  impact: 'medium',
  stage: 'deployment',
  title: 'Star for headers or methods, which means nothing with cookies',
  why: 'Where cookies are let through, browsers take * for a header or method of that name. Requests with a header of your own, or with PUT and DELETE, are refused.',
  *check(workspace) {
    yield* oncePerPlace(findings(workspace));
  },
});

function* findings(workspace: WorkspaceModel): Iterable<PlacedFinding> {
  for (const policy of livePolicies(workspace)) {
    if (policy.credentials.state !== 'on' || !policy.credentials.at || !sendsStars(policy)) continue;
    for (const [list, what] of [
      [policy.allowedHeaders, 'headers'],
      [policy.methods, 'methods'],
    ] as const) {
      const star = list.find(({ text }) => text === '*');
      if (!star) continue;
      yield {
        file: star.file,
        at: star.at,
        kind: what,
        message: `Cookies are let through, and then browsers take * for the name of ${what === 'headers' ? 'a header: requests with headers of your own are refused' : 'a method: PUT, PATCH and DELETE are refused'}. Name the ${what} that your app uses.`,
      };
    }
  }
}

/** Other libraries make a list of what is asked for; and where nobody gets in, this matters no more. */
function sendsStars({ by, library, origins }: CorsPolicy): boolean {
  if (by !== 'headers' && !library?.sendsStar) return false;
  return origins.some(({ kind, stage }) => kind !== 'any' && kind !== 'nothing' && stage !== 'development');
}
