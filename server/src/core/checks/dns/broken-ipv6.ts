import { defineCheck } from '../../check.ts';
import { dnsMend } from '../../live/mend.ts';
import { deadAddresses, handshakesOf, namesOf, type HostHandshakes } from '../../live/tls/hosts.ts';
import { isFailure } from '../../observations/failure.ts';
import type { DomainObservation } from '../../observations/domain.ts';

export default defineCheck({
  id: 'dns/broken-ipv6',
  impact: 'high',
  stage: 'domain',
  title: 'IPv6 address where nothing answers',
  why: 'Browsers try IPv6 first: people with IPv6, most phones among them, wait before every page, or see an error.',
  *check(observed, context) {
    for (const { host, ipv6 } of observed.dns.names) {
      const mapped = ipv6.find((address) => MAPPED.test(address));
      if (mapped === undefined) continue;
      yield {
        host,
        kind: mapped,
        impact: 'medium',
        problem: `${host} has the IPv6 address [${mapped}], which is only an IPv4 address written in another way: no network carries it.`,
        evidence: [`AAAA [${mapped}]`],
        mend: dnsMend(
          `Remove the AAAA record of ${host}, or set the server's real IPv6 address.`,
          observed,
          context,
        ),
      };
    }
    const faults: Fault[] = [];
    for (const { host, seen, failed } of handshakesOf(observed)) {
      const broken = failed.filter(({ address }) => address.includes(':') && !MAPPED.test(address));
      const works = seen.filter(({ address }) => address.includes(':'));
      // A host that is dead by IPv4 too is one finding.
      if (!seen.some(({ address }) => !address.includes(':'))) continue;
      const own = broken.filter((one) => isFault(one, observed));
      faults.push(...own.map(({ address, failure }) => ({ host, address, failure })));
      const [unclear] = broken;
      if (own.length > 0) continue;
      if (works.length > 0) yield { host, pass: `${host} answers by IPv6.` };
      else if (unclear) yield { host, unknown: unclear.failure };
    }
    for (const { first, hosts } of deadAddresses(faults)) {
      const { host, address, failure } = first;
      yield {
        host,
        kind: address,
        problem: `${namesOf(hosts)} has the IPv6 address ${address}, but nothing answers there (${failure.detail}), while IPv4 works.`,
        evidence: [`AAAA ${address}: ${failure.detail}`],
        mend: dnsMend(
          `Make the server listen at ${address}, or remove the AAAA record of ${hosts.join(' and ')}.`,
          observed,
          context,
        ),
      };
    }
  },
});

type Fault = HostHandshakes['failed'][number] & { readonly host: string };

/** RFC 4291 section 2.5.5.2: for programs, never for the wire. */
const MAPPED = /^::ffff:(?:\d+\.\d+\.\d+\.\d+|[\da-f]{1,4}:[\da-f]{1,4})$/i;

/** A refusal comes from there. Silence is the server's fault only if IPv6 works from here. */
function isFault({ failure }: HostHandshakes['failed'][number], observed: DomainObservation): boolean {
  if (failure.failed === 'timeout') {
    return observed.tls.some(({ address, chain }) => address.includes(':') && !isFailure(chain));
  }
  return ['refused', 'reset', 'tls', 'protocol'].includes(failure.failed);
}
