import { strict as assert } from 'node:assert';
import type { Finding } from '../../../server/src/core/finding.ts';
import { jsonReport } from '../../../server/src/core/report/json.ts';
import { shownOf, withoutPast } from '../../../server/src/core/report/shown.ts';
import { textReport } from '../../../server/src/core/report/text.ts';
import { findingWith, resultWith } from '../../support/findings.ts';

const ALL: readonly Finding[] = [
  findingWith({ fingerprint: '1', suppressed: { by: 'comment', reason: 'a sample' } }),
  findingWith({ fingerprint: '2' }),
  findingWith({ fingerprint: '3', impact: 'high' }),
  findingWith({ fingerprint: '4', impact: 'low' }),
  findingWith({ fingerprint: '5', impact: 'low' }),
];

describe('findings about what has happened already', () => {
  const past = findingWith({ fingerprint: '6', impact: 'low', past: true, message: 'It has run.' });
  const lastLine = (text: string): string | undefined => text.trimEnd().split('\n').at(-1);

  it('are left out of what is to be done, and told in one sentence', () => {
    const result = withoutPast(resultWith([...ALL.slice(0, 2), past, past]));
    const text = textReport(result);
    assert.ok(!text.includes('It has run.'));
    assert.equal(
      lastLine(text),
      '✖ 1 blocker. Readiness 35 of 100. (2 files checked in 1.5 s, 1 suppressed) 2 more are about migrations that have run, where nothing is left to do: --past lists them.',
    );
    assert.equal(
      lastLine(textReport(withoutPast(resultWith([past])))),
      '✔ Nothing found (2 files checked in 1.5 s) 1 finding is about migrations that have run, where nothing is left to do: --past lists it.',
    );
  });

  it('stand below all others where they are listed, and count for nothing', () => {
    const text = textReport(resultWith([past, ...ALL.slice(4)]));
    assert.ok(text.indexOf('Low: can wait') < text.indexOf('Has happened: nothing to do'));
    assert.match(lastLine(text) ?? '', /^▲ 1 low\./);
  });

  it('are all in the report for programs, marked and counted', () => {
    const { summary, findings } = JSON.parse(jsonReport(resultWith([past, ...ALL]))) as {
      readonly summary: { readonly past?: number; readonly byImpact: Readonly<Record<string, number>> };
      readonly findings: readonly { readonly past?: boolean }[];
    };
    assert.deepEqual(
      findings.map((finding) => finding.past),
      [true, undefined, undefined, undefined, undefined, undefined],
    );
    assert.equal(summary.past, 1);
    assert.equal(summary.byImpact['low'], 3);
  });
});

describe('the findings that a report lists', () => {
  const shown = (most: number): readonly string[] =>
    shownOf(resultWith(ALL), { most }).findings.map(({ fingerprint }) => fingerprint);

  it('are the most severe ones, and what is suppressed comes last', () => {
    assert.deepEqual(shown(0), []);
    assert.deepEqual(shown(2), ['2', '3']);
    assert.deepEqual(shown(4), ['2', '3', '4', '5']);
    assert.deepEqual(shown(5), ['1', '2', '3', '4', '5']);
  });

  it('are all where there are no more', () => {
    const result = resultWith(ALL);
    assert.equal(shownOf(result, { most: 5 }), result);
    assert.equal(shownOf(result, {}), result);
  });

  it('are those that are wanted', () => {
    const { findings, leftOut } = shownOf(resultWith(ALL), { isWanted: ({ impact }) => impact === 'high' });
    assert.deepEqual(
      findings.map(({ fingerprint }) => fingerprint),
      ['3'],
    );
    assert.equal(leftOut?.length, 4);
  });

  it('leave the counts as they are, and the text says what is missing', () => {
    const result = shownOf(resultWith(ALL), { most: 1 });
    assert.equal(
      textReport(result).trimEnd().split('\n').at(-1),
      '✖ 1 blocker, 1 high, 2 low. Readiness 33 of 100. (2 files checked in 1.5 s, 1 suppressed) Not listed: 1 high, 2 low.',
    );
    const { summary, findings } = JSON.parse(jsonReport(result)) as {
      readonly summary: Readonly<Record<string, unknown>>;
      readonly findings: readonly unknown[];
    };
    assert.deepEqual(summary['byImpact'], { blocker: 1, high: 1, medium: 0, low: 2 });
    assert.equal(summary['leftOut'], 4);
    assert.equal(findings.length, 1);
    assert.ok(!jsonReport(resultWith(ALL)).includes('leftOut'));
  });

  it('are missed only where they stand', () => {
    const result = shownOf(resultWith(ALL), { most: 4 });
    assert.ok(!textReport(result).includes('Not listed'));
  });
});
