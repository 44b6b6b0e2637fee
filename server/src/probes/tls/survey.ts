import { TLS_VERSIONS, type TlsObservation, type TlsVersion } from '../../core/observations/tls.ts';
import { VERSION_NUMBERS } from './clientHello.ts';
import type { HelloOutcome } from './exchangeHello.ts';
import type { FlightOrder } from './serverFlight.ts';
import { FORMER_SUITES, SUITES, weakness, WEAK_SUITES } from './suites.ts';

/** Sends a hello that offers a version and suites, over a connection of its own. */
export type Ask = (
  version: TlsVersion,
  suites: readonly number[],
  until?: FlightOrder['until'],
) => Promise<HelloOutcome>;

export interface VersionSurvey {
  readonly verdicts: TlsObservation['versions'];
  /** Newest first. */
  readonly accepted: readonly TlsVersion[];
}

const OLD_VERSIONS = ['TLSv1.1', 'TLSv1', 'SSLv3'] as const;

/** One hello for each version, with every suite that there is. `first` is what browsers were answered. */
export async function surveyVersions(ask: Ask, first: Promise<HelloOutcome>): Promise<VersionSurvey> {
  const old = OLD_VERSIONS.map((version) => ask(version, FORMER_SUITES));
  const browser = await first;
  const former = browser.answer.version === 'TLSv1.2' ? browser : ask('TLSv1.2', FORMER_SUITES);
  const [tls12, tls11, tls1, ssl3] = await Promise.all([former, ...old]);
  const outcomes = { 'TLSv1.3': browser, 'TLSv1.2': tls12, 'TLSv1.1': tls11, TLSv1: tls1, SSLv3: ssl3 };
  const all = TLS_VERSIONS.map((version) => ({ version, outcome: outcomes[version] }));
  const speaksTls = all.some(({ outcome }) => outcome && saidSomething(outcome));
  const verdicts = Object.fromEntries(
    all.map(({ version, outcome }) => [version, verdictOf(version, outcome, all, speaksTls)]),
  ) as Record<TlsVersion, Verdict>;
  return { verdicts, accepted: TLS_VERSIONS.toReversed().filter((version) => verdicts[version] === 'yes') };
}

type Verdict = 'yes' | 'no' | 'unknown';

interface Asked {
  readonly version: TlsVersion;
  readonly outcome: HelloOutcome | undefined;
}

function verdictOf(
  version: TlsVersion,
  outcome: HelloOutcome | undefined,
  all: readonly Asked[],
  speaksTls: boolean,
): Verdict {
  // A lower version than was offered is an answer about that one.
  const chosen = all.some(
    (each) =>
      each.outcome?.answer.version === version && VERSION_NUMBERS[version] <= VERSION_NUMBERS[each.version],
  );
  if (chosen) return 'yes';
  if (!outcome || !speaksTls) return 'unknown';
  if (saidSomething(outcome)) return 'no';
  // Old versions are often refused so. Whoever refuses those of today says it.
  return outcome.ended === 'closed' && version !== 'TLSv1.2' && version !== 'TLSv1.3' ? 'no' : 'unknown';
}

function saidSomething({ answer }: HelloOutcome): boolean {
  return answer.version !== undefined || answer.alert !== undefined;
}

/** Each kind of weakness costs a connection once it is found; the server shall not be asked all day. */
const MOST_REPEATS = 3;

/** Suites that nobody should accept, one of each kind. A hello for TLS 1.2 may be answered with any older version. */
export async function surveyWeakness(ask: Ask, versions: Promise<VersionSurvey>): Promise<readonly string[]> {
  const found: number[] = [];
  const without = (): readonly number[] => {
    const kinds = new Set(found.map(weakness));
    return WEAK_SUITES.filter((suite) => !kinds.has(weakness(suite)));
  };
  const lookFor = async (version: TlsVersion): Promise<HelloOutcome> => {
    const outcome = await ask(version, without());
    const { suite } = outcome.answer;
    if (suite !== undefined) found.push(suite);
    return outcome;
  };
  let last = await lookFor('TLSv1.2');
  const seen = last.answer.version;
  for (let repeat = 0; repeat < MOST_REPEATS && last.answer.suite !== undefined; repeat++)
    last = await lookFor('TLSv1.2');
  // Some libraries accept RC4 and its like with old versions only.
  const oldest = (await versions).accepted.at(-1);
  if (oldest !== undefined && oldest !== 'TLSv1.3' && oldest !== 'TLSv1.2' && oldest !== seen)
    await lookFor(oldest);
  return found.flatMap((suite) => SUITES.get(suite) ?? []);
}
