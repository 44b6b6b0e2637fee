import { strict as assert } from 'node:assert';
import type { Finding } from '../../../server/src/core/finding.ts';
import { textReport } from '../../../server/src/core/report/text.ts';
import { defineRule } from '../../../server/src/core/rule.ts';
import { analyzeText } from '../../support/analyzeText.ts';

/** One rule that says what each line of a text says. */
const SAYS = defineRule({
  id: 'test/says',
  impact: 'high',
  stage: 'audit',
  title: 'Test',
  why: 'Test.',
  triggers: ['-'],
  *check({ text }) {
    let start = 0;
    for (const line of text.split('\n')) {
      yield { range: { start, end: start + 1 }, message: line.replace(/^- /, '') };
      start += line.length + 1;
    }
  },
});

function said(...lines: readonly string[]): readonly Finding[] {
  return analyzeText('a.txt', lines.map((line) => `- ${line}`).join('\n'), { rules: [SAYS] }).findings;
}

function reported(findings: readonly Finding[], width = 100): readonly string[] {
  const result = { version: '1', root: '/', files: 1, bytes: 1, durationMs: 1, findings, errors: [] };
  return textReport(result, undefined, width).split('\n').slice(1, -3);
}

describe('findings that say the same', () => {
  it('are told in full once, and then by their places and what is different', () => {
    const findings = said(
      'The code needs SHOP_KEY, and no file has it. Add it.',
      'The code needs MAIL_KEY, and no file has it. Add it.',
      'The code needs SHOP_KEY, and no file has it. Add it.',
      'The code needs getKey("a"), and no file has it. Add it.',
    );
    assert.deepEqual(reported(findings), [
      '  a.txt:1:1',
      '    The code needs SHOP_KEY, and no file has it. Add it.',
      '    test/says',
      '  a.txt:2:1  MAIL_KEY',
      '  a.txt:3:1',
      '  a.txt:4:1  getKey("a")',
      '    3 more places, the same: test/says',
    ]);
  });

  it('are a list to start with where they can wait', () => {
    const many = (count: number): readonly Finding[] =>
      said(
        ...Array.from({ length: count }, (_, index) => `The code needs KEY_${index}, and no file has it.`),
      );
    const low = (count: number): readonly string[] =>
      reported(many(count).map((finding) => Object.assign({}, finding, { impact: 'low' as const })));
    assert.equal(low(60).filter((line) => line.startsWith('  a.txt:')).length, 21);
    assert.equal(
      low(60).at(-1),
      '    59 more places, the same: test/says · the first 20 are listed here, and all by --format json',
    );
    assert.equal(low(23).filter((line) => line.startsWith('  a.txt:')).length, 23);
    assert.equal(reported(many(60)).filter((line) => line.startsWith('  a.txt:')).length, 60);
  });

  it('are told one by one where there are two, and where the sentences are others', () => {
    const pair = said('One thing is wrong with A here.', 'One thing is wrong with B here.');
    assert.equal(reported(pair).filter((line) => line.includes('One thing')).length, 2);
    const other = said(
      'One thing is wrong with A here.',
      'Another matter altogether, as this says.',
      'One thing is wrong with B here, too.',
      'One two three four five six seven.',
    );
    assert.equal(reported(other).filter((line) => line.includes('test/says')).length, 4);
  });

  it('stay apart by rule, and keep the order of the first of each', () => {
    const three = said('Put A away now.', 'Put B away now.', 'Put C away now.');
    const [one, ...rest] = three;
    assert.ok(one);
    const first = { ...one, ruleId: 'test/other' };
    assert.deepEqual(
      reported([first, ...rest]).filter((line) => line.startsWith('    test/')),
      ['    test/other', '    test/says', '    test/says'],
    );
  });

  it('are not mixed with what is overdue', () => {
    const [a, b, c, d] = said('Put A away now.', 'Put B away now.', 'Put C away now.', 'Put D away now.');
    assert.ok(a && b && c && d);
    const overdue = { ...c, overdue: { until: '2026-01-01', owner: 'Ada', reason: 'later' } };
    const lines = reported([a, b, overdue, d]);
    assert.equal(lines.filter((line) => line.includes('2 more places, the same')).length, 1);
    assert.ok(lines.some((line) => line.includes('Put C away now.')));
  });

  it('leave a terminal in peace, and say how many can be mended', () => {
    const long = 'x'.repeat(200);
    const findings = said(
      'Move A away now please.',
      `Move ${long}\u001b[2J away now please.`,
      'Move C away now please.',
    ).map((finding) =>
      Object.assign({}, finding, { fixes: [{ kind: 'edit', title: 'Move it', edits: [] }] } satisfies Pick<
        Finding,
        'fixes'
      >),
    );
    const lines = reported(findings, 40);
    assert.ok(
      lines.every((line) => !line.includes('\u001b') && line.length < 90),
      lines.join('\n'),
    );
    assert.ok(lines.includes('  a.txt:3:1  C'));
    assert.match(lines.at(-1) ?? '', /^ {4}2 more places, the same: test\/says · fixes: 2$/);
  });
});
