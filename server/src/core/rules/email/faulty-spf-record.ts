import { defineRecordRule } from '../../email/zones/faultyRecords.ts';

export default defineRecordRule({
  id: 'email/faulty-spf-record',
  impact: 'high',
  title: 'SPF record with a mistake',
  why: 'The SPF record says which servers may send mail for the domain. One with a mistake counts as none, or lets strangers send in your name: invoices and password resets land in spam.',
  triggers: ['spf1', 'v=spf', 'spf2', '"spf', 'spf_builder'],
  record: 'spf',
});
