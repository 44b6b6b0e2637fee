import { defineCheck } from '../../check.ts';
import { judgeTls, unaskedServers, type TlsTalk } from '../../live/mailTransport/smtp.ts';
import { needsNoAuthority, serverMend, UNPROVEN, weightOf } from '../../live/mailTransport/weight.ts';
import { issuerLabel } from '../../live/tls/certificateIssuers.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/untrusted-mx-certificate',
  impact: 'medium',
  stage: 'domain',
  title: 'Certificate of a mail server that nobody vouches for',
  why: 'Senders can’t tell your mail server from a stranger’s. Those that insist on it do not deliver.',
  *check(observed) {
    yield* unaskedServers(observed);
    yield* judgeTls(observed, (talk) => {
      const { host, leaf, chain, tls } = talk;
      if (needsNoAuthority(talk)) return { pass: `${host} is known by its TLSA record (DANE).` };
      const { trust } = tls;
      if (isFailure(trust)) return { unknown: trust };
      if (trust.isTrusted) return { pass: `Trusted: from ${issuerLabel(leaf.issuer)}.` };
      // Its dates: findings of their own.
      if (trust.problem === 'expired' || trust.problem === 'not-yet-valid') return undefined;
      const { impact, consequence } = weightOf(talk, 'medium', UNPROVEN);
      const { says, how } = wordsOf(talk);
      return {
        impact,
        kind: trust.problem ?? 'other',
        problem: (where) => `The certificate of the mail server ${where} ${says}: ${consequence}`,
        evidence: chain.map(({ subject, issuer }) => `${subject}, by ${issuer}`),
        mend: serverMend(how, host),
      };
    });
  },
});

function wordsOf({ host, leaf, chain, tls: { trust } }: TlsTalk): {
  readonly says: string;
  readonly how: string;
} {
  const problem = isFailure(trust) ? undefined : trust.problem;
  const issue = `Have a certificate issued for ${host} by a public authority, such as Let's Encrypt.`;
  if (problem === 'self-signed') return { says: 'is signed by itself', how: issue };
  if (problem === 'unknown-root') {
    return { says: `comes from ${issuerLabel(leaf.issuer)}, an authority that nobody knows`, how: issue };
  }
  if (problem === 'incomplete-chain') {
    return {
      says: `is sent without the one that issued it (${chain.at(-1)?.issuer})`,
      how: 'Give the mail server the full chain (fullchain.pem), not the certificate alone.',
    };
  }
  return {
    says: 'has a chain that proves nothing',
    how: 'Install the certificate and its chain again, as the authority gave them.',
  };
}
