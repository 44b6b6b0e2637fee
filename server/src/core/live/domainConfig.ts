import { isMap, isScalar, isSeq, type Document as YamlDocument } from 'yaml';
import type { LiveEndpoint } from '../observations/domain.ts';
import type { Span } from '../span.ts';
import { emailConfig, type EmailConfig } from '../email/emailConfig.ts';
import type { DomainInput } from './domainConfigSchema.ts';
import { hostName, hostOfAddress, ipAddress, portOfAddress } from './hostNames.ts';

/** One entry of `domains:` in `launch-ready.yaml`. Hosts are lower case, ASCII. */
export interface DomainConfig {
  readonly domain: string;
  readonly canonical?: string;
  readonly subdomains: readonly { readonly host: string; readonly target?: string }[];
  /** As they are written: paths, or absolute URLs. */
  readonly legacy: readonly { readonly from: string; readonly to: string }[];
  readonly environments: readonly {
    readonly name: string;
    readonly host: string;
    readonly port?: number;
    /** Where its address stands in the file. */
    readonly at?: Span;
  }[];
  readonly endpoints: readonly LiveEndpoint[];
  readonly origins: readonly string[];
  readonly email?: EmailConfig;
  /** Where the name of the domain stands in the file. */
  readonly at: Span;
}

/** The entries in the form that the live checks ask, with their places in the text. */
export function domainConfigs(
  inputs: readonly DomainInput[],
  yaml: YamlDocument,
  text: string,
): readonly DomainConfig[] {
  const entries = yaml.get('domains', true);
  return inputs.flatMap((input, index) => {
    const domain = hostName(input.domain);
    const entry = isSeq(entries) ? entries.items[index] : undefined;
    const placeOf = (...keys: readonly string[]): Span | undefined => {
      const range = rangeIn(entry, keys);
      return range && placeIn(text, range);
    };
    return domain === undefined ? [] : [domainConfig(input, domain, text, placeOf)];
  });
}

function domainConfig(
  input: DomainInput,
  domain: string,
  text: string,
  placeOf: (...keys: readonly string[]) => Span | undefined,
): DomainConfig {
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
      const at = placeOf('environments', name);
      return host === undefined
        ? []
        : [{ name, host, ...(port === undefined ? {} : { port }), ...(at && { at }) }];
    }),
    endpoints: (input.endpoints ?? []).map(({ url, kind }) => ({
      url: url.startsWith('/') ? `https://${home}${url}` : url,
      kind,
    })),
    origins: (input.origins ?? []).map((address) => ipAddress(address) ?? address),
    ...(input.email ? { email: emailConfig(input.email) } : {}),
    at: placeOf('domain') ?? placeIn(text, NOWHERE),
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

/** Where an entry says a value. */
function rangeIn(entry: unknown, keys: readonly string[]): Range | undefined {
  const value = isMap(entry) ? entry.getIn(keys, true) : undefined;
  return isScalar(value) && value.range ? [value.range[0], value.range[1]] : undefined;
}

function placeIn(text: string, [start, end]: Range): Span {
  const before = text.slice(0, start);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { start, end, line: before.split('\n').length, column: start - lineStart + 1 };
}
