/** What is worth watching, as far as files say: nobody has to configure it. */
import type { MonitoredEndpoint } from '../../observations/uptime.ts';
import { placeOf } from '../../place.ts';
import type { Span } from '../../span.ts';
import type { Route } from '../../web/model.ts';
import type { ScopeSyntax } from '../../web/types.ts';
import type { WorkspaceModel } from '../../workspaceRule.ts';
import { DEFAULT_TIMES, endpointOf, type EndpointParts, type EndpointTimes } from '../monitoringConfig.ts';
import { WEBHOOK_REQUEST } from '../webhookRequest.ts';
import { createHostFinder } from './hosts.ts';
import { healthPath, loginPath, webhookPath } from './paths.ts';

export type FoundIn = Pick<WorkspaceModel, 'web' | 'live' | 'uptime'>;

/**
 * The home page, the sign-in page, health endpoints and webhooks, each on the host that its application has, with the line
 * that declares it. `hosts` are those of one domain that the user said yes to, the one where people end up first. A file whose
 * application may run at any of several hosts gives nothing: who asks the wrong one hears of outages that are none.
 */
export function foundEndpoints(
  model: FoundIn,
  hosts: readonly string[],
  times: EndpointTimes = DEFAULT_TIMES,
): readonly MonitoredEndpoint[] {
  const [home] = hosts;
  if (home === undefined) return [];
  const routes = routesFor(model);
  const hostOf = createHostFinder(model.live.domains, hosts, routes);
  const byUrl = new Map<string, MonitoredEndpoint>();
  const add = (parts: Omit<EndpointParts, 'url'>, { file, at, path }: Declaration): void => {
    const host = hostOf(file);
    if (host === undefined) return;
    const url = `https://${host}${path}`;
    if (!byUrl.has(url))
      byUrl.set(url, { ...endpointOf({ ...parts, url }, times), isFound: true, declaredAt: { file, at } });
  };
  const homePage = routes.find(({ file, path }) => path === '/' && hostOf(file) === home);
  if (homePage) add({ kind: 'home' }, homePage);
  else {
    const url = `https://${home}/`;
    byUrl.set(url, { ...endpointOf({ url, kind: 'home' }, times), isFound: true });
  }
  for (const login of nearest(routes.filter(isLogin), hostOf)) add({ kind: 'login' }, login);
  for (const health of healthOf(model, routes)) add({ kind: 'health' }, health);
  for (const webhook of routes.filter(isWebhook)) add({ kind: 'webhook', ...WEBHOOK_REQUEST }, webhook);
  return limited([...byUrl.values()]);
}

interface Declaration {
  readonly file: string;
  readonly at: Span;
  readonly path: string;
}

interface FoundRoute extends Declaration {
  readonly route: Route;
}

/** Those whose whole path is known, without parameters. */
function routesFor({ web }: FoundIn): readonly FoundRoute[] {
  const found = web.routes.flatMap((route): FoundRoute[] => {
    const { path, syntax, file, handler } = route;
    if (path === undefined || handler.ownHost || !ONE_PATH.has(syntax) || placeOf(file) === 'example')
      return [];
    // Where frameworks write paths without their first slash (Django, Rails).
    const full = path.startsWith('/') ? path : `/${path}`;
    return /^\/[\w\-./~]*$/.test(full) && full.length <= 200
      ? [{ file, at: handler.at, path: full, route }]
      : [];
  });
  return found.sort((a, b) => compare(a.path, b.path) || compare(a.file, b.file));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Ways of writing a path that mean that path alone where nothing in it is a parameter. */
const ONE_PATH: ReadonlySet<ScopeSyntax> = new Set(['route', 'exact', 'next']);

function answersGet({ methods }: Route): boolean {
  return methods.length === 0 || methods.includes('GET');
}

function isLogin({ path, route }: FoundRoute): boolean {
  return loginPath(path) && route.handler.kind !== 'api' && answersGet(route) && isOpen(route);
}

/** A guard that is not sure may be one for those who are signed in already. */
function isOpen({ access }: Route): boolean {
  return access.level === 'public' || access.level === 'unknown';
}

function isWebhook({ path, route }: FoundRoute): boolean {
  const { methods, access, handler } = route;
  return (
    webhookPath(path) &&
    (methods.includes('POST') || methods.length === 0) &&
    handler.kind !== 'page' &&
    access.level !== 'authenticated'
  );
}

/** Routes first: they are answered for sure. What only a container is asked counts where the code has it, too. */
function healthOf({ uptime }: FoundIn, routes: readonly FoundRoute[]): readonly Declaration[] {
  const own = routes.filter(
    ({ path, route }) =>
      healthPath(path, route.handler.kind) && answersGet(route) && route.access.level !== 'authenticated',
  );
  const known = new Set(routes.map(({ path }) => path));
  const named = uptime.healthChecks.filter(
    ({ path, isInternal }) => path !== '/' && (isInternal !== true || known.has(path)),
  );
  return [...own, ...named];
}

/** Of one host, the sign-in page that is nearest to its root. */
function nearest(
  found: readonly FoundRoute[],
  hostOf: (file: string) => string | undefined,
): readonly FoundRoute[] {
  const sorted = found.toSorted((a, b) => a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
  const hosts = new Set<string>();
  return sorted.filter(({ file }) => {
    const host = hostOf(file);
    return host !== undefined && !hosts.has(host) && hosts.add(host);
  });
}

/** A run of all of them is a matter of seconds, and no provider takes it amiss. */
const MOST = 12;
const MOST_OF_A_KIND = 4;

function limited(endpoints: readonly MonitoredEndpoint[]): readonly MonitoredEndpoint[] {
  const counts = new Map<string, number>();
  return endpoints
    .filter(({ kind }) => {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      return count <= MOST_OF_A_KIND;
    })
    .slice(0, MOST);
}
