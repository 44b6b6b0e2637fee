import type { Impact } from '../../finding.ts';
import { withAllowList } from '../../web/cors/allowList.ts';
import {
  cookiesAt,
  inForceAt,
  isHarmlessWithCookies,
  isPublicByNature,
  letsEverybodyIn,
  liveRules,
  lowered,
  nameOf,
  oncePerPlace,
  outcomeOf,
  placeOfRule,
  unlessSet,
  type JudgedRule,
} from '../../web/cors/judging.ts';
import {
  defineWorkspaceRule,
  type Texts,
  type PlacedFinding,
  type WorkspaceModel,
} from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/credentials-for-every-origin',
  impact: 'blocker',
  stage: 'security',
  title: 'Every website may read what your users see',
  why: 'Any website can ask your server in the name of a visitor who is signed in with you, and read the answer: names, orders, keys. The visitor only has to open that website.',
  *check(workspace, texts) {
    yield* oncePerPlace(findings(workspace, texts));
  },
});

function* findings(workspace: WorkspaceModel, texts: Texts): Iterable<PlacedFinding> {
  for (const judged of liveRules(workspace, texts)) {
    const { policy, rule } = judged;
    const outcome = outcomeOf(judged);
    if (!letsEverybodyIn(rule) || (outcome !== 'leaks' && outcome !== 'may-leak')) continue;
    const place = placeOfRule(judged);
    yield {
      ...place,
      kind: policy.by,
      impact: impactOf(judged, outcome),
      message: messageFor(judged, outcome),
      related: [...inForceAt(judged, place), ...cookiesAt(judged, place)],
      ...withAllowList(judged, texts),
    };
  }
}

function impactOf({ policy, rule, isDoubtful }: JudgedRule, outcome: 'leaks' | 'may-leak'): Impact {
  if (policy.by === 'vite') return 'low';
  const isHarmless = outcome === 'leaks' ? isHarmlessWithCookies(policy) : isPublicByNature(policy);
  const impact = isHarmless ? 'medium' : 'blocker';
  if (isDoubtful) return 'low';
  // Whoever has not written a word about CORS may not use cookies at all.
  const isUnsaid =
    policy.library?.comesUnasked === true && rule.byDefault === true && policy.credentials.at === undefined;
  const doubts = [outcome === 'may-leak', rule.without !== undefined, isUnsaid].filter(Boolean).length;
  return lowered(impact, Math.min(2, doubts));
}

function messageFor({ policy, rule, isDoubtful }: JudgedRule, outcome: 'leaks' | 'may-leak'): string {
  if (isDoubtful)
    return 'The address of the website that asks is sent back to it, and cookies are let through. Something before this may check the address, which can’t be told from here: make sure that it does, or any website can read what a signed-in visitor sees.';
  const who = `Any website is let in${unlessSet(rule)}`;
  const how =
    (rule.kind === 'any' || rule.byDefault) && policy.by !== 'headers'
      ? `, because ${nameOf(policy)} answers every website with its own address here`
      : rule.kind === 'any'
        ? ''
        : ', because its own address is sent back to it';
  const cookies =
    outcome === 'leaks'
      ? 'and cookies are let through. It can read everything that a signed-in visitor may see.'
      : 'and cookies may be let through, which can’t be told from here. Then it can read everything that a signed-in visitor may see.';
  return `${who}${how}, ${cookies} List the addresses of your own apps instead.`;
}
