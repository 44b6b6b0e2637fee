import { livePolicies, oncePerPlace } from '../../web/cors/judging.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceModel } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/preflight-cached-too-long',
  impact: 'low',
  stage: 'performance',
  title: 'Permission that browsers keep for too long',
  why: 'Browsers keep what a server allows for that long. A mistake in it stays with visitors after you have mended it.',
  *check(workspace) {
    yield* oncePerPlace(findings(workspace));
  },
});

/** Firefox keeps it for a day at most, Chrome for two hours. */
const LONGEST = 86_400;

function* findings(workspace: WorkspaceModel): Iterable<PlacedFinding> {
  for (const { by, maxAge } of livePolicies(workspace)) {
    if (!maxAge || maxAge.seconds <= LONGEST) continue;
    yield {
      file: maxAge.file,
      at: maxAge.at,
      kind: by,
      message: `Chrome keeps this for two hours and Firefox for a day, whatever stands here; other browsers may keep a mistake for ${inWords(maxAge.seconds)}. Write 7200 or less.`,
    };
  }
}

function inWords(seconds: number): string {
  const days = Math.round(seconds / 86_400);
  return days <= 1 ? 'more than a day' : days > 700 ? 'years' : `${days} days`;
}
