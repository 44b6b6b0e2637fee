import { strict as assert } from 'node:assert';
import { findingsIn } from '../support/analyzeText.ts';

const ISSUED = 1_790_000_000;
const FAR = 2_100_000_000;
const HS256 = { alg: 'HS256', typ: 'JWT' };
const SUPABASE = 'https://kqzvxwhtjmrpnbcdfgls.supabase.co/auth/v1';

describe('signed tokens', () => {
  it('of the service role of Supabase are blockers, whoever issued them', () => {
    for (const iss of ['supabase', SUPABASE, undefined])
      assert.deepEqual(judge({ iss, role: 'service_role', iat: ISSUED, exp: FAR }), [
        'supabase-service-role blocker',
      ]);
    const inDocs = judge({ iss: 'supabase', role: 'service_role', exp: FAR }, { path: 'README.md' });
    assert.deepEqual(inDocs, ['supabase-service-role high']);
  });

  it('that everybody may have are silent', () => {
    assert.deepEqual(judge({ iss: 'supabase', ref: 'kqzvx', role: 'anon', exp: FAR }), []);
    assert.deepEqual(judge({ iss: SUPABASE, role: 'anon', exp: FAR }), []);
    assert.deepEqual(judge({ iss: 'supabase-demo', role: 'service_role', exp: FAR }), []);
    assert.deepEqual(judge({ iss: 'supabase', role: 'service_role', iat: 1_641_769_200, exp: FAR }), []);
  });

  it('of textbooks, of a machine of one’s own and without a signature are silent', () => {
    for (const payload of [
      { sub: '1234567890', name: 'Jane Roe' },
      { sub: 'auth0|1', iss: 'https://example.auth0.com/', aud: 'https://api.example.com/calendar/v1/' },
      { sub: 'u1', aud: ['https://api.example.com/'] },
      { sub: 'u1', iss: 'http://localhost:3000' },
      { sub: 'u1', email: 'ann@example.org' },
      { foo: 'bar' },
      { iss: 'joe' },
    ])
      assert.deepEqual(judge(payload), [], JSON.stringify(payload));
    assert.deepEqual(judge({ sub: 'billing' }, { header: { alg: 'none' } }), []);
    assert.deepEqual(judge({ sub: 'billing', exp: 1_600_000_000 }), []);
  });

  it('of nobody in particular weigh what their life is long', () => {
    assert.deepEqual(judge({ sub: 'billing' }), ['jwt high']);
    assert.deepEqual(judge({ sub: 'billing', iat: ISSUED, exp: FAR }), ['jwt medium']);
    assert.deepEqual(judge({ sub: 'billing', iat: FAR - 3600, exp: FAR }), ['jwt low']);
  });

  it('of nobody in particular are silent in tests and documentation', () => {
    for (const path of ['docs/api.md', 'test/login.test.ts', 'apis/record_test.go', 'README.md'])
      assert.deepEqual(judge({ sub: 'billing' }, { path }), [], path);
  });

  it('of known services are named', () => {
    assert.deepEqual(judge({ a: 'rw', id: 'x' }, { header: { alg: 'EdDSA' } }), ['turso-token blocker']);
    assert.deepEqual(judge({ api_key: 'x', tenant_id: 'y' }), ['prisma-accelerate-key blocker']);
    assert.deepEqual(judge({ scopedKeyKey: 'x', scopedKeySecret: 'y' }), ['pinata-token blocker']);
  });
});

interface Circumstances {
  readonly header?: object;
  readonly path?: string;
}

function judge(payload: object, { header = HS256, path = 'src/a.ts' }: Circumstances = {}): string[] {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `const a = '${part(header)}.${part(payload)}.k9X2mQ7vT4bRzL8nW3cYhD6fJ1pSgA5e';\n`;
  return findingsIn(path, text).map(
    ({ message, impact }) => `${NAMES[message.split(' in this file')[0] ?? '']} ${impact}`,
  );
}

const NAMES: Readonly<Record<string, string>> = {
  'Supabase service_role key': 'supabase-service-role',
  'Signed token (JWT)': 'jwt',
  'Turso database token': 'turso-token',
  'Prisma API key': 'prisma-accelerate-key',
  'Pinata API token': 'pinata-token',
};
