import { printable } from '../core/printable.ts';
import { reportIn } from '../core/report/formats.ts';
import type { ReportFormat } from '../core/report/formatNames.ts';
import type { CheckResult } from '../core/report/report.ts';
import { shownOf, withoutPast } from '../core/report/shown.ts';
import { PLAIN, summaryLine } from '../core/report/text.ts';
import { RULE_INFOS } from '../core/rules/registry.ts';
import type { CheckOptions } from './check.ts';
import { exitCodeOf, fails, overdueNotice } from './exitCode.ts';
import { paint } from './paint.ts';
import { writeReportFile } from './reportOutput.ts';
import { seenFrom } from './seenFrom.ts';

type ReportOptions = Pick<
  CheckOptions,
  'format' | 'failOn' | 'maxFindings' | 'quiet' | 'outputFile' | 'past'
>;

/** Writes the report to standard output or to the file that was named, and gives the exit code: that of all findings. */
export function writeReport(result: CheckResult, options: ReportOptions): number {
  const { format, failOn, maxFindings, quiet, outputFile, past } = options;
  const code = exitCodeOf(result, failOn);
  const shown = shownOf(!past && ABOUT_TASKS.has(format) ? withoutPast(result) : result, {
    most: maxFindings,
    isWanted: quiet ? (finding) => fails(finding, failOn) : undefined,
  });
  const placed = FOR_PEOPLE.has(format) ? seenFrom(process.cwd(), shown) : shown;
  const ruleInfoOf = (id: string) => RULE_INFOS.find((rule) => rule.id === id);
  const style = { failOn, ruleInfoOf };
  if (outputFile !== undefined) {
    writeReportFile(outputFile, reportIn(format, placed, { ...style, paint: PLAIN }));
    if (!quiet || code !== 0)
      process.stderr.write(`${summaryLine(shown)} The report is in ${printable(outputFile)}.\n`);
  } else if (!(quiet && hasNothingToSay(placed, format)))
    process.stdout.write(reportIn(format, placed, { ...style, paint: paint(), width: columns() }));
  const overdue = overdueNotice(result, failOn);
  if (overdue !== '') process.stderr.write(`${overdue}\n`);
  return code;
}

/** What a person reads in a terminal, whose links lead from the present folder. */
const FOR_PEOPLE: ReadonlySet<ReportFormat> = new Set(['text']);

/** Formats in which every finding asks somebody to do something; the others are lists that tools compare, or have a place for the past. */
const ABOUT_TASKS: ReadonlySet<ReportFormat> = new Set(['text', 'github']);

/** Whoever reads another format waits for one document, empty or not. */
function hasNothingToSay({ findings, errors }: CheckResult, format: ReportFormat): boolean {
  return (format === 'text' || format === 'github') && findings.length === 0 && errors.length === 0;
}

function columns(): number {
  return Math.max(60, Math.min(process.stdout.columns ?? 100, 120));
}
