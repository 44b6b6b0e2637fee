import { strict as assert } from 'node:assert';
import hardCodedSecret from '../../server/src/core/rules/secrets/hard-coded-secret.ts';
import { findingsIn } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

const ALONE = { rules: [hardCodedSecret] };

describe('a secret written in several strings', () => {
  const drawn = expand('{{password:11}}');
  const [a, b, c] = [drawn.slice(0, 7), drawn.slice(7, 13), drawn.slice(13)];

  it('is one value, however it is joined', () => {
    const ways: readonly (readonly [path: string, text: string])[] = [
      ['src/a.ts', `const apiSecret = '${a}' + '${b}' + '${c}';`],
      ['src/a.ts', `const apiSecret =\n  "${a}" +\n  "${b}" +\n  "${c}";`],
      ['src/A.java', `String apiSecret = "${a}"\r\n    + "${b}"\r\n    + "${c}";`],
      ['a.php', `$apiSecret = '${a}' . '${b}' . '${c}';`],
      ['a.lua', `local apiSecret = "${a}" .. "${b}" .. "${c}"`],
    ];
    for (const [path, text] of ways) {
      const [finding, ...others] = findingsIn(path, text, ALONE);
      assert.deepEqual(others, [], text);
      assert.equal(finding?.impact, 'high', text);
      assert.equal(finding.offsets?.start, text.indexOf(a));
      assert.equal(finding.offsets.end, text.indexOf(c) + c.length);
      assert.deepEqual(finding.fixes, [], 'several strings are not moved as one');
    }
  });

  it('is none where it is words, or where another value follows', () => {
    for (const text of [
      `const password = 'Choose a ' + 'password1 that you like';`,
      `const passwordHint = "at least " + "8 characters";`,
      `const token = "user" + '/' + "settings2";`,
    ])
      assert.deepEqual(findingsIn('src/a.ts', text, ALONE), [], text);
    const text = `const apiSecret = '${drawn}' + suffix;`;
    assert.equal(findingsIn('src/a.ts', text, ALONE)[0]?.offsets?.end, text.indexOf(drawn) + drawn.length);
  });

  it('costs no more than the text is long', () => {
    assert.equal(findingsIn('src/a.ts', `password = ${'"a1" + '.repeat(100_000)}`, ALONE).length, 0);
  });
});
