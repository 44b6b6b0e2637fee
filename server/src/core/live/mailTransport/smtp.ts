/** Conversations with mail servers, by host: how each check about them judges, and speaks of them. */
import type { Mend, Verdict } from '../../check.ts';
import type { Impact } from '../../finding.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import type {
  MailHostObservation,
  MailObservation,
  SmtpObservation,
  SmtpSession,
  SmtpTls,
} from '../../observations/mail.ts';
import type { CertificateObservation } from '../../observations/tls.ts';
import { mxFaultOf } from './mx.ts';
import { receivingHosts } from './mxHosts.ts';

export type Reach =
  | { readonly state: 'alive' }
  /** `why` completes "mx.example.com …". */
  | { readonly state: 'dead'; readonly why: string; readonly evidence: readonly string[] }
  | { readonly state: 'unknown'; readonly failure: Failure };

/** Whether anybody listens for mail at a host that was connected to. */
export function reachOf({ host, smtp }: MailHostObservation): Reach {
  const failed = smtp.flatMap((one) => (isFailure(one.session) ? [{ ...one, failure: one.session }] : []));
  if (failed.length < smtp.length || failed.length === 0) return { state: 'alive' };
  const known = failed.filter(isServersFault);
  const [first] = known;
  if (!first) return { state: 'unknown', failure: doubtful(failed[0]) };
  return {
    state: 'dead',
    why: SILENCE[first.failure.failed] ?? 'does not answer',
    evidence: known.map(
      ({ address, port, failure }) => `${host} at ${address}, port ${port}: ${failure.detail}`,
    ),
  };
}

function doubtful(one: (SmtpObservation & { readonly failure: Failure }) | undefined): Failure {
  if (!one) return { failed: 'limit', detail: 'nobody connected to it' };
  const { failure, mayBeFiltered } = one;
  if (!mayBeFiltered) return failure;
  return { failed: failure.failed, detail: `${failure.detail}; many networks let nobody connect to port 25` };
}

/** It is not that we couldn't look. Where a network has no IPv6, silence says nothing. */
function isServersFault({
  address,
  mayBeFiltered,
  failure,
}: SmtpObservation & { failure: Failure }): boolean {
  if (mayBeFiltered || SILENCE[failure.failed] === undefined) return false;
  return failure.failed !== 'timeout' || !address.includes(':');
}

const SILENCE: Partial<Record<Failure['failed'], string>> = {
  timeout: 'does not answer',
  refused: 'takes no connections on port 25',
  reset: 'ends the connection at once',
  protocol: 'answers with something that is not SMTP',
};

/** One mail server that answered, with all whose mail it takes. */
export interface Server {
  readonly host: string;
  readonly observation: MailHostObservation;
  readonly mails: readonly MailObservation[];
}

/** A conversation that came to words. */
export interface Talk extends Server {
  readonly address: string;
  readonly session: SmtpSession;
}

/** A conversation in which TLS stood. */
export interface TlsTalk extends Talk {
  readonly tls: SmtpTls;
  readonly chain: readonly CertificateObservation[];
  /** The server's own certificate. */
  readonly leaf: CertificateObservation;
}

export type Judged =
  | {
      /** Gets the host, or "host at address" where its other addresses are better. */
      readonly problem: (where: string) => string;
      readonly impact?: Impact;
      readonly kind?: string;
      readonly evidence?: readonly string[];
      readonly mend?: Mend;
    }
  | { readonly pass: string; readonly evidence?: readonly string[] }
  | { readonly unknown: Failure | string };

/** Each host that takes mail and has an address, once, whoever's mail it is. */
export function serversOf(observed: DomainObservation): readonly Server[] {
  const servers = new Map<string, { observation: MailHostObservation; mails: MailObservation[] }>();
  for (const { mail, host } of receivingHosts(observed)) {
    if (!host || mxFaultOf(host.host, mail, observed)) continue;
    const known = servers.get(host.host);
    if (known) known.mails.push(mail);
    else servers.set(host.host, { observation: host, mails: [mail] });
  }
  return [...servers].map(([host, { observation, mails }]) => ({ host, observation, mails }));
}

/** What `judge` says of every address, as one verdict for each host and each thing that is wrong there. */
export function* judgeTalks(
  observed: DomainObservation,
  judge: (talk: Talk) => Judged | undefined,
): Iterable<Verdict> {
  for (const server of serversOf(observed)) {
    const { host, observation } = server;
    const talks = observation.smtp.flatMap(({ address, session }): Talk[] =>
      isFailure(session) ? [] : [{ ...server, address, session }],
    );
    if (talks.length > 0) yield* verdictsOf(host, talks, judge);
  }
}

/**
 * Hosts that nobody could ask; of those that are dead another check tells. A network that lets nobody out to port 25 is one
 * matter, however many hosts there are.
 */
export function* unaskedServers(observed: DomainObservation): Iterable<Verdict> {
  const unclear = new Map<string, { readonly failure: Failure; readonly hosts: string[] }>();
  for (const { host, observation } of serversOf(observed)) {
    const reach = observation.smtp.length === 0 ? undefined : reachOf(observation);
    if (reach?.state !== 'unknown') continue;
    const same = unclear.get(reach.failure.failed);
    if (same) same.hosts.push(host);
    else unclear.set(reach.failure.failed, { failure: reach.failure, hosts: [host] });
  }
  for (const { failure, hosts } of unclear.values()) {
    yield { ...(hosts.length === 1 && hosts[0] !== undefined ? { host: hosts[0] } : {}), unknown: failure };
  }
}

/** The same for conversations in which TLS stood. Where it was not offered or failed, other checks tell. */
export function* judgeTls(
  observed: DomainObservation,
  judge: (talk: TlsTalk) => Judged | undefined,
): Iterable<Verdict> {
  yield* judgeTalks(observed, (talk) => {
    const { tls } = talk.session;
    if (!tls) return undefined;
    if (isFailure(tls)) return isOurs(tls) ? { unknown: tls } : undefined;
    const [leaf] = tls.chain;
    return leaf ? judge({ ...talk, tls, chain: tls.chain, leaf }) : undefined;
  });
}

/** A failure that says nothing of the server. */
export function isOurs({ failed }: Failure): boolean {
  return failed === 'limit' || failed === 'cancelled';
}

function* verdictsOf(
  host: string,
  talks: readonly Talk[],
  judge: (talk: Talk) => Judged | undefined,
): Iterable<Verdict> {
  const judged = talks.flatMap((talk) => {
    const verdict = judge(talk);
    return verdict ? [{ address: talk.address, verdict }] : [];
  });
  const groups = new Map<string, { verdict: Extract<Judged, { problem: unknown }>; addresses: string[] }>();
  for (const { address, verdict } of judged) {
    if (!('problem' in verdict)) continue;
    const key = verdict.problem('');
    const group = groups.get(key);
    if (group) group.addresses.push(address);
    else groups.set(key, { verdict, addresses: [address] });
  }
  for (const { verdict, addresses } of groups.values()) {
    const where = addresses.length === talks.length ? host : `${host} at ${addresses.join(' and ')}`;
    yield { ...verdict, host, problem: verdict.problem(where) };
  }
  if (groups.size > 0) return;
  const unknown = judged.find(({ verdict }) => 'unknown' in verdict)?.verdict;
  const [first] = judged;
  if (unknown && 'unknown' in unknown) yield { host, unknown: unknown.unknown };
  else if (first && 'pass' in first.verdict) yield { ...first.verdict, host };
}
