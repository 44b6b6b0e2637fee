import { defineCheck } from '../../check.ts';
import { mxFaultOf, mxText } from '../../live/mailTransport/mx.ts';
import { othersThanHost, receivingHosts } from '../../live/mailTransport/mxHosts.ts';
import { mxMend } from '../../live/mailTransport/mend.ts';

export default defineCheck({
  id: 'email/mx-not-a-host',
  impact: 'high',
  stage: 'domain',
  title: 'MX record that names no host',
  why: 'Senders can only deliver to the name of a host. An IP address, “localhost” or half a name leads nowhere.',
  *check(observed, context) {
    for (const { mail, record } of receivingHosts(observed)) {
      const fault = mxFaultOf(record.exchange, mail, observed);
      if (fault?.kind !== 'not-a-host') continue;
      const others = othersThanHost(record.exchange, mail, observed);
      yield {
        host: mail.domain,
        kind: record.exchange,
        impact: others ? 'medium' : 'high',
        problem: `The MX record of ${mail.domain} names ${record.exchange}, ${fault.why}${others ? ': mail is late when senders come to it first.' : ': no mail arrives.'}`,
        evidence: [`${mail.domain} MX ${mxText(record)}`],
        mend: mxMend(
          'Let the MX record name the host that takes the mail; the address stands in the A record of that host.',
          mail,
          observed,
          context,
        ),
      };
    }
  },
});
