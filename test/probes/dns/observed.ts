/** Observations as short lines. */
import assert from 'node:assert/strict';
import type {
  DnsAnswer,
  DnsObservation,
  ZoneObservation,
} from '../../../server/src/core/observations/dns.ts';
import { isFailure, type Failure } from '../../../server/src/core/observations/failure.ts';

export function zoneOf({ zone }: Pick<DnsObservation, 'zone'>): ZoneObservation {
  assert.ok(!isFailure(zone), JSON.stringify(zone));
  return zone;
}

/** A line for each answer of each server. */
export function serversOf({ nameServers }: ZoneObservation): string[] {
  return nameServers.flatMap(({ name, inParent, inZone, asked }) =>
    asked.map(({ soa, addressAnswer }) =>
      [
        name,
        ...(inParent ? ['parent'] : []),
        ...(inZone ? ['zone'] : []),
        soaLine(soa),
        `A ${addressLine(addressAnswer)}`,
      ].join(' '),
    ),
  );
}

function soaLine(soa: DnsAnswer | Failure): string {
  if (isFailure(soa)) return soa.failed;
  const record = soa.answers.find(({ type }) => type === 'SOA');
  if (record?.type !== 'SOA') return soa.rcode;
  return `serial ${record.serial}${soa.isAuthoritative ? '' : ' not authoritative'}`;
}

export function addressLine(answer: DnsAnswer | Failure | undefined): string {
  if (!answer) return 'not asked';
  if (isFailure(answer)) return answer.failed;
  const record = answer.answers.find(({ type }) => type === 'A');
  return record?.type === 'A' ? record.address : answer.rcode;
}

export function rcode(outcome: DnsAnswer | Failure | undefined): string | undefined {
  return outcome && (isFailure(outcome) ? outcome.failed : outcome.rcode);
}

export function typesOf(outcome: DnsAnswer | Failure | undefined): string[] {
  return outcome && !isFailure(outcome) ? outcome.answers.map(({ type }) => type) : [];
}
