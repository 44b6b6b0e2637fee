import { defineCheck } from '../../check.ts';
import { tlsaRecordsOf, tlsaText } from '../../live/mailTransport/dane.ts';
import { serversOf } from '../../live/mailTransport/smtp.ts';
import { serverMend } from '../../live/mailTransport/weight.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/tlsa-without-dnssec',
  impact: 'low',
  stage: 'domain',
  title: 'TLSA record in a zone that is not signed',
  why: 'Without DNSSEC anybody could have written the record, so senders don’t look at it.',
  *check(observed) {
    for (const { host, observation } of serversOf(observed)) {
      const { tlsa } = observation;
      const records = tlsaRecordsOf(observation);
      if (!tlsa || isFailure(tlsa) || records.length === 0) continue;
      if (tlsa.isAuthenticated) {
        yield { host, pass: `DNSSEC proves the TLSA records of ${host}.` };
        continue;
      }
      if (observed.dns.dnssec.resolverValidates !== 'yes') {
        yield { host, unknown: 'the resolver does not validate DNSSEC' };
        continue;
      }
      yield {
        host,
        problem: `${host} has TLSA records, but its zone is not signed (DNSSEC): senders don’t look at them.`,
        evidence: records.map((record) => `_25._tcp.${host} TLSA ${tlsaText(record)}`),
        mend: serverMend(`Sign the zone of ${host} with DNSSEC, or remove the TLSA records.`, host),
      };
    }
  },
});
