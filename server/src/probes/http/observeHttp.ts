import { randomBytes } from 'node:crypto';
import type { LiveArea, LiveTarget, NetworkSettings } from '../../core/observations/domain.ts';
import { isFailure } from '../../core/observations/failure.ts';
import type {
  CorsObservation,
  EndpointObservation,
  ExposureObservation,
  HttpChain,
  HttpExchange,
  HttpObservation,
  PageObservation,
  UrlParts,
} from '../../core/observations/http.ts';
import { createBudget, type Budget, type Share } from '../budget.ts';
import type { Gate } from '../dns/gate.ts';
import { askSourceMaps, assetsOf } from './assets.ts';
import { askApi } from './apis.ts';
import { followChain } from './chain.ts';
import { createHttpClient } from './client.ts';
import { askStranger } from './cors.ts';
import { addLookAlikes, addRelatives, askEndpoints, homeEndpoint } from './endpoints.ts';
import {
  errorSigns,
  ESSENTIAL_EXPOSURES,
  folderOf,
  furtherExposures,
  headerSigns,
  pageSigns,
  type Exposure,
} from './exposures.ts';
import { askEnvironments, environmentHosts } from './environments.ts';
import type { Observing } from './observing.ts';
import type { AddressesOf } from './origin.ts';
import { pageOf } from './page.ts';
import { createSession, type Session } from './session.ts';
import { askSubdomains } from './subdomains.ts';
import { hostUrl, urlParts } from './url.ts';

export interface HttpSurroundings {
  readonly addressesOf: AddressesOf;
  readonly settings: Pick<NetworkSettings, 'connect' | 'allowPrivate' | 'version'>;
  /** Of the domain and its "www"; every other confirmed host has as much of its own. */
  readonly budget?: Budget;
  /** Shared by all domains: how many connections are being made at once. */
  readonly gate?: Gate;
}

/** Requests that one domain may cost, its "www" included. */
export const MOST_REQUESTS = 20;

/**
 * Everything that is asked of a domain over HTTP. What is asked does not depend on how fast anything is answered: the entrances
 * and the few questions that matter most have requests set aside for them, and the rest is asked in the order of its worth once
 * those are through. Never rejects.
 */
export async function observeHttp(
  target: LiveTarget,
  areas: readonly LiveArea[],
  around: HttpSurroundings,
  signal: AbortSignal,
): Promise<HttpObservation> {
  const client = createHttpClient(around, signal);
  const close = (): void => client.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    const own = new Set(entranceHosts(target.domain));
    const budget = around.budget ?? createBudget(MOST_REQUESTS);
    const others = new Map<string, Budget>();
    const session = createSession({
      client,
      confirmed: new Set([...own, ...target.confirmed]),
      aside: environmentHosts(target),
      budgetOf(host) {
        const known = own.has(host) ? budget : others.get(host);
        if (known) return known;
        const made = createBudget(MOST_REQUESTS);
        others.set(host, made);
        return made;
      },
    });
    return await observe({
      target,
      wants: (...any) => any.some((area) => areas.includes(area)),
      session,
      budget,
    });
  } finally {
    signal.removeEventListener('abort', close);
    client.close();
  }
}

/** The hosts that a domain is entered by. */
export function entranceHosts(domain: string): readonly string[] {
  return domain.startsWith('www.') ? [domain] : [domain, `www.${domain}`];
}

/** Set aside for the four entrances with their redirects. */
const FOR_ENTRANCES = 10;
/** By HTTP, by HTTPS, and at the host that people should end up at, or that leads there. */
const FOR_DEEP_PATH = 3;
/** A path that no site has. */
const DEEP_PATH = '/launch-ready-probe/deep?utm_source=a&b=2';

async function observe(observing: Observing): Promise<HttpObservation> {
  const { target, wants, session, budget } = observing;
  const forEntrances = budget.setAside(FOR_ENTRANCES);
  const forDeepPath = budget.setAside(wants('redirects') ? FOR_DEEP_PATH : 0);
  const forEssentials = budget.setAside(1 + ESSENTIAL_EXPOSURES.length);
  const entrances = (['http:', 'https:'] as const).flatMap((protocol) =>
    entranceHosts(target.domain).map((host) => followChain(session, hostUrl(protocol, host), forEntrances)),
  );
  const deepWalk = wants('redirects')
    ? followChain(session, hostUrl('http:', target.domain, DEEP_PATH), {
        take: () => forDeepPath.takeOwn(),
      })
    : undefined;
  const subdomains = askSubdomains(observing);
  const environments = wants('caching', 'exposure') ? askEnvironments(target, session) : undefined;
  const homeWalk = findHome(entrances, target.domain);
  const essentialWalk = homeWalk.then(({ root, exchange }) =>
    askEssentials(observing, root, exchange, forEssentials),
  );
  const chains = await Promise.all(entrances);
  const deep = await deepWalk;
  const twinDeep = deep && (await walkTwin(session, chains, forDeepPath));
  const home = await homeWalk;
  const essentials = await essentialWalk;
  forEntrances.release();
  forDeepPath.release();
  forEssentials.release();
  const page = pageOf(home.exchange);
  const rest = await askRest(observing, { home, page, deep, essentials });
  const answeredEnvironments = await environments;
  return {
    canonicalHost: home.root?.hostname ?? target.domain,
    chains,
    ...(deep ? { deep } : {}),
    ...(twinDeep ? { twinDeep } : {}),
    ...(page ? { page } : {}),
    ...(answeredEnvironments ? { environments: answeredEnvironments } : {}),
    ...rest,
    exposures: [...essentials.exposures, ...rest.exposures],
    ...(await subdomains),
    requests: session.requests,
  };
}

/**
 * The deep path at the host that leads to its twin. Only that host is asked: where the way goes on from there, the deep path's own
 * has gone before.
 */
async function walkTwin(
  session: Session,
  chains: readonly HttpChain[],
  share: Pick<Share, 'takeOwn'>,
): Promise<HttpChain | undefined> {
  const first = chains
    .map(({ hops }) => hops[0])
    .find((hop) => {
      if (hop?.url.protocol !== 'https:' || isFailure(hop.outcome)) return false;
      const to = hop.outcome.location?.hostname ?? '';
      return to === `www.${hop.url.hostname}` || hop.url.hostname === `www.${to}`;
    });
  if (!first) return undefined;
  return followChain(session, hostUrl('https:', first.url.hostname, DEEP_PATH), {
    take: () => share.takeOwn(),
  });
}

interface Home {
  /** The host's root, by the protocol that its home page is served by; absent where nobody answers. */
  readonly root?: UrlParts;
  /** The home page, if the way to it has an end. */
  readonly exchange?: HttpExchange;
}

/** Where `https://` of the domain ends; where it is dead, where `http://` does. */
async function findHome(entrances: readonly Promise<HttpChain>[], domain: string): Promise<Home> {
  const at = (protocol: string): number => (protocol === 'https:' ? entranceHosts(domain).length : 0);
  for (const protocol of ['https:', 'http:']) {
    const chain = await entrances[at(protocol)];
    const last = chain?.hops.at(-1);
    if (chain?.end === 'answer' && last) return { root: rootOf(last.url), exchange: last };
  }
  for (const protocol of ['https:', 'http:']) {
    const first = (await entrances[at(protocol)])?.hops[0];
    // It leads somewhere else, or in circles: other paths of it may be served all the same.
    if (first && !isFailure(first.outcome)) return { root: rootOf(first.url) };
  }
  return {};
}

function rootOf({ origin }: UrlParts): UrlParts {
  return urlParts('/', origin) ?? hostUrl('https:', new URL(origin).hostname);
}

interface Essentials {
  readonly stranger?: CorsObservation;
  readonly exposures: readonly ExposureObservation[];
}

async function askEssentials(
  { target, wants, session }: Observing,
  root: UrlParts | undefined,
  home: HttpExchange | undefined,
  share: Pick<Budget, 'take'>,
): Promise<Essentials> {
  const exposures = wants('exposure') && root ? askExposures(session, root, ESSENTIAL_EXPOSURES, share) : [];
  const stranger =
    wants('cors') && home ? await askStranger(session, home.url, target.domain, share) : undefined;
  return { ...(stranger ? { stranger } : {}), exposures: await exposures };
}

function askExposures(
  session: Session,
  root: UrlParts,
  wanted: readonly Exposure[],
  share?: Pick<Budget, 'take'>,
): Promise<readonly ExposureObservation[]> {
  return Promise.all(
    wanted.map(async ({ kind, path }) => {
      const url = urlParts(path, root.href) ?? root;
      return { kind, exchange: await session.ask({ url, limit: 64 * 1024, wantsAnyBody: true }, share) };
    }),
  );
}

interface Known {
  readonly home: Home;
  readonly page: PageObservation | undefined;
  readonly deep: HttpChain | undefined;
  readonly essentials: Essentials;
}

type Rest = Pick<
  HttpObservation,
  'legacy' | 'endpoints' | 'assets' | 'notFound' | 'robots' | 'exposures' | 'origins'
>;

/** What stands first here is asked first, while there are requests left: each of these takes its request when it is called. */
async function askRest(observing: Observing, known: Known): Promise<Rest> {
  const { target, wants, session, budget } = observing;
  const { home, page, deep, essentials } = known;
  const { root } = home;
  const endpoints = wants('cors', 'caching', 'headers', 'drift', 'exposure') ? askEndpoints(observing) : [];
  const legacy = wants('redirects', 'drift') ? askLegacy(observing) : [];
  const origins = wants('edge') && root ? askOrigins(observing, root) : [];
  const wantedAssets = wants('caching', 'exposure', 'headers', 'drift') ? assetsOf(page, session) : [];
  const forMaps = budget.setAside(wants('exposure') ? Math.min(2, wantedAssets.length) : 0);
  const assets = Promise.all(wantedAssets.map((url) => session.ask({ url })));
  const homes = homeEndpoint(home.exchange, essentials.stranger);
  // Where the configuration names endpoints, they come before the page, which seldom is for other origins.
  const homesFirst =
    target.endpoints.length === 0
      ? Promise.all(homes.map((each) => addLookAlikes(observing, each)))
      : undefined;
  const robots =
    wants('exposure') && root && !isKeptFromSearch(home, page)
      ? session.ask({ url: hostPath(root, '/robots.txt') })
      : undefined;
  const notFound =
    wants('exposure', 'caching') && root ? (notFoundOf(deep, root) ?? askNotFound(session, root)) : undefined;
  const maps = wants('exposure') ? await askSourceMaps(session, await assets, forMaps) : [];
  forMaps.release();
  const asked = await endpoints;
  const answeredLegacy = await legacy;
  const askAll = (some: readonly EndpointObservation[]): Promise<readonly EndpointObservation[]> =>
    Promise.all(some.map((each) => addLookAlikes(observing, each)));
  const relativesOf = (some: readonly EndpointObservation[]): Promise<readonly EndpointObservation[]> =>
    Promise.all(some.map((each) => addRelatives(observing, each)));
  const others = await relativesOf(await askAll(asked));
  const withRelatives = [...(await relativesOf((await homesFirst) ?? (await askAll(homes)))), ...others];
  const apis = await askApi(
    observing,
    withRelatives.find(({ kind }) => kind === 'home'),
    await assets,
  );
  const answeredNotFound = await notFound;
  const further = wants('exposure') && root ? await askFurther(observing, root, known, answeredNotFound) : [];
  const answeredRobots = await robots;
  return {
    endpoints: [...withRelatives, ...apis],
    legacy: answeredLegacy,
    origins: await origins,
    assets: await assets,
    ...(answeredRobots ? { robots: answeredRobots } : {}),
    ...(answeredNotFound ? { notFound: answeredNotFound } : {}),
    exposures: [...maps, ...further],
  };
}

/** Search engines are told already: what robots.txt says makes no difference then. */
function isKeptFromSearch({ exchange }: Home, page: PageObservation | undefined): boolean {
  const headers = exchange && !isFailure(exchange.outcome) ? exchange.outcome.headers : [];
  return (
    headers.some(([name, value]) => name === 'x-robots-tag' && /^\s*(?:noindex|none)\b/i.test(value)) ||
    page?.metas.some(({ name, content }) => name === 'robots' && /\b(?:noindex|none)\b/i.test(content)) ===
      true
  );
}

function hostPath(root: UrlParts, path: string): UrlParts {
  return urlParts(path, root.href) ?? root;
}

/** The deep path is one that nothing can be at: where it leads to the same path of the home page's host, that is known too. */
function notFoundOf(deep: HttpChain | undefined, root: UrlParts): HttpExchange | undefined {
  const last = deep?.end === 'answer' ? deep.hops.at(-1) : undefined;
  const isSame = last?.url.origin === root.origin && `${last.url.pathname}${last.url.search}` === DEEP_PATH;
  return isSame ? last : undefined;
}

function askNotFound(session: Session, root: UrlParts): Promise<HttpExchange> {
  return session.ask({ url: hostPath(root, `/launch-ready-probe-${randomBytes(6).toString('hex')}`) });
}

function askLegacy({ target, session, budget }: Observing): Promise<HttpObservation['legacy']> {
  return Promise.all(
    target.legacy.flatMap(({ from, to }) => {
      const url = urlParts(from, hostUrl('https:', target.domain).href);
      if (!url) return [];
      // The old address and the new one.
      const share = entranceHosts(target.domain).includes(url.hostname) ? budget.setAside(2) : undefined;
      return [
        followChain(session, url, share).then((chain) => {
          share?.release();
          return { from, to, chain };
        }),
      ];
    }),
  );
}

function askOrigins({ target, session }: Observing, root: UrlParts): Promise<HttpObservation['origins']> {
  return Promise.all(
    target.origins.flatMap((address) =>
      (['https:', 'http:'] as const).map(async (protocol) => ({
        address,
        exchange: await session.ask({ url: hostUrl(protocol, root.hostname), pinned: address }),
      })),
    ),
  );
}

/** With what is left: first what the site is likely to have. */
function askFurther(
  { target, session, budget }: Observing,
  root: UrlParts,
  { home, page, essentials }: Known,
  notFound: HttpExchange | undefined,
): Promise<readonly ExposureObservation[]> {
  const signs = [
    ...target.frameworks,
    ...headerSigns(home.exchange),
    ...(page ? pageSigns(page) : []),
    ...errorSigns(notFound),
  ]
    .join(' ')
    .toLowerCase();
  const folder = page && folderOf(page);
  const left = Math.max(0, MOST_REQUESTS - budget.used);
  const isForbidden = (exchange: HttpExchange | undefined): boolean =>
    exchange !== undefined && !isFailure(exchange.outcome) && exchange.outcome.status === 403;
  const keepsDotFiles =
    essentials.exposures.every(({ exchange }) => isForbidden(exchange)) && !isForbidden(notFound);
  const wanted = [
    ...(folder === undefined ? [] : [{ kind: 'folder', path: folder }]),
    ...furtherExposures(signs).filter(({ path }) => !(keepsDotFiles && path.startsWith('/.'))),
  ];
  return askExposures(session, root, wanted.slice(0, left));
}
