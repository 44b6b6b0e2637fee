import { strict as assert } from 'node:assert';
import { createLiteralMatcher } from '../../server/src/core/literalMatcher.ts';
import { matchTokens, TOKEN_TRIGGERS } from '../../server/src/core/secrets/matchTokens.ts';
import { mayHoldToken } from '../../server/src/core/secrets/mayHoldToken.ts';
import { shapeOf } from '../../server/src/core/secrets/shortestMatch.ts';
import { TOKEN_FORMATS } from '../../server/src/core/secrets/tokenFormats.ts';
import { fakeToken } from '../support/fakeTokens.ts';

describe('the look at a token’s bytes', () => {
  for (const format of TOKEN_FORMATS.filter(({ publishable }) => !publishable)) {
    it(`lets every ${format.id} through that is found in the text`, () => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const token = fakeToken(format.id, seed);
        for (const text of [
          `${format.variable}=${token}`,
          `"${format.near?.[0] ?? 'key'}": "${token}"`,
          `${format.near?.[0] ?? 'key'}: |\n    ${token}\n`,
          `const ${format.near?.[0] ?? 'key'} = getenv('é') ?? '${token}'`,
        ])
          if (matchTokens(text).length > 0) assert.ok(confirmed(text), text);
      }
    });
  }

  it('ends where words only look like a token’s beginning', () => {
    for (const text of [
      'task_id, mask_live_data, key-value, pattern, cio',
      'import twilio from "twilio"; // see the Discord server',
      'DATADOG_API_KEY=process.env.DATADOG_API_KEY, the-longest-word-of-them-all-without-digits',
      `sk_live_${'x'.repeat(10)}`,
    ])
      assert.equal(confirmed(text), false, text);
  });

  it('says yes to what it does not know', () => {
    assert.equal(mayHoldToken(new TextEncoder().encode('other'), 5, 'no trigger of a token'), true);
  });

  it('takes time in proportion to the text', () => {
    for (const unit of ['twilio ', 'sk_live_', 'a', 'discord=1'])
      assert.equal(typeof confirmed(unit.repeat(Math.ceil(1_000_000 / unit.length))), 'boolean');
  });

  it('knows of every pattern in the table how short a match can be, and what it is made of', () => {
    for (const { id, pattern } of TOKEN_FORMATS) {
      const { shortest, alphabet } = shapeOf(pattern);
      assert.ok(shortest >= 10, `${id}: ${shortest}`);
      const token = new TextEncoder().encode(fakeToken(id));
      assert.ok(token.length >= shortest && token.every((code) => alphabet[code] === 1), id);
    }
    assert.equal(shapeOf(/ab{2,5}(?:c|de)(?=x{9})f?g*h+/y).shortest, 5);
    assert.equal(shapeOf(/a.c/y).shortest, 0, 'no claim where a pattern is not understood');
    assert.equal(shapeOf(/abc/i).shortest, 0);
  });
});

const TRIGGERS = createLiteralMatcher(TOKEN_TRIGGERS, { ignoreCase: true });

function confirmed(text: string): boolean {
  const bytes = new TextEncoder().encode(text);
  let found = false;
  TRIGGERS.scanBytes(bytes, (index, end) => {
    found = mayHoldToken(bytes, end, TOKEN_TRIGGERS[index] ?? '');
    return found;
  });
  return found;
}
