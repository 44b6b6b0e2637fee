import type { ReportFormat } from './formatNames.ts';
import { jsonReport } from './json.ts';
import type { CheckResult } from './report.ts';
import { sarifReport } from './sarif.ts';
import { PLAIN, textReport, type Paint } from './text.ts';
import type { RuleInfo } from '../rule.ts';

export interface ReportStyle {
  readonly paint?: Paint;
  /** Of the terminal, in columns. */
  readonly width?: number;
  readonly ruleInfoOf: (id: string) => RuleInfo | undefined;
}

/** The report of a check in one of its formats, ready to be written to standard output. */
export function reportIn(
  format: ReportFormat,
  result: CheckResult,
  { paint = PLAIN, width = 100, ruleInfoOf }: ReportStyle,
): string {
  switch (format) {
    case 'text':
      return textReport(result, paint, width);
    case 'json':
      return jsonReport(result);
    case 'sarif':
      return sarifReport({ version: result.version, findings: result.findings, ruleInfoOf });
    case 'github':
    case 'gitlab':
    case 'junit':
    case 'checkstyle':
    case 'markdown':
      throw new Error(`not written yet: ${format}`);
  }
}
