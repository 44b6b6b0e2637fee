import { defineCheck } from '../../check.ts';
import { dnsMend } from '../../live/mend.ts';
import { handshakesOf, isServersFault } from '../../live/tls/hosts.ts';

export default defineCheck({
  id: 'tls/unreachable-address',
  impact: 'high',
  stage: 'domain',
  title: 'Address where nothing answers',
  why: 'Of several addresses each browser takes one: some people wait or see an error, and nobody can tell why.',
  *check(observed, context) {
    for (const { host, seen, failed } of handshakesOf(observed)) {
      const addresses = [...seen, ...failed].filter(({ address }) => !address.includes(':'));
      // One address alone is a host without HTTPS; IPv6 is looked at by another check.
      if (seen.length === 0 || addresses.length < 2) continue;
      const dead = failed.filter((one) => !one.address.includes(':') && isServersFault(one));
      for (const { address, failure } of dead) {
        yield {
          host,
          kind: address,
          problem: `${host} has ${addresses.length} addresses, and at ${address} nothing answers over TLS (${failure.detail}): some people get an error.`,
          evidence: [`${address}: ${failure.detail}`],
          mend: dnsMend(
            `Repair the server at ${address}, or remove its record of ${host}.`,
            observed,
            context,
            [],
          ),
        };
      }
      const unclear = failed.find(({ address }) => !address.includes(':'));
      if (dead.length > 0) continue;
      if (unclear) yield { host, unknown: unclear.failure };
      else yield { host, pass: `All ${addresses.length} addresses of ${host} answer.` };
    }
  },
});
