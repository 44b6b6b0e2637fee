/** Whether mail is sent from a domain, as far as DNS, the workspace and the configuration show. */
import type { CheckContext } from '../../check.ts';
import type { DeclaredSender } from '../../email/declared.ts';
import { parseDkim } from '../../email/records/dkim.ts';
import { recordsOf } from '../../email/records/kinds.ts';
import { parseSpf } from '../../email/records/spf.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';
import type { DkimKeyObservation, MailObservation } from '../../observations/mail.ts';
import { mxRecordsOf } from '../mailTransport/mx.ts';
import { textsOf } from '../mailTransport/receiving.ts';

export interface Sending {
  /** `maybe`: it has mailboxes, from which people answer. */
  readonly sends: 'yes' | 'maybe' | 'no';
  /** Completes "… , although ". */
  readonly why: string;
}

export function sendingOf(
  mail: MailObservation,
  observed: DomainObservation,
  { target, declared }: Pick<CheckContext, 'target' | 'declared'>,
): Sending {
  const isMain = mail.domain === observed.domain;
  if (isMain && target.mail?.sends === false)
    return { sends: 'no', why: 'the configuration says that it sends no mail' };
  if (isMain && target.mail?.sends) return { sends: 'yes', why: 'the configuration says that it sends mail' };
  const sender = sendersOf(mail.domain, declared?.mail?.senders ?? [])[0];
  if (sender) return { sends: 'yes', why: `${sender.file} sends from ${sender.address}` };
  // A host below the domain is only looked at because mail is sent from it.
  if (!isMain) return { sends: 'yes', why: 'the configuration says that mail is sent from it' };
  if (liveKeysOf(mail).length > 0) return { sends: 'yes', why: 'it has a DKIM key' };
  if (namesSenders(mail)) return { sends: 'yes', why: 'its SPF record names servers that send' };
  if (mxRecordsOf(mail).some(({ exchange }) => exchange !== '' && exchange !== '.'))
    return { sends: 'maybe', why: 'it receives mail' };
  return { sends: 'no', why: 'nothing sends from it' };
}

/** Addresses of the workspace at this very domain. */
export function sendersOf(domain: string, senders: readonly DeclaredSender[]): readonly DeclaredSender[] {
  return senders.filter((sender) => sender.domain === domain);
}

function namesSenders({ txt }: MailObservation): boolean {
  const [text] = recordsOf('spf', textsOf(txt));
  if (text === undefined) return false;
  return parseSpf(text).terms.some(
    ({ kind, name, qualifier }) =>
      (kind === 'mechanism' && name !== 'all' && qualifier !== '-') || name === 'redirect',
  );
}

/** Selectors at which there is a key that is not revoked. */
export function liveKeysOf({ dkim }: MailObservation): readonly DkimKeyObservation[] {
  return dkim.keys.filter((key) => keyTextsOf(key).some((text) => !parseDkim(text).isRevoked));
}

/** The DKIM records at a selector: a wildcard may have other texts there. */
export function keyTextsOf({ answer }: DkimKeyObservation): readonly string[] {
  return isFailure(answer) ? [] : recordsOf('dkim', textsOf(answer));
}
