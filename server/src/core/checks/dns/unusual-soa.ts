import { defineCheck } from '../../check.ts';
import { recordsOf } from '../../live/dns/names.ts';
import { zoneOf } from '../../live/dns/servers.ts';
import { isFailure } from '../../observations/failure.ts';

const WEEK = 604_800;

export default defineCheck({
  id: 'dns/unusual-soa',
  impact: 'low',
  stage: 'domain',
  title: 'Times in the SOA record that cannot work',
  why: 'They say how long secondary servers keep the zone, and how long everybody remembers that a name does not exist.',
  *check(observed) {
    const zone = zoneOf(observed);
    if (!zone || isFailure(zone)) return;
    const soa = zone.nameServers
      .flatMap(({ asked }) => asked.flatMap((one) => recordsOf(one.soa, 'SOA')))
      .find(({ name }) => name === zone.apex);
    if (!soa) return;
    const { refresh, retry, expire, minimum } = soa;
    // RFC 1912 section 2.2 recommends; this is only what contradicts itself.
    const faults = [
      ...(expire < refresh
        ? [`secondary servers drop the zone (${expire} s) before they look for it again (${refresh} s)`]
        : []),
      ...(retry > refresh ? [`a second try comes later (${retry} s) than the next look (${refresh} s)`] : []),
      ...(minimum > WEEK
        ? [`a name that was missing once stays missing for ${Math.round(minimum / 86_400)} days`]
        : []),
    ];
    const evidence = [`refresh ${refresh}, retry ${retry}, expire ${expire}, minimum ${minimum}`];
    if (faults.length > 0) {
      yield {
        problem: `The SOA record of ${zone.apex} does not fit together: ${faults.join('; ')}.`,
        evidence,
        mend: { how: 'Set refresh 14400, retry 3600, expire 1209600 and minimum 3600 in the SOA record.' },
      };
    } else yield { pass: `The times in the SOA record of ${zone.apex} fit together.`, evidence };
  },
});
