import { strict as assert } from 'node:assert';
import { baselineText, parseBaseline } from '../../server/src/core/baseline.ts';
import { analyzeText } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

const KEY = expand('{{stripe-secret-key}}');
const OTHER = expand('{{stripe-secret-key:2}}');
const PAY = `export const key = '${KEY}';\n`;

describe('a baseline', () => {
  it('accepts the findings it was written from, and no others', () => {
    const baseline = baselineText(analyzeText('pay.ts', PAY).findings);
    const accepted = analyzeText('pay.ts', PAY, { baseline }).findings;
    assert.deepEqual(
      accepted.map(({ suppressed }) => suppressed),
      [{ by: 'baseline', reason: 'accepted in the baseline' }],
    );
    const [, second] = analyzeText('pay.ts', `${PAY}export const other = '${OTHER}';\n`, {
      baseline,
    }).findings;
    assert.equal(second?.suppressed, null);
    assert.equal(analyzeText('elsewhere.ts', PAY, { baseline }).findings[0]?.suppressed, null);
  });

  it('survives moved lines', () => {
    const baseline = baselineText(analyzeText('pay.ts', PAY).findings);
    const moved = analyzeText('pay.ts', `// more\n\n\n${PAY}`, { baseline }).findings;
    assert.equal(moved[0]?.suppressed?.by, 'baseline');
    assert.equal(baselineText(moved), baseline, 'and is the same when it is written again');
  });

  it('has no line numbers, no dates and no secrets, in an order of its own', () => {
    const findings = ['b.ts', 'a.ts', 'c.ts'].flatMap((path) => analyzeText(path, PAY).findings);
    const text = baselineText(findings);
    assert.equal(text, baselineText(findings.toReversed()));
    assert.ok(!text.includes(KEY));
    assert.deepEqual(Object.keys((JSON.parse(text) as { findings: object[] }).findings[0] ?? {}), [
      'fingerprint',
      'rule',
      'file',
    ]);
  });

  it('leaves out what was mended, and what a comment silences', () => {
    const comment = ['// launch-ready', 'ignore-next-line secrets/provider-token -- a demo'].join('-');
    const { findings } = analyzeText('pay.ts', `${comment}\n${PAY}`);
    assert.equal(findings.length, 1);
    assert.equal(baselineText(findings), '{\n  "version": 1,\n  "findings": []\n}\n');
  });

  it('accepts nothing when it is no baseline, and says so without quoting it', () => {
    for (const text of [
      '{',
      '[]',
      '{"version":2,"findings":[]}',
      `{"version":1,"findings":["${KEY}"]}`,
      'null',
    ]) {
      const { fingerprints, problem } = parseBaseline(text);
      assert.equal(fingerprints.size, 0);
      assert.match(problem ?? '', /no baseline of version 1/);
      assert.ok(!problem?.includes(KEY));
    }
    assert.deepEqual(parseBaseline(''), { fingerprints: new Set() });
  });
});
