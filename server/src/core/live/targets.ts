import { parse } from 'tldts';
import type { DeclaredMail, DeclaredSender } from '../email/declared.ts';
import { emailConfigOf, type EmailConfig } from '../email/emailConfig.ts';
import { mailTarget } from '../email/mailTarget.ts';
import type { LiveEnvironment, LiveTarget } from '../observations/domain.ts';
import type { MonitoredEndpoint } from '../observations/uptime.ts';
import { placeOf } from '../place.ts';
import { ownHost } from './candidates/strangers.ts';
import type { DeclaredDomain, DeclaredRedirect } from './declared.ts';
import type { DomainConfig } from './domainConfig.ts';
import { isProduction } from './environmentNames.ts';
import { hostName, hostOfAddress, isWithin } from './hostNames.ts';
import type { LiveModel } from './model.ts';

/** A domain that may be the product's: people say whether it is. */
export interface ProposedTarget {
  readonly domain: string;
  /** The domain first where it is named, then its hosts; those of an environment that is not production last. */
  readonly hosts: readonly string[];
  /** Absent: production, as far as anything says. */
  readonly environment?: string;
  /** A sentence: where it is named. */
  readonly why: string;
  /** The most telling first. */
  readonly places: readonly DeclaredDomain[];
  /** `launch-ready.yaml` names it: it needs no guess. */
  readonly isConfigured: boolean;
}

type NamedPlaces = Pick<LiveModel, 'domains' | 'names'> & {
  /** What mail is sent from: often the only place that names the domain. */
  readonly senders?: readonly Pick<DeclaredSender, 'file' | 'at' | 'domain'>[];
};

/** The domains of the configuration, then those that files name, the surest first. */
export function proposedTargets(
  { domains, names, senders = [] }: NamedPlaces,
  configured: readonly DomainConfig[],
): readonly ProposedTarget[] {
  const byDomain = new Map<string, Weighed[]>();
  const sending = senders.map(({ file, at, domain }): DeclaredDomain => ({
    file,
    at,
    host: domain,
    source: 'sender',
  }));
  for (const place of [...domains, ...sending]) {
    const own = ownHost(place.host);
    const weight = own ? weightOf(place, own.kind) : 0;
    if (!own || weight === 0) continue;
    const domain = configured.find((one) => isWithin(place.host, one.domain))?.domain ?? own.domain;
    const known = byDomain.get(domain);
    const one = { ...place, weight };
    if (known) known.push(one);
    else byDomain.set(domain, [one]);
  }
  const guessed = [...byDomain]
    .filter(([domain]) => !configured.some((one) => one.domain === domain))
    .map(([domain, places]) => ({ domain, places, score: scoreOf(domain, places, names) }))
    .sort((a, b) => b.score - a.score || (a.domain < b.domain ? -1 : 1))
    .slice(0, MOST);
  return [
    ...configured.map((one) => configuredTarget(one, byDomain.get(one.domain) ?? [])),
    ...guessed.map(({ domain, places }) => proposal(domain, places)),
  ];
}

/** What is to be asked of one domain. `confirmed`: hosts below it that the user said yes to. */
export function targetFor(
  typed: string,
  {
    config,
    confirmed = [],
    frameworks = [],
    redirects = [],
    elsewhere = [],
    email,
    mail,
    monitored = [],
  }: {
    readonly config: readonly DomainConfig[];
    readonly confirmed?: readonly string[];
    readonly frameworks?: readonly string[];
    /** Those that the workspace declares: a few of them are asked. */
    readonly redirects?: readonly DeclaredRedirect[];
    /** Other domains that the user said yes to: an environment may be at one of them. */
    readonly elsewhere?: readonly string[];
    /** `email:` at the top of the configuration. */
    readonly email?: EmailConfig | undefined;
    /** What the workspace says of mail. */
    readonly mail?: DeclaredMail | undefined;
    /** All that is watched: the endpoints on the domain's hosts are asked once. */
    readonly monitored?: readonly MonitoredEndpoint[];
  },
): LiveTarget | undefined {
  const domain = hostName(typed) ?? hostOfAddress(typed);
  if (domain === undefined) return undefined;
  const entry = config.find((one) => one.domain === domain);
  const hosts = [
    domain,
    `www.${domain}`,
    entry?.canonical,
    ...(entry?.subdomains ?? []).map(({ host }) => host),
    ...(entry?.endpoints ?? []).map(({ url }) => hostOfAddress(url)),
    ...(entry?.legacy ?? []).map(({ from }) => (from.startsWith('/') ? undefined : hostOfAddress(from))),
    ...confirmed,
  ].filter((host) => host !== undefined);
  const all = [...new Set(hosts.map((host) => host.toLowerCase()))].filter((host) => isWithin(host, domain));
  const subdomains = entry?.subdomains ?? [];
  const known = new Set([domain, `www.${domain}`, ...subdomains.map(({ host }) => host)]);
  const environments = entry ? environmentsOf(entry, elsewhere) : [];
  const others = all.filter((host) => confirmed.includes(host) && !known.has(host));
  return {
    domain,
    confirmed: all,
    subdomains: [...subdomains, ...others.map((host) => ({ host, isDeclared: true as const }))],
    ...(entry?.canonical === undefined ? {} : { canonical: entry.canonical }),
    legacy: [...(entry?.legacy ?? []), ...declaredLegacy(redirects, entry?.legacy ?? [])],
    endpoints: entry?.endpoints ?? [],
    ...(environments.length > 0 ? { environments } : {}),
    origins: entry?.origins ?? [],
    frameworks,
    mail: mailTarget(domain, emailConfigOf(entry?.email, email), mail),
    ...monitoredOn(domain, monitored),
  };
}

/** The home page is asked anyway. */
function monitoredOn(domain: string, monitored: readonly MonitoredEndpoint[]): Pick<LiveTarget, 'monitored'> {
  const own = monitored.filter(({ url }) => isWithin(hostOfAddress(url) ?? '', domain));
  return own.length > 0 ? { monitored: own } : {};
}

/** Each costs requests of its own. */
const MOST_ENVIRONMENTS = 4;

/** Production first, which the others are held against; what is the domain itself is asked anyway. */
function environmentsOf(
  { domain, canonical, environments }: DomainConfig,
  elsewhere: readonly string[],
): readonly LiveEnvironment[] {
  const own = [domain, ...elsewhere.flatMap((one) => hostName(one) ?? hostOfAddress(one) ?? [])];
  const known = new Set([domain, `www.${domain}`, canonical]);
  return environments
    .toSorted((a, b) => Number(isProduction(b.name)) - Number(isProduction(a.name)))
    .filter(({ host }) => !known.has(host) && known.add(host))
    .slice(0, MOST_ENVIRONMENTS)
    .map(({ name, host, port }) => ({
      name,
      url: `https://${host}${port === undefined || port === 443 ? '' : `:${port}`}/`,
      isConfirmed: own.some((one) => isWithin(host, one)),
    }));
}

/** Requests are few: of a long list the first ones stand for all. */
const MOST_REDIRECTS = 4;

function declaredLegacy(
  redirects: readonly DeclaredRedirect[],
  configured: readonly { readonly from: string }[],
): LiveTarget['legacy'] {
  const known = new Set(configured.map(({ from }) => from));
  return redirects
    .filter(({ from }) => !known.has(from) && known.add(from))
    .slice(0, MOST_REDIRECTS)
    .map(({ from, to }) => ({ from, to, isDeclared: true }));
}

type Weighed = DeclaredDomain & { readonly weight: number };

const MOST = 12;

/** How sure it is that what a place names is the product's own, of 100. */
const WEIGHTS: Readonly<Record<string, number>> = {
  'cname-file': 95,
  wrangler: 95,
  vercel: 95,
  render: 95,
  'digital-ocean': 95,
  serverless: 90,
  'app-engine': 90,
  sst: 85,
  kamal: 90,
  netlify: 90,
  'site-config': 85,
  metadata: 75,
  caddy: 80,
  nginx: 65,
  manifest: 65,
  robots: 75,
  sitemap: 75,
  canonical: 75,
  settings: 65,
  app: 60,
  env: 70,
  homepage: 55,
  sender: 50,
  ci: 45,
  compose: 45,
  image: 40,
  'env-template': 30,
};

function weightOf(
  { source, file, environment }: DeclaredDomain,
  kind: 'own' | 'platform' | 'reserved',
): number {
  const weight = WEIGHTS[source] ?? 30;
  // Names that nobody can register are made up, unless what is deployed has them.
  if (kind === 'reserved' && weight < 80 && environment !== 'production') return 0;
  const place = placeOf(file);
  const inTests = place === 'test' || FIXTURES.test(file.toLowerCase());
  const isExample = source !== 'env-template' && place === 'example';
  const byPlace = inTests || isExample || environment === 'test' ? 0 : place === 'docs' ? 0.7 : 1;
  const byStage = environment === 'production' ? 1.2 : environment === 'development' ? 0.4 : 1;
  return weight * byPlace * byStage * (kind === 'platform' ? 0.5 : 1);
}

const FIXTURES = /(?:^|\/)(?:templates?|boilerplates?|starters?|scaffold\w*|generators?|stubs)\//;

/** The surest place counts, others a little each; a domain that is called like the product more than all of them. */
function scoreOf(domain: string, places: readonly Weighed[], names: ReadonlySet<string>): number {
  const best = Math.max(...places.map(({ weight }) => weight));
  const others = Math.min(
    new Set(places.map(({ source, file }) => `${source} ${folderAbove(file)}`)).size - 1,
    8,
  );
  const label = parse(domain, { allowPrivateDomains: true }).domainWithoutSuffix ?? '';
  const plain = label.replaceAll('-', '');
  const isCalledSo = [...names].some(
    (name) => name === label || (plain.length > 3 && name.replaceAll(/[-_]/g, '') === plain),
  );
  const isLive = places.some(({ environment }) => !NOT_LIVE.has(environment ?? ''));
  return best + others * 4 + (isCalledSo && isLive ? 40 : 0);
}

function folderAbove(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}

function configuredTarget(entry: DomainConfig, places: readonly Weighed[]): ProposedTarget {
  const { domain, canonical, subdomains } = entry;
  return {
    domain,
    hosts: [
      ...new Set([
        domain,
        ...(canonical === undefined ? [] : [canonical]),
        ...subdomains.map(({ host }) => host),
      ]),
    ],
    why: 'launch-ready.yaml names it.',
    places: sorted(places),
    isConfigured: true,
  };
}

function proposal(domain: string, found: readonly Weighed[]): ProposedTarget {
  const places = sorted(found);
  const [first] = places;
  const live = places.filter((place) => !NOT_LIVE.has(place.environment ?? ''));
  const hosts = [...new Set((live.length > 0 ? live : places).map(({ host }) => host))].slice(0, 20);
  const environment = live.length > 0 ? undefined : first?.environment;
  const more = new Set(places.map(({ file }) => file)).size - 1;
  return {
    domain,
    hosts: hosts.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)),
    ...(environment === undefined ? {} : { environment }),
    why: `${first?.file ?? ''} names it${more > 0 ? `, and ${more} more ${more === 1 ? 'file' : 'files'}` : ''}.`,
    places,
    isConfigured: false,
  };
}

const NOT_LIVE = new Set(['staging', 'preview', 'development', 'test', 'ci']);

function sorted(places: readonly Weighed[]): readonly DeclaredDomain[] {
  return places.toSorted(
    (a, b) => b.weight - a.weight || (a.file < b.file ? -1 : a.file > b.file ? 1 : a.at.start - b.at.start),
  );
}
