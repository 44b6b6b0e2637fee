import { strict as assert } from 'node:assert';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { secretLintProfiler } from '@secretlint/profiler';
import { createDocument } from '../../server/src/core/source.ts';
import { secretlintFindings } from '../../server/src/core/secrets/secretlint.ts';
import { TOKEN_FORMATS } from '../../server/src/core/secrets/tokenFormats.ts';
import { expand } from '../support/expand.ts';
import { fakeToken } from '../support/fakeTokens.ts';

/** Rules of the preset that the product judges by itself, or not at all. */
const NOT_RUN = /-(gcp|basicauth|database-connection-string|privatekey|filter-comments)$/;

describe('secretlint’s rules behind our triggers', () => {
  before(() => secretLintProfiler.setEnabled(false));

  for (const format of TOKEN_FORMATS) {
    it(`find what @secretlint/core finds in a ${format.id}`, async () => {
      for (const seed of [1, 2]) {
        await assertSame(
          `const a = 1;\nconst ${format.variable.toLowerCase()} = "${fakeToken(format.id, seed)}";\n`,
        );
      }
    });
  }

  it('find what it finds in package registries’ settings', async () => {
    await assertSame(expand('//registry.npmjs.org/:_authToken={{npm-legacy-token}}\n'));
    await assertSame('//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n');
  });

  it('drop what has another shape than a key', () => {
    for (const text of [
      '"xoxb-test-token"',
      '"xoxb-secret-bot-token-12345"',
      'SG.utils.helpers.format1(x)',
      '//registry.npmjs.org/:_authToken=YOUR_TOKEN',
      '//registry.npmjs.org/:_authToken=\\${NPM_TOKEN}" > .npmrc',
      '//registry.npmjs.org/:_authToken=` + getTokenFromSomewhere123()',
    ])
      assert.deepEqual(secretlintFindings(createDocument({ path: '.npmrc', text })), [], text);
    const text = expand('//registry.npmjs.org/:_authToken={{npm-legacy-token}} ; of the robot\n');
    const [finding] = secretlintFindings(createDocument({ path: '.npmrc', text }));
    assert.equal(text.slice(finding?.range.start, finding?.range.end), expand('{{npm-legacy-token}}'));
  });

  it('give the place of the value, not of its name', () => {
    const text = `aws_secret_access_key = ${fakeToken('aws-secret-access-key')}\n`;
    const [finding] = secretlintFindings(createDocument({ path: 'a.ini', text }));
    assert.equal(text.slice(finding?.range.start, finding?.range.end), fakeToken('aws-secret-access-key'));
  });
});

async function assertSame(text: string): Promise<void> {
  const { messages } = await lintSource({
    source: { filePath: 'a.ts', content: text, contentType: 'text', ext: '.ts' },
    options: {
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] },
      noPhysicFilePath: true,
    },
  });
  const expected = messages.filter(({ ruleId }) => !NOT_RUN.test(ruleId)).map(({ range }) => range[1]);
  const found = secretlintFindings(createDocument({ path: 'a.ts', text }));
  // The ends agree even where secretlint reports the name's place for the value: only the count can be compared then.
  assert.equal(
    found.length,
    expected.length,
    `${text}: ${JSON.stringify(messages.map(({ ruleId }) => ruleId))}`,
  );
}
