import { defineCheck, type MendCopy } from '../../check.ts';
import { fits, isProven, tlsaText, usableRecordsOf } from '../../live/mailTransport/dane.ts';
import { judgeTls } from '../../live/mailTransport/smtp.ts';
import { serverMend } from '../../live/mailTransport/weight.ts';

export default defineCheck({
  id: 'email/dane-mismatch',
  impact: 'high',
  stage: 'domain',
  title: 'TLSA record that does not fit the mail server',
  why: 'Senders with DANE hold the certificate against the record in DNS and do not deliver: large providers among them.',
  *check(observed) {
    yield* judgeTls(observed, ({ host, observation, tls }) => {
      const records = usableRecordsOf(observation);
      const proven = isProven(observation);
      // In a zone that is not signed nobody looks at them: another check tells. Where the resolver does not validate, it may be signed.
      if (records.length === 0 || (!proven && observed.dns.dnssec.resolverValidates === 'yes'))
        return undefined;
      const outcomes = new Set(records.map((record) => fits(record, tls)));
      const own = tls.digests[0];
      if (outcomes.has(true)) {
        if (!proven) return undefined;
        return { pass: `A TLSA record fits ${host}.`, evidence: records.map(tlsaText) };
      }
      if (!proven && (outcomes.has('unknown') || !own)) return undefined;
      if (outcomes.has('unknown'))
        return { unknown: 'a TLSA record holds a whole certificate, which is not sent' };
      if (!own) return { unknown: 'the certificate could not be read' };
      const present = { usage: 3, selector: 1, matching: 1, data: own.key.sha256 };
      const name = `_25._tcp.${host}`;
      const copy: MendCopy = { kind: 'record', name, type: 'TLSA', value: tlsaText(present) };
      return {
        ...(!proven && { impact: 'medium' as const }),
        problem: (where) =>
          `No TLSA record of ${host} fits the certificate that ${where} shows: ${proven ? 'senders with DANE do not deliver.' : 'if its zone is signed (DNSSEC), senders with DANE do not deliver.'}`,
        evidence: [
          ...records.map((record) => `${name} TLSA ${tlsaText(record)}`),
          `the server’s key: ${tlsaText(present)}`,
        ],
        mend: {
          ...serverMend(
            `Publish a TLSA record for the key that the server has, beside the others, until it is the only one. Next time publish the new one first, wait for as long as its TTL, and then change the certificate.`,
            host,
          ),
          copy: [copy],
        },
      };
    });
  },
});
