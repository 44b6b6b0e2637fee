import { strict as assert } from 'node:assert';
import { defineCheck, type Check, type Verdict } from '../../server/src/core/check.ts';
import { parseConfig } from '../../server/src/core/config.ts';
import { judgeLive, type LiveReport } from '../../server/src/core/judgeLive.ts';
import { healthyContext, healthyDomain } from '../support/observations.ts';

function checkOf(id: string, ...verdicts: readonly Verdict[]): Check {
  return defineCheck({
    id,
    impact: 'high',
    stage: 'domain',
    title: 'Something wrong',
    why: 'It matters.',
    check: () => verdicts,
  });
}

function judge(checks: readonly Check[], config = '', today = '2026-11-22'): LiveReport {
  const settings = { config: parseConfig(config).config, today };
  return judgeLive(healthyDomain(), healthyContext(), settings, checks);
}

describe('live checks, judged', () => {
  it('are problems with a finding, passes, and what could not be told', () => {
    const { results, findings } = judge([
      checkOf(
        'dns/a',
        { problem: 'It is gone.', host: 'www.example.com', kind: 'x', evidence: ['A: none'] },
        { pass: 'It is there.' },
        { unknown: { failed: 'timeout', detail: 'no answer in time' } },
      ),
    ]);
    assert.deepEqual(
      results.map(({ state, message, impact }) => [state, message, impact]),
      [
        ['problem', 'It is gone.', 'high'],
        ['pass', 'It is there.', undefined],
        ['unknown', 'Could not tell: no answer in time', undefined],
      ],
    );
    const [finding, ...others] = findings;
    assert.deepEqual(others, []);
    assert.deepEqual(
      [finding?.file, finding?.live?.host, finding?.live?.evidence, finding?.fingerprint],
      [null, 'www.example.com', ['A: none'], results[0]?.fingerprint],
    );
  });

  it('have places in files where the workspace has a line for it', () => {
    const at = { start: 4, end: 9, line: 2, column: 3 };
    const [finding] = judge([
      checkOf('drift/a', { problem: 'No.', declaredAt: { file: 'vercel.json', at } }),
    ]).findings;
    assert.deepEqual([finding?.file, finding?.range?.start], ['vercel.json', { line: 2, column: 3 }]);
  });

  it('steer no terminal by what servers say', () => {
    const { findings, results } = judge([
      checkOf(
        'dns/a',
        { problem: 'a\u001b[2J', evidence: ['b\u0007'] },
        { pass: 'c\u001b', evidence: ['d\u001b'] },
      ),
    ]);
    assert.equal(findings[0]?.message, String.raw`a\u001b[2J`);
    assert.deepEqual(findings[0]?.live?.evidence, [String.raw`b\u0007`]);
    assert.deepEqual(
      [results[1]?.message, results[1]?.evidence],
      [String.raw`c\u001b`, [String.raw`d\u001b`]],
    );
  });

  it('are those of the wanted areas, that nobody has switched off', () => {
    const observed = { ...healthyDomain(), areas: ['dns' as const] };
    const settings = { config: parseConfig('rules:\n  dns/b: off\n').config, today: '2026-11-22' };
    const checks = ['dns/a', 'dns/b', 'tls/a'].map((id) => checkOf(id, { pass: 'Fine.' }));
    const { results } = judgeLive(observed, healthyContext(), settings, checks);
    assert.deepEqual(
      results.map(({ checkId }) => checkId),
      ['dns/a'],
    );
  });

  it('weigh as the configuration says, and wait until the day that it names', () => {
    const config =
      'rules:\n  dns/a: low\ndeferred:\n  - rule: dns/a\n    owner: Ada\n    until: 2026-12-01\n    reason: after the move\n';
    const check = checkOf('dns/a', { problem: 'No.' });
    const [finding] = judge([check], config).findings;
    assert.deepEqual([finding?.impact, finding?.suppressed?.owner], ['low', 'Ada']);
    const [late] = judge([check], config, '2026-12-01').findings;
    assert.deepEqual(
      [late?.impact, late?.suppressed, late?.overdue],
      ['medium', null, { owner: 'Ada', until: '2026-12-01', reason: 'after the move' }],
    );
  });

  it('have fingerprints that tell hosts and kinds apart, and stay', () => {
    const check = checkOf(
      'dns/a',
      { problem: 'One.' },
      { problem: 'Two.', host: 'www.example.com' },
      { problem: 'Three.', kind: 'x' },
    );
    const { findings } = judge([check]);
    const printOf = (message: string, among = findings): string | undefined =>
      among.find((finding) => finding.message === message)?.fingerprint;
    assert.equal(new Set(findings.map(({ fingerprint }) => fingerprint)).size, 3);
    // Whatever else is mended meanwhile.
    const left = judge([checkOf('dns/a', { problem: 'Two.', host: 'www.example.com' })]).findings;
    assert.equal(printOf('Two.', left), printOf('Two.'));
  });

  it('cost themselves alone where they throw, and say nothing of what they met', () => {
    const broken: Check = {
      ...checkOf('dns/a'),
      check: () => {
        throw new Error('quotes an answer');
      },
    };
    const { results, errors } = judge([broken, checkOf('dns/b', { pass: 'Fine.' })]);
    assert.deepEqual(
      results.map(({ checkId }) => checkId),
      ['dns/b'],
    );
    assert.deepEqual(errors, [{ ruleId: 'dns/a', message: 'failed on example.com' }]);
  });
});
