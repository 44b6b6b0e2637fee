import { strict as assert } from 'node:assert';
import { describeValue } from '../../server/src/core/env/describeValue.ts';
import { expand } from '../support/expand.ts';

/** The state, with the traits behind it. */
function described(value: string): string {
  const { state, traits = [] } = describeValue(expand(value));
  return [state, ...traits].join(' ');
}

function each(cases: Readonly<Record<string, string>>): void {
  for (const [value, expected] of Object.entries(cases))
    it(`${JSON.stringify(value)} is ${expected}`, () => assert.equal(described(value), expected));
}

describe('what is said of a value', () => {
  describe('addresses of private networks are local, and a list is no order', () =>
    each({
      'http://10.0.0.5:3000/api': 'set url http local-host',
      '192.168.1.20': 'set local-host',
      '["your-name"]': 'set json',
    }));

  describe('ordinary values are set', () =>
    each({
      info: 'set',
      eu: 'set',
      'Tidepool Support': 'set',
      'eu-west-1': 'set',
      gpt: 'set',
      password: 'set',
      '/var/lib/data': 'set',
      'Europe/Berlin': 'set',
      'db.tidepool.app': 'set',
      '[PROD] - worker': 'set',
      'Tidepool <hello@tidepool.app>': 'set',
      test: 'set',
      live: 'set',
    }));

  describe('nothing, and references', () =>
    each({
      '': 'empty',
      '  ': 'empty',
      '${A}': 'reference',
      $A_B: 'reference',
      '${A}:${B}': 'reference',
      '${A:-x}': 'reference',
      '${{ secrets.A }}': 'reference',
      '$(pass show mail)': 'reference',
      'op://shop/mail/key': 'reference',
      'postgres://${USER}@db/shop': 'set url',
      $2b$10$abc: 'set',
    }));

  describe('what somebody has to fill in', () =>
    each({
      changeme: 'placeholder',
      ChangeMe: 'placeholder',
      'change-me-in-production': 'placeholder',
      CHANGE_ME: 'placeholder',
      LOCAL_ONLY_CHANGE_ME: 'placeholder',
      xxx: 'placeholder',
      XXXXXXXX: 'placeholder',
      '***': 'placeholder',
      '...': 'placeholder',
      todo: 'placeholder',
      'TO-DO': 'placeholder',
      '<token>': 'placeholder',
      '<YOUR_API_KEY>': 'placeholder',
      'your-api-key': 'placeholder',
      YOUR_API_KEY_HERE: 'placeholder',
      your_secret_here: 'placeholder',
      'insert your key': 'placeholder',
      'replace-me': 'placeholder',
      'whsec_...': 'placeholder',
      sk_test_xxx: 'placeholder',
      __REPLACE_ME__: 'placeholder',
      SomeRandomString: 'placeholder',
      yourpassword: 'placeholder',
      '/path/to/key.pem': 'placeholder',
      'yourdomain.com': 'placeholder',
      'example.com': 'placeholder',
      'hello@example.com': 'placeholder email',
      'https://example.com/x': 'placeholder url https',
      'https://your-project.supabase.co': 'placeholder url https',
      'postgres://USER:PASSWORD@HOST:5432/db': 'placeholder url',
    }));

  describe('kinds of values', () =>
    each({
      true: 'set boolean',
      Off: 'set boolean',
      '3000': 'set number port',
      '0.5': 'set number',
      '70000': 'set number',
      '1': 'set number',
      undefined: 'set undefined-word',
      null: 'set undefined-word',
      'http://localhost:3000': 'set url http local-host',
      'https://shop.tidepool.app': 'set url https',
      'redis://127.0.0.1:6379': 'set url local-host',
      'postgres://a:b@host.docker.internal/db': 'set url local-host',
      'postgres://a:b@db/shop': 'set url',
      localhost: 'set local-host',
      'localhost:9092,127.0.0.1:9092': 'set local-host',
      'hello@tidepool.app': 'set email',
      '{"a":1}': 'set json',
      '[1,2]': 'set json',
      '{a:1}': 'set',
      'encrypted:BDqDBibm4wsYqMpCjTQ6': 'set encrypted',
    }));

  describe('keys', () =>
    each({
      '{{stripe-secret-key}}': 'set live-key secret',
      '{{stripe-test-secret-key}}': 'set test-key secret',
      '{{openai-api-key}}': 'set secret',
      pk_live_shop: 'set live-key',
      pk_test_shop: 'set test-key',
      price_1Nz4VbXkQ2: 'set',
      'G-H3LSJCK95H': 'set',
    }));

  it('calls what a generator drew a secret', () => {
    // Made here, so that no scanner sees it in this file.
    let state = 7;
    const drawn = Array.from({ length: 40 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'.charAt(
        Math.floor((state / 2 ** 32) * 56),
      );
    }).join('');
    assert.equal(described(drawn), 'set secret');
    assert.equal(described(`postgres://shop:${drawn}@db.tidepool.app/shop`), 'set url secret');
  });

  it('repeats nothing of the value', () =>
    assert.doesNotMatch(JSON.stringify(describeValue('https://shop.tidepool.app')), /tidepool/));

  it('takes time in proportion to the text', () => {
    for (const sign of ['a', '$', '${', '{', '<', '-', 'x-', 'your-', '.', '"', 'a@', '://', ' '])
      describeValue(sign.repeat(500_000 / sign.length));
    describeValue(`http://${'a.'.repeat(200_000)}`);
    for (let index = 0; index < 2_000; index++) describeValue(`${'$A'.repeat(20)}${index}`);
  }).timeout(6_000);
});
