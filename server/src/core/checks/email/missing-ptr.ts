import { defineCheck } from '../../check.ts';
import { hasReverse, ptrNames, sendersOf } from '../../live/mailTransport/reverse.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/missing-ptr',
  impact: 'high',
  stage: 'domain',
  title: 'Sending server without reverse DNS',
  why: 'Gmail, Outlook and most others refuse mail of an address that has no name, or put it into spam.',
  *check(observed) {
    for (const { domain, sender } of sendersOf(observed)) {
      if (!hasReverse(sender)) continue;
      const { address, ptr, source } = sender;
      const [name] = ptrNames(sender);
      if (isFailure(ptr)) yield { host: domain, unknown: ptr };
      else if (name !== undefined) yield { host: domain, pass: `${address} is named ${name}.` };
      else if (ptr.rcode !== 'NOERROR' && ptr.rcode !== 'NXDOMAIN') {
        yield {
          host: domain,
          unknown: `the name servers answer ${ptr.rcode} to the question for the name of ${address}`,
        };
      } else {
        yield {
          host: domain,
          kind: address,
          // SPF may name an address that no mail comes from.
          impact: source === 'configured' ? 'high' : 'low',
          problem: `${address} sends mail for ${domain} and has no reverse DNS (PTR record): Gmail and others refuse its mail.`,
          evidence: [
            `PTR of ${address}: ${ptr.rcode === 'NXDOMAIN' ? 'NXDOMAIN' : 'no record'}`,
            source === 'configured' ? 'named in the configuration' : 'named in the SPF record',
          ],
          mend: {
            how: `Set the reverse DNS of ${address} where the server is rented (its network settings) to the name that the server calls itself by, such as mail.${domain}, and give that name an address record back.`,
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
    }
  },
});
