import type { DnsExchange } from '../../core/observations/dns.ts';
import { isFailure } from '../../core/observations/failure.ts';
import type { DkimObservation, MailSelector } from '../../core/observations/mail.ts';
import type { Network } from '../network.ts';
import { createAsking, type Asking } from './asking.ts';

interface Surroundings {
  readonly asking: Asking;
  readonly network: Network;
  readonly signal: AbortSignal;
}

const MOST_KEYS = 30;

/** The keys of all selectors; `exchanges` has the questions beside those of `asking`. */
export async function observeDkim(
  domain: string,
  selectors: readonly MailSelector[],
  { asking, network: { dns }, signal }: Surroundings,
): Promise<{ readonly observed: DkimObservation; readonly exchanges: readonly DnsExchange[] }> {
  const below = await asking.ask(`_domainkey.${domain}`, 'TXT');
  // RFC 8020: where there is no such name, there is none below it.
  if (isFailure(below) || below.rcode === 'NXDOMAIN') return { observed: { below, keys: [] }, exchanges: [] };
  const own = createAsking({ dns, signal, most: MOST_KEYS });
  const keys = await Promise.all(
    selectors.slice(0, MOST_KEYS).map(async (selector) => {
      const name = `${selector.selector}._domainkey.${domain}`;
      return Object.assign({ name, answer: await own.ask(name, 'TXT') }, selector);
    }),
  );
  return { observed: { below, keys }, exchanges: own.exchanges };
}
