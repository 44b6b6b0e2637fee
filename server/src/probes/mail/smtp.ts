import { createHash } from 'node:crypto';
import { connect, isIPv6, type Socket } from 'node:net';
import type { Failure, FailureReason } from '../../core/observations/failure.ts';
import { isFailure } from '../../core/observations/failure.ts';
import type { SmtpSession, SmtpTls, TlsaDigests } from '../../core/observations/mail.ts';
import type { Endpoint } from '../connect.ts';
import type { Certificate } from '../tls/certificate.ts';
import type { HelloOrder } from '../tls/clientHello.ts';
import { describeFailure } from '../tls/describeFailure.ts';
import { helloOver } from '../tls/exchangeHello.ts';
import { MODERN_SUITES } from '../tls/handshakeKeys.ts';
import { patientTimer } from '../tls/patience.ts';
import { shownBy } from '../tls/shown.ts';
import { BROWSER_SUITES, FORMER_SUITES, SUITES } from '../tls/suites.ts';
import { createReplies, type Replies, type ReplyProblem, type WholeReply } from './smtpReplies.ts';

export interface SmtpSettings {
  /** PEM certificates to trust beside Mozilla's roots. */
  readonly ca: readonly string[];
  /** Called when the connection stands, or will not. */
  readonly onConnected?: () => void;
}

const CONNECT_LIMIT = 3000;
/** For all that is said. */
const LIMIT = 5000;
/**
 * For whoever has begun to greet: some let strangers wait for six seconds between the first line and the last, because who
 * can't wait sends spam (https://www.postfix.org/postconf.5.html#postscreen_greet_wait).
 */
const GREETING_LIMIT = 8000;

/**
 * Talks to a mail server as far as goes without sending mail: its greeting, EHLO, STARTTLS, and what it shows of its
 * certificate. Never rejects; ends at once when cancelled.
 */
export async function converse(
  host: string,
  endpoint: Endpoint,
  settings: SmtpSettings,
  signal: AbortSignal,
): Promise<SmtpSession | Failure> {
  const session = await converseOnce(host, endpoint, MODERN, settings, signal);
  if (!isRefusedTls(session)) return session;
  // Who wants nothing of today's TLS may know that of yesterday: senders that don't look too closely take it.
  const former = await converseOnce(host, endpoint, FORMER, settings, signal);
  return isFailure(former) || !former.tls || isFailure(former.tls) ? session : former;
}

function isRefusedTls(session: SmtpSession | Failure): boolean {
  return (
    !isFailure(session) && session.tls !== undefined && isFailure(session.tls) && session.tls.failed === 'tls'
  );
}

type Offer = Pick<HelloOrder, 'version' | 'suites'>;

/** Suites that show a certificate. Who is offered anonymous ones as well may take those, as is right for mail. */
const MODERN: Offer = { version: 'TLSv1.3', suites: [...MODERN_SUITES, ...BROWSER_SUITES] };
const FORMER: Offer = {
  version: 'TLSv1.2',
  suites: FORMER_SUITES.filter((suite) => !SUITES.get(suite)?.includes('_anon_')),
};

async function converseOnce(
  host: string,
  endpoint: Endpoint,
  offer: Offer,
  { ca, onConnected }: SmtpSettings,
  signal: AbortSignal,
): Promise<SmtpSession | Failure> {
  const limit = new AbortController();
  const stop = (): void => limit.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const opened = await open(endpoint, limit.signal);
  onConnected?.();
  let stopTimer = patientTimer(LIMIT, stop);
  const extend = (): void => {
    stopTimer();
    stopTimer = patientTimer(GREETING_LIMIT, stop);
  };
  const place = { host, ...endpoint };
  try {
    if (isOpenFailure(opened))
      return describeFailure(
        { answer: { asksForClientCertificate: false }, ended: 'unconnected', failed: opened.failed },
        place,
        signal.aborted,
      );
    const talk = { socket: opened, place, offer, ca, extend, limit: limit.signal, cancel: signal };
    return await talkOver(talk, createReplies(opened, limit.signal));
  } finally {
    stopTimer();
    signal.removeEventListener('abort', stop);
    if (!isOpenFailure(opened)) leave(opened);
  }
}

interface Talk {
  readonly socket: Socket;
  readonly place: Endpoint & { readonly host: string };
  readonly offer: Offer;
  readonly ca: readonly string[];
  readonly extend: () => void;
  readonly limit: AbortSignal;
  readonly cancel: AbortSignal;
}

async function talkOver(talk: Talk, replies: Replies): Promise<SmtpSession | Failure> {
  let hasBegun = false;
  const greeting = await replies.next(() => {
    if (!hasBegun) talk.extend();
    hasBegun = true;
  });
  if (typeof greeting === 'string') return problem(greeting, 'before its greeting was whole', talk);
  const greeted = { greeting: short(greeting), extensions: [] };
  if (greeting.code !== 220) return greeted;
  const ehlo = await command(`EHLO ${ownName(talk.socket)}`, talk, replies);
  if (typeof ehlo === 'string') return problem(ehlo, 'after EHLO', talk);
  if (ehlo.code !== 250) return { ...greeted, ehlo: short(ehlo) };
  const session: SmtpSession = { ...greeted, ehlo: short(ehlo), extensions: extensionsOf(ehlo) };
  if (!session.extensions.includes('STARTTLS')) return session;
  const startTls = await command('STARTTLS', talk, replies);
  if (typeof startTls === 'string') return { ...session, tls: problem(startTls, 'after STARTTLS', talk) };
  const begun = { ...session, startTls: short(startTls) };
  if (startTls.code !== 220) return begun;
  // What stands behind the reply could be anybody's: it is not protected (RFC 3207 section 6).
  if (replies.hasMore()) return { ...begun, tls: problem('out-of-turn', '', talk) };
  replies.detach();
  return { ...begun, tls: await handshake(talk) };
}

async function command(line: string, { socket }: Talk, replies: Replies): Promise<WholeReply | ReplyProblem> {
  if (replies.hasMore()) return 'out-of-turn';
  socket.write(`${line}\r\n`);
  return replies.next();
}

function short({ code, text }: WholeReply): { readonly code: number; readonly text: string } {
  return { code, text };
}

/** RFC 5321 section 4.1.3: who has no name gives its address. */
function ownName({ localAddress = '127.0.0.1' }: Socket): string {
  return isIPv6(localAddress) ? `[IPv6:${localAddress.replace(/%.*$/, '')}]` : `[${localAddress}]`;
}

/** The first line is the server's name. */
function extensionsOf({ lines: [, ...lines] }: WholeReply): readonly string[] {
  const keywords = lines.flatMap((line) => /^[a-z\d][a-z\d-]{0,39}/i.exec(line)?.[0].toUpperCase() ?? []);
  return [...new Set(keywords)];
}

async function handshake({ socket, place, offer, ca, limit, cancel }: Talk): Promise<SmtpTls | Failure> {
  const order = {
    ...offer,
    host: place.host,
    // Mail servers that know protocols refuse who offers those of the web alone.
    protocols: [],
    until: 'certificates',
  } as const;
  const outcome = await helloOver(socket, order, limit);
  const { answer } = outcome;
  const shown = shownBy(answer, ca);
  if (!shown) return describeFailure(outcome, place, cancel.aborted);
  const cipher = answer.suite === undefined ? undefined : SUITES.get(answer.suite);
  return {
    chain: shown.certificates.map(({ observation }) => observation),
    trust: shown.trust,
    ...(answer.version !== undefined && { version: answer.version }),
    ...(cipher !== undefined && { cipher }),
    ...(shown.staple && { staple: shown.staple }),
    digests: shown.certificates.map(digestsOf),
  };
}

function digestsOf({ der, publicKey }: Certificate): TlsaDigests {
  return { certificate: hashes(der), key: hashes(publicKey) };
}

function hashes(bytes: Buffer): TlsaDigests['key'] {
  const hash = (name: string): string => createHash(name).update(bytes).digest('hex');
  return { sha256: hash('sha256'), sha512: hash('sha512'), full: bytes.toString('hex') };
}

interface OpenFailure {
  readonly failed: FailureReason;
}

function isOpenFailure(opened: Socket | OpenFailure): opened is OpenFailure {
  return isFailure(opened);
}

function open({ address, port }: Endpoint, signal: AbortSignal): Promise<Socket | OpenFailure> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ failed: 'cancelled' });
    const socket = connect({ host: address, port, noDelay: true });
    const finish = (result: Socket | OpenFailure): void => {
      stopTimer();
      signal.removeEventListener('abort', cancel);
      socket.removeAllListeners();
      socket.on('error', ignore);
      if (isOpenFailure(result)) socket.destroy();
      resolve(result);
    };
    const cancel = (): void => finish({ failed: 'cancelled' });
    const stopTimer = patientTimer(CONNECT_LIMIT, () => finish({ failed: 'timeout' }));
    signal.addEventListener('abort', cancel, { once: true });
    socket.once('connect', () => finish(socket));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      finish({ failed: REASONS.get(error.code ?? '') ?? 'unreachable' }),
    );
  });
}

const REASONS: ReadonlyMap<string, FailureReason> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['ETIMEDOUT', 'timeout'],
]);

function ignore(): void {
  // Said already.
}

/** Says goodbye where the server still listens. */
function leave(socket: Socket): void {
  if (socket.destroyed || !socket.writable) return void socket.destroy();
  socket.on('error', ignore);
  socket.end('QUIT\r\n', () => socket.destroy());
  // Who takes nothing any more is not waited for.
  setTimeout(() => socket.destroy(), 200).unref();
}

function problem(kind: ReplyProblem, when: string, { place, cancel }: Talk): Failure {
  const where = `port ${place.port} of ${place.host} (${place.address})`;
  switch (kind) {
    case 'aborted':
      if (cancel.aborted) return { failed: 'cancelled', detail: 'it was cancelled' };
      return { failed: 'timeout', detail: `${where} took the connection and fell silent ${when}` };
    case 'closed':
      return { failed: 'reset', detail: `${where} closed the connection ${when}` };
    case 'not-smtp':
      return { failed: 'protocol', detail: `what answers on ${where} does not speak SMTP` };
    case 'too-much':
      return { failed: 'protocol', detail: `${where} says more than any mail server should` };
    case 'out-of-turn':
      return { failed: 'protocol', detail: `${where} says something before it is asked` };
  }
}
