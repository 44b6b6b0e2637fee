/** At which host the routes of a file are: a workspace may hold several applications, and a domain several hosts. */
import { placeOf } from '../../place.ts';
import type { DeclaredDomain } from '../../live/declared.ts';
import type { Route } from '../../web/model.ts';

/** The folder of the application that a file belongs to; "" for a workspace that is one application. */
export function applicationOf(file: string): string {
  return (
    /^(?:apps|packages|services|projects|sites)\/[^/]+(?=\/)/.exec(file)?.[0] ??
    /^(?:backend|frontend|server|client|web|www|site|website|landing|marketing|dashboard)(?=\/)/.exec(
      file,
    )?.[0] ??
    ''
  );
}

/** `hosts`: those that may be asked, the one where people end up first. The finder says undefined where it can't tell. */
export function createHostFinder(
  declared: readonly DeclaredDomain[],
  hosts: readonly string[],
  routes: readonly { readonly file: string; readonly route: Route }[],
): (file: string) => string | undefined {
  const applications = new Map<string, Route[]>();
  for (const { file, route } of routes) {
    const folder = applicationOf(file);
    applications.set(folder, [...(applications.get(folder) ?? []), route]);
  }
  const hostOf = (folder: string): string | undefined =>
    declaredFor(folder, declared, hosts) ?? namedLike(folder, hosts) ?? byItself(folder, applications, hosts);
  const known = new Map<string, string | undefined>();
  return (file) => {
    const folder = applicationOf(file);
    if (!known.has(folder)) known.set(folder, hostOf(folder));
    return known.get(folder);
  };
}

/** A file of the application names one host of the domain, and no other of them. */
function declaredFor(
  folder: string,
  declared: readonly DeclaredDomain[],
  hosts: readonly string[],
): string | undefined {
  if (folder === '') return undefined;
  const named = declared.filter(
    ({ file, host, environment = 'production', source }) =>
      hosts.includes(host) &&
      environment === 'production' &&
      TELLING.has(source) &&
      applicationOf(file) === folder &&
      placeOf(file) === 'product',
  );
  const [first, ...others] = new Set(named.map(({ host }) => withoutWww(host)));
  return first === undefined || others.length > 0
    ? undefined
    : hosts.find((host) => withoutWww(host) === first);
}

/** Files that say where this application runs; others name whom it calls. */
const TELLING: ReadonlySet<string> = new Set([
  'cname-file',
  'wrangler',
  'vercel',
  'netlify',
  'render',
  'kamal',
  'digital-ocean',
  'app-engine',
  'serverless',
  'sst',
  'site-config',
  'metadata',
]);

/** "apps/api" and "api.shop.example"; "apps/web" is where people end up. */
function namedLike(folder: string, hosts: readonly string[]): string | undefined {
  const name = folder.slice(folder.lastIndexOf('/') + 1).toLowerCase();
  if (/^(?:web|www|site|website|landing|marketing|frontend|client|home|homepage)$/.test(name))
    return hosts[0];
  const label = name === 'backend' || name === 'server' ? 'api' : name;
  return label === '' ? undefined : hosts.find((host) => host.startsWith(`${label}.`));
}

/** The only application has the domain; where it has no page but a host is called "api", that one. */
function byItself(
  folder: string,
  applications: ReadonlyMap<string, readonly Route[]>,
  hosts: readonly string[],
): string | undefined {
  if (applications.size > 1) return undefined;
  const routes = applications.get(folder) ?? [];
  const isApi = routes.length > 0 && routes.every(({ handler }) => handler.kind === 'api');
  return (isApi ? hosts.find((host) => host.startsWith('api.')) : undefined) ?? hosts[0];
}

function withoutWww(host: string): string {
  return host.replace(/^www\./, '');
}
