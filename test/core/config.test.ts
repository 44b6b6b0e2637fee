import { strict as assert } from 'node:assert';
import { parseConfig } from '../../server/src/core/config.ts';
import { assertFindings } from '../support/carets.ts';

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
    assertFindings('launch-ready.yaml', 'rule:\n^^^^ Unknown setting “rule”.\n  a: low');
    assertFindings('launch-ready.yaml', 'ignore:\n  - paths: [a]\n    ^^^^^^^^^^ ignore.0.reason');
    assertFindings(
      'launch-ready.yaml',
      'deferred:\n  - { rule: secrets/private-key, owner: ana, until: soon, reason: waiting }\n                                                    ^^^^ deferred.0.until: Write the date as YYYY-MM-DD.',
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

  it('takes part only as a whole: a file with a mistake changes nothing', () => {
    const { config } = parseConfig('rules: { secrets/private-key: off, secrets/provider-token: nonsense }');
    assert.equal(config.impactOf('secrets/private-key'), undefined);
  });
});
