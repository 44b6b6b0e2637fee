import { defineRecordRule } from '../../email/zones/faultyRecords.ts';

export default defineRecordRule({
  id: 'email/faulty-dkim-record',
  impact: 'high',
  title: 'DKIM record with a mistake',
  why: 'Receivers check the signature of your mail with the key in this record. If they can’t read it, or it is too weak, no signature counts, and mail lands in spam.',
  triggers: ['_domainkey', 'v=dkim', 'dkim_builder'],
  record: 'dkim',
});
