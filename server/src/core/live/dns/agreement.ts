/** What the name servers of a zone say of one host, each for itself. */
import type { CheckContext } from '../../check.ts';
import type { DnsAnswer, NameServerObservation } from '../../observations/dns.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import { addressesIn, aliasesIn } from './names.ts';
import { serialOf, zoneOf } from './servers.ts';

/** Answers about the host that can be compared: an alias, addresses, or that there is nothing. Each once. */
export function answersAbout(host: string, observed: DomainObservation): readonly string[] {
  const zone = zoneOf(observed);
  if (!zone || isFailure(zone)) return [];
  return [
    ...new Set(
      zone.nameServers.flatMap((server) =>
        answeringOf(server).flatMap((one) => said(one, host, observed) ?? []),
      ),
    ),
  ];
}

/** The same of the domain's IPv6 addresses. */
export function ipv6AnswersAbout(observed: DomainObservation): readonly string[] {
  const zone = zoneOf(observed);
  if (!zone || isFailure(zone)) return [];
  const answers = zone.nameServers.flatMap(answeringOf).flatMap(({ ipv6Answer }) => ipv6Answer ?? []);
  return [...new Set(answers.flatMap((answer) => wordsOf(answer) ?? []))];
}

/** What one server says of the domain's IPv6 address. */
export function saidByIpv6({ ipv6Answer }: Asked): string | undefined {
  return ipv6Answer && wordsOf(ipv6Answer);
}

/** Some servers know the host, and others say that there is nothing. */
export function isMissingSomewhere(answers: readonly string[]): boolean {
  return answers.some((one) => NOTHING.has(one)) && answers.some((one) => !NOTHING.has(one));
}

/** Who gets where is chance: what is seen of the host is one of several answers. */
export function areAtOdds(
  host: string,
  observed: DomainObservation,
  { dns }: Pick<CheckContext['providers'], 'dns'>,
): boolean {
  const answers = answersAbout(host, observed);
  if (answers.length < 2) return false;
  // Big operators answer with one of many addresses; their servers have the same zone all the same.
  return !(dns !== undefined && serialsOf(observed).size < 2) || isMissingSomewhere(answers);
}

/** Of the servers that answer for the zone. */
export function serialsOf(observed: DomainObservation): ReadonlySet<number> {
  const zone = zoneOf(observed);
  if (!zone || isFailure(zone)) return new Set();
  return new Set(zone.nameServers.flatMap(answeringOf).flatMap(({ soa }) => serialOf(soa) ?? []));
}

type Asked = NameServerObservation['asked'][number];

/** At the addresses where the server answers for the zone. */
export function answeringOf({ asked }: NameServerObservation): readonly Asked[] {
  return asked.filter(({ soa }) => !isFailure(soa) && soa.isAuthoritative && soa.rcode === 'NOERROR');
}

export function said(
  { addressAnswer, hostAnswers = [] }: Asked,
  host: string,
  { domain }: Pick<DomainObservation, 'domain'>,
): string | undefined {
  const answer = host === domain ? addressAnswer : hostAnswers.find((one) => one.host === host)?.answer;
  return answer && wordsOf(answer);
}

const NO_ADDRESS = 'no address';
const NO_NAME = 'no such name';
const NOTHING: ReadonlySet<string> = new Set([NO_ADDRESS, NO_NAME]);

/** A server that refers to another zone, or refuses, says nothing about the host. */
function wordsOf(answer: DnsAnswer | Failure): string | undefined {
  if (isFailure(answer) || !answer.isAuthoritative) return undefined;
  const alias = aliasesIn(answer)[0];
  if (alias) return alias.target;
  const addresses = addressesIn(answer).sort();
  if (addresses.length > 0) return addresses.join(', ');
  if (answer.rcode === 'NXDOMAIN') return NO_NAME;
  return answer.rcode === 'NOERROR' ? NO_ADDRESS : undefined;
}
