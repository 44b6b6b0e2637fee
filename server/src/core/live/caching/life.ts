/** How long caches may keep an answer, by RFC 9111 as http-cache-semantics reads it. */
import CachePolicy from 'http-cache-semantics';
import type { CheckContext } from '../../check.ts';
import type { HttpAnswer } from '../../observations/http.ts';
import { directiveOf, parseCacheControl, type CacheControl } from '../../web/caching/cacheControl.ts';
import { headerText, headerValues } from '../headerValues.ts';

interface CacheLife {
  /** A cache may keep it at all. */
  readonly isStorable: boolean;
  /** For how long it may answer with it without asking. */
  readonly seconds: number;
  /** The server says so: it is not left to what caches make of Last-Modified. */
  readonly isTold: boolean;
}

/** In the cache of a CDN or proxy, which all visitors share. `now`: ISO 8601, counts where the answer has no Date. */
export function sharedLife(answer: HttpAnswer, now: string): CacheLife {
  const control = cacheControlOf(answer);
  const targeted = TARGETED.map((name) => headerText(answer, name)).find((text) => text !== undefined);
  // RFC 9213 section 2.2: what is meant for CDNs stands in place of Cache-Control there.
  const text = targeted ?? headerText(answer, 'cache-control');
  const isTold =
    targeted === undefined
      ? ['public', 's-maxage', 'max-age'].some((name) => directiveOf(control, name) !== undefined) ||
        headerText(answer, 'expires') !== undefined
      : true;
  return { ...lifeOf(answer, text, now, true), isTold };
}

/** In one visitor's browser. */
export function browserLife(answer: HttpAnswer, now: string): CacheLife {
  return {
    ...lifeOf(answer, headerText(answer, 'cache-control'), now, false),
    isTold: says(answer, 'max-age') || headerText(answer, 'expires') !== undefined,
  };
}

export function cacheControlOf(answer: HttpAnswer): CacheControl {
  return parseCacheControl(headerText(answer, 'cache-control') ?? '');
}

export function says(answer: HttpAnswer, directive: string): boolean {
  return directiveOf(cacheControlOf(answer), directive) !== undefined;
}

/** Evidence that a shared cache had kept this very answer. */
export function cacheHit(answer: HttpAnswer): string | undefined {
  for (const name of HIT_HEADERS) {
    const text = headerText(answer, name);
    if (text !== undefined && /\bHIT\b|\bSTALE\b|;\s*hit\b/i.test(text)) return `${name}: ${text}`;
  }
  const age = headerText(answer, 'age');
  return age !== undefined && Number(age) > 0 ? `age: ${age}` : undefined;
}

/** Who serves it empties the shared caches with each deploy, or the answer carries what purging goes by. */
export function isPurgedByItself(
  answer: HttpAnswer,
  { providers: { host = '', edge = '' }, target }: Pick<CheckContext, 'providers' | 'target'>,
): boolean {
  return (
    PURGING_HOSTS.has(host) ||
    PURGING_HOSTS.has(edge) ||
    target.frameworks.includes('next') ||
    PURGE_HEADERS.some((name) => headerText(answer, name) !== undefined) ||
    /\bnext\.js\b/i.test(headerText(answer, 'x-powered-by') ?? '') ||
    /\bnetlify\b/i.test(headerText(answer, 'cache-status') ?? '')
  );
}

const PURGING_HOSTS: ReadonlySet<string> = new Set([
  'vercel',
  'netlify',
  'cloudflare-pages',
  'firebase',
  'amplify',
  'github-pages',
  'shopify',
  'webflow',
]);
/** Of Next.js, and the tags of Vercel, Netlify, Cloudflare, Fastly, Akamai, Varnish and Drupal. */
const PURGE_HEADERS = [
  'x-vercel-cache',
  'x-nextjs-cache',
  'x-nextjs-prerender',
  'x-nextjs-stale-time',
  'x-nf-request-id',
  'cache-tag',
  'cache-tags',
  'surrogate-key',
  'edge-cache-tag',
  'xkey',
  'x-cache-tags',
  'x-drupal-cache-tags',
];

const TARGETED = [
  'cdn-cache-control',
  'cloudflare-cdn-cache-control',
  'vercel-cdn-cache-control',
  'netlify-cdn-cache-control',
];
/** Of CDNs: each one's page about cache statuses; Cache-Status is RFC 9211. */
const HIT_HEADERS = [
  'cf-cache-status',
  'x-vercel-cache',
  'x-cache',
  'x-cache-status',
  'cache-status',
  'x-proxy-cache',
  'cdn-cache',
  'x-varnish-cache',
];

function lifeOf(
  answer: HttpAnswer,
  cacheControl: string | undefined,
  now: string,
  shared: boolean,
): Omit<CacheLife, 'isTold'> {
  const headers: Record<string, string> = { date: new Date(now).toUTCString() };
  // The library takes a cookie for a reason not to keep an answer. RFC 9111 does not (section 7.3), and CDNs that are told to keep it do.
  for (const [name, value] of answer.headers) if (name !== 'set-cookie') headers[name] = value;
  delete headers['cache-control'];
  // It compares names of directives by their letters.
  if (cacheControl !== undefined) headers['cache-control'] = cacheControl.toLowerCase();
  const policy = new CachePolicy(
    { method: 'GET', headers: {} },
    { status: answer.status, headers },
    { shared },
  );
  return { isStorable: policy.storable(), seconds: policy.maxAge() };
}

/** Cookies that an answer sets and doesn't delete, without those that the edge itself puts on every answer. */
export function cookiesOf(answer: HttpAnswer, now: string): readonly CookieName[] {
  return headerValues(answer, 'set-cookie').flatMap((text) => {
    const [name = '', value = ''] = (text.split(';', 1)[0] ?? '').split(/=(.*)/s).map((part) => part.trim());
    if (name === '' || EDGE_COOKIE.test(name) || isDeletion(text, value, now)) return [];
    const isSession =
      SESSION_COOKIE.test(name) || (/;\s*httponly\b/i.test(text) && !PREFERENCE_COOKIE.test(name));
    const kind = isSession ? 'session' : PREFERENCE_COOKIE.test(name) ? 'preference' : 'other';
    return [{ name, kind }];
  });
}

interface CookieName {
  readonly name: string;
  readonly kind: 'session' | 'preference' | 'other';
}

function isDeletion(text: string, value: string, now: string): boolean {
  const maxAge = /;\s*max-age\s*=\s*(-?\d+)/i.exec(text)?.[1];
  if (maxAge !== undefined) return Number(maxAge) <= 0;
  const expires = /;\s*expires\s*=\s*([^;]+)/i.exec(text)?.[1];
  return value === '' || (expires !== undefined && Date.parse(expires) <= Date.parse(now));
}

const SESSION_COOKIE =
  /sess|sid\b|_sid|auth|token|jwt|login|user|remember|csrf|xsrf|account|identity|cart|basket/i;
const PREFERENCE_COOKIE =
  /locale|lang|theme|country|currency|region|timezone|i18n|consent|_ga|_gid|utm|experiment|variant|bucket/i;
/** Cloudflare, AWS load balancers, Akamai, Imperva, Google: their pages about the cookies that they set. */
const EDGE_COOKIE =
  /^(?:__cf_bm|_cfuvid|__cflb|cf_clearance|__cfruid|__cfwaitingroom|AWSALB\w*|ak_bmsc|bm_\w+|_abck|incap_ses\w*|visid_incap\w*|nlbi_\w+|GCLB|GAESA|ARRAffinity\w*|datadome)$/i;
