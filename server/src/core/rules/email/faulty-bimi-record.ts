import { defineRecordRule } from '../../email/zones/faultyRecords.ts';

export default defineRecordRule({
  id: 'email/faulty-bimi-record',
  impact: 'low',
  title: 'BIMI record with a mistake',
  why: 'The BIMI record says where the logo is that mailboxes show beside your mail. With a mistake in it they show none.',
  triggers: ['_bimi', 'v=bimi'],
  record: 'bimi',
});
