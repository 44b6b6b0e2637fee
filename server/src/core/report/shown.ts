import { IMPACTS, isToDo, type Finding } from '../finding.ts';
import { countByImpact } from '../score.ts';
import type { CheckResult } from './report.ts';

export interface ShownOptions {
  /** Findings that are reported at most, the most severe first; all where it is left out. */
  readonly most?: number | undefined;
  /** Which findings are wanted; all where it is left out. */
  readonly isWanted?: ((finding: Finding) => boolean) | undefined;
}

/** The result with the findings that a report is to list. The others still count. */
export function shownOf(result: CheckResult, { most, isWanted }: ShownOptions): CheckResult {
  const wanted = isWanted ? result.findings.filter(isWanted) : result.findings;
  // They are sorted by impact. What is suppressed asks nothing of anybody, so it goes first.
  const byWeight = [...wanted.filter(stands), ...wanted.filter((finding) => !stands(finding))];
  const kept = new Set(byWeight.slice(0, most ?? byWeight.length));
  if (kept.size === result.findings.length) return result;
  return {
    ...result,
    findings: result.findings.filter((finding) => kept.has(finding)),
    leftOut: result.findings.filter((finding) => !kept.has(finding)),
  };
}

/** The result without findings about what has happened already: nobody has anything to do about them. */
export function withoutPast(result: CheckResult): CheckResult {
  const findings = result.findings.filter(({ past }) => past !== true);
  const past = result.findings.length - findings.length;
  return past === 0 ? result : { ...result, findings, past };
}

/** All findings of a result, also those that its report does not list. */
export function countedFindings({ findings, leftOut = [] }: CheckResult): readonly Finding[] {
  return leftOut.length === 0 ? findings : [...findings, ...leftOut];
}

/** "2 high, 7 low": those that stand and are not listed; "" where there are none. */
export function leftOutText({ leftOut = [] }: CheckResult): string {
  const counts = countByImpact(leftOut.filter(isToDo));
  return IMPACTS.filter((impact) => counts[impact] > 0)
    .map((impact) => `${counts[impact]} ${impact}${impact === 'blocker' && counts.blocker > 1 ? 's' : ''}`)
    .join(', ');
}

function stands({ suppressed }: Finding): boolean {
  return !suppressed;
}
