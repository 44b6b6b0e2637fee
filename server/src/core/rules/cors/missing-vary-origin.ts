import { withVary } from '../../web/cors/vary.ts';
import { livePolicies, oncePerPlace } from '../../web/cors/judging.ts';
import {
  defineWorkspaceRule,
  type PlacedFinding,
  type Texts,
  type WorkspaceModel,
} from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/missing-vary-origin',
  impact: 'low',
  stage: 'deployment',
  title: 'Answer for one origin that caches give to another',
  why: 'A cache keeps the answer that was made for one website and gives it to the next, which is refused by the browser: your app fails for some visitors, now and then.',
  *check(workspace, texts) {
    yield* oncePerPlace(findings(workspace, texts));
  },
});

function* findings(workspace: WorkspaceModel, texts: Texts): Iterable<PlacedFinding> {
  for (const policy of livePolicies(workspace)) {
    const { file, value, cached } = policy;
    if (policy.by !== 'headers' || policy.varies !== 'no' || !value) continue;
    const dynamic = policy.origins.find((rule) => rule.dynamic && rule.stage !== 'development');
    if (!dynamic || variesElsewhere(workspace, file)) continue;
    yield {
      file,
      at: value.line === policy.at.line ? value : policy.at,
      kind: policy.place ?? 'code',
      impact: cached ? 'high' : 'low',
      message: cached
        ? 'This depends on who asks, and caches may keep the answer for everybody: the first website’s answer goes to all others, and browsers refuse it there. Send “Vary: Origin” with it.'
        : 'This depends on who asks, but caches are not told. If one keeps the answer, another website of yours gets it and browsers refuse it. Send “Vary: Origin” with it.',
      ...(cached && { related: [{ file, at: cached.at, message: 'Caches may keep it' }] }),
      ...withVary(policy, texts),
    };
  }
}

/** A place before or behind that does it for all answers of the file. */
function variesElsewhere({ web }: WorkspaceModel, file: string): boolean {
  return (web.files.get(file)?.headers ?? []).some(
    ({ header, value }) => header === 'vary' && (value.kind !== 'text' || /origin|\*/i.test(value.text)),
  );
}
