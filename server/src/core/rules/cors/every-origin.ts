import {
  isPublicByNature,
  letsEverybodyIn,
  liveRules,
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
  id: 'cors/every-origin',
  impact: 'low',
  stage: 'security',
  title: 'Answers that every website may read',
  why: 'That is right for what is public anyway. What somebody has to sign in for, or pay for, should be for your own apps only.',
  *check(workspace, texts) {
    const byApplication = new Map<string, JudgedRule[]>();
    for (const judged of openRules(workspace, texts)) {
      const { folder } = workspace.env.packageOf(judged.policy.file);
      const known = byApplication.get(folder);
      if (known) known.push(judged);
      else byApplication.set(folder, [judged]);
    }
    for (const rules of byApplication.values()) {
      const personal = rules.filter(isPersonal);
      const others = rules.filter((judged) => !isPersonal(judged));
      for (const judged of personal) yield personalFinding(judged);
      if (others.length > 0) yield openFinding(others);
    }
  },
});

function* openRules(workspace: WorkspaceModel, texts: Texts): Iterable<JudgedRule> {
  const seen = new Set<string>();
  for (const judged of liveRules(workspace, texts)) {
    const { policy, rule } = judged;
    if (rule.kind !== 'any' || !letsEverybodyIn(rule) || outcomeOf(judged) !== 'open') continue;
    if (isPublicByNature(policy)) continue;
    const { file, at } = placeOfRule(judged);
    const key = `${file}\0${at.start}`;
    if (seen.has(key)) continue;
    seen.add(key);
    yield judged;
  }
}

/** Its own code asks who it is. */
function isPersonal({ policy: { handler } }: JudgedRule): boolean {
  return handler !== undefined && handler.reads.some(({ what }) => what === 'session' || what === 'cookie');
}

function personalFinding(judged: JudgedRule): PlacedFinding {
  const [read] = judged.policy.handler?.reads ?? [];
  return {
    ...placeOfRule(judged),
    kind: 'personal',
    impact: 'medium',
    message: `Every website may read this answer, yet the code asks who is signed in${read ? ` (${read.how})` : ''}. Cookies don’t come along today, so strangers get the answer for strangers only. List the addresses of your own apps before that changes.`,
    ...(read && { related: [{ file: judged.policy.file, at: read.at, message: 'Asks who is signed in' }] }),
  };
}

function openFinding(rules: readonly JudgedRule[]): PlacedFinding {
  const [first, ...others] = rules as readonly [JudgedRule, ...JudgedRule[]];
  const count =
    others.length === 0
      ? ''
      : ` This and ${others.length} more ${others.length === 1 ? 'place' : 'places'} say so.`;
  return {
    ...placeOfRule(first),
    kind: 'open',
    message: `Every website may read these answers${unlessSet(first.rule)}, without cookies.${count} That is fine for what is public anyway; list the addresses of your own apps for the rest.`,
    related: others
      .slice(0, 50)
      .map((judged) => Object.assign({ message: 'Every website may read this, too' }, placeOfRule(judged))),
  };
}
