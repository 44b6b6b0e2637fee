import type { Impact } from '../../finding.ts';
import {
  cookiesAt,
  inForceAt,
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
  type Outcome,
} from '../../web/cors/judging.ts';
import { withAllowList } from '../../web/cors/allowList.ts';
import {
  defineWorkspaceRule,
  type PlacedFinding,
  type Texts,
  type WorkspaceModel,
} from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/credentials-never-sent',
  impact: 'high',
  stage: 'deployment',
  title: 'Cookies for every origin, which browsers refuse',
  why: 'Browsers refuse an answer that lets in everybody (*) together with cookies. Whoever is signed in on your other domain gets an error, while everything works without a session.',
  *check(workspace, texts) {
    yield* oncePerPlace(findings(workspace, texts));
  },
});

function* findings(workspace: WorkspaceModel, texts: Texts): Iterable<PlacedFinding> {
  for (const judged of liveRules(workspace, texts)) {
    const { policy, rule } = judged;
    const outcome = outcomeOf(judged);
    if (!letsEverybodyIn(rule) || !(outcome in MESSAGES)) continue;
    // Nobody asked for cookies: the library has them on.
    if (!policy.credentials.at && rule.byDefault) continue;
    const place = placeOfRule(judged);
    yield {
      ...place,
      kind: policy.by,
      impact: impactOf(judged, outcome),
      message: MESSAGES[outcome]?.(judged) ?? '',
      related: [...inForceAt(judged, place), ...cookiesAt(judged, place)],
      ...withAllowList(judged, texts),
    };
  }
}

function impactOf({ policy, rule, isDoubtful }: JudgedRule, outcome: Outcome): Impact {
  if (!policy.credentials.at || isPublicByNature(policy)) return 'low';
  const isUnsure = outcome === 'unknown' || rule.without !== undefined || isDoubtful;
  // Nobody is let in, and whoever needs the cookies sees it at the first try: many APIs that ask for a token say it in vain.
  const isInVain = outcome === 'never-works';
  return lowered('high', isUnsure || isInVain ? 1 : 0);
}

const MESSAGES: Readonly<Partial<Record<Outcome, (judged: JudgedRule) => string>>> = {
  'never-works': ({ rule }) =>
    `Browsers refuse * together with cookies, so requests of signed-in visitors from another domain fail${unlessSet(rule)}. List the addresses of your apps, or leave out the cookies.`,
  'fails-at-start': ({ policy, rule }) =>
    `${capitalized(nameOf(policy))} refuses * together with cookies: it stops with an error${unlessSet(rule)}. List the addresses of your apps, or leave out the cookies.`,
  unknown: ({ policy }) =>
    `${capitalized(nameOf(policy))} is told to let in everybody together with cookies. Depending on the platform, browsers refuse that or every website can read what signed-in visitors see. List the addresses of your apps.`,
};

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
