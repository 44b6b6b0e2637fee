import type { CorsObservation, EndpointObservation, HttpExchange } from '../../core/observations/http.ts';
import { askLookAlikes, askPreflight, askRelatives, askStranger, withoutOrigin } from './cors.ts';
import type { Observing } from './observing.ts';
import { urlParts } from './url.ts';

/** The home page as an endpoint, if there is one. */
export function homeEndpoint(
  exchange: HttpExchange | undefined,
  stranger: CorsObservation | undefined,
): readonly EndpointObservation[] {
  if (!exchange) return [];
  return [{ url: exchange.url, kind: 'home', exchange, cors: stranger ? [stranger] : [] }];
}

/** The endpoints of the configuration: each as it is, and those that browsers call as strangers would. */
export function askEndpoints({ target, wants, session }: Observing): Promise<readonly EndpointObservation[]> {
  const known = target.endpoints.flatMap(({ url, kind }) => {
    const parts = urlParts(url);
    return parts ? [{ url: parts, kind }] : [];
  });
  // Each as it is before any as a stranger: requests may not do for both.
  const exchanges = known.map(({ url }) => session.ask({ url }));
  const strangers = known.map(({ url, kind }) =>
    wants('cors') && (kind === 'public' || kind === 'authenticated')
      ? askStranger(session, url, target.domain)
      : undefined,
  );
  return Promise.all(
    known.map(async ({ url, kind }, at) => {
      const [exchange, stranger] = await Promise.all([exchanges[at] ?? session.ask({ url }), strangers[at]]);
      return { url, kind, exchange, cors: stranger ? [stranger] : [] };
    }),
  );
}

export async function addLookAlikes(
  { target, wants, session }: Observing,
  endpoint: EndpointObservation,
): Promise<EndpointObservation> {
  const [stranger] = endpoint.cors;
  // MDN's observatory judges headers by the preflight of the home page too.
  if (!stranger && endpoint.kind === 'home' && wants('headers'))
    return { ...endpoint, cors: [await askPreflight(session, endpoint.url)] };
  if (!stranger) return endpoint;
  return { ...endpoint, cors: await askLookAlikes(session, endpoint, target.domain, stranger) };
}

export async function addRelatives(
  { target, session }: Observing,
  endpoint: EndpointObservation,
): Promise<EndpointObservation> {
  const { exchange, cors } = endpoint;
  if (cors[0]?.kind !== 'hostile' && cors[0]?.kind !== 'prefix') return endpoint;
  const relatives = await askRelatives(session, endpoint, target);
  const asked = [...cors, ...relatives];
  return { ...endpoint, cors: [...asked, ...withoutOrigin(exchange, asked)] };
}
