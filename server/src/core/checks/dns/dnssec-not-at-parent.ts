import { defineCheck } from '../../check.ts';
import { recordsOf } from '../../live/dns/names.ts';
import { zoneOf } from '../../live/dns/servers.ts';
import { dnsMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/dnssec-not-at-parent',
  impact: 'low',
  stage: 'domain',
  title: 'DNSSEC that the registry does not know of',
  why: 'The zone is signed, but without a DS record in the parent zone nobody looks at the signatures.',
  *check(observed, context) {
    const { ds, dnskey } = observed.dns.dnssec;
    const keys = recordsOf(dnskey, 'DNSKEY');
    if (!zoneOf(observed) || isFailure(ds) || keys.length === 0) return;
    if (recordsOf(ds, 'DS').length > 0) {
      yield { pass: 'The parent zone has the DS record of the signed zone.' };
      return;
    }
    if (ds.rcode !== 'NOERROR' && ds.rcode !== 'NXDOMAIN') return;
    const main = keys.find(({ flags }) => (flags & 1) === 1);
    const digest = main?.digests[2];
    const { zone } = observed.dns;
    yield {
      problem: `${isFailure(zone) ? observed.domain : zone.apex} is signed with DNSSEC, but the registry has no DS record for it, so the signatures protect nobody.`,
      mend: dnsMend(
        'Give the DS record that your DNS provider shows to the registrar of the domain.',
        observed,
        context,
        main && digest !== undefined
          ? [
              {
                kind: 'record',
                name: isFailure(zone) ? observed.domain : zone.apex,
                type: 'DS',
                value: `${main.keyTag} ${main.algorithm} 2 ${digest}`,
              },
            ]
          : [],
      ),
    };
  },
});
