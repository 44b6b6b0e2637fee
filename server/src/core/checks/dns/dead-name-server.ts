import { defineCheck } from '../../check.ts';
import { isResolved, judgedServers, zoneOf } from '../../live/dns/servers.ts';
import { listed } from '../../live/dns/names.ts';
import { dnsMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/dead-name-server',
  impact: 'high',
  stage: 'domain',
  title: 'Name server that does not serve the zone',
  why: 'Whoever asks that server waits, and may get no address at all: the product is slow or gone for some people.',
  *check(observed, context) {
    const zone = zoneOf(observed);
    if (!zone) return;
    if (isFailure(zone)) {
      yield { unknown: zone };
      return;
    }
    const { apex } = zone;
    const servers = judgedServers(zone);
    const dead = servers.filter(({ state }) => state === 'dead');
    const evidence = dead.map(({ name, why }) => `${name} ${why}`);
    if (dead.length > 0 && dead.length === servers.length && isResolved(observed)) {
      yield {
        unknown: `${observed.domain} has an address, but none of its name servers answers here: this network may not let questions to them through`,
        evidence,
      };
      return;
    }
    if (dead.length > 0 && dead.length === servers.length) {
      yield {
        impact: 'blocker',
        problem: `None of the name servers of ${apex} serves it (${evidence.join('; ')}), so nobody can find ${observed.domain}.`,
        evidence,
        mend: dnsMend(
          `Set the name servers that your DNS provider names for ${apex} at the registrar, and make sure that it has the zone.`,
          observed,
          context,
        ),
      };
      return;
    }
    for (const { name, why } of dead) {
      yield {
        kind: name,
        problem: `The name server ${name} of ${apex} ${why}: some people wait for ${observed.domain}, or don't get there.`,
        evidence,
        mend: dnsMend(
          `Repair ${name}, or take it out of the name servers of ${apex}, at the registrar and in the zone.`,
          observed,
          context,
        ),
      };
    }
    for (const { name, deadByIpv6 } of servers) {
      if (deadByIpv6 === undefined) continue;
      yield {
        impact: 'low',
        kind: `${name} IPv6`,
        problem: `The name server ${name} of ${apex} works by IPv4 only: it ${deadByIpv6}.`,
        mend: { how: `Make ${name} answer by IPv6, or remove its AAAA record.` },
      };
    }
    const unknown = servers.filter(({ state }) => state === 'unknown');
    if (unknown.length > 0) {
      yield { unknown: `${listed(unknown.map(({ name, why }) => `${name} (${why})`))} could not be asked` };
    } else if (dead.length === 0 && servers.length > 0) {
      yield {
        pass: `All ${servers.length} name servers of ${apex} answer for it.`,
        evidence: servers.map(({ name }) => name),
      };
    }
  },
});
