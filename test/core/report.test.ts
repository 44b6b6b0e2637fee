import { strict as assert } from 'node:assert';
import { printable } from '../../server/src/core/printable.ts';
import { textReport } from '../../server/src/core/report/text.ts';
import { defineRule } from '../../server/src/core/rule.ts';
import { analyzeText } from '../support/analyzeText.ts';

describe('the text report', () => {
  const hostile = 'a\u001b[2J\u0007\n\u009b\u202e::error::x ##vso[task.x]\u2066.txt';
  const shown = String.raw`a\u001b[2J\u0007\u000a\u009b\u202e::error::x \u0023#vso[task.x]\u2066.txt`;

  it('prints no path and no message that steers a terminal or a CI system', () => {
    const rule = defineRule({
      id: 'test/rule',
      impact: 'high',
      stage: 'audit',
      title: 'Test',
      why: 'Test.',
      triggers: ['needle'],
      *check({ text }) {
        yield { range: { start: 0, end: 1 }, message: text };
      },
    });
    const { findings } = analyzeText(hostile, `needle ${hostile} ::warning::y`, { rules: [rule] });
    const report = textReport({
      version: '1',
      root: '/',
      files: 1,
      bytes: 1,
      durationMs: 1,
      findings,
      errors: [{ file: hostile, ruleId: '', message: hostile }],
    });
    assert.deepEqual(report.split('\n').slice(1, 7), [
      `  ${shown}:1:1`,
      `    needle ${shown}`,
      String.raw`    \u003a:warning::y`,
      '    test/rule',
      '',
      `${shown}: ${shown}`,
    ]);
  });

  it('leaves ordinary text alone, in any script', () => {
    for (const text of [
      'src/a b.ts',
      'std::string: “ü” – 日本語 العربية 🚀',
      '#1 [x] ## heading',
      'AAAA ::1, (::ffff:192.0.2.1) and ::',
    ])
      assert.equal(printable(text), text);
  });
});
