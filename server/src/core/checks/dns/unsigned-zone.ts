import { defineCheck } from '../../check.ts';
import { recordsOf } from '../../live/dns/names.ts';
import { isZoneDead, zoneOf } from '../../live/dns/servers.ts';
import { dnsMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/unsigned-zone',
  impact: 'low',
  stage: 'domain',
  title: 'Zone without DNSSEC',
  why: 'Somebody between a visitor and the name servers can answer in their place. Many good sites live with that.',
  *check(observed, context) {
    const zone = zoneOf(observed);
    if (!zone || isFailure(zone) || isZoneDead(observed)) return;
    const { ds, dnskey } = observed.dns.dnssec;
    if (isFailure(ds)) return;
    if (isFailure(dnskey)) yield { unknown: dnskey };
    else if (recordsOf(ds, 'DS').length > 0 || recordsOf(dnskey, 'DNSKEY').length > 0) {
      yield { pass: `${zone.apex} is signed.` };
    } else if (ds.rcode === 'NOERROR' && dnskey.rcode === 'NOERROR') {
      yield {
        problem: `${zone.apex} is not signed with DNSSEC.`,
        mend: dnsMend(
          'Switch DNSSEC on where your DNS is managed, and give the DS record that it shows to the registrar.',
          observed,
          context,
        ),
      };
    }
  },
});
