import { compareImpact, type Finding, type Impact } from '../core/finding.ts';
import type { CheckResult } from '../core/report/report.ts';

/** A gate that could not look at a file must not wave it through: 2, unless there is something to fail for anyway. */
export function exitCodeOf({ findings, errors }: CheckResult, failOn: Impact | 'never'): number {
  if (findings.some((finding) => fails(finding, failOn))) return 1;
  return errors.some(({ ruleId }) => ruleId === '') ? 2 : 0;
}

/** Whether a finding makes the check fail. */
export function fails(finding: Finding, failOn: Impact | 'never'): boolean {
  return failOn !== 'never' && !finding.suppressed && compareImpact(finding.impact, failOn) <= 0;
}
