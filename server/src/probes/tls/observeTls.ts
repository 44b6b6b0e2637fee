import type { NetworkSettings } from '../../core/observations/domain.ts';
import type { Failure } from '../../core/observations/failure.ts';
import type { StapleObservation, TlsObservation, TlsVersion } from '../../core/observations/tls.ts';
import { readCertificate } from './certificate.ts';
import { describeFailure } from './describeFailure.ts';
import { exchangeHello, type HelloOutcome } from './exchangeHello.ts';
import { MODERN_SUITES } from './handshakeKeys.ts';
import { patientTimer, slots } from './patience.ts';
import type { ServerAnswer } from './serverFlight.ts';
import { shownBy } from './shown.ts';
import { BROWSER_SUITES, FINITE_FIELD_SUITES, FORMER_SUITES, STATIC_RSA_SUITES, SUITES } from './suites.ts';
import { surveyVersions, surveyWeakness, type Ask } from './survey.ts';

export interface TlsTarget {
  /** The name that is asked for (SNI), or an address. */
  readonly host: string;
  /** What is connected to. */
  readonly address: string;
  readonly port: number;
}

/** For everything that is asked of one address. */
const LIMIT = 5000;
/** For what is left once the server has answered the first hello: it is quick, or doesn't want to answer. */
const REST_LIMIT = 2500;
const CONNECTIONS_AT_ONCE = 4;

/**
 * Asks one address of one host what it would say to browsers, to old clients and to those who accept anything, by hellos of
 * our own: eight connections, none of which gets past the server's first flight. Never rejects.
 */
export async function observeTls(
  target: TlsTarget,
  settings: Pick<NetworkSettings, 'ca'>,
  signal?: AbortSignal,
): Promise<TlsObservation> {
  const start = performance.now();
  const whole = new AbortController();
  const stop = (): void => whole.abort();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  let stopTimer = patientTimer(LIMIT, stop);
  const inTurn = slots(CONNECTIONS_AT_ONCE);
  const answers: ServerAnswer[] = [];
  const ask: Ask = (version, suites, until = 'choice') =>
    inTurn(async () => {
      const outcome = await exchangeHello({ ...target, version, suites, until }, whole.signal);
      answers.push(outcome.answer);
      return outcome;
    });
  try {
    const first = ask('TLSv1.3', [...MODERN_SUITES, ...BROWSER_SUITES], 'certificates').then((outcome) => {
      // Nobody there, or nobody who speaks TLS: no other hello changes that.
      if (outcome.ended === 'unconnected' || outcome.answer.problem === 'not-tls') stop();
      stopTimer();
      const left = LIMIT - (performance.now() - start);
      stopTimer = patientTimer(Math.max(0, Math.min(left, REST_LIMIT)), stop);
      return outcome;
    });
    const versions = surveyVersions(ask, first);
    const weakness = surveyWeakness(ask, versions);
    const accepted = versions.then((survey) => survey.accepted);
    const shownFirst = first.then((outcome) => withCertificates(ask, outcome, accepted));
    // Whoever has nothing but DHE shows its certificate to no browser.
    const outdated = shownFirst.then((outcome) => surveyRsa(ask, outcome));
    const best = await shownFirst;
    const shown = judgeCertificates(best, target, settings, signal?.aborted === true);
    const suite = (await first).answer.suite;
    const cipher = suite === undefined ? undefined : SUITES.get(suite);
    const keyExchange = await outdated;
    const weakCiphers = await weakness;
    return {
      ...target,
      ...shown,
      versions: (await versions).verdicts,
      ...(cipher !== undefined && { cipher }),
      weakCiphers,
      ...keyExchange,
      ...habitsOf(answers),
      asksForClientCertificate: best.answer.asksForClientCertificate,
      milliseconds: Math.round(performance.now() - start),
    };
  } finally {
    stopTimer();
    signal?.removeEventListener('abort', stop);
  }
}

/** Where browsers get no certificate, somebody who accepts old versions and suites may. */
async function withCertificates(
  ask: Ask,
  first: HelloOutcome,
  accepted: Promise<readonly TlsVersion[]>,
): Promise<HelloOutcome> {
  if (first.answer.certificates?.length) return first;
  for (const version of await accepted) {
    if (version === 'TLSv1.3') continue;
    const outcome = await ask(version, FORMER_SUITES, 'certificates');
    if (outcome.answer.certificates?.length) return outcome;
  }
  return first;
}

type Shown = Pick<TlsObservation, 'chain' | 'trust'> & { readonly staple?: StapleObservation };

function judgeCertificates(
  outcome: HelloOutcome,
  target: TlsTarget,
  { ca }: Pick<NetworkSettings, 'ca'>,
  isCancelled: boolean,
): Shown {
  const shown = shownBy(outcome.answer, ca);
  if (!shown) {
    const failure: Failure = describeFailure(outcome, target, isCancelled);
    return { chain: failure, trust: failure };
  }
  const { certificates, ...rest } = shown;
  return { chain: certificates.map(({ observation }) => observation), ...rest };
}

type KeyExchange = Pick<TlsObservation, 'withoutForwardSecrecy' | 'finiteFieldBits'>;

/** What is offered with a key of RSA alone. Nothing where the key is not known. */
async function surveyRsa(ask: Ask, { answer }: HelloOutcome): Promise<KeyExchange> {
  const leaf = answer.certificates?.[0] && readCertificate(answer.certificates[0]);
  if (!leaf) return {};
  if (leaf.observation.key.type !== 'rsa') return { withoutForwardSecrecy: [] };
  const [fixed, field] = await Promise.all([
    ask('TLSv1.2', STATIC_RSA_SUITES),
    ask('TLSv1.2', FINITE_FIELD_SUITES, 'prime'),
  ]);
  const { suite } = fixed.answer;
  const name = suite === undefined ? undefined : SUITES.get(suite);
  const isRefused = fixed.ended === 'read' || fixed.ended === 'closed';
  const { prime } = field.answer;
  return {
    ...(name !== undefined && { withoutForwardSecrecy: [name] }),
    ...(name === undefined && isRefused && { withoutForwardSecrecy: [] }),
    ...(prime && { finiteFieldBits: bitsIn(prime) }),
  };
}

function bitsIn(number: Buffer): number {
  const start = number.findIndex((byte) => byte !== 0);
  return start < 0 ? 0 : (number.length - start) * 8 - (Math.clz32(number[start] ?? 0) - 24);
}

/** What shows in the answers to all hellos. SSL 3.0 has no extensions. */
function habitsOf(
  answers: readonly ServerAnswer[],
): Pick<TlsObservation, 'hasSecureRenegotiation' | 'compresses'> {
  const said = answers.flatMap(({ version, isRenegotiationSecure }) =>
    version === 'SSLv3' ? [] : (isRenegotiationSecure ?? []),
  );
  return {
    ...(said.length > 0 && { hasSecureRenegotiation: said.every(Boolean) }),
    ...(answers.some(({ compresses }) => compresses) && { compresses: true }),
  };
}
