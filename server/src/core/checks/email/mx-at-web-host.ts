import { defineCheck } from '../../check.ts';
import { wayOf } from '../../live/dns/names.ts';
import { mxMend } from '../../live/mailTransport/mend.ts';
import { mxFaultOf, mxText } from '../../live/mailTransport/mx.ts';
import { othersThanHost, receivingHosts } from '../../live/mailTransport/mxHosts.ts';

export default defineCheck({
  id: 'email/mx-at-web-host',
  impact: 'high',
  stage: 'domain',
  title: 'MX host where only websites are served',
  why: 'Hosts of websites, CDNs and parking pages take no mail for you: what people write is lost or comes back.',
  *check(observed, context) {
    for (const { mail, record, host } of receivingHosts(observed)) {
      const { exchange } = record;
      const fault = mxFaultOf(exchange, mail, observed);
      if (fault?.kind !== 'web-host' && fault?.kind !== 'parking') continue;
      const evidence = [`${mail.domain} MX ${mxText(record)}`, ...(host ? [wayOf(host.name)] : [])];
      const impact = othersThanHost(exchange, mail, observed) ? 'medium' : 'high';
      yield fault.kind === 'parking'
        ? {
            host: exchange,
            kind: mail.domain,
            impact,
            problem: `The MX record of ${mail.domain} names ${exchange}, which belongs to a company that parks domains: your mail goes to it.`,
            evidence,
            mend: mxMend(
              `Replace the MX record that the seller of ${mail.domain} left, or publish a null MX (0 .) if it receives no mail.`,
              mail,
              observed,
              context,
            ),
          }
        : {
            host: exchange,
            kind: mail.domain,
            impact,
            problem: `The MX record of ${mail.domain} names ${exchange}, which is at ${fault.label}: websites are served there, and no mail is taken.`,
            evidence,
            mend: mxMend(
              fault.label === 'Cloudflare'
                ? `Let the MX record name the mail server. If ${exchange} is it, switch its record to “DNS only” at Cloudflare: the proxy passes on no mail.`
                : 'Let the MX record name the host of whoever receives your mail.',
              mail,
              observed,
              context,
            ),
          };
    }
  },
});
