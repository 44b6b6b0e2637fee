import { isFailure } from '../../core/observations/failure.ts';
import type { CorsObservation, HttpChain, HttpObservation } from '../../core/observations/http.ts';
import { followChain } from './chain.ts';
import { askHostile } from './cors.ts';
import type { Observing } from './observing.ts';
import type { Session } from './session.ts';
import { hostUrl } from './url.ts';

/** The few questions about hosts that are products of their own: their requests count for themselves, not for the domain. */
export async function askSubdomains({
  target,
  wants,
  session,
}: Observing): Promise<Pick<HttpObservation, 'subdomains' | 'subdomainEntrances' | 'subdomainCors'>> {
  const asked = await Promise.all(
    target.subdomains.map(async ({ host }) => {
      const plain = wants('redirects', 'headers', 'exposure')
        ? followChain(session, hostUrl('http:', host))
        : undefined;
      const secure = await followChain(session, hostUrl('https:', host));
      const stranger = wants('cors') ? await askAtEnd(session, secure, host) : undefined;
      return { chain: await answeringOf(session, host, secure), entrance: await plain, stranger };
    }),
  );
  return {
    subdomains: asked.map(({ chain }) => chain),
    subdomainEntrances: asked.flatMap(({ entrance }) => entrance ?? []),
    subdomainCors: asked.flatMap(({ stranger }) => stranger ?? []),
  };
}

/** What it answers over HTTPS; where that fails, over HTTP. */
async function answeringOf(session: Session, host: string, secure: HttpChain): Promise<HttpChain> {
  const first = secure.hops[0]?.outcome;
  if (first && !isFailure(first)) return secure;
  const plain = await followChain(session, hostUrl('http:', host));
  const answer = plain.hops[0]?.outcome;
  return answer && !isFailure(answer) ? plain : secure;
}

/** Where the way ends at another host, that one is asked for itself. */
async function askAtEnd(
  session: Session,
  { hops, end }: HttpChain,
  host: string,
): Promise<CorsObservation | undefined> {
  const last = hops.at(-1);
  return end === 'answer' && last?.url.hostname === host ? askHostile(session, last.url) : undefined;
}
