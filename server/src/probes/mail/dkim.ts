import type { DnsExchange } from '../../core/observations/dns.ts';
import { isFailure } from '../../core/observations/failure.ts';
import type { DkimKeyObservation, DkimObservation, MailSelector } from '../../core/observations/mail.ts';
import type { Network } from '../network.ts';
import { createAsking, textsOf, type Asking } from './asking.ts';

interface Surroundings {
  readonly asking: Asking;
  readonly network: Network;
  readonly signal: AbortSignal;
  /** The domain has an MX or an SPF record. */
  readonly hasMail: Promise<boolean>;
}

const MOST_KEYS = 30;
/** Well-known selectors that are asked for in spite of an answer that there is nothing. */
const MOST_IN_DOUBT = 4;

/** The keys of the selectors; `exchanges` has the questions beside those of `asking`. */
export async function observeDkim(
  domain: string,
  selectors: readonly MailSelector[],
  { asking, network: { dns }, signal, hasMail }: Surroundings,
): Promise<{ readonly observed: DkimObservation; readonly exchanges: readonly DnsExchange[] }> {
  const own = createAsking({ dns, signal, most: MOST_KEYS });
  const keysOf = (wanted: readonly MailSelector[]): Promise<readonly DkimKeyObservation[]> =>
    Promise.all(
      wanted.map(async (selector) => {
        const name = `${selector.selector}._domainkey.${domain}`;
        return Object.assign({ name, answer: await own.ask(name, 'TXT') }, selector);
      }),
    );
  const observed = (keys: readonly DkimKeyObservation[]) => ({
    observed: { below, keys },
    exchanges: own.exchanges,
  });

  const all = selectors.slice(0, MOST_KEYS);
  const below = await asking.ask(`_domainkey.${domain}`, 'TXT');
  if (isFailure(below)) return observed([]);
  if (below.rcode !== 'NXDOMAIN') return observed(await keysOf(all));
  // RFC 8020: where there is no such name, there is none below it. Some name servers say so of every name without records of its
  // own; where mail is likely, that is tried out.
  if (!(await hasMail)) return observed([]);
  const wellKnown = all.filter(({ source }) => source === 'well-known');
  const late = new Set(wellKnown.slice(MOST_IN_DOUBT));
  const found = await keysOf(all.filter((selector) => !late.has(selector)));
  if (!found.some(({ answer }) => textsOf(answer).length > 0)) return observed(found);
  return observed([...found, ...(await keysOf([...late]))]);
}
