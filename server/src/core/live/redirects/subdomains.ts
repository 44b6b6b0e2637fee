/** The named subdomains that are products of their own: neither a way into the domain nor where that leads. */
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';
import type { HttpChain } from '../../observations/http.ts';
import { hostsOf, startOf } from './chains.ts';

export interface Subdomain {
  readonly host: string;
  /** By HTTPS, where that answers. */
  readonly secure: HttpChain;
  /** By HTTP, if that was asked. */
  readonly plain?: HttpChain;
}

export function answeringSubdomains({ domain, http }: DomainObservation): readonly Subdomain[] {
  if (!http) return [];
  const known = new Set([...hostsOf(domain), http.canonicalHost]);
  return http.subdomains.flatMap((secure) => {
    const [first] = secure.hops;
    if (!first || first.url.protocol !== 'https:' || isFailure(first.outcome)) return [];
    const host = first.url.hostname;
    if (known.has(host)) return [];
    known.add(host);
    const plain = http.subdomainEntrances?.find((chain) => startOf(chain)?.hostname === host);
    return [{ host, secure, ...(plain ? { plain } : {}) }];
  });
}
