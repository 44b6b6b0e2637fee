import { strict as assert } from 'node:assert';
import rule from '../../server/src/core/rules/secrets/encoded-secret.ts';
import { encodedTexts } from '../../server/src/core/secrets/encoded.ts';
import {
  base64Stems,
  decodeBase64,
  decodeHexadecimal,
  unescapeText,
} from '../../server/src/core/secrets/encodings.ts';
import { TOKEN_FORMATS } from '../../server/src/core/secrets/tokenFormats.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { parseConfig } from '../../server/src/core/config.ts';
import { NO_FACTS } from '../../server/src/core/facts.ts';
import { findingsIn, TODAY } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';
import { fakeToken } from '../support/fakeTokens.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('encoded secrets', () => {
  const marked = TOKEN_FORMATS.filter(
    ({ near, publishable, keywords, keywordOffset, lead }) =>
      !near && !publishable && !lead && !keywordOffset && (keywords[0]?.length ?? 0) >= 4,
  );

  it('are found in base64, also without padding and in its alphabet for URLs', () => {
    for (const { id } of marked) {
      const token = fakeToken(id);
      for (const encoded of [base64(token), Buffer.from(token).toString('base64url')]) {
        assert.deepEqual(checked(`blob: "${encoded}"`), [encoded], id);
      }
    }
  });

  it('are found in hexadecimal digits', () => {
    for (const { id } of marked) {
      const encoded = Buffer.from(fakeToken(id)).toString('hex');
      assert.deepEqual(checked(`blob = "${encoded}"`), [encoded], id);
    }
  });

  it('are found wherever in an encoded file they stand', () => {
    const token = fakeToken('stripe-secret-key');
    for (const before of ['', ' ', '::', '...', '{"x":1,"payments":"']) {
      const encoded = base64(`${before}${token}`);
      assert.deepEqual(foundIn(`blob: ${encoded}`), [encoded]);
    }
  });

  it('are found across lines', () => {
    const lines = base64(
      `A=1\nB=2\n${'# comment\n'.repeat(12)}RESEND_API_KEY=${fakeToken('resend-api-key')}\n`,
    ).replaceAll(/.{76}/g, '$&\n  ');
    assert.deepEqual(foundIn(`data:\n  .env: |\n  ${lines}\n`), [lines]);
  });

  it('are found by the name of a value of a Kubernetes secret', () => {
    const value = base64(fakeToken('datadog-api-key'));
    assert.deepEqual(foundIn(`kind: Secret\ndata:\n  DD_API_KEY: ${value}\n`), [value]);
    assert.deepEqual(foundIn(`{"kind": "Secret", "data":\n {\n  "dd-api-key": "${value}"}}`), [value]);
    assert.deepEqual(foundIn(`kind: ConfigMap\ndata:\n  DD_API_KEY: ${value}\n`), []);
  });

  it('of every kind are found', () => {
    for (const text of [
      expand('postgres://billing:{{password}}@db.tidepool.app/main'),
      expand('-----BEGIN RSA PRIVATE KEY-----\n{{pem-body}}\n-----END RSA PRIVATE KEY-----\n'),
      expand('{{jwt-supabase-service-role}}'),
      expand('{"auths":{"ghcr.io":{"auth":"x","password":"{{github-classic-token}}"}}}'),
    ]) {
      assert.deepEqual(foundIn(`K=${base64(text)}`), [base64(text)], text);
    }
  });

  it('in percent signs and escapes are found at their exact range', () => {
    const password = expand('{{password}}');
    const url = `postgres%3A%2F%2Fbilling%3A${password}%40db.tidepool.app%2Fmain`;
    assert.deepEqual(foundIn(`https://pool.tidepool.app/?to=${url}&x=1`), [url]);
    const key = fakeToken('azure-storage-identifiable-key');
    const escaped = key.replaceAll('=', '\\u003d');
    assert.deepEqual(foundIn(`{"key":"${escaped}"}`), [escaped]);
  });

  it('that open nothing are none', () => {
    for (const text of [
      'sk_live_xxxxxxxxxxxxxxxxxxxxxxxx',
      'postgres://postgres:postgres@localhost:5432/main',
      fakeToken('stripe-publishable-key'),
      expand('{{jwt-supabase-anon}}'),
      'the quick brown fox jumps over the lazy dog',
    ]) {
      assert.deepEqual(foundIn(`K=${base64(text)}`), [], text);
    }
  });

  it('are never quoted', () => {
    const token = fakeToken('stripe-secret-key');
    const [finding] = findingsIn('a.yaml', `k: ${base64(token)}`);
    assert.ok(finding);
    assert.match(finding.message, /base64/);
    assert.ok(!finding.message.includes(token.slice(8, 20)));
    assert.ok(!finding.message.includes(base64(token)));
  });

  it('have a trigger in every text they are found in', () => {
    for (const { id } of marked) {
      const text = `k: ${base64(fakeToken(id))}`.toLowerCase();
      assert.ok(
        rule.triggers.some((trigger) => text.includes(trigger)),
        id,
      );
    }
    assert.ok(rule.triggers.every((trigger) => trigger === trigger.toLowerCase() && trigger.length >= 4));
  });

  it('take time in proportion to the text', () => {
    const stem = base64('sk_live_').slice(0, 10);
    for (const text of [
      stem.repeat(100_000),
      `${stem} `.repeat(90_000),
      `${stem}\n`.repeat(90_000),
      `${'A'.repeat(60)}\n`.repeat(16_000),
      `${'A'.repeat(60)}${stem}\n`.repeat(12_000),
      '%3A%2F%2F'.repeat(100_000),
      '\\u003d'.repeat(150_000),
      `kind: Secret\n${'  a: '.repeat(100_000)}`,
      `kind: Secret\n  a: ${'A'.repeat(1_000_000)}`,
      '736b5f6c6976655f'.repeat(60_000),
    ]) {
      const start = performance.now();
      encodedTexts(text);
      const elapsed = performance.now() - start;
      assert.ok(elapsed < 2000, `${text.slice(0, 30)}: ${elapsed} ms`);
    }
  });
});

describe('encodings', () => {
  it('are undone', () => {
    assert.equal(decodeBase64('aGVsbG8='), 'hello');
    assert.equal(decodeBase64('aGVs\n  bG8'), 'hello');
    assert.equal(decodeBase64('AAEC'), undefined, 'no text');
    assert.equal(decodeHexadecimal('68656C6c6f'), 'hello');
    assert.equal(decodeHexadecimal('686'), undefined);
    assert.deepEqual(unescapeText('a%3A\\u003db'), { text: 'a:=b', offsets: [0, 1, 4, 10, 11] });
  });

  it('have stems that every encoded text with a word contains', () => {
    for (const before of ['', 'x', 'xy', 'xyz']) {
      const stem = base64Stems('sk_live_')[before.length % 3];
      assert.ok(base64(`${before}sk_live_tail`).includes(stem ?? '?'));
    }
  });
});

function foundIn(text: string): string[] {
  return findingsIn('deploy/secret.yaml', text)
    .filter(({ ruleId }) => ruleId === rule.id)
    .map(({ offsets }) => text.slice(offsets?.start, offsets?.end));
}

/** Without the search for triggers, which another test looks at. */
function checked(text: string): string[] {
  const document = createDocument({ path: 'deploy/secret.yaml', text });
  const context = {
    config: parseConfig('').config,
    ruleIds: new Set<string>(),
    today: TODAY,
    facts: NO_FACTS,
    everything: false,
  };
  return [...rule.check(document, context)].map(({ range }) => text.slice(range.start, range.end));
}
