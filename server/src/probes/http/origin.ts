import type { NameObservation } from '../../core/observations/dns.ts';
import type { NetworkSettings } from '../../core/observations/domain.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import type { UrlParts } from '../../core/observations/http.ts';
import { endpointFor, type Endpoint } from '../connect.ts';
import type { Gate } from '../dns/gate.ts';
import { dial } from './dial.ts';
import { CANCELLED, failure } from './failures.ts';
import { hangUp, lineOver, type Line } from './transport.ts';

export type AddressesOf = (host: string, signal: AbortSignal) => Promise<NameObservation | Failure>;

/** The connections to one host and port. What is found dead there is dead for everything else that is to be asked of it. */
export interface Origin {
  /** A line that nobody uses; `connected` says how long it took where it is new. */
  lease(signal: AbortSignal): Promise<Lease | Failure>;
  /** A new line where a used one turned out to be dead. */
  fresh(signal: AbortSignal): Promise<Lease | Failure>;
  giveBack(line: Line, outcome: 'answer' | 'timeout' | 'failure'): void;
  close(): void;
}

export interface Lease {
  readonly line: Line;
  /** Milliseconds. */
  readonly connected?: number;
}

export interface OriginSettings {
  readonly addressesOf: AddressesOf;
  readonly settings: Pick<NetworkSettings, 'connect' | 'allowPrivate'>;
  readonly gate?: Gate;
  /** Connect to this address, whatever the name says. */
  readonly pinned?: string;
}

export function createOrigin(url: UrlParts, around: OriginSettings): Origin {
  const idle: Line[] = [];
  const all = new Set<Line>();
  const waiting: (() => void)[] = [];
  let endpoints: Promise<readonly Endpoint[] | Failure> | undefined;
  let dead: Failure | undefined;
  let open = 0;
  let answers = 0;
  let timeouts = 0;

  async function connect(signal: AbortSignal): Promise<Lease | Failure> {
    endpoints ??= endpointsOf(url, around, signal);
    const places = await endpoints;
    if (isFailure(places)) return places;
    const order = {
      host: url.hostname,
      port: url.port,
      isSecure: url.protocol === 'https:',
      endpoints: places,
    };
    const leave = await around.gate?.enter(signal);
    const from = performance.now();
    const connection = await dial(order, signal);
    leave?.();
    if (isFailure(connection)) return connection;
    // All further connections go where the first one went.
    endpoints = Promise.resolve([connection.endpoint]);
    const line = lineOver(connection, url);
    all.add(line);
    return { line, connected: performance.now() - from };
  }

  async function openLine(signal: AbortSignal): Promise<Lease | Failure> {
    open += 1;
    const lease = await connect(signal);
    if (isFailure(lease)) {
      open -= 1;
      // Where others were answered before, a connection that failed is one server of many, or too many connections.
      if (answers === 0 && lease.failed !== 'cancelled') dead = lease;
      wakeAll();
    }
    return lease;
  }

  function wakeAll(): void {
    for (const wake of waiting.splice(0)) wake();
  }

  return {
    async lease(signal) {
      for (;;) {
        if (signal.aborted) return CANCELLED;
        if (dead) return dead;
        const line = idle.pop();
        if (line?.isUsable) return { line };
        if (line) {
          open -= 1;
          all.delete(line);
          continue;
        }
        // The first connection tells whether anybody is there at all: nobody else knocks meanwhile.
        if (open < (answers === 0 ? 1 : MOST_CONNECTIONS)) return openLine(signal);
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      }
    },
    fresh: openLine,
    giveBack(line, outcome) {
      if (outcome === 'answer') {
        answers += 1;
        timeouts = 0;
      } else if (outcome === 'timeout') {
        timeouts += 1;
        if (answers === 0 || timeouts > 1)
          dead = failure('timeout', `${url.hostname} (port ${url.port}) did not answer within 5 seconds`);
      }
      if (line.isUsable) idle.push(line);
      else {
        hangUp(line);
        all.delete(line);
        open -= 1;
      }
      if (dead || answers === 1) wakeAll();
      else waiting.shift()?.();
    },
    close() {
      for (const line of all) hangUp(line);
      dead ??= CANCELLED;
      wakeAll();
    },
  };
}

/** Connections to one host and port at once. Three serve a domain's fifteen requests; each costs a TLS handshake. */
const MOST_CONNECTIONS = 3;
/** Addresses of one family that are tried. */
const MOST_ADDRESSES = 2;

async function endpointsOf(
  { hostname, port }: UrlParts,
  { addressesOf, settings, pinned }: OriginSettings,
  signal: AbortSignal,
): Promise<readonly Endpoint[] | Failure> {
  const literal = pinned ?? addressLiteral(hostname);
  // Past the user's own map no name needs an address.
  const mapped = endpointFor(hostname, port, undefined, settings);
  if (!isFailure(mapped) && pinned === undefined) return [mapped];
  let addresses: readonly string[];
  if (literal === undefined) {
    const name = await addressesOf(hostname, signal);
    if (signal.aborted) return CANCELLED;
    if (isFailure(name)) return name;
    addresses = [...name.ipv4.slice(0, MOST_ADDRESSES), ...name.ipv6.slice(0, MOST_ADDRESSES)];
    if (addresses.length === 0)
      return isFailure(name.v4) ? name.v4 : failure('no-address', `${hostname} has no address`);
  } else addresses = [literal];
  const found = addresses.map((address) => endpointFor(pinned ?? hostname, port, address, settings));
  const allowed = found.filter((each): each is Endpoint => !isFailure(each));
  const refused = found.find((each): each is Failure => isFailure(each));
  return allowed.length === 0 && refused ? refused : allowed;
}

function addressLiteral(hostname: string): string | undefined {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  return /^\d+\.\d+\.\d+\.\d+$/.test(hostname) ? hostname : undefined;
}
