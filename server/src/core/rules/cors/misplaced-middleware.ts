import type { Impact } from '../../finding.ts';
import type { CorsPolicy } from '../../web/cors/policy.ts';
import { livePolicies, nameOf, oncePerPlace } from '../../web/cors/judging.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceModel } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/misplaced-middleware',
  impact: 'medium',
  stage: 'deployment',
  title: 'CORS that comes too late',
  why: 'Requests are answered or refused before it is their turn. Your app on another domain sees errors, and only some of the time.',
  *check(workspace) {
    yield* oncePerPlace(findings(workspace));
  },
});

function* findings(workspace: WorkspaceModel): Iterable<PlacedFinding> {
  for (const policy of livePolicies(workspace)) {
    const { file, at, misplaced } = policy;
    if (!misplaced) continue;
    const { text, related, impact } = WORDS[misplaced.why];
    // Of a list of middleware, what stands too far up is what has to move.
    const isListed = misplaced.why === 'behind-answers';
    yield {
      file,
      at: isListed ? misplaced.at : at,
      kind: misplaced.why,
      impact,
      message: text(nameOf(policy)),
      related: [{ file, at: isListed ? at : misplaced.at, message: related }],
    };
  }
}

interface Words {
  readonly text: (name: string) => string;
  readonly related: string;
  readonly impact: Impact;
}

const WORDS: Readonly<Record<NonNullable<CorsPolicy['misplaced']>['why'], Words>> = {
  'behind-routes': {
    text: (name) =>
      `Routes that stand before this are answered without it, so browsers refuse their answers to other domains. Put ${name} before all routes.`,
    related: 'Answered before',
    impact: 'medium',
  },
  'behind-auth': {
    text: (name) =>
      `Browsers ask without a session first whether they may, and the check of who is signed in before this turns them away. Put ${name} before that check.`,
    related: 'Turned away here',
    impact: 'medium',
  },
  'behind-answers': {
    text: (name) =>
      `Some requests are answered here, files and redirects, before it is the turn of ${name}: browsers refuse these answers to other domains. Put ${name} above this.`,
    related: 'Set up here',
    impact: 'low',
  },
};
