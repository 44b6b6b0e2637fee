import { defineCheck } from '../../check.ts';
import { textsOf } from '../../live/mailTransport/receiving.ts';
import { judgeRecords } from '../../live/mailTransport/records.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/malformed-tls-report-record',
  impact: 'low',
  stage: 'domain',
  title: 'TLS-RPT record that senders can’t read',
  why: 'Senders that can’t read the record send no reports, and nobody hears of mail that is held back.',
  *check(observed, context) {
    for (const { domain, tlsRpt } of observed.mail ?? []) {
      yield* judgeRecords('tls-rpt', textsOf(tlsRpt), {
        host: domain,
        name: `_smtp._tls.${domain}`,
        label: 'TLS-RPT record',
        severalImpact: 'low',
        mendOf: (text) =>
          dnsMend(
            'Publish one record of this form, with an address that somebody reads.',
            observed,
            context,
            [
              {
                kind: 'record',
                name: `_smtp._tls.${domain}`,
                type: 'TXT',
                value: `v=TLSRPTv1; rua=${/(?:mailto:[^\s,;"]+@[^\s,;"]+|https:\/\/[^\s,;"]+)/i.exec(text)?.[0] ?? `mailto:tls-reports@${domain}`}`,
              },
            ],
          ),
      });
    }
  },
});
