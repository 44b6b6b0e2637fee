/** Domains that have no part in mail, and what protects their name. */
import type { CheckContext } from '../../check.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import type { MailObservation } from '../../observations/mail.ts';
import { isApex } from '../dns/names.ts';
import { hasReceivers, mxFailure } from '../mailTransport/mx.ts';
import { unanswered } from './dmarc.ts';
import { keyTextsOf, sendingOf } from './sending.ts';

export type Parked =
  /** Something sends or receives, or may. */
  | { readonly is: 'in-use' }
  | { readonly is: 'unknown'; readonly failure: Failure | string }
  | { readonly is: 'parked' };

/**
 * Neither DNS, nor the code, nor the configuration show that the domain sends or receives. Only the domain that people buy is meant:
 * nobody publishes such records for every host.
 */
export function parkedState(
  mail: MailObservation,
  observed: DomainObservation,
  context: CheckContext,
): Parked {
  const inUse: Parked = { is: 'in-use' };
  if (mail.domain !== observed.domain || !isApex(observed)) return inUse;
  const { target, declared } = context;
  if (target.mail?.receives || hasReceivers(mail)) return inUse;
  if (sendingOf(mail, observed, context).sends !== 'no') return inUse;
  if (target.mail?.sends !== false && isNamedBySenders(target, declared)) return inUse;
  if ((observed.mail ?? []).length > 1) return inUse;
  const failure = mxFailure(mail) ?? unanswered(mail.txt, mail.domain) ?? unansweredKeys(mail);
  if (failure !== undefined) return { is: 'unknown', failure };
  return hasHiddenSelector(mail, observed) ? inUse : { is: 'parked' };
}

/** Somebody sends for the workspace, from an address that did not show. */
function isNamedBySenders(target: CheckContext['target'], declared: CheckContext['declared']): boolean {
  const { providers = [], senders = [] } = target.mail ?? {};
  return providers.length + senders.length + (declared?.mail?.providers.length ?? 0) > 0;
}

function unansweredKeys({ domain, dkim }: MailObservation): Failure | string | undefined {
  const failure = unanswered(dkim.below, `_domainkey.${domain}`);
  if (failure !== undefined) return failure;
  return dkim.keys.map((key) => unanswered(key.answer, key.name)).find((one) => one !== undefined);
}

/**
 * `_domainkey` exists, so that there is a selector below it (RFC 8020), and none of those that were asked for is. Where every name
 * exists (a wildcard, or signatures that are made on the fly), that says nothing.
 */
export function hasHiddenSelector({ dkim }: MailObservation, { dns }: DomainObservation): boolean {
  if (isFailure(dkim.below) || dkim.below.rcode !== 'NOERROR') return false;
  if (isFailure(dns.wildcard) || dns.wildcard.rcode !== 'NXDOMAIN') return false;
  return !dkim.keys.some((key) => keyTextsOf(key).length > 0);
}
