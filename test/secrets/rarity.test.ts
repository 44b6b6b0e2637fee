import { strict as assert } from 'node:assert';
import { rarityOf, type ValueKind } from '../../server/src/core/secrets/rarity.ts';
import { surpriseOf } from '../../server/src/core/secrets/surprise.ts';
import { randomNumbers } from '../support/fakeTokens.ts';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = UPPER.toLowerCase();
const DIGITS = '0123456789';

const ALPHABETS: Readonly<Record<string, string>> = {
  'letters and digits': UPPER + LOWER + DIGITS,
  'small letters and digits': LOWER + DIGITS,
  'small letters': LOWER,
  letters: UPPER + LOWER,
  hexadecimal: '0123456789abcdef',
  base32: `${UPPER}234567`,
  base64url: `${UPPER}${LOWER}${DIGITS}-_`,
};

describe('how rare a value is', () => {
  for (const [name, alphabet] of Object.entries(ALPHABETS)) {
    it(`generated from ${name}, fewer than 1 in 1,000 of 20 characters and more are missed`, () => {
      const random = randomNumbers(name);
      let missed = 0;
      for (let round = 0; round < 6_000; round++) {
        const length = 20 + (round % 3) * 12;
        const value = Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
        if (rarityOf(value).kind !== 'random') missed++;
      }
      assert.ok(missed < 6, `${missed} of 6,000`);
    });
  }

  it('of all that can be typed on a keyboard, almost all generated values are found', () => {
    const keys = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
    const random = randomNumbers('keyboard');
    let missed = 0;
    for (let round = 0; round < 1_000; round++) {
      const value = Array.from({ length: 64 }, () => keys[Math.floor(random() * keys.length)]).join('');
      if (rarityOf(value).kind !== 'random') missed++;
    }
    assert.ok(missed < 20, `${missed} of 1,000`);
  });

  it('tells words, names and paths', () => {
    assertKinds('word', [
      'auth_token',
      'current-password',
      'resetPasswordToken',
      'ThisIsALongSecretName',
      'NEXT_PRIVATE_SMTP_PASSWORD',
      'correcthorsebatterystaple',
      'required|string|confirmed',
      'x-api-key',
      'letmein',
      'btn-primary',
      'session',
      'oauth2',
    ]);
  });

  it('tells what stands for something else', () => {
    assertKinds('reference', [
      '${DB_PASSWORD}',
      '$DB_PASSWORD',
      '{{ secrets.token }}',
      '#{password}',
      '<your password>',
      '%(password)s',
      'Enter your new password here',
      'Forgot password?',
      'contraseña1234',
      'https://example.com/reset?id=1',
      '/var/run/secrets/token',
      './certs/server.key',
      'application/json',
      'ada@tidepool.app',
      'process.env.API_KEY',
      'config.auth.secret',
      'getToken(user)',
      'auth_provider&.[](:credentials)&.[](:password)',
      '^[A-Za-z0-9]{8,}$',
      '2026-11-22T10:00:00Z',
      '1.24.3',
      '10.0.0.12',
      '#ff8800',
      'sha256-abc',
      '$2b$10$abcdefghijk',
      'arn:aws:secretsmanager:eu-west-1',
      'utf-8',
      'yyyy-MM-dd_HH:mm',
      'auth.reset_password.title',
      `ssh-rsa AAAAB3Nza${'C1yc2E'.repeat(4)}`,
      `0x${'a1'.repeat(20)}`,
    ]);
  });

  it('tells what is encrypted, and names of places where secrets are kept', () => {
    const random = randomNumbers('sealed');
    const base64 = `${UPPER}${LOWER}${DIGITS}+/`;
    const drawn = (length: number): string =>
      Array.from({ length }, () => base64[Math.floor(random() * base64.length)]).join('');
    for (let round = 0; round < 100; round++)
      for (const value of [
        `ENC[AES256_GCM,data:${drawn(24)},iv:${drawn(43)}=,tag:${drawn(22)}==,type:str]`,
        `ENC[PKCS7,${drawn(120)}]`,
        `ENC(${drawn(44)})`,
        `encrypted:${drawn(120)}`,
        `{cipher}${drawn(64)}`,
        `vault:v1:${drawn(60)}`,
        `AQICAH${drawn(120)}`,
        `CiQA${drawn(120)}`,
        `keyring:${drawn(12)}`,
      ])
        assert.equal(rarityOf(value).kind, 'reference', value);
  });

  it('tells placeholders', () => {
    assertKinds('placeholder', [
      'your-own-apikey1234!',
      'xxxxxxxxxxxxxxxxxxxxxxxx',
      'changeme123',
      '0123456789abcdef0123456789abcdef',
      UPPER + LOWER,
      'qwertyuiopasdfghjklzxcvbnm',
    ]);
  });

  it('tells passwords that people make up, and those that everybody tries', () => {
    assertKinds('password', ['Kestrel#4471', 'Summer2031!', 'blue47Heron', 'Kestrel44§71', 'blue47£Heron']);
    assertKinds('sample', ['hunter22', 'P@ssw0rd123', 'welcome1', 'kestrel123456']);
  });

  it('tells identifiers that are drawn as well', () => {
    assertKinds('uuid', ['7d3a9c1e-52b8-4f06-9e1d-a84c6b20f35d'.replace('7d', '7e')]);
  });

  it('grows with the length of what is drawn, and falls with the length of names', () => {
    const drawn = 'Xq7vKp2mRz9w';
    assert.ok(surpriseOf(drawn + drawn) > surpriseOf(drawn));
    assert.ok(surpriseOf('organizationMembership') < surpriseOf('organization'));
    assert.ok(surpriseOf('organization') < 0);
  });
});

function assertKinds(kind: ValueKind, values: readonly string[]): void {
  for (const value of values) assert.equal(rarityOf(value).kind, kind, value);
}
