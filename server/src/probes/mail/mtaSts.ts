import { isFailure } from '../../core/observations/failure.ts';
import type { NameObservation } from '../../core/observations/dns.ts';
import type { MailReaders, MtaStsObservation } from '../../core/observations/mail.ts';
import { endpointFor } from '../connect.ts';
import type { Network } from '../network.ts';
import { describeFailure } from '../tls/describeFailure.ts';
import { exchangeHello } from '../tls/exchangeHello.ts';
import { MODERN_SUITES } from '../tls/handshakeKeys.ts';
import { shownBy } from '../tls/shown.ts';
import { BROWSER_SUITES } from '../tls/suites.ts';
import { textsOf, type Asking } from './asking.ts';
import type { CountedClient } from './policies.ts';
import { within } from './within.ts';

interface Surroundings {
  readonly asking: Asking;
  readonly network: Network;
  readonly readers: MailReaders;
  readonly policies: CountedClient;
  readonly signal: AbortSignal;
}

/** RFC 8461 section 3.2 has a policy of some lines; senders stop at 64 kB (section 5.1 lets them). */
const LONGEST_POLICY = 64 * 1024;
const TLS_TIME = 5000;

/** The record, the policy behind it, and the certificate that it comes with. */
export async function observeMtaSts(domain: string, around: Surroundings): Promise<MtaStsObservation> {
  const { asking, readers, policies } = around;
  const host = `mta-sts.${domain}`;
  const [record, address] = await Promise.all([asking.ask(`_mta-sts.${domain}`, 'TXT'), asking.nameOf(host)]);
  const isThere = address.ipv4.length + address.ipv6.length > 0;
  if (!isThere && readers.recordsOf('mta-sts', textsOf(record)).length === 0) return { record, address };
  const [policy, tls] = await Promise.all([
    policies.fetch(`https://${host}/.well-known/mta-sts.txt`, LONGEST_POLICY),
    observeCertificate(address, around),
  ]);
  return { record, address, ...(policy && { policy }), tls };
}

async function observeCertificate(
  { host, ipv4, ipv6 }: NameObservation,
  { network: { settings }, signal }: Surroundings,
): Promise<NonNullable<MtaStsObservation['tls']>> {
  const endpoint = endpointFor(host, 443, ipv4[0] ?? ipv6[0], settings);
  if (isFailure(endpoint)) return endpoint;
  const suites = [...MODERN_SUITES, ...BROWSER_SUITES];
  const hello = { host, version: 'TLSv1.3', suites, until: 'certificates' } as const;
  const outcome = await within(TLS_TIME, signal, (limited) =>
    exchangeHello({ ...endpoint, ...hello }, limited),
  );
  const shown = shownBy(outcome.answer, settings.ca);
  if (!shown) return describeFailure(outcome, { host, ...endpoint }, signal.aborted);
  return { chain: shown.certificates.map(({ observation }) => observation), trust: shown.trust };
}
