import { strict as assert } from 'node:assert';
import { isPlaceholder } from '../../server/src/core/secrets/placeholder.ts';
import { TOKEN_FORMATS } from '../../server/src/core/secrets/tokenFormats.ts';
import { randomNumbers, randomToken } from '../support/fakeTokens.ts';

const HEX = '0123456789abcdef';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const BASE62 = `${LOWER}${LOWER.toUpperCase()}0123456789`;

describe('placeholder', () => {
  const charsets: readonly (readonly [name: string, alphabet: string, lengths: readonly number[]])[] = [
    ['digits', '0123456789', [8, 11, 16]],
    ['hexadecimal', HEX, [20, 30, 32, 40, 64]],
    ['upper-case hexadecimal', HEX.toUpperCase(), [32, 64]],
    ['base32', `${LOWER.toUpperCase()}234567`, [16, 24, 64]],
    ['lower-case base32', `${LOWER}234567`, [20, 26, 32, 103]],
    ['base36', `${LOWER}0123456789`, [24, 48, 64]],
    ['letters', LOWER + LOWER.toUpperCase(), [34]],
    ['lower-case letters', LOWER, [16, 24, 40]],
    ['base62', BASE62, [14, 24, 32, 43, 52, 80, 99]],
    ['base64url', `${BASE62}-_`, [22, 43, 64, 93, 156]],
    ['base64', `${BASE62}+/`, [40, 86, 120]],
    ['printable', `${BASE62}!#$%&()*+,-./:;=?@[]^_{|}~`, [12, 20, 32]],
  ];
  for (const [name, alphabet, lengths] of charsets) {
    it(`takes random ${name} for real`, () => {
      for (const length of lengths) {
        for (const prefix of ['', 'sk_test_']) {
          const random = randomNumbers(`${name} ${length}`);
          const keys = Array.from({ length: 2000 }, () =>
            Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join(''),
          );
          const misjudged = keys.filter((key) => isPlaceholder(prefix + key));
          assert.ok(misjudged.length < 2000 / 500, `${length}: ${misjudged.join(' ')}`);
        }
      }
    });
  }

  it('takes random tokens of every format for real', () => {
    for (const { id } of TOKEN_FORMATS) {
      const tokens = Array.from({ length: 500 }, (_, seed) => randomToken(id, seed));
      const misjudged = tokens.filter(isPlaceholder);
      assert.ok(misjudged.length <= 2, `${id}: ${misjudged.join(' ')}`);
    }
  });

  const fakes: Record<string, readonly string[]> = {
    filler: [
      `sk_live_${'x'.repeat(24)}`,
      `sk_live_${'X'.repeat(24)}`,
      `AKIA${'X'.repeat(16)}`,
      'xoxb-xxxxxxxxxxxx-xxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx',
      `https://hooks.slack.com/services/T${'0'.repeat(8)}/B${'0'.repeat(8)}/${'X'.repeat(24)}`,
      `ghp_${'a'.repeat(36)}`,
      ['re', 'blAh', 'blaHBlaHblahBLAhBlAh'].join('_'),
      `ghp_${'A'.repeat(36)}`,
      `sk-ant-api03-${'A'.repeat(95)}`,
      '0'.repeat(32),
      '0'.repeat(8) + '-0000-0000-0000-' + '0'.repeat(12),
    ],
    repetition: [
      `sk_live_${'abc'.repeat(8)}`,
      'deadbeef'.repeat(4),
      'deadbeefcafebabe'.repeat(2),
      `sk_test_${'1a2b3c4d'.repeat(3)}`,
      '0101010101010101',
    ],
    sequences: [
      `sk_live_${'1234567890'.repeat(2)}1234`,
      `sk_live_${LOWER.slice(0, 24)}`,
      `ghp_${LOWER}0123456789`,
      '0123456789abcdef0123456789abcdef',
      'fedcba9876543210fedcba9876543210',
      '123456789:ABCdefGHIjklMNOpqrsTUVwxyz',
      glue('AKIA', '1234567890ABCDEF'),
      glue('re_', '123456789'),
      glue('sk_live_', 'a1b2c3d4e5f6', 'g7h8i9j0k1l2'),
      glue('npm_', 'aAbBcCdDeEfF', 'gGhHiIjJkKlLmMnNoOpPqQrR'),
      glue('SG.', 'aabbccddeeff', 'gghhiijjkk.xyz'),
    ],
    words: [
      glue('AKIA', 'IOSFODNN7', 'EXAMPLE'),
      glue('wJalrXUtnFEMI/', 'K7MDENG', '/bPxRfiCYEXAMPLEKEY'),
      'your-api-key',
      'YOUR_SECRET_KEY',
      'sk-proj-your-openai-key',
      glue('sk_test_', 'thisIsJustAnExample12345'),
      'changeme',
      'change_me_please',
      'CHANGEME',
      'ChangeMe123',
      'replace-with-your-token',
      'insert_key_here',
      'placeholder',
      'dummy-token-1',
      'REDACTED',
      glue('ghp_', 'FakeTokenFakeToken', '0123'),
      glue('sk_live_', 'testtesttesttesttesttest'),
      'sk-ant-api03-my-key',
      glue('sk_live_', 'thisisnotarealkeyatall'),
      'secret-here',
      'super-secret-jwt-token',
      'mysecretpassword',
      'qwertyuiop',
    ],
    identifiers: [glue('hf_', 'modelNameThatIsLongEnoughToMatchIt')],
    templates: [
      '${STRIPE_KEY}',
      '{{ secrets.KEY }}',
      '<api-key>',
      'sk_live_...',
      'sk_live_…',
      'sk_live_***',
      '[your key]',
    ],
    'well-known keys': [
      glue('sk_test_', '4eC39HqLyjWDarjtT1', 'zdp7dc'),
      glue('sb_secret_', 'N7UND0UgjKTVK-Uodkm0', 'Hg_xSvEMPvz'),
      glue('110201543', ':', 'AAHdqTcvCH1vGWJxfSeofSAs', '0K5PALDsaw'),
      glue('gho_', '16C7e42F292c6912E7710c', '838347Ae178B4a'),
      glue('re_', 'c1tpEyD8_', 'NKFusih9vKVQknRAQfmFcWCv'),
      glue('AIzaSy', 'DaGmWKa4JsXZ-HjGw7ISLn', '_3namBGewQe'),
    ],
  };
  for (const [name, values] of Object.entries(fakes)) {
    it(`knows ${name}`, () => {
      assert.deepEqual(
        values.filter((value) => !isPlaceholder(value)),
        [],
      );
    });
  }

  it('does not mind the prefix of a test key', () => {
    const random = randomNumbers('prefix');
    const body = Array.from({ length: 24 }, () => BASE62[Math.floor(random() * 62)]).join('');
    for (const prefix of ['sk_test_', 'rzp_test_', 'test_', 'FLWSECK_TEST-'])
      assert.equal(isPlaceholder(prefix + body), false);
  });

  it('takes a short word amid drawn characters for chance, and everywhere else for a word', () => {
    for (const word of ['test', 'Fake', 'MOCK', 'todo', 'Your']) {
      const [start, end] = ['k7Qm2Zx9Rv4', 'Lw8Tb3Nc6Yp5'];
      assert.equal(isPlaceholder(glue('sk_live_', start, word, end)), false, word);
      for (const key of [
        glue('sk_live_', word, start, end),
        glue('sk_live_', start, end, word),
        glue('sk_live_', start, '-', word, '-', end),
        glue('ghp_', 'justSome', word, 'TokenForTheReadme'),
      ])
        assert.equal(isPlaceholder(key), true, key);
    }
  });

  it('does not mind zero bytes in base64', () => {
    assert.equal(isPlaceholder(glue('A'.repeat(21), 'bR7tQ2mZ9xKp4vWc8dHs')), false);
    assert.equal(isPlaceholder('A'.repeat(40)), true);
  });
});

/** Keeps a fake from standing in this file in one piece. */
function glue(...parts: string[]): string {
  return parts.join('');
}
