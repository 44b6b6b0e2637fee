import type { NameObservation } from '../../core/observations/dns.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import { outcomeOf, recordsOfType, type Ask, type Outcome } from './ask.ts';
import type { DnsBudget, DnsClient } from './client.ts';

/** The addresses of a host through all its aliases. Never rejects. */
export function addressesOf(
  host: string,
  client: DnsClient,
  signal: AbortSignal,
  budget?: DnsBudget,
): Promise<NameObservation> {
  return observeName(host, (question) => client.query(budget ? { ...question, budget } : question, signal));
}

export async function observeName(host: string, ask: Ask): Promise<NameObservation> {
  const [v4, v6] = await Promise.all([
    outcomeOf(ask({ name: host, type: 'A' })),
    outcomeOf(ask({ name: host, type: 'AAAA' })),
  ]);
  return nameFrom(host, v4, v6);
}

export async function observeNameBriefly(host: string, ask: Ask): Promise<NameObservation> {
  return nameFrom(host, await outcomeOf(ask({ name: host, type: 'A' })), notAsked);
}

export function unobservedName(host: string): NameObservation {
  return nameFrom(host, notAsked, notAsked);
}

const notAsked: Failure = {
  failed: 'limit',
  detail: 'it was not asked: there are more names than one domain may cost questions',
};

function nameFrom(host: string, v4: Outcome, v6: Outcome): NameObservation {
  const chain4 = aliasesIn(v4, host);
  const chain6 = aliasesIn(v6, host);
  return {
    host,
    aliases: chain4.length > 0 ? chain4 : chain6,
    ipv4: addressesIn(v4, chain4.at(-1) ?? host, 'A'),
    ipv6: addressesIn(v6, chain6.at(-1) ?? host, 'AAAA'),
    v4,
    v6,
  };
}

function aliasesIn(outcome: Outcome, host: string): string[] {
  if (isFailure(outcome)) return [];
  const targets = new Map(recordsOfType(outcome.answers, 'CNAME').map(({ name, target }) => [name, target]));
  const chain: string[] = [];
  // A chain that bites its own tail ends where it does so.
  for (
    let next = targets.get(host);
    next !== undefined && !chain.includes(next) && next !== host;
    next = targets.get(next)
  )
    chain.push(next);
  return chain;
}

function addressesIn(outcome: Outcome, owner: string, type: 'A' | 'AAAA'): string[] {
  if (isFailure(outcome)) return [];
  const found = recordsOfType(outcome.answers, type).filter(({ name }) => name === owner);
  return [...new Set(found.map(({ address }) => address))];
}
