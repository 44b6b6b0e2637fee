/** How mail is mended: records where they are known, by whose mail it is. */
import type { CheckContext, Mend } from '../../check.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import type { MailObservation } from '../../observations/mail.ts';
import { dnsMend } from '../mend.ts';
import { mxRecordsOf } from './mx.ts';
import { receiverOf, receiverRecords, RECEIVERS } from './receivers.ts';

/** The MX records that whoever receives the mail asks for. */
export function mxMend(
  how: string,
  mail: MailObservation,
  observed: DomainObservation,
  context: CheckContext,
  key: string | undefined = receiverOfMail(mail, context),
): Mend {
  const records = key === undefined ? [] : receiverRecords(key, mail.domain);
  const label = key === undefined ? undefined : RECEIVERS[key]?.label;
  if (label === undefined) return dnsMend(how, observed, context);
  return dnsMend(
    records.length > 0
      ? `${how} These are the MX records of ${label}.`
      : `${how} The administration of ${label} shows the MX records.`,
    observed,
    context,
    records,
  );
}

/** Whose MX records it has, or that the workspace names. */
function receiverOfMail(mail: MailObservation, { target }: CheckContext): string | undefined {
  for (const { exchange } of mxRecordsOf(mail)) {
    const key = receiverOf(exchange);
    if (key !== undefined) return key;
  }
  return target.mail?.providers.find((key) => RECEIVERS[key]?.mx !== undefined);
}
