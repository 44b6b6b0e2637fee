/** Addresses of names for runs that go on for weeks: asked again when their time to live is over. */
import { lookup } from 'node:dns';
import type { NameObservation } from '../../core/observations/dns.ts';
import type { NetworkSettings } from '../../core/observations/domain.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import { createDnsClient } from '../dns/client.ts';
import { addressesOf as askAddresses } from '../dns/names.ts';
import { CANCELLED, failure } from '../http/failures.ts';

export interface AddressBook {
  /** IPv4 first; never rejects. The host may be an address itself, IPv6 in brackets. */
  addressesOf(host: string, signal: AbortSignal): Promise<readonly string[] | Failure>;
}

/**
 * By `settings.resolver`. Without one, by the servers of the machine, and where those know no such name by the machine itself, which may
 * have it in its hosts file. `now` gives milliseconds.
 */
export function createAddressBook(
  settings: NetworkSettings,
  now: () => number = () => performance.now(),
): AddressBook {
  const entries = new Map<string, Entry>();

  function entryOf(host: string): Entry {
    const known = entries.get(host);
    if (known && known.until > now()) return known;
    const entry: Entry = { until: Infinity, found: resolve(host, settings) };
    void entry.found.then(({ seconds }) => {
      entry.until = now() + seconds * 1000;
    });
    entries.delete(host);
    entries.set(host, entry);
    const [oldest] = entries.keys();
    if (entries.size > MOST_NAMES && oldest !== undefined) entries.delete(oldest);
    return entry;
  }

  return {
    async addressesOf(host, signal) {
      const literal = addressLiteral(host);
      if (literal !== undefined) return [literal];
      return untilAborted(
        entryOf(host).found.then(({ outcome }) => outcome),
        signal,
      );
    },
  };
}

/** The addresses that an observation of a name has, as an address book gives them. */
export function addressesIn(name: NameObservation): readonly string[] | Failure {
  const addresses = [...name.ipv4, ...name.ipv6];
  if (addresses.length > 0) return addresses;
  return isFailure(name.v4) ? name.v4 : failure('no-address', `${name.host} has no address`);
}

interface Entry {
  /** Of `now`. */
  until: number;
  readonly found: Promise<Found>;
}

interface Found {
  readonly outcome: readonly string[] | Failure;
  /** How long that may be believed. */
  readonly seconds: number;
}

const MOST_NAMES = 1_000;
/** Seconds: nothing is believed for longer, and nobody is asked more often. */
const LONGEST = 300;
const SHORTEST = 5;

async function resolve(host: string, settings: NetworkSettings): Promise<Found> {
  // A client of its own: it asks every question once, and remembers whether its resolver answers at all.
  const client = createDnsClient(settings);
  try {
    const name = await askAddresses(host, client, new AbortController().signal);
    const outcome = addressesIn(name);
    if (!isFailure(outcome)) return { outcome, seconds: timeToLive(name) };
    const own = settings.resolver === undefined ? await lookUp(host) : [];
    return own.length > 0 ? { outcome: own, seconds: 30 } : { outcome, seconds: SHORTEST };
  } finally {
    client.close();
  }
}

function timeToLive({ v4, v6 }: NameObservation): number {
  const times = [v4, v6].flatMap((each) => (isFailure(each) ? [] : each.answers.map(({ ttl }) => ttl)));
  return Math.min(LONGEST, Math.max(SHORTEST, Math.min(...times)));
}

function lookUp(host: string): Promise<readonly string[]> {
  return new Promise((done) => {
    lookup(host, { all: true }, (error, found) => {
      const addresses = error ? [] : found;
      const ofFamily = (wanted: number): string[] =>
        addresses.filter(({ family }) => family === wanted).map(({ address }) => address);
      done([...ofFamily(4), ...ofFamily(6)]);
    });
  });
}

function addressLiteral(host: string): string | undefined {
  if (host.startsWith('[')) return host.slice(1, -1);
  return /^\d+\.\d+\.\d+\.\d+$/.test(host) ? host : undefined;
}

async function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T | Failure> {
  if (signal.aborted) return CANCELLED;
  let stop: (() => void) | undefined;
  const aborted = new Promise<Failure>((done) => {
    stop = () => done(CANCELLED);
    signal.addEventListener('abort', stop, { once: true });
  });
  const first = await Promise.race([result, aborted]);
  if (stop) signal.removeEventListener('abort', stop);
  return first;
}
