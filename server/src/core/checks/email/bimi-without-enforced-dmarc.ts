import { defineCheck } from '../../check.ts';
import { bimiRecordOf } from '../../live/mailAuth/bimi.ts';
import { dmarcLine, dmarcStateOf, policyInForce } from '../../live/mailAuth/dmarc.ts';
import { dmarcMend, firstDmarc, withoutTags, withTag } from '../../live/mailAuth/dmarcMend.ts';

export default defineCheck({
  id: 'email/bimi-without-enforced-dmarc',
  impact: 'low',
  stage: 'domain',
  title: 'BIMI logo without an enforced DMARC policy',
  why: 'Mailbox providers show a logo only where forged mail is kept out.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain } = mail;
      const bimi = bimiRecordOf(mail);
      const state = dmarcStateOf(mail);
      // A DMARC record that nobody can read is a finding of its own.
      if (!bimi || bimi.isDeclined || (state.is !== 'record' && state.is !== 'none')) continue;
      if (state.is === 'record' && policyInForce(state) === undefined) continue;
      const weakness = state.is === 'none' ? 'there is no DMARC record' : weaknessOf(state);
      const evidence = [
        `default._bimi.${domain} TXT "${bimi.text}"`,
        state.is === 'none' ? `_dmarc.${domain} TXT: no DMARC record` : dmarcLine(state.at, state.text),
      ];
      if (weakness === undefined) {
        yield { host: domain, pass: `The DMARC policy of ${domain} is enforced, as BIMI asks.`, evidence };
        continue;
      }
      const value =
        state.is === 'none'
          ? firstDmarc(domain)
          : withTag(withoutTags(state.text, ['sp', 'pct', 't']), 'p', enforced(state.record.policy));
      yield {
        host: domain,
        problem: `${domain} has a BIMI record, and ${weakness}: mailbox providers show its logo only with “quarantine” or “reject” for all mail.`,
        evidence,
        mend: dmarcMend(
          state.is === 'none'
            ? 'Publish this DMARC record first. It watches; the logo is shown when it asks for more.'
            : 'When the DMARC reports show that your own mail passes, publish this record.',
          state.is === 'none' ? domain : state.at,
          value,
          observed,
          context,
        ),
      };
    }
  },
});

/** draft-brand-indicators-for-message-identification, section on DMARC: also of the organization, and for all of the mail. */
function weaknessOf(state: Parameters<typeof policyInForce>[0]): string | undefined {
  const { record } = state;
  if (policyInForce(state) === 'none')
    return record.isTesting && record.policy !== 'none'
      ? 'its DMARC policy is a test (“t=y”)'
      : 'its DMARC policy is “none”';
  if (record.subdomainPolicy === 'none') return 'its DMARC policy for subdomains is “none”';
  return record.policy === 'quarantine' && (record.percent ?? 100) < 100
    ? `its DMARC policy holds for ${record.percent} % of the mail`
    : undefined;
}

function enforced(policy: string | undefined): string {
  return policy === 'reject' ? 'reject' : 'quarantine';
}
