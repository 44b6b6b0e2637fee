import { defineCheck } from '../../check.ts';
import { mxMend } from '../../live/mailTransport/mend.ts';
import { mxFaultOf, mxText } from '../../live/mailTransport/mx.ts';
import { othersThanHost, receivingHosts } from '../../live/mailTransport/mxHosts.ts';
import { receiverOf, RECEIVERS } from '../../live/mailTransport/receivers.ts';

export default defineCheck({
  id: 'email/mistyped-mx',
  impact: 'high',
  stage: 'domain',
  title: 'Mistyped MX host',
  why: 'One wrong letter, and mail goes nowhere, or to a stranger who has registered the name.',
  *check(observed, context) {
    for (const { mail, record } of receivingHosts(observed)) {
      const { exchange } = record;
      const fault = mxFaultOf(exchange, mail, observed);
      if (fault?.kind !== 'mistyped') continue;
      const key = receiverOf(fault.meant);
      const label = (key === undefined ? undefined : RECEIVERS[key]?.label) ?? fault.meant;
      const others = othersThanHost(exchange, mail, observed);
      yield {
        host: exchange,
        kind: mail.domain,
        impact: others || fault.isResolved ? 'medium' : 'high',
        problem: fault.isResolved
          ? `The MX record of ${mail.domain} names ${exchange}, which looks like ${fault.meant} (${label}) and is not: mail may go to a stranger.`
          : `The MX record of ${mail.domain} names ${exchange}, which does not exist. ${fault.meant} (${label}) is probably meant: ${others ? 'mail is late when senders come to it first.' : 'no mail arrives.'}`,
        evidence: [`${mail.domain} MX ${mxText(record)}`],
        mend: {
          ...mxMend('Correct the name in the MX record.', mail, observed, context, key),
          copy: [
            { kind: 'record', name: mail.domain, type: 'MX', value: `${record.preference} ${fault.meant}` },
          ],
          how: `Correct the name in the MX record: ${fault.meant}.`,
        },
      };
    }
  },
});
