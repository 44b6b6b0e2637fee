/** What is watched for the domains that the user confirmed, by the configuration and the files of the folders that are open. */
import { CONFIG_FILE, DEFAULT_CONFIG, parseConfig, type Config } from '../../core/config.ts';
import type { DomainConfig } from '../../core/live/domainConfig.ts';
import { targetFor } from '../../core/live/targets.ts';
import type { MonitoredEndpoint } from '../../core/observations/uptime.ts';
import { foundEndpoints } from '../../core/uptime/found/endpoints.ts';
import { resolvedHeaders } from '../../core/uptime/headers.ts';
import { domainConfigFor, hostOfUrl } from '../../core/uptime/hosts.ts';
import { monitoredEndpoints } from '../../core/uptime/monitoringConfig.ts';
import type { UptimeRules } from '../../core/uptime/state.ts';
import type { ConfirmedDomain, EnvironmentPlace } from '../../protocol.ts';
import { uriOf, type Folder } from '../folder.ts';
import { homeOf } from '../live/targets.ts';

export interface MonitoringPlan {
  readonly endpoints: readonly PlannedEndpoint[];
  readonly rules: Omit<UptimeRules, 'receivers'>;
}

export interface PlannedEndpoint {
  readonly endpoint: MonitoredEndpoint;
  /** With the values of variables put in: they never leave this process but for the endpoint. */
  readonly headers: Readonly<Record<string, string>>;
  /** Why it can't be asked. */
  readonly blocked?: string;
  readonly place?: EnvironmentPlace;
}

/** As many as the command line allows in a configuration. */
const MOST = 500;

export function monitoringPlan(
  confirmed: readonly ConfirmedDomain[],
  folders: readonly Folder[],
): MonitoringPlan {
  const homes = new Map<Folder | undefined, ConfirmedDomain[]>();
  for (const domain of confirmed) {
    const home = homeOf(domain, folders);
    homes.set(home, [...(homes.get(home) ?? []), domain]);
  }
  const allowed = new Set<string>();
  for (const [folder, domains] of homes)
    for (const { domain, hosts } of domains)
      for (const host of targetFor(domain, { config: configOf(folder).domains, confirmed: hosts })
        ?.confirmed ?? [])
        allowed.add(host);
  const known = new Set<string>();
  const endpoints = [...homes]
    .flatMap(([folder, domains]) => plannedIn(folder, domains, allowed))
    .filter(({ endpoint: { id } }) => !known.has(id) && known.add(id))
    .slice(0, MOST);
  const configs = [...homes.keys()].map((folder) => configOf(folder).monitoring);
  const days = configs.find((monitoring) => monitoring?.certificateDays !== undefined)?.certificateDays;
  return {
    endpoints,
    rules: {
      maintenance: configs.flatMap((monitoring) => monitoring?.maintenance ?? []),
      ...(days === undefined ? {} : { certificateDays: days }),
    },
  };
}

/** The folder whose configuration is meant where one is asked for. */
export function configFor(confirmed: readonly ConfirmedDomain[], folders: readonly Folder[]): Config {
  const [first] = confirmed;
  return configOf(first ? homeOf(first, folders) : folders[0]);
}

const configs = new WeakMap<Folder, { readonly text: string; readonly config: Config }>();

function configOf(folder: Folder | undefined): Config {
  if (!folder) return DEFAULT_CONFIG;
  const { configText: text } = folder.settings();
  const before = configs.get(folder);
  if (before?.text === text) return before.config;
  const config = text === '' ? DEFAULT_CONFIG : parseConfig(text).config;
  configs.set(folder, { text, config });
  return config;
}

function plannedIn(
  folder: Folder | undefined,
  domains: readonly ConfirmedDomain[],
  allowed: ReadonlySet<string>,
): readonly PlannedEndpoint[] {
  const { monitoring, domains: configured } = configOf(folder);
  const own = domains.map(
    ({ domain }) => configured.find((one) => one.domain === domain) ?? domainConfigFor(domain),
  );
  const model = folder?.whole.model();
  const found = model
    ? own.flatMap(({ domain, canonical }) =>
        foundEndpoints(model, hostsOf(domain, canonical, domains), monitoring?.times),
      )
    : [];
  // No route that only files name is sent a POST again and again: nobody has asked for that.
  const harmless = found.filter(({ method, kind }) => method !== 'POST' && kind !== 'home');
  // Paths without a domain are on the first of the configuration.
  const all = monitoring?.endpoints ? [...configured, ...own] : own;
  return monitoredEndpoints(monitoring, all, harmless).map((endpoint) => {
    const { headers, missing } = resolvedHeaders(endpoint.headers, (name) => process.env[name]);
    const host = hostOfUrl(endpoint.url);
    const blocked = !allowed.has(host)
      ? `${host} is none of the domains that you said are yours`
      : missing.length > 0
        ? `the variable ${missing.join(', ')} is not set where the editor runs`
        : undefined;
    const place = folder && placeOf(folder, endpoint, configured);
    return Object.assign(
      { endpoint, headers },
      blocked === undefined ? {} : { blocked },
      place ? { place } : {},
    );
  });
}

/** Where people end up first. */
function hostsOf(
  domain: string,
  canonical: string | undefined,
  confirmed: readonly ConfirmedDomain[],
): readonly string[] {
  const hosts = confirmed.find((one) => one.domain === domain)?.hosts ?? [];
  return [...new Set([canonical ?? domain, domain, `www.${domain}`, ...hosts])];
}

/** The line of the route or the manifest, or that of the configuration which has the URL, the path or the domain. */
function placeOf(
  folder: Folder,
  { declaredAt, url }: MonitoredEndpoint,
  configured: readonly DomainConfig[],
): EnvironmentPlace | undefined {
  if (declaredAt) {
    const { file, at } = declaredAt;
    return {
      uri: uriOf(folder, file),
      file,
      line: at.line - 1,
      character: at.column - 1,
      length: at.end - at.start,
    };
  }
  const { configText } = folder.settings();
  const host = hostOfUrl(url);
  const path = /^https?:\/\/[^/]+(\/.+)$/i.exec(url)?.[1];
  const written = [url, ...(path === undefined ? [] : [path])];
  for (const text of written) {
    const index = wordIn(configText, text);
    if (index !== undefined) return configPlace(folder, configText, index, text.length);
  }
  const domain = configured.find((one) => host === one.domain || host === one.canonical);
  if (!domain) return undefined;
  const { start, end } = domain.at;
  return end > start ? configPlace(folder, configText, start, end - start) : undefined;
}

/** Where a value begins that is this text: nothing of a word before it and behind it. */
function wordIn(text: string, word: string): number | undefined {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const around = `${text.charAt(at - 1)}${text.charAt(at + word.length)}`;
    if (/^[\s'"]*$/.test(around)) return at;
  }
  return undefined;
}

function configPlace(folder: Folder, text: string, start: number, length: number): EnvironmentPlace {
  const before = text.slice(0, start);
  return {
    uri: uriOf(folder, CONFIG_FILE),
    file: CONFIG_FILE,
    line: before.split('\n').length - 1,
    character: start - (before.lastIndexOf('\n') + 1),
    length,
  };
}
