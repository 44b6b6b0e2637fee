import type { DomainObservation } from '../../observations/domain.ts';
import type { MailHostObservation, MailObservation } from '../../observations/mail.ts';
import { mxFaultOf, mxRecordsOf, type MxRecord } from './mx.ts';

export interface ReceivingHost {
  readonly mail: MailObservation;
  readonly record: MxRecord;
  /** Absent: it was not looked up. */
  readonly host?: MailHostObservation;
}

/** Every host that an MX record names, once for each domain; of several records with the same host the preferred. */
export function* receivingHosts(observed: DomainObservation): Iterable<ReceivingHost> {
  for (const mail of observed.mail ?? []) {
    const seen = new Set<string>();
    for (const record of mxRecordsOf(mail)) {
      if (record.exchange === '' || seen.has(record.exchange)) continue;
      seen.add(record.exchange);
      const host = mail.hosts.find((one) => one.host === record.exchange);
      yield { mail, record, ...(host ? { host } : {}) };
    }
  }
}

/** Another MX host of the domain, whose name and addresses are in order. */
export function othersThanHost(
  exchange: string,
  mail: MailObservation,
  observed: DomainObservation,
): boolean {
  return mxRecordsOf(mail).some(
    (other) =>
      other.exchange !== '' && other.exchange !== exchange && !mxFaultOf(other.exchange, mail, observed),
  );
}
