import { defineCheck } from '../../check.ts';
import { bimiRecordOf, fetched } from '../../live/mailAuth/bimi.ts';
import { isPem, notAfterOf } from '../../live/mailAuth/bimiCertificate.ts';
import { unknownAt } from '../../live/mailAuth/dmarc.ts';

export default defineCheck({
  id: 'email/unusable-bimi-evidence',
  impact: 'low',
  stage: 'domain',
  title: 'BIMI certificate that can’t be used',
  why: 'Gmail and Apple show a logo only with a certificate (VMC or CMC) that says whose it is.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain, bimi } = mail;
      const record = bimiRecordOf(mail);
      if (!bimi?.evidence || record?.evidence === undefined) continue;
      const result = fetched(bimi.evidence);
      const { href } = bimi.evidence.url;
      const lines = [`default._bimi.${domain} TXT "${record.text}"`];
      if (result.is === 'unknown') {
        yield unknownAt(domain, result.failure);
        continue;
      }
      if (result.is === 'problem') {
        yield {
          host: domain,
          kind: 'fetch',
          problem: `The BIMI certificate of ${domain} ${result.says}: Gmail and Apple show no logo.`,
          evidence: [...lines, result.evidence],
          mend: { how: `Serve the certificate at ${href} with status 200, to everybody.` },
        };
        continue;
      }
      const { body, isCut } = result.answer;
      if (isCut) {
        yield unknownAt(domain, 'the BIMI certificate is longer than what is read of it');
        continue;
      }
      if (!isPem(body)) {
        yield {
          host: domain,
          kind: 'form',
          problem: `What “a=” of the BIMI record of ${domain} leads to is no certificate in PEM: Gmail and Apple show no logo.`,
          evidence: [...lines, `${href}: no “BEGIN CERTIFICATE”`],
          mend: {
            how: 'Serve the PEM file that the issuer of the certificate gave you, with its whole chain.',
          },
        };
        continue;
      }
      const until = notAfterOf(body);
      if (until === undefined) continue;
      if (Date.parse(until) >= Date.parse(context.now)) {
        yield {
          host: domain,
          pass: `The BIMI certificate of ${domain} is good until ${until.slice(0, 10)}.`,
          evidence: [href],
        };
        continue;
      }
      yield {
        host: domain,
        kind: 'expired',
        problem: `The BIMI certificate of ${domain} expired on ${until.slice(0, 10)}: Gmail and Apple show no logo.`,
        evidence: [...lines, `${href}: not after ${until}`],
        mend: {
          how: 'Have the certificate renewed by its issuer, and serve the new file at the same address.',
        },
      };
    }
  },
});
