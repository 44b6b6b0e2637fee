import { defineCheck } from '../../check.ts';
import { doesNotExist } from '../../live/dns/resolution.ts';
import { mxMend } from '../../live/mailTransport/mend.ts';
import { hasReceivers, mxFailure, mxRecordsOf, mxText } from '../../live/mailTransport/mx.ts';
import { declaredAt, expectationOf } from '../../live/mailTransport/receiving.ts';
import { listed } from '../../live/dns/names.ts';

export default defineCheck({
  id: 'email/missing-mx',
  impact: 'high',
  stage: 'domain',
  title: 'Domain that should receive mail, and can’t',
  why: 'Answers of customers, bounces and reports come back to their senders, or are lost at a web server.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain } = mail;
      const failure = mxFailure(mail);
      if (failure !== undefined) {
        yield { host: domain, unknown: failure };
        continue;
      }
      const records = mxRecordsOf(mail);
      if (hasReceivers(mail)) {
        const hosts = records.filter(({ exchange }) => exchange !== '').map(({ exchange }) => exchange);
        yield {
          host: domain,
          pass: `Mail for ${domain} goes to ${listed(hosts)}.`,
          evidence: records.map(mxText),
        };
        continue;
      }
      const expected = expectationOf(mail, observed, context);
      const isNull = records.length > 0;
      const [sender] = declaredAt(domain, context);
      if (isNull && sender && expected?.impact !== 'high') {
        const { address, file, at } = sender;
        const isForNobody =
          context.target.mail?.receives === false || /^(?:no|do-?not)[._-]?reply/.test(address);
        yield {
          host: domain,
          kind: 'sender',
          impact: isForNobody ? 'low' : 'medium',
          problem: `The code sends from ${address}, and ${domain} says that it receives no mail (null MX): whoever answers gets an error, and some receivers refuse mail from a domain that takes no bounces.`,
          evidence: records.map((record) => `MX: ${mxText(record)}`),
          mend: mxMend(
            `Replace the null MX record of ${domain} by those of whoever receives its mail, or send from a domain that receives mail.`,
            mail,
            observed,
            context,
            expected?.receiver,
          ),
          declaredAt: { file, at },
        };
        continue;
      }
      if (!expected || (domain === observed.domain && doesNotExist(observed))) {
        if (isNull)
          yield {
            host: domain,
            pass: `${domain} says that it receives no mail (null MX).`,
            evidence: ['0 .'],
          };
        continue;
      }
      const [address] = [...mail.address.ipv4, ...mail.address.ipv6];
      yield {
        host: domain,
        impact: expected.impact,
        ...(isNull ? { kind: 'null' } : {}),
        problem: isNull
          ? `${domain} says that it receives no mail (null MX), although ${expected.why}: whoever writes to it gets an error.`
          : address === undefined
            ? `${domain} has no MX record, although ${expected.why}: mail for it comes back.`
            : `${domain} has no MX record, although ${expected.why}: mail for it is taken to its web server at ${address}, and is lost or comes back.`,
        evidence: isNull ? records.map((record) => `MX: ${mxText(record)}`) : ['MX: no record'],
        mend: mxMend(
          isNull
            ? `Replace the null MX record of ${domain} by those of whoever receives its mail.`
            : `Add the MX records that whoever receives the mail of ${domain} names.`,
          mail,
          observed,
          context,
          expected.receiver,
        ),
      };
    }
  },
});
