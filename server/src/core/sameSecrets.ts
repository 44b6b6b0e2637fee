import type { Finding, RelatedPlace } from './finding.ts';
import { placeOf } from './place.ts';
import { compareFindings } from './postprocess.ts';

/**
 * One finding for each secret, however many places it stands in: the most severe one, with the others as related places.
 * What somebody silenced stays as it is. Gives them sorted.
 */
export function mergeSameSecrets(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  const merged: Finding[] = [];
  for (const finding of findings) {
    const { valueId, ruleId, kind, suppressed, file } = finding;
    if (valueId === undefined || suppressed || file === null) {
      merged.push(finding);
      continue;
    }
    const key = `${ruleId} ${kind ?? ''} ${valueId}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  for (const group of groups.values()) {
    const [first, ...others] = group.sort(comparePlaces);
    if (first) merged.push({ ...first, related: [...first.related, ...others.flatMap(relatedPlace)] });
  }
  return merged.sort(compareFindings);
}

/** The most severe first; of those, one that was put off until now; of those, one in the product's own code rather than in its tests and documents. */
function comparePlaces(a: Finding, b: Finding): number {
  const overdueFirst = Number(b.overdue !== undefined) - Number(a.overdue !== undefined);
  return (
    impactFirst(a, b) || overdueFirst || Number(isAside(a)) - Number(isAside(b)) || compareFindings(a, b)
  );
}

function impactFirst(a: Finding, b: Finding): number {
  return a.impact === b.impact ? 0 : compareFindings(a, b);
}

function isAside({ file }: Finding): boolean {
  return placeOf(file ?? '') !== 'product';
}

function relatedPlace({ file, range }: Finding): readonly RelatedPlace[] {
  return file === null || range === null ? [] : [{ file, range, message: SAME_VALUE }];
}

/** What the other places of one secret are called. */
export const SAME_VALUE = 'The same value';
