import { defineCheck } from '../../check.ts';
import type { CheckContext } from '../../check.ts';
import { listed } from '../../live/dns/names.ts';
import { dmarcStateOf } from '../../live/mailAuth/dmarc.ts';
import { liveKeysOf, sendersOf, sendingOf } from '../../live/mailAuth/sending.ts';
import { bouncingElsewhere, firstRecord, spfMend, spfStateOf } from '../../live/mailAuth/spf.ts';
import { hasReceivers } from '../../live/mailTransport/mx.ts';
import { isFailure } from '../../observations/failure.ts';
import type { MailObservation } from '../../observations/mail.ts';

export default defineCheck({
  id: 'email/missing-spf',
  impact: 'high',
  stage: 'domain',
  title: 'Domain that sends without SPF',
  why: 'Receivers can’t tell your mail from that of somebody who only uses your name: both go to spam.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain } = mail;
      const state = spfStateOf(mail);
      if (state.is === 'unknown') yield { host: domain, unknown: state.failure };
      else if (state.is !== 'none') {
        if (state.is === 'record')
          yield {
            host: domain,
            pass: `${domain} has an SPF record.`,
            evidence: [`${domain} TXT "${state.text}"`],
          };
      } else {
        const { sends, why } = sendingOf(mail, observed, context);
        if (sends === 'no') continue;
        const isMain = domain === observed.domain;
        const elsewhere =
          isSigned(mail) && !hasReceivers(mail) ? bouncingElsewhere(providersAt(mail, context)) : [];
        // Where DMARC protects the name, nothing is lost without SPF that nobody asks for.
        if (elsewhere.length > 0 && (!isMain || dmarcStateOf(mail).is === 'record')) {
          yield { host: domain, pass: `Mail from ${domain} bounces to another name, whose SPF counts.` };
          continue;
        }
        const record = firstRecord(context.target.mail?.providers ?? [], mail);
        yield {
          host: domain,
          // A host below the domain may leave bounces, and with them SPF, to another name: DKIM counts for its From.
          impact:
            elsewhere.length > 0
              ? 'low'
              : isMain
                ? sends === 'maybe'
                  ? 'medium'
                  : 'high'
                : isSigned(mail)
                  ? 'low'
                  : 'medium',
          problem:
            elsewhere.length > 0
              ? `${domain} has no SPF record. Mail through ${listed(elsewhere.map(({ label }) => label))} bounces to another name and needs none, but some receivers trust a domain without one less.`
              : `${domain} has no SPF record, although ${why}: anybody may send in its name, and receivers put its mail to spam more often.`,
          evidence: [`${domain} TXT: none of them is an SPF record`],
          mend: spfMend(
            `Publish one SPF record that names everybody who sends for ${domain}: this one, with what else sends added.`,
            record,
            mail,
            observed,
            context,
          ),
        };
      }
    }
  },
});

/** There is a key, or one may be at a selector that nobody knows. */
function isSigned(mail: MailObservation): boolean {
  const { below } = mail.dkim;
  return liveKeysOf(mail).length > 0 || (!isFailure(below) && below.rcode === 'NOERROR');
}

/** Who sends from the domain: the code says it at its addresses, or at all. */
function providersAt({ domain }: MailObservation, { target, declared }: CheckContext): readonly string[] {
  const senders = sendersOf(domain, declared?.mail?.senders ?? []);
  const named = senders.flatMap(({ provider }) => provider ?? []);
  return named.length > 0 && named.length === senders.length
    ? [...new Set(named)]
    : (target.mail?.providers ?? []);
}
