/** Whether a name leads to an address, and if not, whose matter that is. */
import type { NameObservation } from '../../observations/dns.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import { answersAbout, isMissingSomewhere } from './agreement.ts';
import { nameOf } from './names.ts';
import { validationFailure } from './security.ts';
import { isZoneDead } from './servers.ts';

export type Resolution =
  | { readonly state: 'resolved'; readonly name: NameObservation }
  /** `why` completes "x has no address (…)". */
  | { readonly state: 'unresolved'; readonly why: string; readonly evidence: readonly string[] }
  | { readonly state: 'unknown'; readonly failure: Failure }
  /**
   * Not looked at, or another check names the cause: a dangling alias, broken signatures, name servers that are dead or of which
   * some know the host.
   */
  | { readonly state: 'elsewhere' };

export function resolutionOf(observed: DomainObservation, host: string): Resolution {
  const name = nameOf(observed, host);
  if (!name) return { state: 'elsewhere' };
  const { v4, v6 } = name;
  if (name.ipv4.length + name.ipv6.length > 0) return { state: 'resolved', name };
  if (danglingEnd(name) !== undefined || validationFailure(observed) || isZoneDead(observed)) {
    return { state: 'elsewhere' };
  }
  if (isMissingSomewhere(answersAbout(host, observed))) return { state: 'elsewhere' };
  if (isFailure(v4)) return { state: 'unknown', failure: v4 };
  if (isFailure(v6)) return { state: 'unknown', failure: v6 };
  const evidence = [`A: ${v4.rcode}`, `AAAA: ${v6.rcode}`];
  if (v4.rcode === 'NXDOMAIN') return { state: 'unresolved', why: 'the name does not exist', evidence };
  if (v4.rcode === 'NOERROR') return { state: 'unresolved', why: 'no A and no AAAA record', evidence };
  return { state: 'unresolved', why: `the name servers answer ${v4.rcode}`, evidence };
}

/** The name that an alias ends in, where that doesn't exist. */
export function danglingEnd({ aliases, v4, v6 }: NameObservation): string | undefined {
  const isGone = [v4, v6].some((answer) => !isFailure(answer) && answer.rcode === 'NXDOMAIN');
  return isGone ? aliases.at(-1) : undefined;
}

/** Nothing below a name exists where the name itself doesn't (RFC 8020). */
export function doesNotExist(observed: DomainObservation): boolean {
  const name = nameOf(observed, observed.domain);
  return name !== undefined && !isFailure(name.v4) && name.v4.rcode === 'NXDOMAIN';
}
