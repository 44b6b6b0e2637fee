import type { Finding, Impact } from './finding.ts';

export type ImpactCounts = Readonly<Record<Impact, number>>;

/** How many findings stand (suppressed ones don't count), by impact. */
export function countByImpact(findings: Iterable<Finding>): ImpactCounts {
  const counts: Record<Impact, number> = { blocker: 0, high: 0, medium: 0, low: 0 };
  for (const finding of findings) if (!finding.suppressed) counts[finding.impact]++;
  return counts;
}

/**
 * Readiness from 0 to 100. A blocker keeps it at 40 or lower, a high finding at 75 or lower: a product with a leaked key is
 * not "92 % ready". Below the cap each further finding takes its share, with diminishing weight.
 */
export function readinessScore(counts: ImpactCounts): number {
  const cap = counts.blocker > 0 ? 40 : counts.high > 0 ? 75 : counts.medium > 0 ? 95 : 100;
  const load = counts.blocker * 12 + counts.high * 5 + counts.medium * 2 + counts.low * 0.5;
  return Math.round(cap * Math.exp(-load / 100));
}
