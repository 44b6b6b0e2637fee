import { TOOL_NAME } from '../product.ts';
import { countByImpact } from '../score.ts';
import { isApplicable, type Finding } from '../finding.ts';
import type { CheckResult } from './report.ts';
import { countedFindings } from './shown.ts';

/** The JSON report, one object, schema version 1 (docs/schema/report-1.schema.json). Field order is part of what people diff. */
export function jsonReport(result: CheckResult): string {
  const { version, root, files, commits, bytes, durationMs, findings, leftOut, errors, review } = result;
  const past = countedFindings(result).filter((finding) => finding.past && !finding.suppressed).length;
  const report = {
    schemaVersion: 1,
    tool: { name: TOOL_NAME, version },
    root,
    summary: {
      files,
      ...(commits === undefined ? {} : { commits }),
      bytes,
      durationMs: Math.round(durationMs),
      byImpact: countByImpact(countedFindings(result)),
      ...(leftOut ? { leftOut: leftOut.length } : {}),
      ...(past > 0 ? { past } : {}),
    },
    ...(review ? { review: { changedFiles: review.changedFiles, notices: review.notices } } : {}),
    findings: findings.map(jsonFinding),
    errors: errors.map(({ file, ruleId, message }) => ({
      file,
      message: ruleId ? `${ruleId} ${message}` : message,
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** A finding for other programs. */
export function jsonFinding(finding: Finding): Record<string, unknown> {
  const {
    ruleId,
    area,
    impact,
    message,
    file,
    range,
    fingerprint,
    related,
    commit,
    verification,
    live,
    fixes,
    docs,
    suppressed,
    past,
    overdue,
  } = finding;
  return {
    ruleId,
    area,
    impact,
    message,
    file,
    range,
    fingerprint,
    related,
    ...(commit ? { commit } : {}),
    ...(verification ? { verification } : {}),
    ...live,
    fixes: fixes.filter(isApplicable).map(({ title }) => title),
    docs,
    suppressed,
    ...(past ? { past } : {}),
    ...(overdue ? { overdue } : {}),
  };
}
