import { DEFAULT_CONFIG, parseConfig, type Config } from '../../core/config.ts';
import type { Declared } from '../../core/live/declared.ts';
import { declaredOf } from '../../core/live/declaredOf.ts';
import { frameworksOf } from '../../core/live/frameworks.ts';
import { hostName } from '../../core/live/hostNames.ts';
import { proposedTargets, targetFor, type ProposedTarget } from '../../core/live/targets.ts';
import type { WorkspaceModel } from '../../core/workspaceRule.ts';
import type { LiveTarget } from '../../core/observations/domain.ts';
import { printable } from '../../core/printable.ts';
import { foundEndpoints } from '../../core/uptime/found/endpoints.ts';
import { endpointsForLive } from '../../core/uptime/liveEndpoints.ts';
import type { ConfirmedDomain, LiveProposal } from '../../protocol.ts';
import type { Folder } from '../folder.ts';

/** The domains that a folder names, for the user to say which are theirs. */
export function proposalsOf(folder: Folder): readonly LiveProposal[] {
  return namedIn(folder).proposals;
}

/** The folder whose configuration counts for a domain: one that names it, or else the first. */
export function homeOf({ domain }: ConfirmedDomain, folders: readonly Folder[]): Folder | undefined {
  const isIt = (one: { readonly domain: string }): boolean => one.domain === domain;
  return (
    folders.find((folder) => namedIn(folder).config.domains.some(isIt)) ??
    folders.find((folder) => namedIn(folder).proposals.some(isIt)) ??
    folders[0]
  );
}

interface Named {
  readonly model: WorkspaceModel | undefined;
  readonly configText: string;
  readonly config: Config;
  readonly proposals: readonly LiveProposal[];
}

/** As long as no file says something else it is the same. */
const kept = new WeakMap<Folder, Named>();

function namedIn(folder: Folder): Named {
  const model = folder.whole.model();
  const { configText } = folder.settings();
  const before = kept.get(folder);
  if (before && before.model === model && before.configText === configText) return before;
  const config = configText === '' ? DEFAULT_CONFIG : parseConfig(configText).config;
  const proposals = proposedTargets(
    { ...(model?.live ?? NOTHING), senders: model?.mail.senders ?? [] },
    config.domains,
  ).map(proposalOf);
  const named = { model, configText, config, proposals };
  kept.set(folder, named);
  return named;
}

const NOTHING = { domains: [], names: new Set<string>() };

function proposalOf({ domain, hosts, why, environment }: ProposedTarget): LiveProposal {
  return {
    domain,
    hosts: hosts.filter((host) => host !== domain),
    why: printable(why),
    ...(environment === undefined ? {} : { environment: printable(environment) }),
  };
}

/** What its files say that can be held against answers; undefined while not all of them were read. */
export function declaredIn(folder: Folder): Declared | undefined {
  const model = folder.whole.model();
  return model && declaredOf(model, namedIn(folder).config.domains);
}

/** `elsewhere`: all domains that the user confirmed. */
export function targetOf(
  { domain, hosts }: ConfirmedDomain,
  folder: Folder | undefined,
  elsewhere: readonly ConfirmedDomain[],
): LiveTarget[] {
  const model = folder?.whole.model();
  const declared = folder && declaredIn(folder);
  const settings = folder ? namedIn(folder).config : DEFAULT_CONFIG;
  const home = settings.domains.find((one) => one.domain === domain)?.canonical ?? domain;
  const target = targetFor(domain, {
    config: settings.domains,
    email: settings.email,
    monitored: endpointsForLive(
      settings,
      model ? foundEndpoints(model, [home, domain, ...hosts], settings.monitoring?.times) : [],
    ),
    confirmed: hosts,
    elsewhere: elsewhere.flatMap((one) => [one.domain, ...one.hosts]),
    mail: declared?.mail,
    ...(model ? { frameworks: frameworksOf(model), redirects: declared?.redirects ?? [] } : {}),
  });
  return target ? [target] : [];
}

/** Names of hosts and nothing else: whatever is not is left out. */
export function confirmedDomains(given: unknown): readonly ConfirmedDomain[] {
  if (!Array.isArray(given)) return [];
  return given.slice(0, MOST_DOMAINS).flatMap((one: unknown): ConfirmedDomain[] => {
    const { domain, hosts } = (one ?? {}) as { readonly domain?: unknown; readonly hosts?: unknown };
    const name = nameOf(domain);
    if (name === undefined) return [];
    const others = Array.isArray(hosts)
      ? hosts.slice(0, MOST_HOSTS).flatMap((host) => nameOf(host) ?? [])
      : [];
    return [{ domain: name, hosts: others }];
  });
}

const MOST_DOMAINS = 200;
const MOST_HOSTS = 100;

function nameOf(text: unknown): string | undefined {
  return typeof text === 'string' ? hostName(text) : undefined;
}
