import { strict as assert } from 'node:assert';
import { findingsIn } from '../support/analyzeText.ts';

/** The findings of the rules about env files: place, impact and message. */
function found(path: string, text: string): string[] {
  return findingsIn(path, text)
    .filter(({ ruleId }) => ruleId.startsWith('env/'))
    .map(({ ruleId, impact, message, offsets }) => {
      const place = JSON.stringify(text.slice(offsets?.start, offsets?.end));
      return `${ruleId} ${impact} at ${place}: ${message}`;
    });
}

describe('rules about the lines of an env file', () => {
  it('say which of two lines wins', () => {
    assert.deepEqual(found('.env', 'A=1\nB=x\nA=2\n'), [
      'env/duplicate-variable medium at "A": A is set on line 1 already. The last line wins: line 1 has no effect. Keep the right one.',
    ]);
    assert.deepEqual(found('.env', 'A=1\nA=1\n'), [
      'env/duplicate-variable low at "A": A is set on line 1 already. Both lines say the same: remove one of them.',
    ]);
    assert.deepEqual(found('.env', 'A=1\nB=${A}\nA=2\n'), [
      'env/duplicate-variable low at "A": A is set on line 1 already. The last line wins: line 1 only counts for what refers to it before this one.',
    ]);
    assert.deepEqual(found('.env', 'A=1\nA=2\nA=3\n').length, 2);
    assert.match(found('.env.example', 'A=1\nA=2\n')[0] ?? '', /^env\/duplicate-variable low/);
  });

  it('are silent about scripts and about templates that a program fills in', () => {
    assert.deepEqual(
      found('.envrc', 'if has nix; then\n  export A=1\nelse\n  export A=2\nfi\nuse flake\n'),
      [],
    );
    assert.deepEqual(found('.env', '{%- if cookiecutter.mail %}\nMAIL\n{%- endif %}\n'), []);
    assert.deepEqual(found('src/config.ts', 'A=1\nA=2\nB'), []);
  });

  it('report lines that follow each other once, and never repeat them', () => {
    const lines =
      'KEY=-----BEGIN CERTIFICATE-----\nQUJDREVGR0hJSg\nS0xNTk9QUVJTVFU\n-----END CERTIFICATE-----\nB=1\n';
    const messages = found('.env', lines);
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? '', /The value of KEY seems to go on here/);
    assert.doesNotMatch(messages[0]?.replace(/at "[^"]*"/, '') ?? '', /QUJD/);
  });

  it('know the marks of a merge', () => {
    const [first] = found('.env', 'A=1\n<<<<<<< HEAD\nB=1\n=======\nB=2\n>>>>>>> other\n');
    assert.match(
      first ?? '',
      /^env\/malformed-line high at "<<<<<<< HEAD": A merge conflict was left in this file/,
    );
  });

  it('offer other quotes for one value, and not for a list to choose from', () => {
    const titles = (text: string): string[] =>
      findingsIn('.env', text).flatMap(({ fixes }) => fixes.map(({ title }) => title));
    assert.deepEqual(titles('A="{"b":1}"\n'), ['Put single quotes round the value']);
    assert.deepEqual(titles('A="say "hi" now"\n'), ['Put single quotes round the value']);
    assert.deepEqual(titles('A="<one>.a.com" | "<two>.b.com"\n'), []);
    assert.deepEqual(titles('A="one"two"\n'), []);
  });

  it('honour a suppression', () =>
    assert.deepEqual(
      found(
        '.env',
        `A=1\n# ${['launch-ready', 'ignore'].join('-')}-next-line env/duplicate-variable -- the tests read both\nA=2\n`,
      ),
      [],
    ));

  it('read files with Windows line breaks', () =>
    assert.deepEqual(found('.env', 'A=1\r\nB="x\r\ny"\r\n# c\r\nC=3\r\n'), []));
});
