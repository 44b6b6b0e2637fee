import type { Impact } from '../../finding.ts';
import { replaced } from '../../web/cors/edits.ts';
import { inForceAt, liveRules, nameOf, oncePerPlace, type JudgedRule } from '../../web/cors/judging.ts';
import { faultOf, type FaultyOrigin, type OriginFault } from '../../web/cors/originText.ts';
import {
  defineWorkspaceRule,
  type PlacedFinding,
  type Texts,
  type WorkspaceModel,
} from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/impossible-origin',
  impact: 'high',
  stage: 'deployment',
  title: 'Origin that no browser ever sends',
  why: 'Browsers send https://example.com: the scheme, the name, and nothing behind. An entry that is written otherwise matches nobody, and the app at that address can’t read anything from this server.',
  *check(workspace, texts) {
    yield* oncePerPlace(findings(workspace, texts));
  },
});

function* findings(workspace: WorkspaceModel, texts: Texts): Iterable<PlacedFinding> {
  for (const judged of liveRules(workspace, texts)) {
    const { policy, rule } = judged;
    if (rule.kind !== 'listed') continue;
    const faulty = faultOf(rule.text, rule.schemeOptional);
    if (!faulty || (faulty.fault === 'slash' && policy.library?.trimsSlash)) continue;
    if (isKnownToCode(judged, faulty)) continue;
    const fix =
      faulty.repaired === undefined
        ? undefined
        : replaced(
            rule.file,
            rule.at,
            rule.text,
            faulty.repaired,
            rule.isValue ? 'Write the origin as browsers send it' : `Write ${faulty.repaired}`,
            texts,
          );
    const place = { file: rule.file, at: rule.at };
    yield {
      ...place,
      kind: faulty.fault,
      impact:
        isOfOneMachine(faulty.repaired) || isListedAsWell(judged, faulty)
          ? 'low'
          : (IMPACT[faulty.fault] ?? 'high'),
      message: messageFor(judged, faulty),
      related: inForceAt(judged, place),
      ...(fix && { fix }),
    };
  }
}

/** Only developers open such an address, and notice. */
function isOfOneMachine(origin: string | undefined): boolean {
  return origin !== undefined && /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/.test(origin);
}

/** The app at that address is let in by another entry. */
function isListedAsWell({ policy, rule }: JudgedRule, { repaired }: FaultyOrigin): boolean {
  return policy.origins.some((one) => one !== rule && one.kind === 'listed' && one.text === repaired);
}

/** Code that compares entries as they are, and asks something else of those with a star as well. */
function isKnownToCode({ policy, rule }: JudgedRule, { fault }: FaultyOrigin): boolean {
  const hasStar = fault === 'wildcard' || fault === 'star';
  return (
    hasStar && rule.dynamic === true && policy.origins.some((one) => one.kind === 'tested' && one.dynamic)
  );
}

const IMPACT: Readonly<Partial<Record<OriginFault, Impact>>> = {
  'upper-case': 'medium',
};

function messageFor({ policy, rule }: JudgedRule, { fault, repaired }: FaultyOrigin): string {
  const remedy =
    repaired === undefined
      ? ''
      : rule.isValue
        ? ' Write the scheme and the name alone, as in https://app.example.com.'
        : ` Write ${repaired}.`;
  switch (fault) {
    case 'slash':
      return `Browsers send an origin without a slash at its end, so this one never matches and the app there is refused.${remedy}`;
    case 'path':
      return `Browsers send an origin without a path, so this one never matches and the app there is refused.${remedy}`;
    case 'no-scheme':
      return `Browsers send an origin with https:// or http://, so this one never matches and the app there is refused.${remedy}`;
    case 'wildcard':
      return policy.by === 'headers'
        ? 'Browsers know no wildcard within an origin, so nobody is let in. Compare the origin that asks in code, and answer with it.'
        : `${capitalized(nameOf(policy))} takes * for a letter like any other here, so nobody is let in. List the origins, or use what it has for patterns.`;
    case 'star':
      return `${capitalized(nameOf(policy))} compares entries of a list letter by letter, so * lets nobody in. List the origins of your apps.`;
    case 'blank':
      return `A space stands before or behind this origin, so it never matches.${remedy}`;
    case 'default-port':
      return `Browsers leave out the port that is usual for the scheme, so this origin never matches.${remedy}`;
    case 'upper-case':
      return `Browsers send names in small letters, so this origin never matches where letters are compared.${remedy}`;
    case 'several':
      return 'Several origins stand in one text, so it matches none of them. Make each an entry of its own.';
    case 'not-an-origin':
      return `This is no origin that a browser sends.${remedy}`;
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
