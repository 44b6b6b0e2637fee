import { isMap, isScalar, isSeq, type Document as YamlDocument } from 'yaml';
import type { LiveEndpoint } from '../observations/domain.ts';
import type { Span } from '../span.ts';
import type { DomainInput } from './domainConfigSchema.ts';
import { hostName, hostOfAddress, ipAddress, portOfAddress } from './hostNames.ts';

/** One entry of `domains:` in `launch-ready.yaml`. Hosts are lower case, ASCII. */
export interface DomainConfig {
  readonly domain: string;
  readonly canonical?: string;
  readonly subdomains: readonly { readonly host: string; readonly target?: string }[];
  /** As they are written: paths, or absolute URLs. */
  readonly legacy: readonly { readonly from: string; readonly to: string }[];
  readonly environments: readonly { readonly name: string; readonly host: string; readonly port?: number }[];
  readonly endpoints: readonly LiveEndpoint[];
  readonly origins: readonly string[];
  /** Where the name of the domain stands in the file. */
  readonly at: Span;
}

/** The entries in the form that the live checks ask, with their places in the text. */
export function domainConfigs(
  inputs: readonly DomainInput[],
  yaml: YamlDocument,
  text: string,
): readonly DomainConfig[] {
  const names = namesIn(yaml);
  return inputs.flatMap((input, index) => {
    const domain = hostName(input.domain);
    return domain === undefined ? [] : [domainConfig(input, domain, placeIn(text, names[index] ?? NOWHERE))];
  });
}

function domainConfig(input: DomainInput, domain: string, at: Span): DomainConfig {
  const canonical = input.canonical === undefined ? undefined : hostName(input.canonical);
  const home = canonical ?? domain;
  const { legacy = {} } = input;
  return {
    domain,
    ...(canonical === undefined ? {} : { canonical }),
    subdomains: (input.subdomains ?? []).map((one) => subdomainOf(one, domain)),
    legacy: Array.isArray(legacy) ? legacy : Object.entries(legacy).map(([from, to]) => ({ from, to })),
    environments: Object.entries(input.environments ?? {}).flatMap(([name, address]) => {
      const host = hostOfAddress(address);
      const port = portOfAddress(address);
      return host === undefined ? [] : [{ name, host, ...(port === undefined ? {} : { port }) }];
    }),
    endpoints: (input.endpoints ?? []).map(({ url, kind }) => ({
      url: url.startsWith('/') ? `https://${home}${url}` : url,
      kind,
    })),
    origins: (input.origins ?? []).map((address) => ipAddress(address) ?? address),
    at,
  };
}

type Subdomain = DomainConfig['subdomains'][number];

function subdomainOf(one: NonNullable<DomainInput['subdomains']>[number], domain: string): Subdomain {
  const { host: written, target } = typeof one === 'string' ? { host: one, target: undefined } : one;
  const host = written.includes('.') ? (hostName(written) ?? written) : `${written.toLowerCase()}.${domain}`;
  if (target === undefined) return { host };
  return { host, target: ipAddress(target) ?? hostName(target) ?? target };
}

type Range = readonly [start: number, end: number];

const NOWHERE: Range = [0, 1];

/** Where each entry says its domain. */
function namesIn(yaml: YamlDocument): readonly (Range | undefined)[] {
  const entries = yaml.get('domains', true);
  if (!isSeq(entries)) return [];
  return entries.items.map((entry) => {
    const name = isMap(entry) ? entry.get('domain', true) : undefined;
    return isScalar(name) && name.range ? [name.range[0], name.range[1]] : undefined;
  });
}

function placeIn(text: string, [start, end]: Range): Span {
  const before = text.slice(0, start);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { start, end, line: before.split('\n').length, column: start - lineStart + 1 };
}
