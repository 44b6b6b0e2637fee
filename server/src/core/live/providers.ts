import type { DomainObservation } from '../observations/domain.ts';
import { isFailure } from '../observations/failure.ts';
import type { HttpChain, HttpExchange } from '../observations/http.ts';
import { isAtOrBelow } from './dns/names.ts';
import { DNS_OPERATORS, EDGES, HOSTS } from './providers/table.ts';

/** Who serves a domain, as far as its records and answers show. Keys of the provider table; undefined: nobody we know. */
export interface Providers {
  /** Where the product runs: "vercel", "netlify", "render" … */
  readonly host?: string;
  /** Who stands in front: "cloudflare", "fastly", "cloudfront" … */
  readonly edge?: string;
  /** Who answers for the zone: "cloudflare", "route53" … */
  readonly dns?: string;
}

/** Records count before headers: a header may come from behind what the records point to. */
export function providersOf(observed: DomainObservation): Providers {
  const seen = seenOf(observed);
  const host = match(HOSTS, seen);
  const edge = match(EDGES, seen) ?? (host === undefined ? undefined : HOSTS[host]?.edge);
  const dns = operatorOf(observed);
  return {
    ...(host === undefined ? {} : { host }),
    ...(edge === undefined ? {} : { edge }),
    ...(dns === undefined ? {} : { dns }),
  };
}

/** "Vercel": how people call the provider with that key, or the key itself. */
export function providerLabel(key: string): string {
  return HOSTS[key]?.label ?? EDGES[key]?.label ?? DNS_OPERATORS[key]?.label ?? key;
}

interface Seen {
  readonly aliases: readonly string[];
  readonly addresses: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
}

type Table = Readonly<Record<string, Partial<(typeof EDGES)[string]>>>;

function seenOf({ domain, dns, http }: DomainObservation): Seen {
  // The domain and its "www": a subdomain may run elsewhere.
  const names = dns.names.filter(({ host }) => host === domain || host === `www.${domain}`);
  const hosts = new Set([domain, `www.${domain}`, http?.canonicalHost]);
  const exchanges = [
    ...(http?.chains ?? []).flatMap((chain: HttpChain) => chain.hops),
    ...(http?.endpoints ?? []).map(({ exchange }): HttpExchange => exchange),
  ].filter(({ url }) => hosts.has(url.hostname));
  return {
    aliases: names.flatMap(({ aliases }) => aliases),
    addresses: names.flatMap(({ ipv4 }) => ipv4),
    headers: exchanges.flatMap(({ outcome }) => (isFailure(outcome) ? [] : outcome.headers)),
  };
}

function match(table: Table, { aliases, addresses, headers }: Seen): string | undefined {
  const rows = Object.entries(table);
  const found =
    rows.find(([, row]) => row.aliases?.some((end) => aliases.some((alias) => isAtOrBelow(alias, end)))) ??
    rows.find(([, row]) =>
      row.addresses?.some((prefix) => addresses.some((address) => isInPrefix(address, prefix))),
    ) ??
    rows.find(([, row]) =>
      row.headers?.some(([name, value = '']) =>
        headers.some(([header, text]) => header === name && text.toLowerCase().includes(value)),
      ),
    );
  return found?.[0];
}

function operatorOf({ dns }: DomainObservation): string | undefined {
  if (isFailure(dns.zone)) return undefined;
  const servers = [...dns.zone.delegated, ...dns.zone.nameServers.map(({ name }) => name)];
  return Object.entries(DNS_OPERATORS).find(([, operator]) =>
    servers.some((server) => operator.servers.test(server)),
  )?.[0];
}

/** IPv4 only: `prefix` is `address/bits`. */
export function isInPrefix(address: string, prefix: string): boolean {
  const [network = '', bits = '32'] = prefix.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(network) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
