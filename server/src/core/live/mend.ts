/** What is to be done at the provider that was seen: exact records where they are known, or how to find them. */
import type { CheckContext, Mend, MendCopy } from '../check.ts';
import type { DomainObservation } from '../observations/domain.ts';
import { isFailure } from '../observations/failure.ts';
import { isApex, isAtOrBelow } from './dns/names.ts';
import { ADDRESS_HELP } from './providers/mendTable.ts';
import { DNS_OPERATORS, HOSTS } from './providers/table.ts';
import { providerLabel } from './providers.ts';

/** A change of records: with the page of the zone's operator. */
export function dnsMend(
  how: string,
  observed: DomainObservation,
  { providers }: CheckContext,
  copy: readonly MendCopy[] = [],
): Mend {
  const operator = providers.dns === undefined ? undefined : DNS_OPERATORS[providers.dns];
  const { zone } = observed.dns;
  const apex = isFailure(zone) ? observed.domain : zone.apex;
  return {
    how,
    ...(copy.length === 0 ? {} : { copy }),
    ...(operator
      ? {
          link: {
            label: `DNS records at ${operator.label}`,
            url: operator.records.replace('{domain}', apex),
          },
        }
      : {}),
  };
}

/** The records that make a host lead to where the product runs. */
export function addressMend(host: string, observed: DomainObservation, context: CheckContext): Mend {
  const provider = context.providers.host ?? declaredHost(context);
  const help = provider === undefined ? undefined : ADDRESS_HELP[provider];
  if (provider === undefined || !help) {
    return dnsMend(
      `Add the records that your host names for ${host} (its page about custom domains), where your DNS is managed.`,
      observed,
      context,
    );
  }
  const label = providerLabel(provider);
  const isAtApex = host === observed.domain && isApex(observed);
  const records = (isAtApex ? help.apex : (help.alias ?? aliasSeen(provider, observed))) ?? [];
  const copy = records.map(([type, value]): MendCopy => ({ kind: 'record', name: host, type, value }));
  return dnsMend(
    copy.length > 0
      ? `Add ${host} to your project at ${label}, and these records where your DNS is managed. ${help.how}`
      : `Add ${host} to your project at ${label}, and the records that it then shows where your DNS is managed. ${help.how}`,
    observed,
    context,
    copy,
  );
}

/** A certificate has to come anew: who issues it, and why that may not have happened. */
export function certificateMend(how: string, { providers }: CheckContext): Mend {
  const provider = providers.host ?? providers.edge;
  if (provider === undefined) return { how };
  return {
    how: `${how} ${providerLabel(provider)} issues it once the domain's records point there and no CAA record forbids it: its page about the domain says what is missing.`,
  };
}

/** A certificate that is at its end: most are renewed by a program, whose log knows what happened. */
export function renewalMend(how: string, context: CheckContext): Mend {
  const { providers } = context;
  if ((providers.host ?? providers.edge) !== undefined) return certificateMend(how, context);
  return {
    how: `${how} If a program was to do that by itself, its log says what happened (certbot, Caddy, your load balancer).`,
  };
}

/** "www" of many providers is an alias for the project's own name, which the domain's other names may show. */
function aliasSeen(provider: string, { dns }: DomainObservation): readonly (readonly [string, string])[] {
  const ends = HOSTS[provider]?.aliases ?? [];
  const target = dns.names
    .flatMap(({ aliases }) => aliases)
    .find((alias) => ends.some((end) => isAtOrBelow(alias, end)));
  return target === undefined ? [] : [['CNAME', target]];
}

/** Where the configuration in the workspace says that it runs. */
function declaredHost({ declared }: CheckContext): string | undefined {
  const sources = new Set(declared?.domains.map(({ source }) => source));
  return Object.entries(DECLARED).find(([source]) => sources.has(source))?.[1];
}

const DECLARED: Readonly<Record<string, string>> = {
  vercel: 'vercel',
  netlify: 'netlify',
  wrangler: 'cloudflare-workers',
  render: 'render',
  fly: 'fly',
  'cname-file': 'github-pages',
};
