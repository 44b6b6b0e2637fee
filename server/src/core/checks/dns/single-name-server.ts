import { defineCheck } from '../../check.ts';
import { zoneOf } from '../../live/dns/servers.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/single-name-server',
  impact: 'medium',
  stage: 'domain',
  title: 'Only one name server',
  why: 'When that server is down, so is everything under the domain, mail too. RFC 1034 section 4.1 asks for two.',
  *check(observed) {
    const zone = zoneOf(observed);
    if (!zone || isFailure(zone) || zone.nameServers.length === 0) return;
    const [only, ...others] = zone.nameServers;
    if (only && others.length === 0) {
      yield {
        problem: `${zone.apex} has one name server, ${only.name}: when it is down, ${observed.domain} is gone.`,
        mend: { how: 'Add a second name server, at the registrar and in the zone.' },
      };
    } else {
      yield {
        pass: `${zone.apex} has ${zone.nameServers.length} name servers.`,
        evidence: zone.nameServers.map(({ name }) => name),
      };
    }
  },
});
