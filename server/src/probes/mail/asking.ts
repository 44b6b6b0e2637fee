import type { DnsExchange, NameObservation } from '../../core/observations/dns.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import { recordsOfType, type Outcome } from '../dns/ask.ts';
import type { DnsBudget, DnsClient } from '../dns/client.ts';
import { observeName } from '../dns/names.ts';

/** DNS questions about the mail of one domain: they are counted, kept as evidence, and end with the time that they have. */
export interface Asking {
  /** Never rejects. */
  ask(name: string, type: string): Promise<Outcome>;
  nameOf(host: string): Promise<NameObservation>;
  /** In the order in which they were asked. */
  readonly exchanges: readonly DnsExchange[];
}

export interface AskingSettings {
  readonly dns: DnsClient;
  readonly signal: AbortSignal;
  /** Questions that may be asked. */
  readonly most: number;
  /** Aborted where all of it takes too long, or with `signal`; absent: each question has the time of the client. */
  readonly limited?: AbortSignal;
}

export function createAsking({ dns, signal, most, limited = signal }: AskingSettings): Asking {
  const budget: DnsBudget = { limit: most, asked: new Set() };
  const asked = new Map<string, Promise<DnsExchange>>();
  const places: (DnsExchange | undefined)[] = [];

  async function send(name: string, type: string, place: number): Promise<DnsExchange> {
    const { isSlow: _, ...exchange } = await dns.query({ name, type, budget }, limited);
    const isLate = limited.aborted && !signal.aborted && isCancelled(exchange.outcome);
    return (places[place] = isLate ? { ...exchange, outcome: LATE } : exchange);
  }

  function exchangeOf(name: string, type: string): Promise<DnsExchange> {
    const key = `${type} ${name.toLowerCase()}`;
    const known = asked.get(key);
    if (known) return known;
    const exchange = send(name, type, places.push(undefined) - 1);
    asked.set(key, exchange);
    return exchange;
  }

  return {
    ask: async (name, type) => (await exchangeOf(name, type)).outcome,
    nameOf: (host) =>
      observeName(host, async ({ name, type }) => ({ ...(await exchangeOf(name, type)), isSlow: false })),
    get exchanges() {
      return places.filter((exchange) => exchange !== undefined);
    },
  };
}

function isCancelled(outcome: Outcome): boolean {
  return isFailure(outcome) && outcome.failed === 'cancelled';
}

const LATE: Failure = { failed: 'timeout', detail: 'there was no answer in time' };

/** The texts of the TXT records of an answer, through aliases; none where there is no answer. */
export function textsOf(outcome: Outcome): readonly string[] {
  return isFailure(outcome) ? [] : recordsOfType(outcome.answers, 'TXT').map(({ text }) => text);
}
