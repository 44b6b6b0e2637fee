import { defineCheck } from '../../check.ts';
import { textsOf } from '../../live/mailTransport/receiving.ts';
import { dnsMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/sender-outside-spf',
  impact: 'high',
  stage: 'domain',
  title: 'Sending server that SPF does not name',
  why: 'For whoever receives its mail, the server is a stranger that uses your name: the mail goes to spam, or back.',
  *check(observed, context) {
    for (const { domain, senders, txt } of observed.mail ?? []) {
      for (const { address, source, verdict } of senders) {
        if (source !== 'configured' || !verdict) continue;
        if (isFailure(verdict)) {
          yield { host: domain, unknown: verdict };
          continue;
        }
        if (verdict.result === 'temperror') {
          yield { host: domain, unknown: `SPF could not be evaluated for ${address}` };
          continue;
        }
        // No record, or a broken one: findings of their own.
        if (verdict.result === 'none' || verdict.result === 'permerror') continue;
        if (verdict.result === 'pass') {
          yield { host: domain, pass: `SPF lets ${address} send for ${domain}.` };
          continue;
        }
        const mechanism = `${address.includes(':') ? 'ip6' : 'ip4'}:${address}`;
        const record = textsOf(txt).find((text) => /^v=spf1(?: |$)/i.test(text));
        yield {
          host: domain,
          kind: address,
          problem: `${address} sends mail for ${domain}, and its SPF record does not let it (${verdict.result}): its mail goes to spam or comes back.`,
          evidence: [
            `SPF of ${address}: ${verdict.result}`,
            ...(record === undefined ? [] : [`${domain} TXT "${record}"`]),
          ],
          mend: dnsMend(
            `Add ${mechanism} to the SPF record of ${domain}, right after “v=spf1”.`,
            observed,
            context,
            record === undefined
              ? []
              : [
                  {
                    kind: 'record',
                    name: domain,
                    type: 'TXT',
                    value: record.replace(/^v=spf1/i, `v=spf1 ${mechanism}`),
                  },
                ],
          ),
        };
      }
    }
  },
});
