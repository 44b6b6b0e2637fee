import { defineCheck } from '../../check.ts';
import { listed } from '../../live/dns/names.ts';
import { addressMend } from '../../live/mend.ts';
import { handshakesOf } from '../../live/tls/hosts.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/private-address',
  impact: 'high',
  stage: 'domain',
  title: 'Public name with a private address',
  why: 'The address means something else in every network: people get to a machine of their own, or nowhere.',
  *check(observed, context) {
    // Only what nobody allowed: --allow-private and --connect are for worlds where such addresses are meant.
    const addressesOf = new Map<string, Set<string>>();
    const add = (host: string, addresses: readonly string[]) => {
      const known = addressesOf.get(host) ?? new Set();
      for (const address of addresses) known.add(address);
      addressesOf.set(host, known);
    };
    for (const { host, failed } of handshakesOf(observed)) {
      for (const { address, failure } of failed) {
        if (failure.failed === 'private-address') add(host, [address]);
      }
    }
    for (const { url, outcome } of (observed.http?.chains ?? []).flatMap(({ hops }) => hops)) {
      const name = observed.dns.names.find(({ host }) => host === url.hostname);
      if (!name || !isFailure(outcome) || outcome.failed !== 'private-address') continue;
      if (!addressesOf.has(name.host)) add(name.host, [...name.ipv4, ...name.ipv6]);
    }
    for (const [host, addresses] of addressesOf) {
      yield {
        host,
        impact: host === observed.domain ? 'blocker' : 'high',
        problem: `${host} points to ${listed([...addresses])}, an address that is nobody's on the internet, so people can't get there.`,
        evidence: [...addresses],
        mend: addressMend(host, observed, context),
      };
    }
  },
});
