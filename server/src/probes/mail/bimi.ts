import type { BimiObservation, DmarcObservation, MailReaders } from '../../core/observations/mail.ts';
import { textsOf, type Asking } from './asking.ts';
import type { CountedClient } from './policies.ts';

interface Surroundings {
  readonly asking: Asking;
  readonly readers: MailReaders;
  readonly policies: CountedClient;
}

/** Logos over 32 kB are refused by mailbox providers already. */
const LARGEST_LOGO = 64 * 1024;
const LARGEST_EVIDENCE = 256 * 1024;

/** The logo that mailbox providers show. Absent: not asked, because without DMARC they show none. */
export async function observeBimi(
  domain: string,
  { walk }: DmarcObservation,
  { asking, readers, policies }: Surroundings,
): Promise<BimiObservation | undefined> {
  if (!walk.some(({ answer }) => readers.recordsOf('dmarc', textsOf(answer)).length > 0)) return undefined;
  const record = await asking.ask(`default._bimi.${domain}`, 'TXT');
  const [text] = readers.recordsOf('bimi', textsOf(record));
  if (text === undefined) return { record };
  const urls = readers.bimiUrls(text);
  const [logo, evidence] = await Promise.all([
    urls.logo === undefined ? undefined : policies.fetch(urls.logo, LARGEST_LOGO),
    urls.evidence === undefined ? undefined : policies.fetch(urls.evidence, LARGEST_EVIDENCE),
  ]);
  return { record, ...(logo && { logo }), ...(evidence && { evidence }) };
}
