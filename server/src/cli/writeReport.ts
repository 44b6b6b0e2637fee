import { reportIn } from '../core/report/formats.ts';
import type { CheckResult } from '../core/report/report.ts';
import { RULE_INFOS } from '../core/rules/registry.ts';
import type { CheckOptions } from './check.ts';
import { exitCodeOf } from './exitCode.ts';
import { paint } from './paint.ts';

/** Writes the report to standard output, and gives the exit code. */
export function writeReport(result: CheckResult, { format, failOn }: CheckOptions): number {
  const ruleInfoOf = (id: string) => RULE_INFOS.find((rule) => rule.id === id);
  process.stdout.write(reportIn(format, result, { paint: paint(), width: columns(), failOn, ruleInfoOf }));
  return exitCodeOf(result, failOn);
}

function columns(): number {
  return Math.max(60, Math.min(process.stdout.columns ?? 100, 120));
}
