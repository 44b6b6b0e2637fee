import { defineRecordRule } from '../../email/zones/faultyRecords.ts';

export default defineRecordRule({
  id: 'email/faulty-tls-rpt-record',
  impact: 'low',
  title: 'TLS-RPT record with a mistake',
  why: 'By this record other mail servers know where to report that they could not deliver to you over an encrypted connection. With a mistake in it you hear nothing.',
  triggers: ['_smtp._tls', 'tlsrpt'],
  record: 'tls-rpt',
});
