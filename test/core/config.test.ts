import { strict as assert } from 'node:assert';
import { parseConfig } from '../../server/src/core/config.ts';
import { analyzeText } from '../support/analyzeText.ts';
import { assertFindings } from '../support/carets.ts';
import { expand } from '../support/expand.ts';

describe('launch-ready.yaml', () => {
  it('may be empty', () => {
    assert.deepEqual(parseConfig('').problems, []);
    assert.deepEqual(parseConfig('# nothing yet\n').problems, []);
  });

  it('says what is wrong where it is wrong', () => {
    assertFindings(
      'launch-ready.yaml',
      'rules:\n  secrets/private-key: fatal\n                       ^^^^^ rules.secrets/private-key:',
    );
    assertFindings(
      'launch-ready.yaml',
      'rule:\n^^^^ Unknown setting: there may be rules, ignore, deferred, domains, email, monitoring, smoke, load, review here.\n  a: low',
    );
    assertFindings('launch-ready.yaml', 'ignore:\n  - paths: [a]\n    ^^^^^^^^^^ ignore.0.reason');
    assertFindings(
      'launch-ready.yaml',
      'deferred:\n  - { rule: secrets/private-key, owner: ana, until: soon, reason: waiting }\n                                                    ^^^^ deferred.0.until: Write the date as YYYY-MM-DD.',
    );
    assertFindings(
      'launch-ready.yaml',
      'deferred:\n  - { rule: secrets/private-key, owner: ana, until: 2027-02-30, reason: waiting }\n                                                    ^^^^^^^^^^ deferred.0.until: There is no such day.',
    );
    assertFindings(
      'launch-ready.yaml',
      'deferred:\n  - { owner: ana, until: 2027-02-28, reason: waiting }\n    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ deferred.0: Name a rule or a finding: this puts nothing off.',
    );
  });

  it('says where YAML itself breaks', () => {
    const { problems } = parseConfig('rules:\n  a: [low\n');
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? '', /flow/i);
  });

  it('is hostile input: bombs, loops and wild patterns are refused, not obeyed', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(',')}]`),
    ].join('\n');
    assert.match(parseConfig(bomb).problems[0]?.message ?? '', /alias/i);
    assert.ok(
      parseConfig(`ignore: [{ paths: ["${'*a'.repeat(30)}"], reason: because }]`).problems.length > 0,
    );
    assert.ok(parseConfig('__proto__: { rules: x }').problems.length > 0);
  });

  it('is read in one go, however much is wrong with it', () => {
    const unknown = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n');
    assert.equal(parseConfig(unknown).problems.length, 1);
    const rules = `rules:\n${Array.from({ length: 14_000 }, (_, index) => `  a${index}: fatal`).join('\n')}`;
    assert.equal(parseConfig(rules).problems.length, 50);
    const broken = '- "\\q"\n'.repeat(30_000);
    assert.equal(parseConfig(broken).problems.length, 50);
  });

  it('has a size that people can write', () => {
    const { problems } = parseConfig(`rules: { secrets/private-key: off }\n${'#'.repeat(2_000_000)}`);
    assert.deepEqual(problems, [
      {
        message: 'This file has more than 256 KB, so nothing of it is used: leave out what you can.',
        range: { start: 0, end: 1 },
      },
    ]);
  });

  it('is refused when it is nested too deep, not thrown at', () => {
    for (const text of ['['.repeat(200_000), '['.repeat(100_000) + ']'.repeat(100_000), '- '.repeat(100_000)])
      assert.ok(parseConfig(text).problems.length > 0);
    assert.equal(parseConfig('a: *nothing').problems.length, 1);
  });

  it('has each key once', () => {
    const text = 'rules:\n  secrets/private-key: low\n  secrets/private-key: off\n';
    const { config, problems } = parseConfig(text);
    const start = text.lastIndexOf('secrets/');
    assert.deepEqual(problems, [
      { message: 'This key stands here twice.', range: { start, end: start + 19 } },
    ]);
    assert.equal(config.impactOf('secrets/private-key'), undefined);
  });

  it('is never quoted where it is wrong: a key may stand there', () => {
    const key = expand('{{stripe-secret-key}}');
    const places = [
      `rules: { secrets/private-key: ${key} }`,
      `rules: { ${key}: low }`,
      `rules: { ${key}: fatal }`,
      `rules: ${key}`,
      `ignore: ${key}`,
      `ignore: [{ paths: ${key}, reason: because }]`,
      `ignore: [{ paths: [a], rules: ${key}, reason: because }]`,
      `ignore: [{ paths: [a], rules: [${key}], reason: because }]`,
      `ignore: [{ paths: [a], ${key}: 1, reason: because }]`,
      `deferred: [{ rule: ${key}, owner: ana, until: ${key}, reason: because }]`,
      `deferred: [{ rule: ${key}, owner: ana, until: 2027-01-01, reason: because }]`,
      `${key}: 1`,
      key,
      `a: *${key}`,
      `a: !${key} 1`,
      `a: !!${key} 1`,
      `%${key}\n---\na: 1`,
      `%YAML ${key}\n---\na: 1`,
      `a: |${key}\n  b`,
      `a: "x" ${key}`,
      `[a] ${key}`,
    ];
    for (const text of places) {
      const config = analyzeText('launch-ready.yaml', text).findings.filter(
        ({ ruleId }) => ruleId === 'config/invalid-setting',
      );
      assert.ok(config.length > 0, text.replace(key, 'KEY'));
      for (const { message } of parseConfig(text).problems) assert.ok(!message.includes(key), message);
      for (const { message } of config) assert.doesNotMatch(message, /sk_live|received|expected/i);
    }
  });

  it('takes part only as a whole: a file with a mistake changes nothing', () => {
    const { config } = parseConfig('rules: { secrets/private-key: off, secrets/provider-token: nonsense }');
    assert.equal(config.impactOf('secrets/private-key'), undefined);
  });
});
