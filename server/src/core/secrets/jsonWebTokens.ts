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
  if (header['alg'] === 'none' || isTextbookSample(payload) || isExpired(payload, today)) return undefined;
  if (isSupabase(payload)) return judgeSupabase(payload);
  const known = ISSUERS.find(({ matches }) => matches(header, payload));
  if (known) return { ...known.verdict, remark: '' };
  const forever = typeof payload['exp'] !== 'number';
  return {
    kind: 'jwt',
    name: 'Signed token (JWT)',
    thief: `act as ${subjectOf(payload)} ${forever ? 'for as long as the signing key is in use' : 'until it expires'}`,
    rotate: undefined,
    impact: forever ? 'high' : 'medium',
    variable: 'ACCESS_TOKEN',
    remark: forever ? 'It has no expiry date. Replace the signing key to make it worthless.' : '',
  };
}

/** Legacy Supabase API keys are JWTs; the role in the payload tells the public one from the one that opens everything. */
function judgeSupabase(payload: Readonly<Record<string, unknown>>): TokenVerdict | undefined {
  // The CLI's local stack signs with a key that everybody knows: iss is "supabase-demo".
  if (payload['role'] !== 'service_role' || payload['iss'] === 'supabase-demo') return undefined;
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

function isSupabase(payload: Readonly<Record<string, unknown>>): boolean {
  const issuer = payload['iss'];
  return (issuer === 'supabase' || issuer === 'supabase-demo') && typeof payload['role'] === 'string';
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

/** `exp` counts seconds since 1970 (RFC 7519, section 4.1.4). */
function isExpired(payload: Readonly<Record<string, unknown>>, today: string): boolean {
  const expires = payload['exp'];
  return typeof expires === 'number' && expires * 1_000 < Date.parse(today);
}

/** jwt.io's token and its many copies. */
function isTextbookSample(payload: Readonly<Record<string, unknown>>): boolean {
  const name = payload['name'];
  return payload['sub'] === '1234567890' || (typeof name === 'string' && /^(john|jane) doe$/i.test(name));
}

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
