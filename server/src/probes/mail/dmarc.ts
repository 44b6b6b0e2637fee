import { isFailure } from '../../core/observations/failure.ts';
import type { DmarcObservation, MailReaders, ReportMailbox } from '../../core/observations/mail.ts';
import { isWithin, recordsOfType } from '../dns/ask.ts';
import { textsOf, type Asking } from './asking.ts';

/** The policies of a domain and of those above it, and who may get its reports. */
export async function observeDmarc(
  domain: string,
  asking: Asking,
  readers: MailReaders,
): Promise<DmarcObservation> {
  const walk = await Promise.all(
    walkOf(domain).map(async (at) => ({ at, answer: await asking.ask(`_dmarc.${at}`, 'TXT') })),
  );
  const found = walk.flatMap(({ at, answer }) =>
    readers
      .recordsOf('dmarc', textsOf(answer))
      .slice(0, 1)
      .map((record) => ({ at, record })),
  );
  const [nearest] = found;
  if (!nearest) return { walk, reports: [], mailboxes: [] };
  // Whoever is of the same organization needs no permission: it begins at the highest of the records, top levels aside.
  const organization = found.findLast(({ at }) => at.includes('.'))?.at ?? nearest.at;
  const addressed = [...new Set(readers.reportDomains(nearest.record))];
  const isForeign = (to: string): boolean => !isWithin(to, organization) && !isWithin(organization, to);
  const [reports, mailboxes] = await Promise.all([
    Promise.all(
      addressed
        .filter(isForeign)
        .slice(0, MOST_REPORTS)
        .map(async (to) => ({ to, answer: await asking.ask(`${nearest.at}._report._dmarc.${to}`, 'TXT') })),
    ),
    Promise.all(
      addressed
        // Whether mail arrives at the domain itself is known already; what is inherited is told where it stands.
        .filter((to) => to !== domain && nearest.at === domain && !isForeign(to))
        .slice(0, MOST_REPORTS)
        .map((to) => mailboxAt(to, asking)),
    ),
  ]);
  return { walk, reports, mailboxes };
}

/** RFC 5321 section 5.1: without MX records mail is delivered to the addresses of the domain. */
async function mailboxAt(to: string, asking: Asking): Promise<ReportMailbox> {
  const mx = await asking.ask(to, 'MX');
  const isSettled = isFailure(mx) || mx.rcode !== 'NOERROR' || recordsOfType(mx.answers, 'MX').length > 0;
  return { to, mx, ...(!isSettled && { name: await asking.nameOf(to) }) };
}

const MOST_REPORTS = 4;
/** RFC 9989 section 4.10: eight questions at most, so that a long name goes on with its last seven labels. */
const LONGEST = 7;

/** The names that the tree walk asks, in its order. */
export function walkOf(domain: string): readonly string[] {
  const labels = domain.split('.');
  const rest = Math.min(labels.length - 1, LONGEST);
  return [domain, ...Array.from({ length: rest }, (_, at) => labels.slice(at - rest).join('.'))];
}
