import { strict as assert } from 'node:assert';
import type { Finding } from '../../../server/src/core/finding.ts';
import { jsonReport } from '../../../server/src/core/report/json.ts';
import type { CheckResult } from '../../../server/src/core/report/report.ts';
import { findingWith, resultWith, WITHOUT_PRESENT_LINES } from '../../support/findings.ts';
import { problemsOfReport } from '../../support/jsonSchema.ts';

interface Report {
  readonly summary: { readonly byImpact: unknown; readonly leftOut?: number };
  readonly review?: unknown;
  readonly findings: readonly Record<string, unknown>[];
}

function reportOf(findings: readonly Finding[], said: Partial<CheckResult> = {}): Report {
  const report = JSON.parse(jsonReport(resultWith(findings, said))) as Report;
  assert.deepEqual(problemsOfReport(report), []);
  return report;
}

describe('the JSON report', () => {
  it('is valid by its schema, with all that a finding may have', () => {
    reportOf(
      [
        ...WITHOUT_PRESENT_LINES,
        findingWith({ verification: { state: 'live', host: 'api.example.test' } }),
        findingWith({
          related: [{ file: 'b.ts', range: findingWith().range!, message: 'The same value' }],
          suppressed: { by: 'config', owner: 'ana', until: '2027-01-31', reason: 'no traffic yet' },
        }),
      ],
      { commits: 3, errors: [{ file: 'a.ts', ruleId: '', message: 'took too long' }] },
    );
  });

  it('says of what was put off too long who did, until when and why', () => {
    const overdue = { owner: 'ana', until: '2026-01-31', reason: 'no traffic yet' };
    assert.deepEqual(reportOf([findingWith({ overdue })]).findings[0]?.['overdue'], overdue);
    assert.ok(!('overdue' in (reportOf([findingWith()]).findings[0] ?? {})));
  });

  it('counts what is not listed, and says how much that is', () => {
    const { summary } = reportOf([findingWith()], { leftOut: [findingWith({ impact: 'low' })] });
    assert.deepEqual([summary.byImpact, summary.leftOut], [{ blocker: 1, high: 0, medium: 0, low: 1 }, 1]);
    assert.ok(!('leftOut' in reportOf([findingWith()]).summary));
  });

  it('says of a review how many files changed, and what was not reviewed', () => {
    const review = { changedFiles: 20, notices: ['lib is a submodule: it is not reviewed.'] };
    assert.deepEqual(reportOf([], { review }).review, review);
    assert.equal(reportOf([]).review, undefined);
  });
});

describe('the schema of the JSON report', () => {
  it('knows no property but those that are written', () => {
    const report = JSON.parse(jsonReport(resultWith([findingWith()]))) as Record<string, unknown>;
    assert.match(problemsOfReport({ ...report, owner: 'me' }).join('\n'), /^#\/owner /m);
    const [finding] = report['findings'] as Record<string, unknown>[];
    assert.match(
      problemsOfReport({ ...report, findings: [{ ...finding, valueId: 'x' }] }).join('\n'),
      /^#\/findings\/0\/valueId /m,
    );
  });

  it('asks for all that is always there', () => {
    const { findings: _findings, ...rest } = JSON.parse(jsonReport(resultWith([]))) as Record<
      string,
      unknown
    >;
    assert.match(problemsOfReport(rest).join('\n'), /"findings"/);
  });
});
