import { defineCheck } from '../../check.ts';
import { certificateFault, stsRecords } from '../../live/mailTransport/mtaSts.ts';
import { stsPolicyCopy } from '../../live/mailTransport/mtaStsMend.ts';
import { policyFault } from '../../live/mailTransport/mtaStsState.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/mta-sts-without-policy',
  impact: 'medium',
  stage: 'domain',
  title: 'MTA-STS whose policy can’t be fetched',
  why: 'Senders that find the record and not the policy go on as if there were none; those that remember an older one may refuse.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      if (stsRecords(mail).length === 0) continue;
      const { domain } = mail;
      const fault = policyFault(mail);
      if (!fault) {
        yield { host: domain, pass: `The MTA-STS policy of ${domain} can be fetched.` };
        continue;
      }
      // Its certificate is a finding of its own.
      if (certificateFault(mail, context.now) !== undefined) continue;
      if (fault.kind === 'unknown') {
        yield { host: domain, unknown: fault.failure };
        continue;
      }
      yield {
        host: domain,
        kind: fault.kind,
        problem: `${domain} has an MTA-STS record, but its policy ${fault.says}: senders take mail for ${domain} as unprotected.`,
        evidence: [...stsRecords(mail).map((text) => `_mta-sts.${domain} TXT "${text}"`), ...fault.evidence],
        mend: dnsMend(
          fault.kind === 'no-host'
            ? `Point mta-sts.${domain} to a web server that serves the policy over HTTPS, with a certificate for that name. Without a policy, remove the record.`
            : `Answer https://mta-sts.${domain}/.well-known/mta-sts.txt with status 200 and the policy, without a redirect. Without a policy, remove the record.`,
          observed,
          context,
          [stsPolicyCopy(mail, 'testing')],
        ),
      };
    }
  },
});
