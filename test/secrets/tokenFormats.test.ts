import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { crc32Base62 } from '../../server/src/core/secrets/checksum.ts';
import { matchTokens, TOKEN_TRIGGERS } from '../../server/src/core/secrets/matchTokens.ts';
import { isPlaceholder } from '../../server/src/core/secrets/placeholder.ts';
import type { TokenFormat } from '../../server/src/core/secrets/tokenFormat.ts';
import { TOKEN_FORMATS } from '../../server/src/core/secrets/tokenFormats.ts';
import { fakeToken } from '../support/fakeTokens.ts';

const SEEDS = [1, 2, 3, 4, 5];
const LONGER_THAN_ANY = 5000;

describe('token formats', () => {
  for (const format of TOKEN_FORMATS) {
    describe(format.id, () => {
      it(format.publishable ? 'is never reported' : 'is found at its exact range', () => {
        for (const seed of SEEDS) {
          const token = fakeToken(format.id, seed);
          const word = format.near?.[0] ?? '';
          for (const [before, after] of [
            [word === '' ? '' : `${word}: `, ''],
            [`${word} = "`, '";'],
            [`${word}: '`, "',"],
            [`${word}=\``, '`'],
            [`${format.variable}=`, '\nNEXT=1'],
          ] as const) {
            const expected = format.publishable
              ? []
              : [[format.id, before.length, before.length + token.length]];
            assert.deepEqual(found(before + token + after), expected, before + token + after);
          }
        }
      });

      it('is not found where it is glued to more of the same', () => {
        for (const seed of SEEDS) {
          const token = fakeToken(format.id, seed);
          const word = format.near?.[0] ?? '';
          if (!isWhole(format, `Z${token}`)) assert.ok(!ids(`${word} Z${token}`).includes(format.id));
          assert.ok(!ids(`${word} ${token}${'Z'.repeat(LONGER_THAN_ANY)}`).includes(format.id));
        }
      });

      it('is well formed', () => {
        assertWellFormed(format);
      });
    });
  }

  it('have unique ids', () => {
    assert.equal(new Set(TOKEN_FORMATS.map(({ id }) => id)).size, TOKEN_FORMATS.length);
  });

  it('are triggered by a lower-case literal of each line they are found on', () => {
    assert.deepEqual(
      TOKEN_TRIGGERS.filter((trigger) => !/^[\x20-\x40\x5b-\x7e]{2,}$/.test(trigger)),
      [],
    );
    for (const { id, variable } of TOKEN_FORMATS) {
      const line = `${variable}=${fakeToken(id)}`.toLowerCase();
      assert.ok(
        TOKEN_TRIGGERS.some((trigger) => line.includes(trigger)),
        line,
      );
    }
  });

  it('look like no leak themselves', () => {
    const folder = new URL('../../server/src/core/secrets/tokenFormats/', import.meta.url);
    const own = [
      import.meta.url,
      new URL('placeholder.test.ts', import.meta.url),
      new URL('checksum.test.ts', import.meta.url),
    ];
    for (const file of [...readdirSync(folder).map((name) => new URL(name, folder)), ...own]) {
      const text = readFileSync(new URL(file), 'utf8');
      const leaks = matchTokens(text).map(({ start, end }) => text.slice(start, end));
      assert.deepEqual(
        leaks.filter((value) => !isPlaceholder(value)),
        [],
      );
    }
  });
});

describe('matchTokens', () => {
  it('needs the word of a general shape on the same line, at most 60 characters before', () => {
    const token = fakeToken('datadog-api-key');
    assert.deepEqual(ids(`DD_API_KEY=${token}`), ['datadog-api-key']);
    assert.deepEqual(ids(`dd_Api_Key: ${token}`), ['datadog-api-key']);
    assert.deepEqual(ids(`DD_API_KEY${' '.repeat(49)}=${token}`), ['datadog-api-key']);
    assert.deepEqual(ids(`DD_API_KEY${' '.repeat(50)}=${token}`), []);
    assert.deepEqual(ids(`DD_API_KEY=\n${token}`), []);
    assert.deepEqual(ids(`DD_API_KEY=\r${token}`), []);
    assert.deepEqual(ids(`${token} DD_API_KEY`), []);
    assert.deepEqual(ids(`KEY=${token}`), []);
    assert.deepEqual(ids(`DD_API_KEY is not ${token}`), [], 'a value is assigned');
    assert.deepEqual(ids(`<add key="DD_API_KEY" value="${token}" />`), ['datadog-api-key']);
    assert.deepEqual(ids(`headers['DD-API-KEY'] = process.env.DD ?? "${token}"`), []);
    assert.deepEqual(ids(`process.env.DD_API_KEY ?? "${token}"`), ['datadog-api-key']);
    assert.deepEqual(ids(`add_api_key: ${token}`), []);
    assert.deepEqual(ids(`const myDd_api_key = '${token}'`), ['datadog-api-key']);
  });

  it('needs it beside a keyword too, where the format says so', () => {
    const token = fakeToken('elevenlabs-api-key');
    assert.deepEqual(ids(`new ElevenLabs("${token}")`), ['elevenlabs-api-key']);
    assert.deepEqual(ids(`new ElevenLabs(\n"${token}")`), ['elevenlabs-api-key'], 'or on the line before');
    assert.deepEqual(ids(`new ElevenLabs(\n\n"${token}")`), []);
    assert.deepEqual(ids(`steelevenlabs "${token}"`), []);
    assert.deepEqual(ids(`elevenlabs${' '.repeat(110)}${token}`), ['elevenlabs-api-key']);
    assert.deepEqual(ids(`elevenlabs${' '.repeat(111)}${token}`), []);
    assert.deepEqual(ids(token), []);
  });

  it('takes the closer word where two could be meant', () => {
    const token = fakeToken('twilio-auth-token');
    assert.deepEqual(ids(`dd_api_key, twilio_auth = ${token}`), ['twilio-auth-token']);
    assert.deepEqual(ids(`twilio_auth, dd_api_key = ${token}`), ['datadog-api-key']);
  });

  it('does not take a piece of a path, a file name or an identifier for a key', () => {
    const hex = fakeToken('datadog-api-key');
    assert.deepEqual(ids(`dd_api_key: /assets/${hex}.js`), []);
    assert.deepEqual(ids(`dd_api_key: main-${hex}`), []);
    assert.deepEqual(ids(`const vercelToken = ${'resolveVercelAccessTokens'.slice(0, 24)}(env)`), []);
  });

  it('tells WorkOS, Clerk, Paystack, UploadThing and Stripe apart', () => {
    const keys = [
      'workos-api-key',
      'clerk-secret-key',
      'paystack-secret-key',
      'uploadthing-secret',
      'stripe-secret-key',
    ];
    for (const id of keys) {
      const token = fakeToken(id);
      assert.equal(token.slice(0, 8), ['sk', 'live', ''].join('_'));
      assert.deepEqual(ids(`API_KEY=${token}`), [id]);
    }
  });

  it('finds the secret beside its identifier, whatever it is called', () => {
    const [id, secret] = [fakeToken('aws-access-key-id'), fakeToken('aws-secret-access-key')];
    assert.deepEqual(ids(`new S3("${id}", "${secret}")`), ['aws-access-key-id', 'aws-secret-access-key']);
    assert.deepEqual(ids(`key: ${id}\nsecret: ${secret}\n`), ['aws-access-key-id', 'aws-secret-access-key']);
    assert.deepEqual(ids(`${id}\n${'3f5d2c1b9a'.repeat(4)}`), ['aws-access-key-id'], 'a hash');
    assert.deepEqual(ids(`${id}${' '.repeat(400)}${secret}`), ['aws-access-key-id']);
  });

  it('finds several, in order', () => {
    const [stripe, resend, npm] = [
      fakeToken('stripe-secret-key'),
      fakeToken('resend-api-key'),
      fakeToken('npm-token'),
    ];
    assert.deepEqual(ids(`{"a":"${stripe}","b":"${resend}","c":"${npm}","d":"${stripe}"}`), [
      'stripe-secret-key',
      'resend-api-key',
      'npm-token',
      'stripe-secret-key',
    ]);
  });

  it('sees a token after an escaped line break in a string', () => {
    assert.deepEqual(ids(`"\\n${fakeToken('stripe-secret-key')}\\n"`), ['stripe-secret-key']);
    assert.deepEqual(ids(`n${fakeToken('stripe-secret-key')}`), []);
  });

  it('sees a token after a letter outside ASCII', () => {
    assert.deepEqual(ids(`clé${fakeToken('stripe-secret-key')}é`), ['stripe-secret-key']);
  });

  it('is less confident where the checksum does not hold', () => {
    const token = fakeToken('github-classic-token');
    const body = token.slice(4, -6);
    const wrong = crc32Base62(`${body}?`);
    assert.deepEqual(confidence(`TOKEN=${token}`), [true]);
    assert.deepEqual(confidence(`TOKEN=${token.slice(0, -6)}${wrong}`), [false]);
  });

  it('lets a publishable key hide what it contains', () => {
    const dsn = fakeToken('sentry-dsn');
    assert.deepEqual(ids(`dd_api_key: ${dsn}`), []);
    assert.deepEqual(ids(`dd_api_key: ${dsn.slice(8, 40)}`), ['datadog-api-key']);
  });

  it('gives the same answer twice', () => {
    const text = `STRIPE_SECRET_KEY=${fakeToken('stripe-secret-key')}`;
    assert.deepEqual(found(text), found(text));
  });

  it('takes time in proportion to the text, whatever is in it', () => {
    for (const piece of [
      'sk-',
      'dd_api_key ',
      'fm2_',
      'AAAAAAAA',
      'https://',
      'glpat-a',
      'eyJ.eyJ.',
      'ghs_a_eyJaaaaaaaaaaaa.eyJ',
    ]) {
      const start = performance.now();
      matchTokens(piece.repeat(400_000 / piece.length));
      const elapsed = performance.now() - start;
      assert.ok(elapsed < 2000, `${piece}: ${elapsed} ms`);
    }
  });
});

function found(text: string): (readonly [id: string, start: number, end: number])[] {
  return matchTokens(text).map(({ format, start, end }) => [format.id, start, end]);
}

function ids(text: string): string[] {
  return found(text).map(([id]) => id);
}

function confidence(text: string): boolean[] {
  return matchTokens(text).map(({ confident }) => confident);
}

/** A format of no fixed length may be one character longer as well. */
function isWhole({ pattern }: TokenFormat, token: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(token) && pattern.lastIndex === token.length;
}

function assertWellFormed(format: TokenFormat): void {
  const { id, keywords, keywordOffset = 0, lead, near, pattern, variable, thief, rotate, source } = format;
  assert.match(id, /^[a-z0-9]+(?:-[a-z0-9]+)+$/);
  assert.match(variable, /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/);
  assert.match(thief, /^[a-z].*[A-Za-z)]$/, 'completes "Anyone who has it can …", without a full stop');
  assert.match(rotate.url, /^https:\/\//);
  assert.ok(rotate.label.length > 0);
  assert.match(source, /^(?:https:\/\/|observed$)/);

  assert.ok(keywords.length > 0 || (near?.length ?? 0) > 0, 'there is something to search for');
  for (const keyword of keywords) assert.match(keyword, /^[\x21-\x7e]{2,}$/);
  for (const word of near ?? []) assert.match(word, /^[\x20-\x7e]{4,}$/);
  assert.ok(!lead || lead.source.endsWith('$'), 'what leads to a keyword ends where it starts');
  if (keywords.length > 0) {
    for (const seed of SEEDS) {
      const token = fakeToken(id, seed);
      assert.ok(
        keywords.some((keyword) =>
          lead ? token.includes(keyword) : token.startsWith(keyword, keywordOffset),
        ),
        token,
      );
    }
  }

  assert.equal(pattern.flags, 'y');
  const structure = pattern.source.replaceAll(/\\./g, '').replaceAll(/\[[^\]]*\]/g, 'c');
  assert.doesNotMatch(structure, /[*+]|,\}/, 'quantifiers are bounded');
  assert.doesNotMatch(structure, /\((?!\?[:=])/, 'no captures, lookbehinds or modifiers');
  assert.doesNotMatch(structure, /[.^$]/, 'every character is named');
}
