/** Handshakes by host, and how a check judges each address and speaks of the host. */
import type { Mend, Problem, Verdict } from '../../check.ts';
import type { Impact } from '../../finding.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import type { CertificateObservation, TlsObservation } from '../../observations/tls.ts';
import { isToldAsUnowned } from '../dns/unowned.ts';

/** A handshake in which the server sent its certificate. */
export interface Seen {
  readonly host: string;
  readonly address: string;
  readonly observation: TlsObservation;
  readonly chain: readonly CertificateObservation[];
  /** The server's own certificate. */
  readonly leaf: CertificateObservation;
}

export interface HostHandshakes {
  readonly host: string;
  readonly seen: readonly Seen[];
  readonly failed: readonly { readonly address: string; readonly failure: Failure }[];
}

export type Judged =
  | {
      /** Gets the host, or "host at address" where the other addresses are better; says the same of all hosts that show the same. */
      readonly problem: (where: string) => string;
      readonly impact?: Impact;
      readonly kind?: string;
      readonly evidence?: readonly string[];
      /** Gets the hosts that have to be mended. */
      readonly mend?: Mend | ((hosts: readonly string[]) => Mend);
    }
  | { readonly pass: string; readonly evidence?: readonly string[] }
  | { readonly unknown: Failure | string };

/**
 * What `judge` says of every address, as one verdict for each thing that is wrong there: of a host, or of all hosts that show the
 * same certificate at the same addresses.
 */
export function* judgeHandshakes(
  observed: DomainObservation,
  judge: (seen: Seen) => Judged | undefined,
): Iterable<Verdict> {
  const faults: Fault[] = [];
  for (const { host, seen, failed } of handshakesOf(observed)) {
    if (seen.length === 0) {
      const failure = unclearFailure(failed);
      if (failure) yield { host, unknown: failure };
      continue;
    }
    const judged = seen.flatMap((one) => {
      const verdict = judge(one);
      return verdict ? [{ seen: one, verdict }] : [];
    });
    const own = judged.flatMap(({ seen: one, verdict }) =>
      'problem' in verdict ? [{ seen: one, verdict }] : [],
    );
    for (const group of groupedBy(own, ({ verdict }) => verdict.problem('')))
      faults.push({ host, group, isEverywhere: group.length === seen.length });
    if (own.length > 0) continue;
    const unknown = judged.find(({ verdict }) => 'unknown' in verdict)?.verdict;
    const [first] = judged;
    if (unknown && 'unknown' in unknown) yield { host, unknown: unknown.unknown };
    else if (first && 'pass' in first.verdict) yield { ...first.verdict, host };
  }
  yield* toldOnce(faults);
}

/** One thing that is wrong with a host. */
interface Fault {
  readonly host: string;
  /** The addresses where it is. */
  readonly group: Group<{
    readonly seen: Seen;
    readonly verdict: Extract<Judged, { readonly problem: unknown }>;
  }>;
  readonly isEverywhere: boolean;
}

function* toldOnce(faults: readonly Fault[]): Iterable<Problem> {
  const ofSites = groupedBy(faults, ({ group, isEverywhere }) =>
    JSON.stringify([
      group[0].verdict.problem(''),
      isEverywhere,
      group.map(({ seen: { address, leaf } }) => `${address} ${leaf.sha256}`).sort(),
    ]),
  );
  for (const [{ host, group, isEverywhere }, ...others] of ofSites) {
    const addresses = group.map(({ seen }) => seen.address).join(' and ');
    const also = others.map((one) => one.host);
    const names = namesOf([host, ...also]);
    const { mend, problem, ...rest } = group[0].verdict;
    yield {
      ...rest,
      host,
      problem: problem(isEverywhere ? names : `${names} at ${addresses}`),
      ...(mend ? { mend: typeof mend === 'function' ? mend([host, ...also]) : mend } : {}),
    };
  }
}

/** "example.com (and www.example.com)": takes the verb of one host. */
export function namesOf([host, ...also]: readonly [string, ...string[]]): string {
  return also.length === 0 ? host : `${host} (and ${also.join(', ')})`;
}

/** Where an address is dead, it is so for each host that leads there: as one of them, with all their names. */
export function deadAddresses<
  T extends { readonly host: string; readonly address: string; readonly failure: Failure },
>(dead: readonly T[]): readonly { readonly first: T; readonly hosts: readonly [string, ...string[]] }[] {
  const groups = groupedBy(dead, ({ address, failure }) => `${address} ${failure.failed}`);
  return groups.map(([first, ...others]) => ({
    first,
    hosts: [first.host, ...others.map(({ host }) => host)],
  }));
}

export function handshakesOf(observed: DomainObservation): HostHandshakes[] {
  const hosts = [...new Set(observed.tls.map(({ host }) => host))];
  return hosts
    .filter((host) => !isToldAsUnowned(host, observed))
    .map((host) => {
      const observations = observed.tls.filter((one) => one.host === host);
      return {
        host,
        seen: observations.flatMap((observation) => {
          const { chain, address } = observation;
          const leaf = isFailure(chain) ? undefined : chain[0];
          return isFailure(chain) || !leaf ? [] : [{ host, address, observation, chain, leaf }];
        }),
        failed: observations.flatMap(({ chain, address }) =>
          isFailure(chain) ? [{ address, failure: chain }] : [],
        ),
      };
    });
}

/** The server does not do its work: it is not that we couldn't look. */
export function isServersFault({ address, failure }: HostHandshakes['failed'][number]): boolean {
  const { failed } = failure;
  // Where a network has no IPv6, some answer "unreachable" and some nothing at all.
  if (failed === 'timeout') return !address.includes(':');
  return failed === 'refused' || failed === 'reset' || failed === 'tls' || failed === 'protocol';
}

/** Why nothing can be said of a host; undefined where another check says that it is dead, or that it has no address. */
function unclearFailure(failed: HostHandshakes['failed']): Failure | undefined {
  if (failed.some(isServersFault)) return undefined;
  return failed.find(({ failure }) => failure.failed !== 'no-address')?.failure;
}

type Group<T> = [T, ...T[]];

function groupedBy<T>(items: readonly T[], key: (item: T) => string): Group<T>[] {
  const groups = new Map<string, Group<T>>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}
