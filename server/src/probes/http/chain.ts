import { isFailure } from '../../core/observations/failure.ts';
import type { HttpChain, HttpExchange, UrlParts } from '../../core/observations/http.ts';
import type { Share } from '../budget.ts';
import type { Session } from './session.ts';

/**
 * Follows redirects from an address on, as far as they lead. A site that sets a cookie and sends people back to where they
 * came from goes in circles for whoever keeps none: then the chain is walked once more with the cookies that it set.
 */
export async function followChain(
  session: Session,
  from: UrlParts,
  share?: Pick<Share, 'take'>,
): Promise<HttpChain> {
  const chain = await walk(session, from, share, false);
  if (chain.end !== 'loop' || !chain.hops.some(setsCookie)) return chain;
  const withCookies = await walk(session, from, share, true);
  // Whoever keeps them goes in circles, too.
  return withCookies.end === 'answer' || withCookies.end === 'loop' ? withCookies : chain;
}

/** Redirects that are followed. Browsers give up after 20, crawlers of search engines after 10. */
const MOST_REDIRECTS = 10;
/** Whoever wants to see a cookie looks for it at once. */
const MOST_WITH_COOKIES = 4;

async function walk(
  session: Session,
  from: UrlParts,
  share: Pick<Share, 'take'> | undefined,
  keepsCookies: boolean,
): Promise<HttpChain> {
  const hops: HttpExchange[] = [];
  const seen = new Set<string>();
  const jar = new Map<string, Map<string, string>>();
  let url = from;
  for (;;) {
    const cookies = keepsCookies ? cookieHeader(jar.get(url.hostname)) : undefined;
    const hop = await session.ask(
      { url, ...(cookies === undefined ? {} : { sent: { cookie: cookies } }) },
      share,
    );
    hops.push(hop);
    seen.add(`${url.href} ${cookies ?? ''}`);
    const { outcome } = hop;
    if (isFailure(outcome)) return { hops, end: 'failed' };
    const next = outcome.location;
    if (!next) return { hops, end: isLost(hop) ? 'failed' : 'answer' };
    if (keepsCookies) keepCookies(hop, jar);
    if (!session.isConfirmed(next)) return { hops, end: 'off-host' };
    const nextCookies = keepsCookies ? cookieHeader(jar.get(next.hostname)) : undefined;
    if (seen.has(`${next.href} ${nextCookies ?? ''}`)) return { hops, end: 'loop' };
    if (hops.length > (keepsCookies ? MOST_WITH_COOKIES : MOST_REDIRECTS)) return { hops, end: 'too-many' };
    url = next;
  }
}

/** A redirect that names nowhere to go. */
function isLost({ outcome }: HttpExchange): boolean {
  return !isFailure(outcome) && [301, 302, 303, 307, 308].includes(outcome.status);
}

function setsCookie({ outcome }: HttpExchange): boolean {
  return !isFailure(outcome) && outcome.headers.some(([name]) => name === 'set-cookie');
}

function keepCookies({ url, outcome }: HttpExchange, jar: Map<string, Map<string, string>>): void {
  if (isFailure(outcome)) return;
  for (const [name, value] of outcome.headers) {
    const pair = name === 'set-cookie' ? /^\s*([^=;\s]+)=([^;]{0,4096})/.exec(value) : null;
    if (!pair?.[1]) continue;
    const cookies = jar.get(url.hostname) ?? new Map<string, string>();
    jar.set(url.hostname, cookies.set(pair[1], pair[2] ?? ''));
  }
}

function cookieHeader(cookies: ReadonlyMap<string, string> | undefined): string | undefined {
  if (!cookies) return undefined;
  return [...cookies].map(([name, value]) => `${name}=${value.replaceAll(/[^\x20-\x7e]/g, '')}`).join('; ');
}
