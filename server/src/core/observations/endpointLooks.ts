import type { EndpointLooks, MonitoredEndpoint } from './uptime.ts';

/** What an answer is that its status alone does not tell; undefined: nothing of the kind. `text` is its body, or the beginning. */
export function looksOf(
  { kind }: Pick<MonitoredEndpoint, 'kind'>,
  {
    status,
    headers,
    text,
  }: {
    readonly status: number;
    /** Names in lower case. */
    readonly headers: readonly (readonly [name: string, value: string])[];
    readonly text: string;
  },
): EndpointLooks | undefined {
  const valueOf = (wanted: string): string => headers.findLast(([name]) => name === wanted)?.[1] ?? '';
  if (isBotCheck(status, valueOf, text)) return 'bot-check';
  if (status === 419 || (status === 403 && /CSRF verification failed|InvalidAuthenticityToken/i.test(text)))
    return 'csrf';
  if (status >= 300 && status < 400) return isLoginPath(valueOf('location')) ? 'login' : undefined;
  if (asksForLogin(status, valueOf, text)) return 'login';
  if (kind !== 'health' || status >= 400) return undefined;
  if (saysUnhealthy(text)) return 'unhealthy';
  return isAppShell(valueOf, text) ? 'page' : undefined;
}

type ValueOf = (header: string) => string;

/**
 * https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/,
 * https://vercel.com/docs/vercel-firewall/attack-challenge-mode,
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-how-it-works.html
 */
function isBotCheck(status: number, valueOf: ValueOf, text: string): boolean {
  const names = ['cf-mitigated', 'x-vercel-mitigated', 'x-amzn-waf-action'];
  if (names.some((name) => valueOf(name) !== '')) return true;
  if (status < 400) return false;
  return (
    valueOf('x-datadome') !== '' ||
    /<title>(?:Just a moment|Attention Required! \| Cloudflare|Vercel Security Checkpoint)|_Incapsula_Resource|px-captcha/i.test(
      text.slice(0, PAGE_START),
    )
  );
}

/** Whatever path is asked, a product that runs in the browser answers with it: the route behind the path may be gone. */
function isAppShell(valueOf: ValueOf, text: string): boolean {
  return (
    /^text\/html\b/i.test(valueOf('content-type')) &&
    /<(?:div|app-root|main)\b[^>]{0,200}\bid\s{0,3}=\s{0,3}["']?(?:root|app|__next|__nuxt|svelte)\b|<app-root\b/i.test(
      text.slice(0, PAGE_START),
    ) &&
    /<script\b/i.test(text.slice(0, PAGE_START))
  );
}

/** A page with a field for a password, or one in front of all: basic authentication, a platform's own login. */
function asksForLogin(status: number, valueOf: ValueOf, text: string): boolean {
  if (status === 401 && /^basic\b/i.test(valueOf('www-authenticate'))) return true;
  if (!/^text\/html\b/i.test(valueOf('content-type'))) return false;
  if (status === 401) return true;
  return /<input\b[^>]{0,500}\btype\s{0,5}=\s{0,5}["']?password\b/i.test(text.slice(0, PAGE_START));
}

function isLoginPath(location: string): boolean {
  return /\/(?:log-?in|log_in|sign-?in|sign_in|auth|authorize|oauth2?|sso|sessions?\/new|wp-login\.php|password)(?=[/.?#]|$)/i.test(
    location.slice(0, 2_000),
  );
}

const PAGE_START = 100_000;

/**
 * `{"status":"DOWN"}` of Spring Boot, `{"status":"fail"}` of the draft of the IETF (draft-inadarei-api-health-check),
 * `{"status":"Unhealthy"}` or the word alone of ASP.NET Core, `{"status":"error"}` of Terminus; of what it names below, too:
 * `{"status":"ok","checks":{"database":{"status":"down"}}}`.
 */
function saysUnhealthy(text: string): boolean {
  const short = text.trim();
  if (short.length > 100_000) return false;
  if (!short.startsWith('{')) return ALONE.test(short);
  let value: unknown;
  try {
    value = JSON.parse(short);
  } catch {
    return false;
  }
  return isUnhealthy(value);
}

function isUnhealthy(value: unknown): boolean {
  return fieldsOf(value).some(([name, field]) => {
    if (OVERALL.test(name)) return saysDown(field);
    if (/^(?:healthy|ok|up|alive|ready)$/.test(name)) return field === false;
    if (PART.test(name)) return saysDown(field) || fieldsOf(field).some(isDownStatus);
    return (
      PARTS.test(name) && partsOf(field).some((part) => saysDown(part) || fieldsOf(part).some(isDownStatus))
    );
  });
}

function isDownStatus([name, field]: readonly [string, unknown]): boolean {
  return /^(?:status|state|health)$/.test(name) && saysDown(field);
}

const OVERALL = /^(?:status|state|health|overall|result|overall_?status)$/;
const PART = /^(?:db|database|postgres(?:ql)?|mysql|mongo(?:db)?|redis|cache|queue|storage)$/;
const PARTS = /^(?:checks?|components|details|services|dependencies|entries|results|checkresults)$/;
const ALONE = /^(?:unhealthy|down|error|fail(?:ed|ing|ure)?|not[ _-]?(?:ok|healthy|ready))[.!]?$/i;
const DOWN =
  /^(?:down|unhealthy|error|err|fail(?:ed|ing|ure)?|critical|crashed|offline|unavailable|out[_ -]of[_ -]service|disconnected|not[ _-]?(?:ok|healthy|ready))$/i;

function saysDown(value: unknown): boolean {
  return typeof value === 'string' && value.length < 40 && DOWN.test(value.trim());
}

/** Names in lower case. */
function fieldsOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value)
    .slice(0, MOST)
    .map(([name, field]) => [name.toLowerCase(), field] as const);
}

/** Lists in it are of several measurements of one part. */
function partsOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value)
    .slice(0, MOST)
    .flatMap((part: unknown) => (Array.isArray(part) ? part.slice(0, MOST) : [part]));
}

const MOST = 100;
