import { withAllowList } from '../../web/cors/allowList.ts';
import {
  inForceAt,
  isPublicByNature,
  letsEverybodyIn,
  liveRules,
  oncePerPlace,
  outcomeOf,
  placeOfRule,
  unlessSet,
} from '../../web/cors/judging.ts';
import {
  defineWorkspaceRule,
  type Texts,
  type PlacedFinding,
  type WorkspaceModel,
} from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/reflected-origin',
  impact: 'medium',
  stage: 'security',
  title: 'Answer that lets in whatever website asks',
  why: 'The check of who may read your answers says yes to everybody. As soon as somebody lets cookies through, every website can read what your users see.',
  *check(workspace, texts) {
    yield* oncePerPlace(findings(workspace, texts));
  },
});

function* findings(workspace: WorkspaceModel, texts: Texts): Iterable<PlacedFinding> {
  for (const judged of liveRules(workspace, texts)) {
    const { policy, rule, isDoubtful } = judged;
    // `*` says openly that everybody may read.
    if (rule.kind === 'any' || !letsEverybodyIn(rule) || outcomeOf(judged) !== 'open') continue;
    const isHarmless = isPublicByNature(policy) || policy.by === 'firebase-functions';
    const place = placeOfRule(judged);
    yield {
      ...place,
      kind: policy.by,
      impact: isHarmless || isDoubtful ? 'low' : 'medium',
      message: isDoubtful
        ? 'The address of the website that asks is sent back to it. Something before this may check the address, which can’t be told from here: make sure that it does, or write * where everybody is meant.'
        : `The address of whatever website asks is sent back to it, so every website may read these answers${unlessSet(rule)}. Cookies are not let through today: what strangers may see is all that leaks. List the addresses of your own apps, or write * where everybody is meant.`,
      related: inForceAt(judged, place),
      ...withAllowList(judged, texts),
    };
  }
}
