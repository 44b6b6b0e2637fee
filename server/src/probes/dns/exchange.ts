/** One question to one server: UDP first, TCP where that is not enough. */
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { randomInt } from 'node:crypto';
import type { DnsAnswer } from '../../core/observations/dns.ts';
import type { Failure, FailureReason } from '../../core/observations/failure.ts';
import type { Endpoint } from '../connect.ts';
import { encodeQuery, readMessage, type Query, type Received } from './message.ts';

/** How long is waited, in milliseconds: for the answer to each sending by UDP in turn, and then for TCP. */
export interface Patience {
  readonly udp: readonly number[];
  readonly tcp: number;
}

export interface Conversation {
  readonly query: Omit<Query, 'id' | 'edns'>;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** Called when the first wait was for nothing: this may take a while. */
  readonly onSlow: () => void;
}

/** Never rejects. Datagrams that answer something else are passed over: anybody can send those. */
export async function exchange(endpoint: Endpoint, conversation: Conversation): Promise<DnsAnswer | Failure> {
  const first = await exchangeWith(endpoint, conversation, true);
  const outcome = first === 'no-edns' ? await exchangeWith(endpoint, conversation, false) : first;
  return outcome === 'no-edns' ? malformed : outcome;
}

type Outcome = DnsAnswer | Failure | 'no-edns';

async function exchangeWith(endpoint: Endpoint, conversation: Conversation, edns: boolean): Promise<Outcome> {
  const query: Query = { ...conversation.query, id: randomInt(0x1_0000), edns };
  const overUdp = await askByUdp(endpoint, query, conversation);
  if (typeof overUdp === 'object' && 'answer' in overUdp) return overUdp.answer;
  if (overUdp === 'no-edns') return overUdp;
  if (typeof overUdp === 'object' && overUdp.failed !== 'timeout') return overUdp;
  const overTcp = await askByTcp(endpoint, query, conversation);
  if (typeof overTcp === 'object' && 'answer' in overTcp) return overTcp.answer;
  if (overTcp === 'no-edns') return overTcp;
  if (typeof overTcp === 'object' && overTcp.failed === 'cancelled') return overTcp;
  // Something did come: that says more than that the rest did not.
  if (overUdp === 'malformed' || overTcp === 'malformed') return malformed;
  if (overUdp === 'foreign' || typeof overTcp === 'string')
    return failure('protocol', 'its answers belong to other questions');
  if (overUdp === 'truncated') return { ...overTcp, detail: `its answer needs TCP, and ${overTcp.detail}` };
  // Nothing came by UDP: that TCP is closed is no news.
  return overUdp;
}

const malformed = failure('protocol', 'its answer cannot be read');
const silent = failure('timeout', 'there was no answer in time');

type Heard = Received | Failure;

function askByUdp(
  { address, port }: Endpoint,
  query: Query,
  { patience, signal, onSlow }: Conversation,
): Promise<Heard> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(cancelled);
    const bytes = encodeQuery(query);
    // An address needs no look-up, and an editor's own must not get in between.
    const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', lookup: asItIs });
    let heardForeign = false;
    let timer: Timer | undefined;
    const finish = (heard: Heard): void => {
      timer?.cancel();
      signal.removeEventListener('abort', onAbort);
      socket.removeAllListeners().on('error', ignore);
      socket.close();
      resolve(heard);
    };
    const onAbort = (): void => finish(cancelled);
    const send = (round: number): void => {
      const wait = patience.udp[round];
      if (wait === undefined) return finish(heardForeign ? 'foreign' : silent);
      socket.send(bytes, (error) => error && finish(failureOf(error)));
      timer = after(wait, () => {
        if (round === 0) onSlow();
        send(round + 1);
      });
    };
    signal.addEventListener('abort', onAbort);
    socket.on('error', (error) => finish(failureOf(error)));
    socket.on('connect', () => send(0));
    socket.on('message', (message) => {
      const heard = readMessage(message, query);
      if (heard === 'foreign') heardForeign = true;
      else finish(heard);
    });
    try {
      socket.connect(port, address);
    } catch (error) {
      finish(failureOf(error));
    }
  });
}

function askByTcp(
  { address, port }: Endpoint,
  query: Query,
  { patience, signal }: Conversation,
): Promise<Heard> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(cancelled);
    const socket = connect({ host: address, port, lookup: asItIs });
    const chunks: Buffer[] = [];
    const timer = after(patience.tcp, () => finish(silent));
    const finish = (heard: Heard): void => {
      timer.cancel();
      signal.removeEventListener('abort', onAbort);
      socket.removeAllListeners().on('error', ignore);
      socket.destroy();
      resolve(heard);
    };
    const onAbort = (): void => finish(cancelled);
    signal.addEventListener('abort', onAbort);
    socket.on('error', (error) => finish(failureOf(error)));
    socket.on('close', () => finish(failure('reset', 'the connection ended before the answer')));
    socket.on('connect', () => socket.write(withLength(encodeQuery(query))));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const message = wholeMessage(chunks);
      if (!message) return;
      const heard = readMessage(message, query);
      // There is no more than TCP.
      finish(heard === 'truncated' ? 'malformed' : heard);
    });
  });
}

/** RFC 1035 section 4.2.2. */
function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function wholeMessage(chunks: Buffer[]): Buffer | undefined {
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  if (size < 2) return undefined;
  const [first] = chunks;
  const head = first && first.length >= 2 ? first : Buffer.concat(chunks);
  const length = head.readUInt16BE(0);
  return size < length + 2 ? undefined : Buffer.concat(chunks).subarray(2, length + 2);
}

interface Timer {
  cancel(): void;
}

/** When the thread was busy, answers wait unread behind a timer that is due: those are read first. */
function after(milliseconds: number, act: () => void): Timer {
  let immediate: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    immediate = setImmediate(act);
  }, milliseconds);
  return {
    cancel() {
      clearTimeout(timer);
      clearImmediate(immediate);
    },
  };
}

function asItIs(
  address: string,
  options: unknown,
  done: (error: null, address: never, family: number) => void,
): void {
  const family = isIPv6(address) ? 6 : 4;
  const all = typeof options === 'object' && options !== null && 'all' in options && options.all === true;
  done(null, (all ? [{ address, family }] : address) as never, family);
}

function ignore(): void {
  // Said already.
}

function failure(failed: FailureReason, detail: string): Failure {
  return { failed, detail };
}

const cancelled = failure('cancelled', 'it was cancelled');

function failureOf(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return failure('refused', 'nobody listens there');
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return failure('reset', 'the connection ended before the answer');
  if (code === 'ETIMEDOUT') return silent;
  return failure('unreachable', `there is no way to it${/^E[A-Z]+$/.test(code) ? ` (${code})` : ''}`);
}
