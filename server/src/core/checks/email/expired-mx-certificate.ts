import { defineCheck } from '../../check.ts';
import { judgeTls } from '../../live/mailTransport/smtp.ts';
import { needsNoAuthority, serverMend, UNPROVEN, weightOf } from '../../live/mailTransport/weight.ts';
import { dayOf, isExpired, isNotYetValid, minuteOf } from '../../live/tls/certificateDates.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/expired-mx-certificate',
  impact: 'medium',
  stage: 'domain',
  title: 'Expired certificate of a mail server',
  why: 'Senders that look at certificates do not deliver. The others can’t tell your server from a stranger’s.',
  *check(observed, context) {
    const { now } = context;
    yield* judgeTls(observed, (talk) => {
      const { leaf, chain, host, tls } = talk;
      if (leaf.isSelfSigned || needsNoAuthority(talk)) return undefined;
      const isLate = isExpired(leaf, now);
      const isEarly = isNotYetValid(leaf, now);
      const link = chain.find((certificate) => isExpired(certificate, now));
      const isOfChain = !isFailure(tls.trust) && tls.trust.problem === 'expired' && link !== undefined;
      if (!isLate && !isEarly && !isOfChain) {
        return isFailure(tls.trust) || tls.trust.problem !== 'not-yet-valid'
          ? { pass: `Valid until ${dayOf(leaf.notAfter)}.` }
          : undefined;
      }
      const { impact, consequence } = weightOf(talk, 'medium', UNPROVEN);
      return {
        impact,
        kind: isLate ? 'expired' : isEarly ? 'early' : 'chain',
        problem: (where) => {
          if (isEarly)
            return `The certificate of the mail server ${where} is not valid before ${dayOf(leaf.notBefore)}: ${consequence}`;
          return isLate
            ? `The certificate of the mail server ${where} expired on ${dayOf(leaf.notAfter)}: ${consequence}`
            : `The certificate of the mail server ${where} rests on one that expired on ${dayOf(link?.notAfter ?? '')}: ${consequence}`;
        },
        evidence: [
          `valid ${minuteOf(leaf.notBefore)} to ${minuteOf(leaf.notAfter)}`,
          `issuer: ${leaf.issuer}`,
        ],
        mend: serverMend(
          `Renew the certificate of ${host}, and have the mail server read it again afterwards (certbot: a deploy hook that reloads it).`,
          host,
        ),
      };
    });
  },
});
