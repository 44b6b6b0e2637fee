/** Where smoke and load tests are run: one environment of one domain, or what the user named. */
import type { DomainConfig } from '../live/domainConfig.ts';
import { isProduction, isTryout } from '../live/environmentNames.ts';
import { isWithin } from '../live/hostNames.ts';

export interface Environment {
  /** As the configuration or the user calls it; the host where nobody does. */
  readonly name: string;
  /** "https://shop.example", with a path where the user named one; no slash at its end. */
  readonly base: string;
  /** Lower case; IPv6 in brackets. */
  readonly host: string;
  /** Whatever nobody says to be something else is production. */
  readonly isProduction: boolean;
}

/** An address that the user named, in its parts. */
export interface NamedBase {
  readonly base: string;
  readonly host: string;
}

export interface Wanted {
  /** "staging", "shop.example/staging", or a domain for its production. */
  readonly environment?: string | undefined;
  readonly base?: NamedBase | undefined;
}

/** The environment that is meant, or a sentence that says why it is none. */
export function environmentOf(domains: readonly DomainConfig[], wanted: Wanted): Environment | string {
  const { environment, base } = wanted;
  if (base)
    return {
      name: environment ?? nameOfHost(domains, base.host) ?? base.host,
      ...base,
      isProduction: isHostProduction(domains, base.host, environment),
    };
  const known = environmentsOf(domains);
  if (environment === undefined) return known[0] ?? NOTHING_KNOWN;
  const found = known.filter(
    ({ name, domain }) => name === environment || `${domain}/${name}` === environment,
  );
  const [first, second] = found;
  if (first && !second) return first;
  if (second) {
    const names = found.map(({ domain, name }) => `${domain}/${name}`).join(', ');
    return `Several domains have this environment: write one of ${names}.`;
  }
  const byDomain = known.find(({ domain, isProduction: isIt }) => isIt && domain === environment);
  if (byDomain) return byDomain;
  if (known.length === 0) return NOTHING_KNOWN;
  return `There is no such environment. There are: ${[...new Set(known.map(({ name }) => name))].join(', ')}.`;
}

const NOTHING_KNOWN =
  'Nothing says where the product is: name its address (--base https://staging.shop.example), or write domains into launch-ready.yaml.';

/** Whether a host may be asked at all: it lies below a domain of the configuration, is an environment, or the user named it. */
export function isOwnHost(domains: readonly DomainConfig[], environment: Environment, host: string): boolean {
  if (host === environment.host) return true;
  return domains.some(
    ({ domain, environments }) => isWithin(host, domain) || environments.some((one) => one.host === host),
  );
}

/**
 * Whether to ask a host is to ask the product that customers use. This machine is not; an environment is none whose name
 * says so (staging, preview, test …) and whose host is no domain's own. All else is.
 */
export function isHostProduction(
  domains: readonly DomainConfig[],
  host: string,
  name = nameOfHost(domains, host),
): boolean {
  if (isThisMachine(host)) return false;
  const own = domains.flatMap(({ domain, canonical, environments }) => [
    domain,
    `www.${domain}`,
    canonical,
    ...environments.filter((one) => isProduction(one.name)).map((one) => one.host),
  ]);
  return own.includes(host) || name === undefined || !isForTrying(name);
}

type Known = Environment & { readonly domain: string };

/** Production first; where no environment is called so, it is the domain itself. */
function environmentsOf(domains: readonly DomainConfig[]): readonly Known[] {
  return domains.flatMap(({ domain, canonical, environments }) => {
    const named = environments.map(({ name, host, port }): Known => {
      const base = `https://${host}${port === undefined || port === 443 ? '' : `:${port}`}`;
      return { domain, name, base, host, isProduction: isHostProduction(domains, host, name) };
    });
    const home = canonical ?? domain;
    const own: Known = {
      domain,
      name: 'production',
      base: `https://${home}`,
      host: home,
      isProduction: true,
    };
    const isNamed = named.some(({ name }) => isProduction(name));
    return (isNamed ? named : [own, ...named]).toSorted(
      (a, b) => Number(isProduction(b.name)) - Number(isProduction(a.name)),
    );
  });
}

function nameOfHost(domains: readonly DomainConfig[], host: string): string | undefined {
  for (const { domain, canonical, environments } of domains) {
    const named = environments.find((one) => one.host === host);
    if (named) return named.name;
    if (host === (canonical ?? domain)) return 'production';
  }
  return undefined;
}

function isForTrying(name: string): boolean {
  return (
    isTryout(name) ||
    /^(?:test|testing|qa|uat|ci|sandbox|demo|local|localhost)(?:[-_]?\d+|[-_].*)?$/i.test(name)
  );
}

/** By name alone. RFC 6761 section 6.3, and the loopback addresses of RFC 1122 and RFC 4291. */
export function isThisMachine(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(host)
  );
}
