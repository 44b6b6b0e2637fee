import { defineRecordRule } from '../../email/zones/faultyRecords.ts';

export default defineRecordRule({
  id: 'email/faulty-dmarc-record',
  impact: 'high',
  title: 'DMARC record with a mistake',
  why: 'The DMARC record says what receivers do with mail that only claims to be yours, and Gmail and Yahoo ask for one. One that they can’t read protects nobody.',
  triggers: ['_dmarc', 'dmarc1', 'v=dmarc', 'dmarc_builder'],
  record: 'dmarc',
});
