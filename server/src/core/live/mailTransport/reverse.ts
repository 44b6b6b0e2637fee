/** Reverse DNS of servers that send (RFC 1912 section 2.1): an address leads to a name, and the name back to the address. */
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';
import type { SenderObservation } from '../../observations/mail.ts';
import { addressRange } from './addressRange.ts';

export interface Sender {
  readonly domain: string;
  readonly sender: SenderObservation;
}

/** Addresses that send, each once, whoever's mail it is: those of the configuration go first. */
export function sendersOf({ mail = [] }: DomainObservation): readonly Sender[] {
  const seen = new Set<string>();
  return mail
    .flatMap(({ domain, senders }) => senders.map((sender) => ({ domain, sender })))
    .filter(({ sender: { address } }) => !seen.has(address) && seen.add(address));
}

/** An address that SPF names but nobody has on the internet has no reverse DNS that anybody could set. */
export function hasReverse({ address, source }: SenderObservation): boolean {
  return source === 'configured' || addressRange(address) === undefined;
}

export function ptrNames({ ptr }: SenderObservation): readonly string[] {
  if (isFailure(ptr)) return [];
  return ptr.answers.flatMap((record) => (record.type === 'PTR' ? [record.target] : []));
}

/** Whether the first name leads back to the address; undefined: nobody could tell. */
export function leadsBack({ address, forward }: SenderObservation): boolean | undefined {
  if (!forward) return undefined;
  const wanted = bare(address);
  if ([...forward.ipv4, ...forward.ipv6].some((one) => bare(one) === wanted)) return true;
  const answer = address.includes(':') ? forward.v6 : forward.v4;
  if (isFailure(answer)) return undefined;
  return answer.rcode === 'NOERROR' || answer.rcode === 'NXDOMAIN' ? false : undefined;
}

/** A name that a network gives to every address: it has the address in it, or says "dynamic". */
export function isGeneric(name: string, address: string): boolean {
  if (NETWORKS.test(name)) return true;
  if (address.includes(':')) return false;
  const parts = address.split('.');
  const numbers = [...name.matchAll(/\d+/g)].map(([digits]) => String(Number(digits)));
  const has = (wanted: readonly string[]): boolean =>
    numbers.some((_, start) => wanted.every((part, index) => numbers[start + index] === part));
  if (has(parts) || has(parts.toReversed())) return true;
  const hex = parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('');
  return (
    name.includes(hex) ||
    /(?:^|[.-])(?:dyn|dynamic|dhcp|pool|dialup|dsl|adsl|cable|ppp|static)(?:[.-]|\d)/.test(name)
  );
}

/** Names that clouds give to machines. */
const NETWORKS =
  /(?:\.compute(?:-\d)?\.amazonaws\.com|\.bc\.googleusercontent\.com|\.cloudapp\.azure\.com|\.clients\.your-server\.de|\.ip\.linodeusercontent\.com|\.members\.linode\.com|\.vps\.ovh\.(?:net|ca|us)|\.contaboserver\.net|\.vultrusercontent\.com|\.poneytelecom\.eu)$/;

/** IPv6 with all its groups, without zeros in front. */
function bare(address: string): string {
  const text = address.toLowerCase();
  if (!text.includes(':')) return text;
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(zeros).fill('0'), ...right]
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
