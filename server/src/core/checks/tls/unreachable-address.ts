import { defineCheck } from '../../check.ts';
import { dnsMend } from '../../live/mend.ts';
import {
  deadAddresses,
  handshakesOf,
  isServersFault,
  namesOf,
  type HostHandshakes,
} from '../../live/tls/hosts.ts';

export default defineCheck({
  id: 'tls/unreachable-address',
  impact: 'high',
  stage: 'domain',
  title: 'Address where nothing answers',
  why: 'Of several addresses each browser takes one: some people wait or see an error, and nobody can tell why.',
  *check(observed, context) {
    const all: Dead[] = [];
    for (const { host, seen, failed } of handshakesOf(observed)) {
      const { length: count } = [...seen, ...failed].filter(({ address }) => !address.includes(':'));
      // One address alone is a host without HTTPS; IPv6 is looked at by another check.
      if (seen.length === 0 || count < 2) continue;
      const dead = failed.filter((one) => !one.address.includes(':') && isServersFault(one));
      all.push(...dead.map(({ address, failure }) => ({ host, address, failure, count })));
      const unclear = failed.find(({ address }) => !address.includes(':'));
      if (dead.length > 0) continue;
      if (unclear) yield { host, unknown: unclear.failure };
      else yield { host, pass: `All ${count} addresses of ${host} answer.` };
    }
    for (const { first, hosts } of deadAddresses(all)) {
      const { host, address, failure, count } = first;
      yield {
        host,
        kind: address,
        problem: `${namesOf(hosts)} has ${count} addresses, and at ${address} nothing answers over TLS (${failure.detail}): some people get an error.`,
        evidence: [`${address}: ${failure.detail}`],
        mend: dnsMend(
          `Repair the server at ${address}, or remove its record of ${hosts.join(' and ')}.`,
          observed,
          context,
          [],
        ),
      };
    }
  },
});

type Dead = HostHandshakes['failed'][number] & { readonly host: string; readonly count: number };
