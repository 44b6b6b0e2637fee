import { defineCheck } from '../../check.ts';
import { listed } from '../../live/dns/names.ts';
import { mxRecordsOf } from '../../live/mailTransport/mx.ts';
import { covers, policyOf } from '../../live/mailTransport/mtaSts.ts';
import { stsPolicyCopy, stsRecordCopy } from '../../live/mailTransport/mtaStsMend.ts';

export default defineCheck({
  id: 'email/mx-outside-mta-sts-policy',
  impact: 'high',
  stage: 'domain',
  title: 'Mail server that the MTA-STS policy leaves out',
  why: 'Senders that follow the policy do not deliver to hosts that it does not name.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain } = mail;
      const policy = policyOf(mail);
      if (!policy || (policy.mode !== 'enforce' && policy.mode !== 'testing')) continue;
      const hosts = [...new Set(mxRecordsOf(mail).map(({ exchange }) => exchange))].filter(
        (host) => host !== '',
      );
      const outside = hosts.filter((host) => !covers(policy, host));
      if (outside.length === 0) {
        if (hosts.length > 0) yield { host: domain, pass: 'The MTA-STS policy names every mail server.' };
        continue;
      }
      const isEnforced = policy.mode === 'enforce';
      const isEvery = outside.length === hosts.length;
      yield {
        host: domain,
        impact: isEnforced ? 'high' : 'low',
        problem: `The MTA-STS policy of ${domain} does not name ${listed(outside)}: ${
          isEnforced
            ? isEvery
              ? 'senders that follow it (Google, Microsoft and others) deliver nothing.'
              : 'senders that follow it (Google, Microsoft and others) do not deliver there.'
            : 'once it is in force, senders do not deliver there.'
        }`,
        evidence: [
          `mode: ${policy.mode}`,
          ...policy.mx.map(({ pattern }) => `mx: ${pattern}`),
          `MX: ${hosts.join(', ')}`,
        ],
        mend: {
          how: 'Add the hosts to the policy first, then give the record a new id. Senders go by the old policy until they see that.',
          copy: [stsPolicyCopy(mail, isEnforced ? 'enforce' : 'testing'), stsRecordCopy(domain, context.now)],
        },
      };
    }
  },
});
