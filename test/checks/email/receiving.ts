/** Domains that receive at the hosts, and with the conversations, that a test names. */
import type {
  MailHostObservation,
  MailObservation,
  SmtpObservation,
  SmtpSession,
  SmtpTls,
} from '../../../server/src/core/observations/mail.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import {
  healthyMail,
  mailDomain,
  mailHost,
  mxAnswer,
  smtp,
  unresolvedName,
  mtaSts,
  mtaStsPolicy,
  smtpSession,
  smtpTls,
} from '../../support/mailObservations.ts';
import { answer, failure } from '../../support/observations.ts';
import type { Failure } from '../../../server/src/core/observations/failure.ts';
import type { CertificateObservation, TrustObservation } from '../../../server/src/core/observations/tls.ts';

/** MX records with those preferences, and the hosts as they were looked up. */
export function withMx(
  records: readonly (readonly [number, string])[],
  hosts: readonly MailHostObservation[],
  changes: Partial<MailObservation> = {},
): DomainObservation {
  return mailDomain(healthyMail({ mx: mxAnswer(records), hosts, ...changes }));
}

export function unlooked(host: string): MailHostObservation {
  return mailHost({ host, name: unresolvedName(host), smtp: [] });
}

export const HOST = 'mx1.example.com';
/** No policy makes senders insist. */
export const WITHOUT_POLICY = { mtaSts: { record: answer() } };

/** One MX host of that name, with these conversations. Without a policy in force, unless it is asked for. */
export function withSmtp(
  conversations: readonly Partial<SmtpObservation>[],
  {
    host = HOST,
    policy = WITHOUT_POLICY,
    ...changes
  }: Partial<MailHostObservation> & { policy?: object } = {},
): DomainObservation {
  const observed = mailHost({ host, smtp: conversations.map((one) => smtp(one)), ...changes });
  return mailDomain(healthyMail({ mx: mxAnswer([[10, host]]), hosts: [observed], ...policy }));
}

export function withSession(
  changes: Partial<SmtpSession>,
  more: Parameters<typeof withSmtp>[1] = {},
): DomainObservation {
  return withSmtp([{ session: smtpSession(changes) }], more);
}

export function withTls(
  leaf: Partial<CertificateObservation>,
  tls: Partial<SmtpTls> = {},
  more: Parameters<typeof withSmtp>[1] = {},
): DomainObservation {
  return withSession({ tls: smtpTls(leaf, tls) }, more);
}

export function distrust(problem: NonNullable<TrustObservation['problem']>): Pick<SmtpTls, 'trust'> {
  return { trust: { isTrusted: false, problem, path: [] } };
}

export const ENFORCED = {
  policy: {
    mtaSts: mtaSts({ policy: mtaStsPolicy(`version: STSv1\nmode: enforce\nmx: ${HOST}\nmax_age: 604800\n`) }),
  },
};
export const UNPROVEN =
  'senders encrypt all the same, but cannot tell whether somebody else has taken the server’s place.';
export const REFUSED =
  'senders that follow the MTA-STS policy of example.com, which is in force, do not deliver.';
export const SILENT: Failure = failure('timeout', 'no answer in time');
