import { defineCheck } from '../../check.ts';
import { daneRecordsOf, fits, tlsaText } from '../../live/mailTransport/dane.ts';
import { receiverOf } from '../../live/mailTransport/receivers.ts';
import { judgeTls } from '../../live/mailTransport/smtp.ts';
import { serverMend } from '../../live/mailTransport/weight.ts';

export default defineCheck({
  id: 'email/stale-tlsa',
  impact: 'low',
  stage: 'domain',
  title: 'TLSA records that were left behind',
  why: 'Old records hide mistakes: nobody sees any more which one is to fit.',
  *check(observed) {
    yield* judgeTls(observed, ({ host, observation, tls }) => {
      const records = daneRecordsOf(observation).filter(({ usage }) => usage === 3);
      // A provider has many servers behind one name, with keys of their own.
      if (receiverOf(host) !== undefined || !records.some((record) => fits(record, tls) === true))
        return undefined;
      const others = records.filter((record) => fits(record, tls) === false);
      // The key that comes next is published beforehand (RFC 7671 section 8.1); a certificate is not known so early.
      const stale = others.filter(
        (record) =>
          record.selector === 0 ||
          others.filter(
            ({ selector, matching }) => selector === record.selector && matching === record.matching,
          ).length > 1,
      );
      if (stale.length === 0) return undefined;
      return {
        problem: (where) =>
          `${stale.length === 1 ? 'One TLSA record' : `${stale.length} TLSA records`} of ${where} ${stale.length === 1 ? 'fits' : 'fit'} no certificate that it shows: left from earlier ones.`,
        evidence: stale.map((record) => `_25._tcp.${host} TLSA ${tlsaText(record)}`),
        mend: serverMend(
          `Remove the TLSA records of ${host} that fit nothing, but the one of the key that comes next.`,
          host,
        ),
      };
    });
  },
});
