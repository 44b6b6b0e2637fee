import { defineCheck } from '../../check.ts';
import { wayOf } from '../../live/dns/names.ts';
import { hasReverse, leadsBack, ptrNames, sendersOf } from '../../live/mailTransport/reverse.ts';
import { dnsMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/unconfirmed-ptr',
  impact: 'high',
  stage: 'domain',
  title: 'Reverse DNS that does not lead back',
  why: 'A name that its own records do not confirm could be anybody’s: receivers treat the server as one without a name.',
  *check(observed, context) {
    for (const { domain, sender } of sendersOf(observed)) {
      const names = ptrNames(sender);
      const [name] = names;
      if (!hasReverse(sender) || name === undefined) continue;
      const { address, forward, source } = sender;
      const back = leadsBack(sender);
      if (back === true) yield { host: domain, pass: `${address} is named ${name}, which leads back to it.` };
      else if (back === undefined || names.length > 1) {
        const failure = forward && [forward.v4, forward.v6].find((one) => isFailure(one));
        yield {
          host: domain,
          unknown: failure && isFailure(failure) ? failure : `${name} could not be looked up`,
        };
      } else {
        const type = address.includes(':') ? 'AAAA' : 'A';
        yield {
          host: domain,
          kind: address,
          impact: source === 'configured' ? 'high' : 'low',
          problem: `${address} sends mail for ${domain}. Its reverse DNS says ${name}, but that name does not lead back to it: Gmail and others refuse its mail.`,
          evidence: [`PTR of ${address}: ${name}`, forward ? wayOf(forward) : `${name}: no address`],
          mend: dnsMend(
            `Add an ${type} record with ${address} for ${name}, or correct the reverse DNS of the address.`,
            observed,
            context,
            [{ kind: 'record', name, type, value: address }],
          ),
        };
      }
    }
  },
});
