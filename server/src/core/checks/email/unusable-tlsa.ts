import { defineCheck } from '../../check.ts';
import { tlsaRecordsOf, tlsaText, unusable } from '../../live/mailTransport/dane.ts';
import { serversOf } from '../../live/mailTransport/smtp.ts';
import { serverMend } from '../../live/mailTransport/weight.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/unusable-tlsa',
  impact: 'medium',
  stage: 'domain',
  title: 'TLSA record that senders skip',
  why: 'A record that mail servers do not use proves nothing, although it was published for that.',
  *check(observed) {
    for (const { host, observation } of serversOf(observed)) {
      const { tlsa } = observation;
      if (!tlsa) continue;
      if (isFailure(tlsa)) {
        yield { host, unknown: tlsa };
        continue;
      }
      const records = tlsaRecordsOf(observation);
      const odd = records.flatMap((record) => {
        const why = unusable(record);
        return why === undefined ? [] : [{ record, why }];
      });
      const [first] = odd;
      if (records.length > 0 && !first) yield { host, pass: `Senders can use the TLSA records of ${host}.` };
      if (!first) continue;
      const isEvery = odd.length === records.length;
      yield {
        host,
        impact: isEvery ? 'medium' : 'low',
        problem: `${isEvery ? 'The' : 'One'} TLSA record of ${host} ${first.why}: senders skip it${isEvery ? ', and nothing proves who the server is' : ''}.`,
        evidence: odd.map(({ record, why }) => `_25._tcp.${host} TLSA ${tlsaText(record)}: it ${why}`),
        mend: serverMend(
          `Publish a record of the form “3 1 1” (the server’s own key, SHA-256) for ${host}, and remove this one.`,
          host,
        ),
      };
    }
  },
});
