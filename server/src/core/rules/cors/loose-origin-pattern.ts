import type { Impact } from '../../finding.ts';
import type { Looseness } from '../../web/cors/looseness.ts';
import {
  holeIn,
  inForceAt,
  liveRules,
  lowered,
  oncePerPlace,
  placeOfRule,
  type JudgedRule,
} from '../../web/cors/judging.ts';
import { withTighterPattern } from '../../web/cors/tighterPattern.ts';
import {
  defineWorkspaceRule,
  type Texts,
  type PlacedFinding,
  type WorkspaceModel,
} from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/loose-origin-pattern',
  impact: 'high',
  stage: 'security',
  title: 'Check of origins that lets in look-alikes',
  why: 'Somebody registers a name that passes the check and puts a page there. It reads from your server what your users see, as if it were your own app.',
  *check(workspace, texts) {
    yield* oncePerPlace(findings(workspace, texts));
  },
});

function* findings(workspace: WorkspaceModel, texts: Texts): Iterable<PlacedFinding> {
  for (const judged of liveRules(workspace, texts)) {
    const hole = holeIn(judged.rule);
    if (!hole || hole.kind === 'everything') continue;
    const place = placeOfRule(judged);
    yield {
      ...place,
      kind: hole.kind,
      impact: impactOf(judged, hole),
      message: `“${hole.example}” passes this check too${hole.entry === undefined ? '' : ` where an entry is “${hole.entry}”`}${WHY[hole.kind]}. ${WHOSE[hole.kind] ?? 'Anybody can register such a name'} and read what your server answers${judged.rule.credentials === 'on' ? ' to signed-in visitors' : ''}. ${REMEDY[hole.kind]}`,
      related: inForceAt(judged, place),
      ...withTighterPattern(judged, hole, texts),
    };
  }
}

function impactOf({ policy, rule, isDoubtful }: JudgedRule, hole: Looseness): Impact {
  if (policy.by === 'vite') return 'low';
  const isHard = hole.kind === 'any-character' || hole.kind === 'shared-host';
  const worst: Impact = hole.unlikely ? 'medium' : isHard ? 'high' : 'blocker';
  const steps = rule.credentials === 'on' ? 0 : rule.credentials === 'unknown' ? 1 : 2;
  return lowered(worst, steps - (steps === 2 && hole.unlikely ? 1 : 0) + (isDoubtful ? 1 : 0));
}

type Kind = Looseness['kind'];

const WHY: Readonly<Record<Kind, string>> = {
  everything: '',
  suffix: ', because only the end of the name is compared',
  prefix: ', because only the beginning is compared',
  anywhere: ', because the text may stand anywhere in the name',
  'any-character': ', because a point in a pattern stands for any letter',
  'shared-host': ', because anybody can get a name at that host',
  within: ', because parts of the text pass as well',
};

const WHOSE: Readonly<Partial<Record<Kind, string>>> = {
  'shared-host': 'Anybody can open an account there',
};

const REMEDY: Readonly<Record<Kind, string>> = {
  everything: '',
  suffix: 'Compare with the whole address, or put “.” or “://” before the name.',
  prefix: 'Compare with the whole address, or let the pattern end with $.',
  anywhere: 'Compare with the whole address.',
  'any-character': 'Write \\. for each point.',
  'shared-host': 'List the addresses of your own apps.',
  within: 'Compare with each address of a list.',
};
