/** Whether a domain is meant to receive mail, although its MX records say nothing of it. */
import type { CheckContext } from '../../check.ts';
import type { Impact } from '../../finding.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';
import type { MailObservation } from '../../observations/mail.ts';
import { RECEIVERS } from './receivers.ts';

export interface Expectation {
  /** Completes "… , although ". */
  readonly why: string;
  readonly impact: Impact;
  /** Key of the table of receivers, where it shows who has the mailboxes. */
  readonly receiver?: string;
}

/** What says that mail for it has to arrive; undefined: nothing does. */
export function expectationOf(
  mail: MailObservation,
  observed: DomainObservation,
  { target }: CheckContext,
): Expectation | undefined {
  // A host below it that sends need not receive.
  if (mail.domain !== observed.domain || target.mail?.receives === false) return undefined;
  const spf = textsOf(mail.txt).find((text) => /^v=spf1(?: |$)/i.test(text)) ?? '';
  const mailbox = Object.entries(RECEIVERS).find(([, row]) =>
    row.spf?.some((name) => spf.toLowerCase().split(/\s+/).includes(`include:${name}`)),
  )?.[0];
  if (target.mail?.receives) {
    const key = mailbox ?? target.mail.providers.find((one) => RECEIVERS[one]?.mx !== undefined);
    return {
      why: 'the configuration says that it receives mail',
      impact: 'high',
      ...(key === undefined ? {} : { receiver: key }),
    };
  }
  if (mailbox !== undefined) {
    const { label } = RECEIVERS[mailbox] ?? { label: mailbox };
    return {
      why: `its SPF record lets ${label} send, which has mailboxes`,
      impact: 'high',
      receiver: mailbox,
    };
  }
  if (/(?:^|\s)[+?~]?mx(?:\s|\/|$)/i.test(spf)) {
    return { why: 'its SPF record lets the hosts of its MX records send', impact: 'medium' };
  }
  const address = reportAddress(mail);
  return address === undefined
    ? undefined
    : { why: `its DMARC record has reports sent to ${address}`, impact: 'medium' };
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
