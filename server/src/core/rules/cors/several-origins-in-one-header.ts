import { livePolicies, liveRules, nameOf, oncePerPlace } from '../../web/cors/judging.ts';
import {
  defineWorkspaceRule,
  type Texts,
  type PlacedFinding,
  type WorkspaceModel,
} from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/several-origins-in-one-header',
  impact: 'high',
  stage: 'deployment',
  title: 'Several origins in one answer',
  why: 'Browsers accept exactly one origin, or *. With several in one answer they refuse it, and your app can’t read anything from this server.',
  *check(workspace, texts) {
    yield* oncePerPlace(findings(workspace, texts));
  },
});

function* findings(workspace: WorkspaceModel, texts: Texts): Iterable<PlacedFinding> {
  for (const { policy, rule } of liveRules(workspace, texts)) {
    if (rule.kind !== 'several') continue;
    yield {
      file: rule.file,
      at: rule.at,
      kind: policy.by,
      message:
        rule.why === 'list'
          ? `${nameOf(policy)} takes no list: it sends all of these in one header, and browsers refuse that. Give a function that returns the one that asks.`
          : 'Browsers accept one origin only, so none of these is let in. Keep them in a list, and answer with the one that asks.',
    };
  }
  for (const { file, doubled, by } of livePolicies(workspace))
    if (doubled)
      yield {
        file,
        at: doubled,
        kind: `${by} twice`,
        message:
          'The header is sent a second time with this, and browsers refuse an answer with two. Keep one of them.',
      };
}
