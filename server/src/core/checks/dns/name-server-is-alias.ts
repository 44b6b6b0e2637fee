import { defineCheck } from '../../check.ts';
import { aliasesIn } from '../../live/dns/names.ts';
import { zoneOf } from '../../live/dns/servers.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/name-server-is-alias',
  impact: 'medium',
  stage: 'domain',
  title: 'Name server whose name is an alias',
  why: 'An NS record has to name a host with an address (RFC 2181 section 10.3): many resolvers leave such a server out.',
  *check(observed) {
    const zone = zoneOf(observed);
    if (!zone || isFailure(zone)) return;
    for (const { name } of zone.nameServers) {
      const alias = observed.dns.exchanges
        .filter((exchange) => exchange.name === name)
        .flatMap(({ outcome }) => aliasesIn(isFailure(outcome) ? undefined : outcome))
        .find(({ owner }) => owner === name);
      if (!alias) continue;
      yield {
        kind: name,
        problem: `The name server ${name} of ${zone.apex} is an alias (CNAME) for ${alias.target}: many resolvers leave it out.`,
        evidence: [`${name} CNAME ${alias.target}`],
        mend: {
          how: `Name ${alias.target} in the NS records instead, or give ${name} an address of its own.`,
        },
      };
    }
  },
});
