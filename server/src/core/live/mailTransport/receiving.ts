/** Whether a domain is meant to receive mail, although its MX records say nothing of it. */
import type { CheckContext } from '../../check.ts';
import type { DeclaredSender } from '../../email/declared.ts';
import type { Impact } from '../../finding.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';
import type { MailObservation } from '../../observations/mail.ts';
import { mxRecordsOf } from './mx.ts';
import { RECEIVERS } from './receivers.ts';

export interface Expectation {
  /** Completes "… , although ". */
  readonly why: string;
  readonly impact: Impact;
  /** Key of the table of receivers, where it shows who has the mailboxes. */
  readonly receiver?: string;
}

/** Addresses of exactly that domain that the code sends from. */
export function declaredAt(domain: string, { declared }: CheckContext): readonly DeclaredSender[] {
  return (declared?.mail?.senders ?? []).filter((sender) => sender.domain === domain);
}

/** What says that mail for it has to arrive; undefined: nothing does. */
export function expectationOf(
  mail: MailObservation,
  observed: DomainObservation,
  { target }: CheckContext,
): Expectation | undefined {
  // A host below it that sends need not receive.
  if (mail.domain !== observed.domain || target.mail?.receives === false) return undefined;
  const mailbox = mailboxOf(mail);
  if (target.mail?.receives) {
    const key = mailbox ?? target.mail.providers.find((one) => RECEIVERS[one]?.mx !== undefined);
    return {
      why: 'the configuration says that it receives mail',
      impact: 'high',
      ...(key === undefined ? {} : { receiver: key }),
    };
  }
  // Who has a null MX may send all the same: what SPF says of sending is no contradiction.
  const bySpf = mxRecordsOf(mail).length > 0 ? undefined : expectedBySpf(mail, mailbox);
  const address = reportAddress(mail);
  if (bySpf || address === undefined) return bySpf;
  return { why: `its DMARC record has reports sent to ${address}`, impact: 'medium' };
}

function expectedBySpf(mail: MailObservation, mailbox: string | undefined): Expectation | undefined {
  if (mailbox !== undefined) {
    const { label } = RECEIVERS[mailbox] ?? { label: mailbox };
    return {
      why: `its SPF record lets ${label} send, which has mailboxes`,
      impact: 'high',
      receiver: mailbox,
    };
  }
  return /(?:^|\s)[+?~]?mx(?:\s|\/|$)/i.test(spfOf(mail))
    ? { why: 'its SPF record lets the hosts of its MX records send', impact: 'medium' }
    : undefined;
}

/** Key of a provider of mailboxes that the SPF record names. */
function mailboxOf(mail: MailObservation): string | undefined {
  const terms = spfOf(mail).toLowerCase().split(/\s+/);
  const row = Object.entries(RECEIVERS).find(([, { spf }]) =>
    spf?.some((name) => terms.includes(`include:${name}`)),
  );
  return row?.[0];
}

function spfOf({ txt }: MailObservation): string {
  return textsOf(txt).find((text) => /^v=spf1(?: |$)/i.test(text)) ?? '';
}

/** TXT records, each in one piece; empty where the question failed. */
export function textsOf(answer: MailObservation['txt'] | undefined): readonly string[] {
  if (!answer || isFailure(answer)) return [];
  return answer.answers.flatMap((record) => (record.type === 'TXT' ? [record.text] : []));
}

/** An address of the domain itself that DMARC reports are sent to. */
function reportAddress({ domain, dmarc }: MailObservation): string | undefined {
  const text = textsOf(dmarc.walk.find(({ at }) => at === domain)?.answer).find((one) =>
    /^v=DMARC1/i.test(one),
  );
  const addresses = (text ?? '')
    .toLowerCase()
    .split(/[,;]/)
    .flatMap((part) => {
      const start = part.indexOf('mailto:');
      return start < 0
        ? []
        : [
            part
              .slice(start + 7)
              .split('!')[0]
              ?.trim() ?? '',
          ];
    });
  return addresses.find((address) => address.endsWith(`@${domain}`));
}
