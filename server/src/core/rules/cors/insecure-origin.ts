import { holeIn, inForceAt, liveRules, oncePerPlace } from '../../web/cors/judging.ts';
import { replaced } from '../../web/cors/edits.ts';
import { hostOf, isAppOrigin, isLocalHost } from '../../web/cors/originText.ts';
import type { OriginRule } from '../../web/cors/policy.ts';
import type { PatternValue } from '../../web/values.ts';
import { readRegularExpression, type Extent } from '../../web/cors/regularExpression.ts';
import {
  defineWorkspaceRule,
  type PlacedFinding,
  type WorkspaceModel,
  type Texts,
} from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/insecure-origin',
  impact: 'medium',
  stage: 'security',
  title: 'Origin without encryption that is let in',
  why: 'Who shares a network with your visitor can put a page of their own at an address with http://, and read from your server what the visitor sees.',
  *check(workspace, texts) {
    yield* oncePerPlace(findings(workspace, texts));
  },
});

function* findings(workspace: WorkspaceModel, texts: Texts): Iterable<PlacedFinding> {
  for (const judged of liveRules(workspace, texts)) {
    const { policy, rule } = judged;
    const insecure = insecureIn(rule);
    // Whoever gets in by another name needs no http.
    if (insecure === undefined || policy.by === 'vite' || holeIn(rule)) continue;
    const fix =
      rule.kind === 'listed' || rule.kind === 'wildcard'
        ? replaced(
            rule.file,
            rule.at,
            rule.text,
            rule.text.replace(/^http:/i, 'https:'),
            'Write https://',
            texts,
          )
        : undefined;
    const place = { file: rule.file, at: patternOf(rule)?.at ?? rule.at };
    yield {
      ...place,
      kind: rule.kind,
      impact: rule.credentials === 'on' ? 'medium' : 'low',
      message: `${rule.isValue ? 'An address with http://' : `“${insecure}”`} is let in, and http is not encrypted: in a café’s network anybody can put a page of their own at that address and read your server’s answers. Let in the https address only.`,
      related: inForceAt(judged, place),
      ...(fix && { fix: { ...fix, needsDecision: true } }),
    };
  }
}

function insecureIn(rule: OriginRule): string | undefined {
  switch (rule.kind) {
    case 'listed':
    case 'wildcard':
      return isInsecure(rule.text) ? rule.text : undefined;
    case 'tested': {
      const test = patternOf(rule);
      const read = test && readRegularExpression(test.source, test.flags);
      return read?.samples.find((sample) => isInsecure(sample) && read.matches(sample, test?.how ?? 'full'));
    }
    default:
      return undefined;
  }
}

/** http, and a name that the public internet knows. */
function isInsecure(origin: string): boolean {
  if (!/^http:\/\//i.test(origin) || isAppOrigin(origin)) return false;
  const host = hostOf(origin);
  return (
    !isLocalHost(host) &&
    /\.[a-z]{2,}$/i.test(host) &&
    !/\.(?:internal|lan|intranet|corp|svc|cluster|onion)$/i.test(host)
  );
}

/** The pattern of a rule that asks nothing else. */
function patternOf(rule: OriginRule): (PatternValue & { readonly how: Extent }) | undefined {
  if (rule.kind !== 'tested') return undefined;
  const [only] = rule.tests;
  return rule.tests.length === 1 && only?.kind === 'matches' && only.pattern.kind === 'pattern'
    ? { ...only.pattern, how: only.how }
    : undefined;
}
