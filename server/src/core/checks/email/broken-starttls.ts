import { defineCheck } from '../../check.ts';
import { daneRecordsOf } from '../../live/mailTransport/dane.ts';
import { isOurs, judgeTalks } from '../../live/mailTransport/smtp.ts';
import { serverMend, weightOf } from '../../live/mailTransport/weight.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/broken-starttls',
  impact: 'medium',
  stage: 'domain',
  title: 'Encryption that a mail server offers and fails at',
  why: 'Senders that try encryption get an error. Some then deliver as plain text, others not at all.',
  *check(observed) {
    yield* judgeTalks(observed, (talk) => {
      const { host, session, observation } = talk;
      const { startTls, tls } = session;
      if (!session.extensions.includes('STARTTLS')) return undefined;
      const isRefused = startTls !== undefined && startTls.code !== 220;
      if (tls && !isFailure(tls)) return { pass: `${host} speaks TLS after STARTTLS.` };
      if (!isRefused && (!tls || isOurs(tls)))
        return { unknown: tls ?? 'the conversation ended before TLS was begun' };
      const isDane = daneRecordsOf(observation).length > 0;
      const { impact, consequence } = weightOf(talk, 'medium', 'mail comes as plain text, or not at all.');
      return {
        impact: isDane ? 'high' : impact,
        problem: (where) =>
          `${where} offers encryption (STARTTLS) and then ${isRefused ? `refuses it (${startTls?.code})` : 'fails at it'}: ${isDane ? 'senders with DANE do not deliver.' : consequence}`,
        evidence: [
          ...(startTls ? [`STARTTLS: ${startTls.code} ${startTls.text}`] : []),
          ...(tls && isFailure(tls) ? [tls.detail] : []),
        ],
        mend: serverMend(
          `See what the log of the mail server at ${host} says of TLS: mostly its certificate or key can't be read, or they don't belong together.`,
          host,
        ),
      };
    });
  },
});
