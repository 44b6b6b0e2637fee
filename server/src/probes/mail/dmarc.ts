import type { DmarcObservation, MailReaders } from '../../core/observations/mail.ts';
import { isWithin } from '../dns/ask.ts';
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
  if (!nearest) return { walk, reports: [] };
  // Whoever is of the same organization needs no permission: it begins at the highest of the records, top levels aside.
  const organization = found.findLast(({ at }) => at.includes('.'))?.at ?? nearest.at;
  const foreign = readers
    .reportDomains(nearest.record)
    .filter((to) => !isWithin(to, organization) && !isWithin(organization, to));
  const reports = await Promise.all(
    [...new Set(foreign)].slice(0, MOST_REPORTS).map(async (to) => ({
      to,
      answer: await asking.ask(`${nearest.at}._report._dmarc.${to}`, 'TXT'),
    })),
  );
  return { walk, reports };
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
