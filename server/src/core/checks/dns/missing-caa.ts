import { defineCheck } from '../../check.ts';
import { issuerLabel, caaNamesOf } from '../../live/tls/certificateIssuers.ts';
import { caaOf, caaText } from '../../live/dns/caa.ts';
import { zoneOf } from '../../live/dns/servers.ts';
import { dnsMend } from '../../live/mend.ts';
import { handshakesOf } from '../../live/tls/hosts.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/missing-caa',
  impact: 'low',
  stage: 'domain',
  title: 'No CAA record',
  why: 'Any certificate authority in the world may issue a certificate for your domain. A CAA record names the ones that you use.',
  *check(observed, context) {
    const { domain, dns } = observed;
    const zone = zoneOf(observed);
    if (!zone || isFailure(zone)) return;
    const { caa } = dns;
    const records = caaOf(observed);
    if (isFailure(caa)) yield { unknown: caa };
    else if (records.length > 0) {
      yield { pass: `CAA records at ${caa.at} say who may issue.`, evidence: records.map(caaText) };
    } else if (caa.answer.rcode === 'NOERROR' || caa.answer.rcode === 'NXDOMAIN') {
      const issuer = handshakesOf(observed)[0]?.seen[0]?.leaf.issuer;
      const name = issuer === undefined ? undefined : caaNamesOf(issuer)?.[0];
      yield {
        problem: `${domain} has no CAA record: every certificate authority may issue for it.`,
        mend:
          name === undefined
            ? dnsMend('Add a CAA record that names your certificate authority.', observed, context)
            : dnsMend(
                `Add a CAA record for ${issuerLabel(issuer ?? '')}, which issued your certificate, and one for every other authority that your hosts use.`,
                observed,
                context,
                [{ kind: 'record', name: zone.apex, type: 'CAA', value: `0 issue "${name}"` }],
              ),
      };
    }
  },
});
