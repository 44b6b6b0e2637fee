/** Aliases whose provider says that nobody has what they lead to. */
import type { NameObservation } from '../../observations/dns.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';
import { abandonedAlias, type AbandonedAlias } from '../providers/takeover.ts';

/** The name exists, and its provider says that it is nobody's: both have to be so. */
export function unownedAlias(
  { host, aliases }: NameObservation,
  { http }: DomainObservation,
): { readonly target: string; readonly provider: AbandonedAlias } | undefined {
  const target = aliases.findLast((alias) => abandonedAlias(alias)?.body !== undefined);
  const provider = target === undefined ? undefined : abandonedAlias(target);
  if (target === undefined || !provider || !http) return undefined;
  const { body = '' } = provider;
  const exchanges = [...http.chains, ...http.subdomains].flatMap(({ hops }) => hops);
  const saysSo = exchanges.some(
    ({ url, outcome }) =>
      url.hostname === host && !isFailure(outcome) && outcome.body.replaceAll('&#39;', "'").includes(body),
  );
  return saysSo ? { target, provider } : undefined;
}

/** That nobody has it is told; what else is wrong with its server is the provider's, and follows from that. */
export function isToldAsUnowned(host: string, observed: DomainObservation): boolean {
  const name = observed.dns.names.find((one) => one.host === host);
  return observed.areas.includes('dns') && name !== undefined && unownedAlias(name, observed) !== undefined;
}
