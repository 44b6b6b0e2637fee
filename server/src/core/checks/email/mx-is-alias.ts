import { defineCheck } from '../../check.ts';
import { wayOf } from '../../live/dns/names.ts';
import { mxText } from '../../live/mailTransport/mx.ts';
import { receivingHosts } from '../../live/mailTransport/mxHosts.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/mx-is-alias',
  impact: 'medium',
  stage: 'domain',
  title: 'MX host that is an alias',
  why: 'The name in an MX record may not be a CNAME (RFC 2181 section 10.3): some senders refuse it, or take the mail in circles.',
  *check(observed, context) {
    for (const { mail, record, host } of receivingHosts(observed)) {
      if (!host) continue;
      const { exchange } = record;
      const { name } = host;
      const addresses = [...name.ipv4, ...name.ipv6];
      // One that leads nowhere is another matter.
      if (addresses.length === 0) continue;
      const [target] = name.aliases;
      if (target === undefined) {
        yield { host: exchange, pass: `${exchange} is no alias.` };
        continue;
      }
      yield {
        host: exchange,
        kind: mail.domain,
        problem: `The MX record of ${mail.domain} names ${exchange}, which is an alias (CNAME) for ${target}: some servers do not deliver to it.`,
        evidence: [`${mail.domain} MX ${mxText(record)}`, wayOf(name)],
        mend: dnsMend(
          `Let the MX record name ${name.aliases.at(-1)} itself, or give ${exchange} address records instead of the CNAME.`,
          observed,
          context,
          [
            {
              kind: 'record',
              name: mail.domain,
              type: 'MX',
              value: `${record.preference} ${name.aliases.at(-1)}`,
            },
          ],
        ),
      };
    }
  },
});
