/** Domains with the DMARC records that a test names. */
import type { DnsAnswer } from '../../../server/src/core/observations/dns.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { Failure } from '../../../server/src/core/observations/failure.ts';
import type { MailObservation } from '../../../server/src/core/observations/mail.ts';
import { healthyMail, mailDomain, txtAnswer } from '../../support/mailObservations.ts';
import { answer } from '../../support/observations.ts';

export const NONE = answer([], { rcode: 'NXDOMAIN' });
export const SEND = 'send.example.com';

/** What each name of the walk answers: texts, or an answer. */
export function walk(
  ...steps: readonly (readonly [at: string, answer: DnsAnswer | Failure | readonly string[]])[]
): MailObservation['dmarc'] {
  return {
    walk: steps.map(([at, given]) => ({
      at,
      answer: isTexts(given) ? (given.length > 0 ? txtAnswer(`_dmarc.${at}`, ...given) : NONE) : given,
    })),
    reports: [],
    mailboxes: [],
  };
}

function isTexts(given: DnsAnswer | Failure | readonly string[]): given is readonly string[] {
  return Array.isArray(given);
}

export function withDmarc(...texts: readonly string[]): DomainObservation {
  return mailDomain(healthyMail({ dmarc: walk(['example.com', texts], ['com', []]) }));
}

export function heir(text: string, own: readonly string[] = []): DomainObservation {
  return mailDomain(
    healthyMail({ dmarc: walk(['example.com', [text]], ['com', []]) }),
    healthyMail({ domain: SEND, dmarc: walk([SEND, own], ['example.com', [text]], ['com', []]) }),
  );
}
