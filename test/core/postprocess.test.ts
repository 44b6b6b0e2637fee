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

  it('puts a finding off until its day, and not longer', () => {
    const config =
      'deferred: [{ rule: test/rule, owner: ana, until: 2027-01-31, reason: waits for the new account }]';
    const on = (today: string) =>
      analyzeText('a.txt', TEXT, { rules: [secretRule({})], config, today }).findings[0]?.suppressed;
    assert.deepEqual(on('2027-01-30'), {
      by: 'config',
      owner: 'ana',
      until: '2027-01-31',
      reason: 'waits for the new account',
    });
    assert.equal(on('2027-01-31'), null);
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
