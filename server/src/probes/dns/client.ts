import { getServers } from 'node:dns';
import type { DnsAnswer, DnsExchange } from '../../core/observations/dns.ts';
import type { NetworkSettings } from '../../core/observations/domain.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import { endpointFor, hasWay, parseEndpoint, type Endpoint } from '../connect.ts';
import { exchange, type Patience } from './exchange.ts';
import { plainName } from './plainName.ts';
import { createGate } from './gate.ts';
import { createMemo } from './memo.ts';

export interface DnsClient {
  /** Never rejects. The same question to the same server is sent once, whoever asks. */
  query(question: DnsQuestion, signal: AbortSignal): Promise<AskedExchange>;
  /** Ends what is under way; nothing can be asked any more. */
  close(): void;
}

export interface AskedExchange extends DnsExchange {
  /** It had to be sent again. */
  readonly isSlow: boolean;
}

export interface DnsQuestion {
  readonly name: string;
  /** "A", "CAA", "DNSKEY", "HTTPS" … */
  readonly type: string;
  /** An authoritative server, asked without recursion; absent: the resolver. */
  readonly server?: { readonly host: string; readonly address: string };
  /** CD: the resolver is to answer although signatures are broken. */
  readonly checkingDisabled?: boolean;
  /** What one domain may cost. A question that somebody else asked before counts all the same, so that it does not depend on who came first. */
  readonly budget?: DnsBudget;
}

export interface DnsBudget {
  readonly limit: number;
  /** The questions so far. */
  readonly asked: Set<string>;
}

export interface DnsLimits extends Patience {
  /** Questions that are under way at a time, those not counted that have waited in vain once. */
  readonly inFlight: number;
}

/** A dead server costs 4.6 seconds. */
const LIMITS: DnsLimits = { inFlight: 64, udp: [1200, 1600], tcp: 1800 };

export function createDnsClient(settings: NetworkSettings, limits: DnsLimits = LIMITS): DnsClient {
  const gate = createGate(limits.inFlight);
  const memo = createMemo<AskedExchange>(MOST_REMEMBERED);
  const resolvers = resolversOf(settings);
  const closed = new AbortController();
  let preferred = 0;
  let hasAnswered = false;
  let deadResolver: Failure | undefined;

  async function send(question: DnsQuestion, sending: Sending): Promise<DnsAnswer | Failure> {
    const { server } = question;
    if (server) {
      const endpoint = endpointFor(server.host, 53, server.address, settings);
      if (isFailure(endpoint)) return endpoint;
      if (!hasWay(endpoint)) return { failed: 'unreachable', detail: 'this machine has no IPv6' };
      return converse(endpoint, question, limits, sending);
    }
    if (deadResolver) return deadResolver;
    const outcome = await askResolvers(question, sending);
    if (!isFailure(outcome)) hasAnswered = true;
    // Not everything else waits for a resolver that has never answered anything.
    else if (!hasAnswered && outcome.failed !== 'cancelled') deadResolver = outcome;
    return outcome;
  }

  /** The next one where one fails, for its share of the time. */
  async function askResolvers(question: DnsQuestion, sending: Sending): Promise<DnsAnswer | Failure> {
    const start = preferred;
    const tries = Math.min(resolvers.length, MOST_RESOLVERS);
    let outcome: DnsAnswer | Failure = { failed: 'unreachable', detail: 'this machine has no resolver' };
    for (let each = 0; each < tries; each++) {
      const at = (start + each) % resolvers.length;
      const resolver = resolvers[at];
      if (!resolver) break;
      outcome = await converse(resolver, question, shareOf(limits, tries), sending);
      if (!isFailure(outcome)) preferred = at;
      if (!isFailure(outcome) || outcome.failed === 'cancelled') return outcome;
    }
    return outcome;
  }

  async function converse(
    endpoint: Endpoint,
    { name, type, server, checkingDisabled = false }: DnsQuestion,
    patience: Patience,
    { signal, onSlow }: Sending,
  ): Promise<DnsAnswer | Failure> {
    const leave = await gate.enter(signal);
    const query = { name, type, recursive: !server, checkingDisabled };
    const slow = (): void => {
      onSlow();
      leave();
    };
    try {
      const outcome = await exchange(endpoint, { query, patience, signal, onSlow: slow });
      const asked = server ? `${server.host} (${server.address})` : `the resolver ${endpoint.address}`;
      return isFailure(outcome) ? { ...outcome, detail: `${asked}: ${outcome.detail}` } : outcome;
    } finally {
      leave();
    }
  }

  function unsent(told: Pick<DnsExchange, 'name' | 'type' | 'server'>, outcome: Failure): AskedExchange {
    return { ...told, outcome, milliseconds: 0, isSlow: false };
  }

  return {
    async query(asked, signal) {
      const question = { ...asked, name: plainName(asked.name) };
      const { name, type, server, budget } = question;
      const told = { name, type, server: server?.address ?? 'resolver' };
      const key = keyOf(question);
      const ended = AbortSignal.any([signal, closed.signal]);
      if (budget && !budget.asked.has(key)) {
        if (budget.asked.size >= budget.limit) return unsent(told, tooMany);
        budget.asked.add(key);
      }
      if (!isSendable(name)) return unsent(told, notSendable);
      const shared = await memo.join(key, ended, async (signalOfAll) => {
        const start = performance.now();
        let isSlow = false;
        const outcome = await send(question, { signal: signalOfAll, onSlow: () => (isSlow = true) });
        return { ...told, outcome, milliseconds: performance.now() - start, isSlow };
      });
      return shared ?? unsent(told, cancelled);
    },
    close: () => closed.abort(),
  };
}

interface Sending {
  /** Of everybody who waits for the answer. */
  readonly signal: AbortSignal;
  readonly onSlow: () => void;
}

const MOST_REMEMBERED = 20_000;
const MOST_RESOLVERS = 3;
const cancelled: Failure = { failed: 'cancelled', detail: 'it was cancelled' };
const tooMany: Failure = {
  failed: 'limit',
  detail: 'as many DNS questions as one domain may cost were asked',
};
const notSendable: Failure = { failed: 'protocol', detail: 'DNS cannot have such a name' };

function resolversOf({ resolver }: NetworkSettings): Endpoint[] {
  const servers = resolver === undefined ? getServers() : [resolver];
  return servers.map((server) => parseEndpoint(server, 53));
}

/** Several servers share the time that one would get. */
function shareOf({ udp, tcp }: Patience, servers: number): Patience {
  if (servers === 1) return { udp, tcp };
  const [first = 0] = udp;
  return { udp: [(first * 2) / servers], tcp: (tcp * 1.2) / servers };
}

function keyOf({ name, type, server, checkingDisabled }: DnsQuestion): string {
  const whom = server ? `${server.host}|${server.address}` : 'resolver';
  return `${type}|${name}|${whom}|${checkingDisabled === true ? 'CD' : ''}`;
}

/** RFC 1035 section 2.3.4. */
function isSendable(name: string): boolean {
  if (name === '') return true;
  const sizes = name.split('.').map((label) => Buffer.byteLength(label));
  return sizes.every((size) => size > 0 && size < 64) && sizes.reduce((sum, size) => sum + size + 1, 1) < 256;
}
