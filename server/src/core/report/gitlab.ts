import type { Finding, Impact } from '../finding.ts';
import { TOOL_NAME } from '../product.ts';
import { errorText, messageOf, presentRange, standing, subjectOf } from './place.ts';
import type { CheckResult } from './report.ts';

/**
 * GitLab's Code Quality report (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format): one array.
 * It has no place for what could not be checked, so that is an entry like the others.
 */
export function gitlabReport({ findings, errors }: CheckResult): string {
  const entries = [
    ...errors.map(({ file, ...error }) => ({
      description: `Could not be checked: ${errorText(error)}`,
      check_name: TOOL_NAME,
      fingerprint: `${TOOL_NAME}:${file}:${errorText(error)}`,
      severity: 'major',
      location: { path: file, lines: { begin: 1 } },
    })),
    ...standing(findings).map(entryOf),
  ];
  return `${JSON.stringify(withoutTwins(entries), null, 2)}\n`;
}

interface Entry {
  readonly fingerprint: string;
}

function entryOf(finding: Finding): Entry & Readonly<Record<string, unknown>> {
  const range = presentRange(finding);
  return {
    description: messageOf(finding),
    check_name: finding.ruleId,
    fingerprint: finding.fingerprint,
    severity: SEVERITIES[finding.impact],
    location: {
      path: subjectOf(finding),
      lines: range ? { begin: range.start.line, end: range.end.line } : { begin: 1 },
    },
  };
}

const SEVERITIES: Readonly<Record<Impact, string>> = {
  blocker: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
};

/** GitLab shows only the first of those with one fingerprint. */
function withoutTwins(entries: readonly (Entry & Readonly<Record<string, unknown>>)[]): readonly Entry[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const times = seen.get(entry.fingerprint) ?? 0;
    seen.set(entry.fingerprint, times + 1);
    return times === 0 ? entry : Object.assign({}, entry, { fingerprint: `${entry.fingerprint}-${times}` });
  });
}
