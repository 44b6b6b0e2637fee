/** Which cookies a client that keeps to the rules (RFC 6265bis) has when a chain of redirects is at its end. */
import { getDomain } from 'tldts';
import { readCookieDate } from './cookieDate.ts';
import { headerLines, partsOf, type ObservedChain } from './input.ts';

export interface KeptCookie {
  readonly name: string;
  readonly domain: string;
  readonly path: string;
  readonly isHostOnly: boolean;
  readonly isSecure: boolean;
  readonly isHttpOnly: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none' | undefined;
  readonly isExpired: boolean;
}

type Place = NonNullable<ReturnType<typeof partsOf>>;

/** One that has expired is forgotten when it would be sent next: before that, it is there. */
export function cookiesKept(chain: ObservedChain, at: string | undefined): readonly KeptCookie[] {
  const jar = new Map<string, KeptCookie>();
  for (const { url, headers } of chain.hops) {
    const place = partsOf(url);
    if (!place) continue;
    forgetExpired(jar, place);
    for (const line of headerLines(headers, 'set-cookie')) {
      const cookie = readCookie(line, place, at);
      if (cookie) jar.set(`${cookie.domain};${cookie.path};${cookie.name}`, cookie);
    }
  }
  // Of a site whose certificate is invalid, the observatory asks for more with the same cookies.
  const start = partsOf(chain.hops[0]?.url ?? '');
  const end = partsOf(chain.hops.at(-1)?.url ?? '');
  if (chain.isVerified || !start || !end) return [...jar.values()];
  forgetExpired(jar, { ...start, pathname: '/robots.txt' });
  forgetExpired(jar, end);
  return [...jar.values()];
}

function forgetExpired(jar: Map<string, KeptCookie>, place: Place): void {
  for (const [key, cookie] of jar) if (cookie.isExpired && isSentTo(cookie, place)) jar.delete(key);
}

function readCookie(line: string, place: Place, at: string | undefined): KeptCookie | undefined {
  const [pair = '', ...attributes] = line.trim().split(';');
  const equals = pair.indexOf('=');
  if (equals <= 0) return undefined;
  const name = pair.slice(0, equals).trim();
  if (hasControlCharacter(name + pair.slice(equals + 1).trim())) return undefined;
  const said = attributesOf(attributes);
  const domain = said.get('domain')?.replace(/^\./, '').toLowerCase() ?? '';
  if (domain !== '' && !mayBeSetBy(domain, place.hostname)) return undefined;
  const path = said.get('path');
  const cookie: KeptCookie = {
    name,
    domain: domain === '' ? place.hostname : domain,
    path: path?.startsWith('/') ? path : defaultPath(place.pathname),
    isHostOnly: domain === '',
    isSecure: said.has('secure'),
    isHttpOnly: said.has('httponly'),
    sameSite: sameSiteOf(said.get('samesite')),
    isExpired: isExpired(said, at),
  };
  return keepsItsPrefix(cookie) ? cookie : undefined;
}

/** The last of each name; a domain, an age and a date that can't be read count as not said. */
function attributesOf(parts: readonly string[]): ReadonlyMap<string, string> {
  const said = new Map<string, string>();
  for (const part of parts) {
    const [key = '', ...rest] = part.trim().split('=');
    const name = key.trim().toLowerCase();
    const value = rest.join('=').trim();
    const isIgnored =
      (name === 'domain' && value.replace(/^\./, '') === '') ||
      (name === 'max-age' && !/^-?\d+$/.test(value)) ||
      (name === 'expires' && readCookieDate(value) === undefined);
    if (!isIgnored) said.set(name, value);
  }
  return said;
}

function sameSiteOf(value: string | undefined): KeptCookie['sameSite'] {
  const lower = value?.toLowerCase();
  return lower === 'strict' || lower === 'lax' || lower === 'none' ? lower : undefined;
}

function isExpired(said: ReadonlyMap<string, string>, at: string | undefined): boolean {
  const age = said.get('max-age');
  if (age !== undefined) return Number(age) <= 0;
  const expires = readCookieDate(said.get('expires') ?? '');
  return expires !== undefined && expires <= (at === undefined ? 0 : Date.parse(at));
}

/** A name below the host's, or its own, that people can register. */
function mayBeSetBy(domain: string, host: string): boolean {
  if (domain !== host && !(host.endsWith(`.${domain}`) && !isAddress(host))) return false;
  return isRegistrable(domain);
}

/** Top-level domains of RFC 6761 are in no list, and whatever is below them can be had. */
const SPECIAL: ReadonlySet<string> = new Set(['local', 'example', 'invalid', 'localhost', 'test']);

function isRegistrable(domain: string): boolean {
  const labels = domain.split('.');
  const top = labels.at(-1) ?? '';
  if (SPECIAL.has(top)) return labels.length > 1 || top === 'localhost' || top === 'invalid';
  return getDomain(domain, { allowPrivateDomains: true }) !== null;
}

function keepsItsPrefix({ name, isSecure, isHostOnly, path }: KeptCookie): boolean {
  if (name.startsWith('__Secure-')) return isSecure;
  return !name.startsWith('__Host-') || (isSecure && isHostOnly && path === '/');
}

function isSentTo({ domain, isHostOnly, path, isSecure }: KeptCookie, place: Place): boolean {
  const { protocol, hostname, pathname } = place;
  const isItsHost = hostname === domain || (!isHostOnly && hostname.endsWith(`.${domain}`));
  const folder = path.endsWith('/') ? path : `${path}/`;
  return (
    isItsHost &&
    (pathname === path || pathname.startsWith(folder)) &&
    (!isSecure || protocol === 'https:' || hostname === 'localhost')
  );
}

function defaultPath(pathname: string): string {
  const slash = pathname.lastIndexOf('/');
  return slash <= 0 ? '/' : pathname.slice(0, slash);
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}

function hasControlCharacter(text: string): boolean {
  for (const char of text) if (char < ' ') return true;
  return false;
}
