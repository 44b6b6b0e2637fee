import type { Impact } from '../finding.ts';
import type { Credential } from './describe.ts';

/** A JWT (RFC 7519) in compact form whose header and payload decode to JSON objects. */
export interface JsonWebToken {
  readonly start: number;
  readonly end: number;
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface TokenVerdict extends Credential {
  readonly kind: string;
  readonly impact: Impact;
  readonly variable: string;
  readonly remark: string;
}

const COMPACT =
  /(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{2,8000}\.[A-Za-z0-9_-]{20,2000}(?![A-Za-z0-9_-])/g;

/** The signed tokens in a text, in order. */
export function jsonWebTokens(text: string): readonly JsonWebToken[] {
  const tokens: JsonWebToken[] = [];
  for (const match of text.matchAll(COMPACT)) {
    const [header, payload] = match[0].split('.').map(decodePart);
    if (header && payload && typeof header['alg'] === 'string') {
      tokens.push({ start: match.index, end: match.index + match[0].length, header, payload });
    }
  }
  return tokens;
}

/** What a token opens, or undefined where it opens nothing: public by design, expired, unsigned, a textbook sample. */
export function judgeToken({ header, payload }: JsonWebToken, today: string): TokenVerdict | undefined {
  if (/^none$/i.test(String(header['alg'])) || isTextbookSample(payload) || isExpired(payload, today)) {
    return undefined;
  }
  if (isSupabaseKey(payload)) return judgeSupabaseKey(payload);
  const known = ISSUERS.find(({ matches }) => matches(header, payload));
  if (known) return { ...known.verdict, remark: '' };
  const forever = typeof payload['exp'] !== 'number';
  return {
    kind: 'jwt',
    name: 'Signed token (JWT)',
    thief: `act as ${subjectOf(payload)} ${forever ? 'for as long as the signing key is in use' : 'until it expires'}`,
    rotate: undefined,
    impact: forever ? 'high' : isShortLived(payload) ? 'low' : 'medium',
    variable: 'ACCESS_TOKEN',
    remark: forever ? 'It has no expiry date. Replace the signing key to make it worthless.' : '',
  };
}

/** Legacy Supabase API keys are JWTs; the role in the payload tells the public one from the one that opens everything. */
function judgeSupabaseKey(payload: Readonly<Record<string, unknown>>): TokenVerdict | undefined {
  if (payload['role'] !== 'service_role' || isSupabaseDemo(payload)) return undefined;
  return {
    kind: 'supabase-service-role',
    name: 'Supabase service_role key',
    thief: 'read, change and delete every row of your database, past all row-level security',
    rotate: {
      label: 'Supabase → Project Settings → API keys',
      url: 'https://supabase.com/dashboard/project/_/settings/api-keys',
    },
    impact: 'blocker',
    variable: 'SUPABASE_SERVICE_ROLE_KEY',
    remark: '',
  };
}

/** Other roles, such as "authenticated", are in the tokens of people who are logged in. */
function isSupabaseKey({ iss, role, ref }: Readonly<Record<string, unknown>>): boolean {
  if (role === 'service_role') return true;
  return role === 'anon' && (ref !== undefined || /supabase/.test(String(iss)));
}

/** The CLI's local stack and the guide to self-hosting sign with a key that everybody knows. */
function isSupabaseDemo({ iss, iat }: Readonly<Record<string, unknown>>): boolean {
  return iss === 'supabase-demo' || iat === 1_641_769_200;
}

interface Issuer {
  readonly matches: (
    header: Readonly<Record<string, unknown>>,
    payload: Readonly<Record<string, unknown>>,
  ) => boolean;
  readonly verdict: Omit<TokenVerdict, 'remark'>;
}

const ISSUERS: readonly Issuer[] = [
  {
    // prisma.io/docs/accelerate: the key in the connection string names a tenant.
    matches: (_, payload) => 'tenant_id' in payload && ('api_key' in payload || 'secure_key' in payload),
    verdict: {
      kind: 'prisma-accelerate-key',
      name: 'Prisma API key',
      thief: 'connect to your database through Prisma and read, change or delete everything in it',
      rotate: { label: 'Prisma Console', url: 'https://console.prisma.io/' },
      impact: 'blocker',
      variable: 'DATABASE_URL',
    },
  },
  {
    // docs.pinata.cloud: the payload names the key that the token stands for.
    matches: (_, payload) => 'scopedKeyKey' in payload && 'scopedKeySecret' in payload,
    verdict: {
      kind: 'pinata-token',
      name: 'Pinata API token',
      thief: 'upload at your expense and delete your files',
      rotate: { label: 'Pinata: API keys', url: 'https://app.pinata.cloud/developers/api-keys' },
      impact: 'blocker',
      variable: 'PINATA_JWT',
    },
  },
  {
    // docs.turso.tech: database tokens are EdDSA JWTs, `a` is the access ("rw" or "ro"), `id` the database.
    matches: (header, payload) =>
      header['alg'] === 'EdDSA' && 'id' in payload && ('a' in payload || 'rid' in payload),
    verdict: {
      kind: 'turso-token',
      name: 'Turso database token',
      thief: 'read and change your database',
      rotate: { label: 'Turso → Database → Tokens', url: 'https://docs.turso.tech/cli/db/tokens/invalidate' },
      impact: 'blocker',
      variable: 'TURSO_AUTH_TOKEN',
    },
  },
  {
    // docs.lemonsqueezy.com: API keys are RS256 JWTs with `scopes` and an `aud` and a `jti` of their own.
    matches: (header, payload) =>
      header['alg'] === 'RS256' && 'scopes' in payload && 'aud' in payload && 'jti' in payload,
    verdict: {
      kind: 'oauth-personal-token',
      name: 'Long-lived API token (JWT)',
      thief: 'use the API of the service that issued it, as you',
      rotate: undefined,
      impact: 'blocker',
      variable: 'API_TOKEN',
    },
  },
];

/** Issued for a day at most: a login, not a key. */
function isShortLived({ iat, exp }: Readonly<Record<string, unknown>>): boolean {
  return typeof iat === 'number' && typeof exp === 'number' && exp - iat <= 86_400;
}

/** `exp` counts seconds since 1970 (RFC 7519, section 4.1.4). */
function isExpired(payload: Readonly<Record<string, unknown>>, today: string): boolean {
  const expires = payload['exp'];
  return typeof expires === 'number' && expires * 1_000 < Date.parse(today);
}

/** jwt.io's token and its many copies, the examples of libraries and of RFC 7519, and what a machine of one's own issued. */
function isTextbookSample(payload: Readonly<Record<string, unknown>>): boolean {
  return (
    Object.keys(payload).some((key) => /^(?:foo|bar|hello|some|test)$/i.test(key)) ||
    SAMPLE_CLAIMS.some(([claim, sample]) =>
      [payload[claim]].flat().some((value) => sample.test(String(value))),
    )
  );
}

const SAMPLE_DOMAIN = /(?:^|[/.@])(?:example(?:\.\w+)?|[\w-]+\.(?:example|test|invalid))(?:[/:]|$)/i;
const LOCAL = /(?:^|\/\/)(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?:[/:]|$)/;
const SAMPLE_CLAIMS: readonly (readonly [claim: string, sample: RegExp])[] = [
  ['sub', /^(?:1234567890|0987654321|123456|test|foo|bar|subject|user[-_ ]?(?:id|123|1))$/i],
  ['name', /^(?:john|jane) doe$/i],
  ['iss', SAMPLE_DOMAIN],
  ['iss', LOCAL],
  ['iss', /^(?:joe|test|issuer|foo)$/i],
  ['aud', SAMPLE_DOMAIN],
  ['email', SAMPLE_DOMAIN],
  ['sub', SAMPLE_DOMAIN],
];

function subjectOf(payload: Readonly<Record<string, unknown>>): string {
  const issuer = payload['iss'];
  return typeof issuer === 'string' && /^[\w:/.-]{3,60}$/.test(issuer)
    ? `its owner at ${issuer}`
    : 'its owner';
}

function decodePart(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(decodeBase64Url(part));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined; // not JSON: not a token
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Base64url (RFC 4648, section 5) to a string of bytes; enough for JSON keys and ASCII values. */
function decodeBase64Url(text: string): string {
  let bits = 0;
  let size = 0;
  let result = '';
  for (const character of text) {
    bits = ((bits << 6) | ALPHABET.indexOf(character)) & 0xffff;
    size += 6;
    if (size >= 8) {
      size -= 8;
      result += String.fromCharCode((bits >> size) & 0xff);
    }
  }
  return result;
}
