import { defineCheck } from '../../check.ts';
import { hasReverse, isGeneric, leadsBack, ptrNames, sendersOf } from '../../live/mailTransport/reverse.ts';

export default defineCheck({
  id: 'email/generic-ptr',
  impact: 'medium',
  stage: 'domain',
  title: 'Sending server with a name that its network gave it',
  why: 'Most spam comes from machines that nobody named. Receivers look at mail of such names with suspicion.',
  *check(observed) {
    for (const { domain, sender } of sendersOf(observed)) {
      const names = ptrNames(sender);
      const [name] = names;
      // One that does not lead back is another matter.
      if (!hasReverse(sender) || name === undefined || leadsBack(sender) === false) continue;
      const { address, source } = sender;
      if (!names.every((one) => isGeneric(one, address))) {
        yield { host: domain, pass: `${address} has a name of its own: ${name}.` };
        continue;
      }
      yield {
        host: domain,
        kind: address,
        impact: source === 'configured' ? 'medium' : 'low',
        problem: `${address} sends mail for ${domain} under the name that its network gave it (${name}): receivers take that for a home computer or a machine that somebody broke into.`,
        evidence: [`PTR of ${address}: ${name}`],
        mend: {
          how: `Set the reverse DNS of ${address} where the server is rented to a name of your own, such as mail.${domain}, and give that name an address record back.`,
          copy: [
            {
              kind: 'record',
              name: `mail.${domain}`,
              type: address.includes(':') ? 'AAAA' : 'A',
              value: address,
            },
          ],
        },
      };
    }
  },
});
