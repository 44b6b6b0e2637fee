import { defineCheck } from '../../check.ts';
import { dnsMend } from '../../live/mend.ts';
import { mxFaultOf, mxText } from '../../live/mailTransport/mx.ts';
import { othersThanHost, receivingHosts } from '../../live/mailTransport/mxHosts.ts';

export default defineCheck({
  id: 'email/mx-without-address',
  impact: 'high',
  stage: 'domain',
  title: 'MX host without an address',
  why: 'Senders that come to this host find nothing: mail waits, and comes back after days if no other host takes it.',
  *check(observed, context) {
    for (const { mail, record } of receivingHosts(observed)) {
      const { exchange } = record;
      const fault = mxFaultOf(exchange, mail, observed);
      if (fault?.kind === 'unknown') yield { host: exchange, unknown: fault.failure };
      if (fault === undefined) yield { host: exchange, pass: `${exchange} has an address.` };
      if (fault?.kind !== 'no-address') continue;
      const others = othersThanHost(exchange, mail, observed);
      yield {
        host: exchange,
        kind: mail.domain,
        impact: others ? 'medium' : 'high',
        problem: others
          ? `The MX record of ${mail.domain} names ${exchange}, which has no address (${fault.why}): mail is late when senders come to it first.`
          : `The MX record of ${mail.domain} names ${exchange}, which has no address (${fault.why}): no mail arrives.`,
        evidence: [`${mail.domain} MX ${mxText(record)}`, `${exchange}: ${fault.why}`],
        mend:
          fault.meant === undefined
            ? dnsMend(
                `Give ${exchange} an address record, or correct or remove the MX record.`,
                observed,
                context,
              )
            : dnsMend(
                `End the name in the MX record with a dot: without it, ${mail.domain} is put behind it.`,
                observed,
                context,
                [
                  {
                    kind: 'record',
                    name: mail.domain,
                    type: 'MX',
                    value: `${record.preference} ${fault.meant}.`,
                  },
                ],
              ),
      };
    }
  },
});
