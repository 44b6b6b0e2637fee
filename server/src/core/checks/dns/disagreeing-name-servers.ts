import { defineCheck } from '../../check.ts';
import { addressesIn, aliasesIn } from '../../live/dnsNames.ts';
import { serialOf, zoneOf } from '../../live/dnsServers.ts';
import type { DnsAnswer } from '../../observations/dns.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/disagreeing-name-servers',
  impact: 'high',
  stage: 'domain',
  title: 'Name servers that disagree',
  why: 'Which server people get to depends on the name server that they happen to ask: some see an old product.',
  *check({ dns, domain, ...observed }, { providers }) {
    const zone = zoneOf({ dns, domain, ...observed });
    if (!zone || isFailure(zone)) return;
    const heard = zone.nameServers.flatMap(({ name, asked }) =>
      asked
        .filter(({ soa }) => !isFailure(soa) && soa.isAuthoritative && soa.rcode === 'NOERROR')
        .map(({ soa, addressAnswer }) => ({
          name,
          serial: serialOf(soa),
          told: addressAnswer && said(addressAnswer),
        })),
    );
    if (heard.length < 2) return;
    const serials = new Set(heard.flatMap(({ serial }) => serial ?? []));
    const told = new Set(heard.flatMap((one) => one.told ?? []));
    const evidence = heard.map((one) => `${one.name}: serial ${one.serial ?? '?'}, ${one.told ?? '?'}`);
    // Big operators answer with one of many addresses; their servers have the same zone all the same.
    const isBalanced = serials.size < 2 && providers.dns !== undefined;
    if (told.size > 1 && !isBalanced) {
      yield {
        problem: `The name servers of ${zone.apex} give different answers for ${domain}: ${[...told].join(' or ')}. Who gets where is chance.`,
        evidence,
        mend: {
          how: 'Make all name servers serve the same zone: look at the transfer to the ones that are behind, or remove those of a former provider.',
        },
      };
    } else if (serials.size > 1) {
      yield {
        impact: 'low',
        kind: 'serial',
        problem: `The name servers of ${zone.apex} have different versions of the zone (serials ${[...serials].join(', ')}). A change may be on its way.`,
        evidence,
        mend: {
          how: 'Look again in an hour. If it stays, the transfer to the servers that are behind is broken.',
        },
      };
    } else yield { pass: `The name servers of ${zone.apex} agree.`, evidence };
  },
});

/** What a server says of the domain's address, in a form that can be compared. */
function said(answer: DnsAnswer | Failure): string | undefined {
  if (isFailure(answer)) return undefined;
  const alias = aliasesIn(answer)[0];
  if (alias) return alias.target;
  const addresses = addressesIn(answer).sort();
  return addresses.length > 0
    ? addresses.join(', ')
    : answer.rcode === 'NOERROR'
      ? 'no address'
      : answer.rcode;
}
