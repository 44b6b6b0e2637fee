import { defineCheck } from '../../check.ts';
import { areAtOdds } from '../../live/dns/agreement.ts';
import { deadAddresses, handshakesOf, isServersFault, type HostHandshakes } from '../../live/tls/hosts.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'tls/no-https',
  impact: 'high',
  stage: 'domain',
  title: 'Host without HTTPS',
  why: 'Browsers open https: first. Where nothing answers there, people see an error, or a page that anybody on the way can change.',
  *check(observed, { providers }) {
    const faults: Fault[] = [];
    for (const { host, seen, failed } of handshakesOf(observed)) {
      const fault = failed.find(isServersFault);
      const evidence = failed.map(({ address, failure }) => `${address}: ${failure.detail}`);
      if (seen.length > 0) {
        yield { host, pass: `${host} answers over TLS.`, evidence: seen.map(({ address }) => address) };
      } else if (fault && observed.areas.includes('dns') && areAtOdds(host, observed, providers)) {
        yield {
          host,
          unknown: `the name servers give different addresses of ${host}, and one of them is dead`,
        };
      } else if (fault && !isAnsweredOverHttps(host, observed)) {
        const [first = fault] = failed;
        faults.push({ host, address: first.address, failure: fault.failure, evidence });
      } else {
        const unclear = failed.find(({ failure }) => failure.failed !== 'no-address');
        if (unclear) yield { host, unknown: unclear.failure };
      }
    }
    for (const { first, hosts } of deadAddresses(faults)) {
      const { host, failure, evidence } = first;
      yield {
        host,
        ...(host === observed.domain ? { impact: 'blocker' } : {}),
        problem: `Nobody can open ${hosts.map((one) => `https://${one}`).join(' and ')}: ${WORDS[failure.failed] ?? failure.detail}.`,
        evidence,
        mend: {
          how:
            failure.failed === 'tls'
              ? `Look at the TLS settings of the server for ${hosts.join(' and ')}: it has to have a certificate for that name, and TLS 1.2 or 1.3.`
              : `Start the server for ${hosts.join(' and ')} on port 443, or open the port in its firewall. If the address is an old one, correct the record.`,
        },
      };
    }
  },
});

type Fault = HostHandshakes['failed'][number] & {
  readonly host: string;
  readonly evidence: readonly string[];
};

/** A handshake that failed once while requests went well was an accident. */
function isAnsweredOverHttps(host: string, { http }: DomainObservation): boolean {
  const exchanges = [...(http?.chains ?? []), ...(http?.subdomains ?? [])].flatMap(({ hops }) => hops);
  return exchanges.some(
    ({ url, outcome }) => url.hostname === host && url.protocol === 'https:' && !isFailure(outcome),
  );
}

const WORDS: Readonly<Record<string, string>> = {
  timeout: 'nothing answers on port 443',
  refused: 'nobody listens on port 443',
  reset: 'the server ends the connection before it shows a certificate',
  tls: 'the TLS handshake fails',
  protocol: 'what answers on port 443 is not TLS',
};
