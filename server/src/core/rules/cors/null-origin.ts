import { inForceAt, liveRules, oncePerPlace } from '../../web/cors/judging.ts';
import {
  defineWorkspaceRule,
  type Texts,
  type PlacedFinding,
  type WorkspaceModel,
} from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/null-origin',
  impact: 'high',
  stage: 'security',
  title: '“null” as an origin that is let in',
  why: 'Every website can make its requests come from “null”: a frame with a sandbox is enough. Who lets in “null” lets in everybody.',
  *check(workspace, texts) {
    yield* oncePerPlace(findings(workspace, texts));
  },
});

function* findings(workspace: WorkspaceModel, texts: Texts): Iterable<PlacedFinding> {
  for (const judged of liveRules(workspace, texts)) {
    const { policy, rule } = judged;
    if (rule.kind !== 'null') continue;
    const { credentials } = rule;
    yield {
      file: rule.file,
      at: rule.at,
      related: inForceAt(judged, rule),
      kind: policy.by,
      impact: credentials === 'on' ? 'high' : credentials === 'unknown' ? 'medium' : 'low',
      message:
        credentials === 'off'
          ? 'Every website can call itself “null”, so everybody may read these answers. Take “null” out: no app of yours needs it.'
          : 'Every website can call itself “null”, and with the cookies of a signed-in visitor it reads what they see. Take “null” out: no app of yours needs it.',
    };
  }
}
