import { fakeToken, randomNumbers } from './fakeTokens.ts';

/**
 * Fills the `{{name}}` and `{{name:seed}}` of a sample with made-up values: a token of a format by its id, or one of
 * those below. They exist at run time only, so that no file of ours looks like a leak.
 */
export function expand(template: string): string {
  return template.replaceAll(/\{\{([\w-]+)(?::(\d+))?\}\}/g, (_, name: string, seed = '1') => {
    const encoded = /^base64-of-(.+)$/.exec(name)?.[1];
    if (encoded !== undefined) return Buffer.from(fakeToken(encoded, Number(seed))).toString('base64');
    const make = OTHERS[name];
    return make ? make(seed) : fakeToken(name, Number(seed));
  });
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const OTHERS: Readonly<Record<string, (seed: string) => string>> = {
  password: (seed) => randomText(BASE64.slice(0, 62), 18, `password/${seed}`),
  'word-password': (seed) => ['connect', 'to', seed === '1' ? 'heron' : 'walrus'].join(''),
  // As values of a Kubernetes secret are written.
  'encoded-password': (seed) =>
    Buffer.from(randomText(BASE64.slice(0, 62), 18, `encoded/${seed}`)).toString('base64'),
  'pem-line': (seed) => randomText(BASE64, 64, `pem/${seed}`),
  'pem-body': (seed) =>
    Array.from({ length: 12 }, (_, line) => randomText(BASE64, 64, `pem/${seed}/${line}`)).join('\n'),
  'hex-key': (seed) => randomText('0123456789abcdef', 32, `hex/${seed}`),
  'npm-legacy-token': (seed) => randomText('0123456789abcdef', 40, `npm/${seed}`),
  'jwt-supabase-service-role': (seed) => supabaseToken('service_role', seed),
  'jwt-supabase-anon': (seed) => supabaseToken('anon', seed),
  'jwt-forever': (seed) => token({ sub: 'billing-sync', iss: 'auth.tidepool.app' }, seed),
  'jwt-expired': (seed) => token({ sub: 'billing-sync', exp: 1_500_000_000 }, seed),
  'jwt-textbook': (seed) => token({ sub: '1234567890', name: 'John Doe', iat: 1_516_239_022 }, seed),
};

function supabaseToken(role: string, seed: string): string {
  return token(
    { iss: 'supabase', ref: 'kqzvxwhtjmrpnbcdfgls', role, iat: 1_700_000_000, exp: 2_400_000_000 },
    seed,
  );
}

function token(payload: object, seed: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signature = randomText(`${BASE64.slice(0, 62)}-_`, 43, `jwt/${seed}`);
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}.${signature}`;
}

function randomText(alphabet: string, length: number, seed: string): string {
  const random = randomNumbers(seed);
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}
