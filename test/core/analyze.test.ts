import { strict as assert } from 'node:assert';
import { defineRule, type Rule } from '../../server/src/core/rule.ts';
import { analyzeText } from '../support/analyzeText.ts';

describe('running rules', () => {
  it('shows a rule no text without one of its triggers, in either case', () => {
    const seen: string[] = [];
    const rule = ruleOf({
      triggers: ['needle'],
      *check(document) {
        seen.push(document.path);
      },
    });
    for (const text of ['hay', 'a NeeDLe in it', 'need le'])
      analyzeText(`${text}.txt`, text, { rules: [rule] });
    assert.deepEqual(seen, ['a NeeDLe in it.txt']);
  });

  it('shows a rule what it always wants to see, whatever is in it', () => {
    const seen: string[] = [];
    const rule = ruleOf({
      triggers: ['needle'],
      always: (path) => path.endsWith('.key'),
      *check(document) {
        seen.push(document.path);
      },
    });
    for (const path of ['a.key', 'a.txt']) analyzeText(path, 'hay', { rules: [rule] });
    assert.deepEqual(seen, ['a.key']);
  });

  it('shows a rule only the languages it asks for', () => {
    const seen: string[] = [];
    const rule = ruleOf({
      appliesTo: ['python'],
      *check(document) {
        seen.push(document.path);
      },
    });
    for (const path of ['a.py', 'a.ts']) analyzeText(path, 'needle', { rules: [rule] });
    assert.deepEqual(seen, ['a.py']);
  });

  it('shows a rule only the texts that it confirms, and every text that keeps it looking', () => {
    let looks = 0;
    const seen: string[] = [];
    const rule = ruleOf({
      triggers: ['needle'],
      confirms(bytes, end) {
        looks++;
        return bytes[end] === '!'.charCodeAt(0);
      },
      *check(document) {
        seen.push(document.path);
      },
    });
    analyzeText('no.txt', 'needle? needle?', { rules: [rule] });
    analyzeText('yes.txt', 'needle? needle!', { rules: [rule] });
    assert.deepEqual([seen, looks], [['yes.txt'], 4]);
    analyzeText('flood.txt', 'needle '.repeat(30_000), { rules: [rule] });
    assert.deepEqual([seen, looks], [['yes.txt', 'flood.txt'], 20_004]);
  });

  it('loses a rule that throws on that file only, and does not repeat what it choked on', () => {
    const bad = ruleOf({
      id: 'test/bad',
      check() {
        throw new TypeError('cannot read needle of undefined');
      },
    });
    const good = ruleOf({
      id: 'test/good',
      *check() {
        yield { range: { start: 0, end: 6 }, message: 'found' };
      },
    });
    const { findings, errors } = analyzeText('a.txt', 'needle', { rules: [bad, good] });
    assert.deepEqual(errors, [{ file: 'a.txt', ruleId: 'test/bad', message: 'failed with TypeError' }]);
    assert.deepEqual(
      findings.map(({ ruleId }) => ruleId),
      ['test/good'],
    );
  });

  it('keeps what a rule found before it threw', () => {
    const rule = ruleOf({
      *check() {
        yield { range: { start: 0, end: 6 }, message: 'found' };
        throw new Error('late');
      },
    });
    const { findings, errors } = analyzeText('a.txt', 'needle', { rules: [rule] });
    assert.equal(findings.length, 1);
    assert.equal(errors.length, 1);
  });

  it('stops a rule that never ends', () => {
    const rule = ruleOf({
      *check() {
        for (let at = 0; ; at++) yield { range: { start: at, end: at + 1 }, message: 'again' };
      },
    });
    const { findings, errors } = analyzeText('a.txt', 'needle', { rules: [rule] });
    assert.equal(findings.length, 200);
    assert.deepEqual(
      errors.map(({ message }) => message),
      [
        'stopped after 2000 findings in this file',
        'found too much in this file: the 200 most severe findings are shown, 1800 left out',
      ],
    );
  });

  it('shows the most severe findings of a file, not the first', () => {
    const many = (id: string, live: number): Rule =>
      ruleOf({
        id,
        *check() {
          for (let at = 0; at < 1_000; at++) yield { range: { start: at, end: at + 1 }, message: 'sandbox' };
          yield { range: { start: live, end: live + 3 }, message: 'live', impact: 'blocker' };
        },
      });
    const text = `needle${' '.repeat(2_000)}`;
    const { findings, errors } = analyzeText('a.txt', text, {
      rules: [many('test/one', 1_500), many('test/other', 1_500)],
    });
    assert.deepEqual(
      findings.slice(0, 3).map(({ message }) => message),
      ['live', 'live', 'sandbox'],
    );
    assert.equal(findings.length, 400);
    assert.deepEqual(
      errors.map(({ ruleId, message }) => [ruleId, /\d+ left out/.exec(message)?.[0]]),
      [
        ['test/one', '801 left out'],
        ['test/other', '801 left out'],
      ],
    );
  });

  it('lets what is silenced make room for what stands', () => {
    const directive = ['launch-ready', 'ignore-next-line test/rule -- made up'].join('-');
    const text = `// ${directive}\n${'x'.repeat(300)} needle\ny`;
    const from = text.indexOf('xx');
    const rule = ruleOf({
      *check() {
        for (let at = from; at < from + 300; at++)
          yield { range: { start: at, end: at + 1 }, message: 'silenced', impact: 'blocker' };
        yield { range: { start: text.length - 1, end: text.length }, message: 'stands', impact: 'low' };
      },
    });
    const { findings } = analyzeText('a.ts', text, { rules: [rule] });
    assert.equal(findings.length, 200);
    assert.ok(findings.every(({ message, suppressed }) => (message === 'stands') === (suppressed === null)));
    assert.ok(findings.some(({ message }) => message === 'stands'));
  });

  it('leaves a rule out that the configuration switches off, and takes the impact from there', () => {
    const rule = ruleOf({
      *check() {
        yield { range: { start: 0, end: 6 }, message: 'found' };
      },
    });
    const off = analyzeText('a.txt', 'needle', { rules: [rule], config: 'rules: { test/rule: off }' });
    assert.deepEqual(off.findings, []);
    const low = analyzeText('a.txt', 'needle', { rules: [rule], config: 'rules: { "test/*": low }' });
    assert.equal(low.findings[0]?.impact, 'low');
  });
});

function ruleOf(parts: Partial<Rule>): Rule {
  return defineRule({
    id: 'test/rule',
    impact: 'high',
    stage: 'audit',
    title: 'Test',
    why: 'Test.',
    triggers: ['needle'],
    *check() {},
    ...parts,
  });
}
