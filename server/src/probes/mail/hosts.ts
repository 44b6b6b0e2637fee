import { isIP } from 'node:net';
import type { DnsRecord } from '../../core/observations/dns.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import type { MailHostObservation, MailObservation, SmtpObservation } from '../../core/observations/mail.ts';
import { endpointFor, hasWay, type Endpoint } from '../connect.ts';
import { recordsOfType, type Outcome } from '../dns/ask.ts';
import { unobservedName } from '../dns/names.ts';
import type { Network } from '../network.ts';
import { isPublic } from '../publicLookup.ts';
import type { Asking } from './asking.ts';
import { converse } from './smtp.ts';

interface Surroundings {
  /** Whose mail it is. */
  readonly domain: string;
  readonly asking: Asking;
  readonly network: Network;
  readonly signal: AbortSignal;
}

/** Hosts that are connected to: who has more has them for the same purpose. */
const MOST_CONNECTED = 4;
/** Hosts whose addresses are asked for. */
const MOST_NAMED = 8;

type Mx = DnsRecord & { readonly type: 'MX' };

/** The hosts that receive mail, the preferred first: none where there is no MX record, or the null MX (RFC 7505). */
export function hostsOf(mx: Outcome): readonly Mx[] {
  if (isFailure(mx)) return [];
  const seen = new Set<string>();
  return [...recordsOfType(mx.answers, 'MX')]
    .filter(({ exchange }) => exchange !== '')
    .sort((one, other) => one.preference - other.preference || (one.exchange < other.exchange ? -1 : 1))
    .filter(({ exchange }) => !seen.has(exchange) && seen.add(exchange));
}

/** What DNS says of each host, and what it says itself on port 25. */
export function observeHosts(mx: Outcome, around: Surroundings): Promise<readonly MailHostObservation[]> {
  return Promise.all(hostsOf(mx).map((record, index) => observeHost(record, index, around)));
}

async function observeHost(
  { exchange: host, preference }: Mx,
  index: number,
  { domain, asking, network, signal }: Surroundings,
): Promise<MailHostObservation> {
  if (index >= MOST_NAMED) return { host, preference, name: unobservedName(host), smtp: [] };
  const name = await asking.nameOf(host);
  // RFC 7672 section 2.2.2: without DNSSEC such a record says nothing.
  const isSigned = [name.v4, name.v6].some((answer) => !isFailure(answer) && answer.isAuthenticated);
  // One's own host is worth the question: records that nobody may use are a mistake.
  const isOwn = host === domain || host.endsWith(`.${domain}`);
  const addresses = [...name.ipv4.slice(0, 1), ...name.ipv6.slice(0, 1)];
  const [tlsa, smtp] = await Promise.all([
    isSigned || isOwn ? asking.ask(`_25._tcp.${host}`, 'TLSA') : undefined,
    index < MOST_CONNECTED ? observeSmtp(host, addresses, network, signal) : [],
  ]);
  return { host, preference, name, ...(tlsa && { tlsa }), smtp };
}

async function observeSmtp(
  host: string,
  addresses: readonly string[],
  network: Network,
  signal: AbortSignal,
): Promise<readonly SmtpObservation[]> {
  const { settings } = network;
  const named = endpointFor(host, SMTP_PORT, undefined, settings);
  if (!isFailure(named)) return [await observeAddress(host, named, false, network, signal)];
  return Promise.all(
    addresses.map(async (address): Promise<SmtpObservation> => {
      const endpoint = endpointFor(host, SMTP_PORT, address, settings);
      const unasked = { address, port: SMTP_PORT, milliseconds: 0 };
      if (isFailure(endpoint)) return { ...unasked, mayBeFiltered: false, session: endpoint };
      if (!hasWay(endpoint)) return { ...unasked, mayBeFiltered: true, session: NO_IPV6 };
      return observeAddress(host, endpoint, isPublic({ address }), network, signal);
    }),
  );
}

const NO_IPV6: Failure = { failed: 'unreachable', detail: 'this machine has no IPv6' };

const SMTP_PORT = 25;

async function observeAddress(
  host: string,
  endpoint: Endpoint,
  mayBeFiltered: boolean,
  { settings, connecting }: Network,
  signal: AbortSignal,
): Promise<SmtpObservation> {
  const leave = await connecting.enter(signal);
  const start = performance.now();
  try {
    const session = await converse(host, endpoint, { ca: settings.ca, onConnected: leave }, signal);
    return { ...endpoint, mayBeFiltered, session, milliseconds: Math.round(performance.now() - start) };
  } finally {
    leave();
  }
}

/**
 * Where one mail server has answered, port 25 is open from here: that another is silent is its own doing. What holds for IPv4 says
 * nothing of IPv6.
 */
export function withoutDoubt(observed: readonly MailObservation[]): readonly MailObservation[] {
  const all = observed.flatMap(({ hosts }) => hosts.flatMap(({ smtp }) => smtp));
  const open = new Set(all.filter(({ session }) => !isFailure(session)).map(({ address }) => isIP(address)));
  const clear = (each: SmtpObservation): SmtpObservation =>
    each.mayBeFiltered && open.has(isIP(each.address)) ? { ...each, mayBeFiltered: false } : each;
  return observed.map((mail) => {
    const hosts = mail.hosts.map((host) => Object.assign({}, host, { smtp: host.smtp.map(clear) }));
    return Object.assign({}, mail, { hosts });
  });
}
