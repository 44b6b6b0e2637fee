import { compareImpact, isToDo, type Finding, type Impact } from '../core/finding.ts';
import type { CheckResult } from '../core/report/report.ts';
import { plural } from '../core/report/text.ts';

/** A gate that could not look at a file must not wave it through: 2, unless there is something to fail for anyway. */
export function exitCodeOf({ findings, errors }: CheckResult, failOn: Impact | 'never'): number {
  if (findings.some((finding) => fails(finding, failOn))) return 1;
  return errors.some(({ ruleId }) => ruleId === '') ? 2 : 0;
}

/** Whether a finding makes the check fail: by its impact, or because it was put off until a day that has passed. */
export function fails(finding: Finding, failOn: Impact | 'never'): boolean {
  const { impact, overdue } = finding;
  if (failOn === 'never' || !isToDo(finding)) return false;
  return overdue !== undefined || compareImpact(impact, failOn) <= 0;
}

/** Why the check fails where an impact alone does not say it; "" where nothing was put off for too long. */
export function overdueNotice({ findings }: Pick<CheckResult, 'findings'>, failOn: Impact | 'never'): string {
  const count = findings.filter(({ suppressed, overdue }) => !suppressed && overdue).length;
  if (count === 0) return '';
  const [were, their, them] = count === 1 ? ['was', 'its', 'it'] : ['were', 'their', 'them'];
  const consequence = failOn === 'never' ? '' : `, so the check fails whatever ${their} impact`;
  return `${plural(count, 'finding')} ${were} put off until a day that has passed${consequence}. Mend ${them}, or agree on a new day: launch-ready deferred lists what is put off.`;
}
