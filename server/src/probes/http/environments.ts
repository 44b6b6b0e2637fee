import type { LiveTarget } from '../../core/observations/domain.ts';
import { isFailure } from '../../core/observations/failure.ts';
import type {
  EnvironmentObservation,
  HttpChain,
  HttpExchange,
  UrlParts,
} from '../../core/observations/http.ts';
import { createBudget } from '../budget.ts';
import { pageOf } from './page.ts';
import type { Session } from './session.ts';
import { urlParts } from './url.ts';

/** Requests that one environment may cost: its home page, and redirects on the way to it ("/" to "/en/"). */
const MOST_REQUESTS = 4;

/** The hosts of the environments that may be asked, on any port or on this one. */
export function environmentHosts(
  { environments = [] }: LiveTarget,
  wantedPort?: number,
): ReadonlySet<string> {
  return new Set(
    environments.flatMap(({ url, isConfirmed }) => {
      const { hostname, port } = urlParts(url) ?? {};
      return isConfirmed && hostname !== undefined && (wantedPort ?? port) === port ? [hostname] : [];
    }),
  );
}

/** The home page of each environment, as it comes to strangers. They cost the domain none of its own requests. */
export async function askEnvironments(
  { environments = [] }: LiveTarget,
  session: Session,
): Promise<readonly EnvironmentObservation[]> {
  const observed = environments.map(async ({ name, url }): Promise<EnvironmentObservation[]> => {
    const parts = urlParts(url);
    if (!parts) return [];
    const chain = await walk(session, parts);
    const page = chain.end === 'answer' ? pageOf(chain.hops.at(-1)) : undefined;
    return [{ name, chain, ...(page ? { page } : {}) }];
  });
  return (await Promise.all(observed)).flat();
}

async function walk(session: Session, from: UrlParts): Promise<HttpChain> {
  const share = createBudget(MOST_REQUESTS);
  const hops: HttpExchange[] = [];
  const seen = new Set<string>();
  for (let url = from; ;) {
    const hop = await session.ask({ url }, share);
    hops.push(hop);
    seen.add(url.href);
    if (isFailure(hop.outcome)) return { hops, end: 'failed' };
    const { status, location } = hop.outcome;
    if (!location) return { hops, end: status >= 300 && status < 400 ? 'failed' : 'answer' };
    // Whose login or site it leads to is nobody's business here.
    if (location.origin !== from.origin) return { hops, end: 'off-host' };
    if (seen.has(location.href)) return { hops, end: 'loop' };
    if (hops.length === MOST_REQUESTS) return { hops, end: 'too-many' };
    url = location;
  }
}
