import { strict as assert } from 'node:assert';
import { masker, maskSecret } from '../../server/src/core/mask.ts';
import { defineRule, type Rule } from '../../server/src/core/rule.ts';
import { analyzeText } from '../support/analyzeText.ts';

// launch-ready-ignore-next-line secrets/hard-coded-secret -- made up for these tests
const SECRET = 'q7Rw2Zk9Lp4Xt6Vb1Nc8';
const TEXT = `one\nkey = "${SECRET}" needle\n`;
// Put together here, so that the comments in this file's strings are no suppressions of this file.
const IGNORE = ['launch-ready', 'ignore-next-line'].join('-');
const AT = TEXT.indexOf(SECRET);

describe('what leaves the engine', () => {
  it('never holds the secret, wherever a rule repeats it', () => {
    const rule = secretRule({ message: `Found ${SECRET}, which is ${SECRET}` });
    const { findings } = analyzeText('a.txt', TEXT, { rules: [rule] });
    assert.equal(findings[0]?.message, 'Found q7R…Nc8, which is q7R…Nc8');
    assert.ok(!JSON.stringify(findings).includes(SECRET));
  });

  it('never holds a secret that another rule found in the same file', () => {
    const long = `${SECRET}-and-more`;
    const text = `// ${IGNORE} test/quoting -- for ${long}\nkey = "${long}" needle "${SECRET}"\n`;
    const range = { start: text.indexOf(' needle'), end: text.indexOf(' needle') + 7 };
    const quoting: Rule = secretRule(
      {},
      {
        id: 'test/quoting',
        *check() {
          yield { range, message: `After ${long}, ${SECRET}` };
        },
      },
    );
    const finding: Rule = secretRule(
      {},
      {
        id: 'test/finding',
        *check() {
          for (const secret of [long, SECRET]) {
            const start = text.lastIndexOf(secret);
            const place = { start, end: start + secret.length };
            yield { range: place, secret: place, message: 'found' };
          }
        },
      },
    );
    const fingerprint = (rules: readonly Rule[]) => {
      const { findings } = analyzeText('a.ts', text, { rules });
      return findings.find(({ ruleId }) => ruleId === 'test/quoting');
    };
    const quoted = fingerprint([quoting, finding]);
    assert.equal(quoted?.message, 'After q7Rw…more, q7R…Nc8');
    assert.deepEqual(quoted.suppressed, { by: 'comment', reason: 'for q7Rw…more' });
    assert.notEqual(quoted.fingerprint, fingerprint([quoting])?.fingerprint, 'made of the masked message');
  });

  it('keeps words that happen to be passwords in the sentences of other rules', () => {
    const text = 'postgres "needle" is password';
    const mask = masker(['password', 'a', 'is', '', 'correct-horse', 'horse-battery']);
    assert.equal(mask(text), text);
    assert.equal(mask('a correct-horse-battery staple'), 'a cor…ery staple');
    assert.equal(mask('correct-horse'), 'co…se');
  });

  it('takes thousands of findings', () => {
    const text = Array.from({ length: 2_000 }, (_, index) => `needle-${index}-${SECRET}`).join('\n');
    const rules = Array.from({ length: 20 }, (_, index) =>
      secretRule({}, { id: `test/rule-${'abcdefghijklmnopqrst'[index]}` }),
    );
    assert.equal(analyzeText('a.txt', text, { rules }).findings.length, 200);
  });

  it('holds no short secret either, in the finding that is about it', () => {
    for (const short of ['a1b2', 'tiger']) {
      const text = `needle ${short}`;
      const rule = defineRule({
        ...secretRule({}),
        *check() {
          const range = { start: 7, end: text.length };
          yield { range, secret: range, message: `The password is ${short}.` };
        },
      });
      const { findings } = analyzeText('a.txt', text, { rules: [rule] });
      assert.equal(findings[0]?.message, 'The password is ••••.');
    }
  });

  it('reads as a sentence also where the secret is a word of it', () => {
    const text = 'needle secret';
    const rule = defineRule({
      ...secretRule({}),
      *check() {
        const range = { start: 7, end: text.length };
        yield { range, secret: range, message: 'The secret protects nothing.' };
      },
    });
    const { findings } = analyzeText('a.txt', text, { rules: [rule] });
    assert.equal(findings[0]?.message, 'The secret protects nothing.');
  });

  it('shows at most four characters of each end, and never more than a third', () => {
    assert.equal(maskSecret('a'.repeat(11)), '••••');
    assert.equal(maskSecret('abcdefghijkl'), 'ab…kl');
    assert.equal(maskSecret('abcdefghijklmnopqrstuvwxyz0123456789'), 'abcd…6789');
    for (let length = 1; length < 80; length++) {
      const shown = maskSecret('x'.repeat(length)).replaceAll(/[^x]/g, '').length;
      assert.ok(shown <= 8 && shown <= length / 3, `${shown} of ${length}`);
    }
  });

  it('reports a secret that two rules found once, as the more severe', () => {
    const rules = [
      secretRule({}, { id: 'test/low', impact: 'low' }),
      secretRule({}, { id: 'test/blocker', impact: 'blocker' }),
    ];
    const { findings } = analyzeText('a.txt', TEXT, { rules });
    assert.deepEqual(
      findings.map(({ ruleId }) => ruleId),
      ['test/blocker'],
    );
  });

  it('gives positions from 1, in UTF-16 units, after any kind of line break', () => {
    const text = `a\r\nb\rü🚀 needle ${SECRET}\n`;
    const rule = secretRule({}, {}, text.indexOf(SECRET));
    const { findings } = analyzeText('a.txt', text, { rules: [rule] });
    assert.deepEqual(findings[0]?.range, { start: { line: 3, column: 12 }, end: { line: 3, column: 32 } });
  });

  it('keeps the fingerprint when lines above move, and tells equal findings apart', () => {
    const twice = `${TEXT}${TEXT}`;
    const fingerprints = (text: string): readonly string[] =>
      analyzeText('a.txt', text, { rules: [everySecret] }).findings.map(({ fingerprint }) => fingerprint);
    const everySecret: Rule = secretRule({});
    assert.deepEqual(fingerprints(`\n\n\n${TEXT}`), fingerprints(TEXT));
    assert.equal(new Set(fingerprints(twice)).size, 2);
  });

  describe('puts a finding off', () => {
    const REASON = 'waits for the new account';
    const judged = (entries: readonly string[], today: string, rule: Partial<Rule> = {}) => {
      const config = `deferred:\n${entries.map((entry) => `  - { ${entry}, owner: ana, reason: ${REASON} }\n`).join('')}`;
      const [finding] = analyzeText('a.txt', TEXT, { rules: [secretRule({}, rule)], config, today }).findings;
      assert.ok(finding);
      const { impact, suppressed, overdue } = finding;
      return { impact, suppressed, overdue };
    };
    const off = (until: string) => ({
      impact: 'high',
      suppressed: { by: 'config', owner: 'ana', until, reason: REASON },
      overdue: undefined,
    });
    const back = (until: string) => ({
      impact: 'blocker',
      suppressed: null,
      overdue: { owner: 'ana', until, reason: REASON },
    });
    const [own] = analyzeText('a.txt', TEXT, { rules: [secretRule({})] }).findings.map(
      ({ fingerprint }) => fingerprint,
    );

    it('until its day, and on that day it is back one impact higher', () => {
      const rule = ['rule: test/rule, until: 2027-01-31'];
      assert.deepEqual(judged(rule, '2027-01-30'), off('2027-01-31'));
      assert.deepEqual(judged(rule, '2027-01-31'), back('2027-01-31'));
      assert.deepEqual(judged(rule, '2028-06-01'), back('2027-01-31'));
    });

    it('of each impact to the next one, and a blocker stays one', () => {
      const impactOf = (impact: Rule['impact']) =>
        judged(['rule: test/rule, until: 2027-01-31'], '2027-02-01', { impact }).impact;
      assert.deepEqual(
        [impactOf('low'), impactOf('medium'), impactOf('high'), impactOf('blocker')],
        ['medium', 'high', 'blocker', 'blocker'],
      );
    });

    it('with all of an area', () => {
      assert.deepEqual(judged(['rule: test/*, until: 2027-01-31'], '2027-01-30'), off('2027-01-31'));
      assert.deepEqual(judged(['rule: test/*, until: 2027-01-31'], '2027-01-31'), back('2027-01-31'));
      assert.equal(judged(['rule: other/*, until: 2027-01-31'], '2027-01-30').suppressed, null);
    });

    it('as its own entry says rather than that of its rule, and as the latest of several', () => {
      const entries = [
        'rule: test/rule, until: 2027-06-30',
        `finding: "${own}", until: 2027-01-31`,
        `finding: "${own}", until: 2027-03-31`,
        `finding: "${own}", until: 2027-02-28`,
      ];
      assert.deepEqual(judged(entries, '2027-03-30'), off('2027-03-31'));
      assert.deepEqual(judged(entries, '2027-03-31'), back('2027-03-31'));
      const rules = ['rule: test/*, until: 2027-01-31', 'rule: test/rule, until: 2027-01-15'];
      assert.deepEqual(judged(rules, '2027-01-20'), off('2027-01-31'));
    });

    it('which says nothing of what a comment or a pattern silences', () => {
      const deferred = '  - { rule: test/rule, until: 2027-01-31, owner: ana, reason: later }\n';
      const ignored = `deferred:\n${deferred}ignore:\n  - { paths: [a.txt], reason: made up }\n`;
      const [finding] = analyzeText('a.txt', TEXT, {
        rules: [secretRule({})],
        config: ignored,
        today: '2027-02-01',
      }).findings;
      assert.equal(finding?.impact, 'high');
      assert.deepEqual(finding.suppressed, { by: 'config', reason: 'made up' });
      assert.equal(finding.overdue, undefined);
    });
  });
});

/** Reports every occurrence of SECRET, or the one at `at`. */
function secretRule(raw: { readonly message?: string }, rule: Partial<Rule> = {}, at?: number): Rule {
  return defineRule({
    id: 'test/rule',
    impact: 'high',
    stage: 'audit',
    title: 'Test',
    why: 'Test.',
    triggers: ['needle'],
    *check({ text }) {
      const starts =
        at === undefined ? [...text.matchAll(new RegExp(SECRET, 'g'))].map(({ index }) => index) : [at];
      for (const start of starts) {
        const range = { start, end: start + SECRET.length };
        yield { range, secret: range, message: 'found', ...raw };
      }
    },
    ...rule,
  });
}

assert.ok(AT > 0);
