import { defineCheck } from '../../check.ts';
import { recordsOf } from '../../email/records/kinds.ts';
import { dmarcLine, dmarcStateOf, unknownAt } from '../../live/mailAuth/dmarc.ts';
import { dmarcMend, firstDmarc } from '../../live/mailAuth/dmarcMend.ts';
import { sendingOf } from '../../live/mailAuth/sending.ts';
import { hasReceivers } from '../../live/mailTransport/mx.ts';
import { textsOf } from '../../live/mailTransport/receiving.ts';

export default defineCheck({
  id: 'email/missing-dmarc',
  impact: 'high',
  stage: 'domain',
  title: 'Domain without DMARC',
  why: 'Gmail, Yahoo and Microsoft refuse or hide mail of larger senders without DMARC, and forged mail in your name is delivered.',
  *check(observed, context) {
    const all = observed.mail ?? [];
    let isTold = false;
    for (const mail of all) {
      const { domain } = mail;
      const state = dmarcStateOf(mail);
      if (state.is === 'unknown') yield unknownAt(domain, state.failure);
      if (state.is === 'record')
        yield {
          host: domain,
          pass: state.isInherited
            ? `The DMARC record of ${state.at} holds for ${domain}.`
            : `${domain} has a DMARC record.`,
          evidence: [dmarcLine(state.at, state.text)],
        };
      // One record at the domain holds for all hosts below it.
      if (state.is !== 'none' || isTold) continue;
      const sending = all
        .map((one) => sendingOf(one, observed, context))
        .find(({ sends }) => sends === 'yes');
      // Who neither sends nor receives has a finding of its own.
      if (!sending && !hasReceivers(mail)) continue;
      isTold = true;
      const misplaced = recordsOf('dmarc', textsOf(mail.txt))[0];
      const why = sending ? `although ${sending.why}` : 'although it receives mail';
      yield {
        host: domain,
        impact: sending ? 'high' : 'medium',
        problem:
          misplaced === undefined
            ? `${domain} has no DMARC record, ${why}: anybody can send in its name, and Gmail, Yahoo and Microsoft ask bulk senders for one.`
            : `The DMARC record of ${domain} stands at the domain itself, where nobody looks for it: anybody can send in its name, and Gmail, Yahoo and Microsoft ask bulk senders for one at _dmarc.${domain}.`,
        evidence:
          misplaced === undefined
            ? mail.dmarc.walk.map(({ at }) => `_dmarc.${at} TXT: no DMARC record`)
            : [`${domain} TXT "${misplaced}"`, `_dmarc.${domain} TXT: no DMARC record`],
        mend: dmarcMend(
          misplaced === undefined
            ? 'Publish this record, with an address that somebody reads. It only watches: when the reports show that your own mail passes, ask for p=quarantine, then for p=reject.'
            : `Move the record to the name _dmarc.${domain}.`,
          domain,
          misplaced ?? firstDmarc(domain),
          observed,
          context,
        ),
      };
    }
  },
});
