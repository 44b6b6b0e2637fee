import { defineCheck } from '../../check.ts';
import { listed } from '../../live/dns/names.ts';
import { mxFaultOf, mxText } from '../../live/mailTransport/mx.ts';
import { othersThanHost, receivingHosts } from '../../live/mailTransport/mxHosts.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/mx-private-address',
  impact: 'high',
  stage: 'domain',
  title: 'MX host with a private address',
  why: 'The address means something else in every network: senders get to a machine of their own, or nowhere.',
  *check(observed, context) {
    for (const { mail, record } of receivingHosts(observed)) {
      const { exchange } = record;
      const fault = mxFaultOf(exchange, mail, observed);
      if (fault?.kind !== 'private') continue;
      const others = othersThanHost(exchange, mail, observed);
      yield {
        host: exchange,
        kind: mail.domain,
        impact: others ? 'medium' : 'high',
        problem: `${exchange}, which takes the mail of ${mail.domain}, is at ${listed(fault.addresses)}, an address that is nobody's on the internet: ${others ? 'mail is late when senders come to it first.' : 'no mail arrives.'}`,
        evidence: [
          `${mail.domain} MX ${mxText(record)}`,
          ...fault.addresses.map((address) => `${exchange}: ${address}`),
        ],
        mend: dnsMend(`Give ${exchange} its public address, or remove the MX record.`, observed, context),
      };
    }
  },
});
