/** Small questions about answers, which all parts of the observation of a domain put. */
import type { DnsAnswer, DnsExchange, DnsRecord } from '../../core/observations/dns.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import type { AskedExchange, DnsQuestion } from './client.ts';

/** Asks for one domain: its budget, its signal and its evidence are taken care of. */
export type Ask = (question: Omit<DnsQuestion, 'budget'>) => Promise<AskedExchange>;

export type Outcome = DnsAnswer | Failure;

export async function outcomeOf(exchange: Promise<DnsExchange>): Promise<Outcome> {
  return (await exchange).outcome;
}

export function recordsOfType<T extends DnsRecord['type']>(
  records: readonly DnsRecord[],
  type: T,
): readonly (DnsRecord & { readonly type: T })[] {
  return records.filter((record): record is DnsRecord & { readonly type: T } => record.type === type);
}

export function isServerFailure(outcome: Outcome): boolean {
  return !isFailure(outcome) && outcome.rcode === 'SERVFAIL';
}

/** The names of the servers of a zone that begins exactly there; empty where none does. */
export function serversIn(records: readonly DnsRecord[], zone: string): readonly string[] {
  return recordsOfType(records, 'NS')
    .filter(({ name }) => name === zone)
    .map(({ target }) => target);
}

/** "app.example.com" → "example.com"; the root's is undefined. */
export function parentOf(name: string): string | undefined {
  if (name === '') return undefined;
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}

export function isWithin(name: string, zone: string): boolean {
  return zone === '' || name === zone || name.endsWith(`.${zone}`);
}

export function labelsOf(name: string): number {
  return name === '' ? 0 : name.split('.').length;
}
