import { bimiUrls } from '../core/email/records/bimi.ts';
import { reportDomains } from '../core/email/records/dmarc.ts';
import { recordsOf } from '../core/email/records/kinds.ts';
import { spfAddresses, spfAsks } from '../core/email/records/spf.ts';
import type { MailReaders } from '../core/observations/mail.ts';
import { evaluateSpf } from './spfEvaluation.ts';

/** What the observation of mail needs to know of records, and of SPF. */
export function createMailReaders(): MailReaders {
  return { recordsOf, reportDomains, bimiUrls, spfAddresses, spfAsks, evaluateSpf };
}
