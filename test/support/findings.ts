import type { Finding } from '../../server/src/core/finding.ts';
import type { CheckResult } from '../../server/src/core/report/report.ts';

/** A finding in src/pay.ts, line 3, columns 7 to 12, with what a test says of it. */
export function findingWith(said: Partial<Finding> = {}): Finding {
  const ruleId = said.ruleId ?? 'secrets/provider-token';
  return {
    ruleId,
    area: ruleId.slice(0, ruleId.indexOf('/')),
    impact: 'blocker',
    message: 'A key in this file. Rotate it.',
    file: 'src/pay.ts',
    range: { start: { line: 3, column: 7 }, end: { line: 3, column: 12 } },
    offsets: { start: 40, end: 45 },
    fingerprint: '00000000000000aa',
    related: [],
    fixes: [],
    docs: `https://example.test/${ruleId}.md`,
    suppressed: null,
    ...said,
  };
}

/** The result of a check of /home/ann/shop that found this. */
export function resultWith(findings: readonly Finding[], said: Partial<CheckResult> = {}): CheckResult {
  return {
    version: '1.2.3',
    root: '/home/ann/shop',
    files: 2,
    bytes: 100,
    durationMs: 1_500,
    findings,
    errors: [],
    ...said,
  };
}

/** A finding in the message of a commit, one in an old version of a file, and one at a host: none has lines of the present. */
export const WITHOUT_PRESENT_LINES: readonly Finding[] = [
  findingWith({
    file: null,
    fingerprint: '00000000000000b1',
    commit: { id: '1a2b3c4d5e6f7890', authorDate: '2026-01-02T03:04:05+00:00', inHead: false },
  }),
  findingWith({
    fingerprint: '00000000000000b2',
    commit: { id: '1a2b3c4d5e6f7890', authorDate: '2026-01-02T03:04:05+00:00', inHead: false },
  }),
  findingWith({
    ruleId: 'exposure/git-folder',
    file: null,
    range: null,
    offsets: null,
    fingerprint: '00000000000000b3',
    live: { domain: 'shop.example', host: 'www.shop.example', evidence: ['GET /.git/HEAD: 200'] },
  }),
];
