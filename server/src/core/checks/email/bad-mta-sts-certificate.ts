import { defineCheck } from '../../check.ts';
import { certificateFault, stsRecords } from '../../live/mailTransport/mtaSts.ts';
import { certificateMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/bad-mta-sts-certificate',
  impact: 'medium',
  stage: 'domain',
  title: 'MTA-STS policy with a certificate that does not hold',
  why: 'Senders take the policy from a host that proves its name alone: otherwise whoever sits in between could hand out another one.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain, mtaSts } = mail;
      const { tls } = mtaSts;
      const host = `mta-sts.${domain}`;
      if (stsRecords(mail).length === 0 || !tls) continue;
      if (isFailure(tls)) {
        // That it does not answer at all is told elsewhere.
        if (mtaSts.policy && !isFailure(mtaSts.policy.outcome)) yield { host, unknown: tls };
        continue;
      }
      const fault = certificateFault(mail, context.now);
      if (fault === undefined) {
        yield isFailure(tls.trust)
          ? { host, unknown: tls.trust }
          : { host, pass: `The certificate of ${host} holds.` };
        continue;
      }
      yield {
        host,
        problem: `The certificate of ${host} ${fault}: senders do not take the MTA-STS policy, and mail for ${domain} is unprotected.`,
        evidence: tls.chain.map(
          ({ subject, names, notAfter }) =>
            `${subject} (${names.join(', ') || 'no names'}), until ${notAfter}`,
        ),
        mend: certificateMend(
          `Have a certificate issued for ${host}, and install it with its full chain.`,
          context,
        ),
      };
    }
  },
});
