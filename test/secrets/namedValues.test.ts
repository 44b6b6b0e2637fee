import { strict as assert } from 'node:assert';
import { namedValues } from '../../server/src/core/secrets/namedValues.ts';
import { randomNumbers } from '../support/fakeTokens.ts';
import { WAYS_OF_WRITING } from '../support/waysOfWriting.ts';
import { processorTime } from '../support/processorTime.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const KINDS: readonly (readonly [kind: string, make: (seed: string) => string])[] = [
  ['letters and digits', (seed) => drawn(LETTERS, 24, seed)],
  ['hexadecimal', (seed) => drawn('0123456789abcdef', 32, seed)],
  ['base64url', (seed) => `q${drawn(`${LETTERS}-_`, 41, seed)}Z`],
];

describe('values given to names', () => {
  for (const [what, , text] of WAYS_OF_WRITING) {
    it(`are found in ${what}`, () => {
      for (const [kind, make] of KINDS) {
        const value = make(what);
        const filled = text.replace('§', () => value);
        const found = namedValues(filled).map(({ start, end }) => filled.slice(start, end));
        assert.ok(found.includes(value), `${kind} in ${filled}: found ${JSON.stringify(found)}`);
      }
    });
  }

  it('are not found for names of other things', () => {
    for (const name of OTHER_NAMES) {
      const text = `${name} = "${drawn(LETTERS, 24, name)}"`;
      assert.deepEqual(namedValues(text), [], name);
    }
  });

  it('are not the flag that follows a flag', () => {
    assert.deepEqual(namedValues('["--api-key", "--region-Qx7"]'), []);
  });

  it('are not the other of two texts that a condition chooses between', () => {
    for (const text of [
      '{isSet ? "Manage Secret" : "Generate Secret"}',
      "const label = wants\n  ? 'Show password'\n  : 'Hide the password of it'",
    ])
      assert.deepEqual(namedValues(text), [], text);
    const key = '{ "Manage Secret" : "abc-123" }';
    assert.equal(namedValues(key).length, 1);
  });

  it('are found in time in proportion to the text', () => {
    for (const text of HOSTILE) {
      const begun = processorTime();
      namedValues(text);
      assert.ok(processorTime() - begun < 3_000, `${text.slice(0, 40)}…`);
    }
  });
});

const OTHER_NAMES = [
  'publicKey',
  'PUBLIC_KEY',
  'siteKey',
  'publishableKey',
  'anonKey',
  'primaryKey',
  'foreignKey',
  'cacheKey',
  'keyCode',
  'queryKey',
  'sortKey',
  'tokenType',
  'secretName',
  'secretKeyRef',
  'passwordResetUrl',
  'maxTokens',
  'apiKeyId',
  'passwordField',
  'passwordHash',
  'tokenLength',
  'passwordLabel',
  'passwordPlaceholder',
  'tokenExpired',
  'passwordRegex',
  'authHeader',
  'secret_arn',
  'token_url',
  'keyboard',
  'monkey',
  'compass',
  'author',
  'credits',
  'csrfToken',
  'nextToken',
  'pageToken',
  'designToken',
];

const HOSTILE = [
  'token'.repeat(200_000),
  'password='.repeat(110_000),
  'key: '.repeat(200_000),
  `secret = ${'('.repeat(1_000_000)}`,
  `password${' '.repeat(1_000_000)}`,
  'variable "password" { '.repeat(40_000),
  '<password'.repeat(100_000),
  '"token", '.repeat(100_000),
  `token: ${'a.'.repeat(500_000)}`,
  '{"apiKey":'.repeat(100_000),
  `basic ${'A'.repeat(1_000_000)}`,
  'curl -u a:'.repeat(100_000),
  'password\n'.repeat(110_000),
  'password: |\n'.repeat(90_000),
  '"password", { '.repeat(80_000),
  `"password", { ${'type: "a", '.repeat(100_000)}`,
  '"password" type="a" '.repeat(50_000),
  '"--password", '.repeat(80_000),
  'process.env.SECRET ||'.repeat(50_000),
];

function drawn(alphabet: string, length: number, seed: string): string {
  const random = randomNumbers(seed);
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}
