import type { Impact } from '../finding.ts';
import { checkstyleReport } from './checkstyle.ts';
import type { ReportFormat } from './formatNames.ts';
import { githubReport } from './github.ts';
import { gitlabReport } from './gitlab.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import type { CheckResult } from './report.ts';
import { sarifReport } from './sarif.ts';
import { PLAIN, textReport, type Paint } from './text.ts';
import type { RuleInfo } from '../rule.ts';

export interface ReportStyle {
  readonly paint?: Paint;
  /** Of the terminal, in columns. */
  readonly width?: number;
  /** From which impact on a finding makes the check fail: JUnit tells failures from what can wait. */
  readonly failOn?: Impact | 'never';
  readonly ruleInfoOf: (id: string) => RuleInfo | undefined;
}

/** The report of a check in one of its formats, ready to be written to standard output. */
export function reportIn(
  format: ReportFormat,
  result: CheckResult,
  { paint = PLAIN, width = 100, failOn = 'blocker', ruleInfoOf }: ReportStyle,
): string {
  switch (format) {
    case 'text':
      return textReport(result, paint, width);
    case 'json':
      return jsonReport(result);
    case 'sarif':
      return sarifReport({ ...result, ruleInfoOf });
    case 'github':
      return githubReport(result);
    case 'gitlab':
      return gitlabReport(result);
    case 'junit':
      return junitReport(result, failOn);
    case 'checkstyle':
      return checkstyleReport(result);
    case 'markdown':
      return markdownReport(result, { ruleInfoOf });
  }
}
