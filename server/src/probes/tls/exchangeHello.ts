import { connect, type Socket } from 'node:net';
import type { FailureReason } from '../../core/observations/failure.ts';
import { clientHello, type HelloOrder } from './clientHello.ts';
import { patientTimer } from './patience.ts';
import { serverFlight, type FlightOrder, type ServerAnswer } from './serverFlight.ts';

export interface HelloOutcome {
  /** What came, however far. */
  readonly answer: ServerAnswer;
  readonly ended:
    /** All that was wanted is there, or the server sent an alert or nonsense. */
    | 'read'
    /** The server closed the connection before that. */
    | 'closed'
    /** There was no connection at all. */
    | 'unconnected'
    /** Whoever asked had no more time. */
    | 'aborted';
  /** Why there was no connection. */
  readonly failed?: FailureReason;
}

export interface HelloExchange extends HelloOrder {
  readonly address: string;
  readonly port: number;
  readonly until: FlightOrder['until'];
}

const CONNECT_LIMIT = 3000;
/** For what comes after the certificates of TLS 1.2: mostly nothing but the end of the flight. */
const REST_LIMIT = 500;

/** Connects, says one hello, reads the answer and closes. Never rejects; ends at once when aborted. */
export function exchangeHello(exchange: HelloExchange, signal: AbortSignal): Promise<HelloOutcome> {
  const { address, port } = exchange;
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ answer: NOTHING, ended: 'aborted' });
    const socket = connect({ host: address, port, noDelay: true });
    const leave = (): void => {
      stopTimer();
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners();
    };
    const give = (ended: HelloOutcome['ended'], failed?: FailureReason): void => {
      leave();
      socket.on('error', ignore).destroy();
      resolve({ answer: NOTHING, ended, ...(failed && { failed }) });
    };
    const abort = (): void => give('aborted');
    const stopTimer = patientTimer(CONNECT_LIMIT, () => give('unconnected', 'timeout'));
    signal.addEventListener('abort', abort, { once: true });
    socket.once('connect', () => {
      leave();
      resolve(helloOver(socket, exchange, signal));
    });
    socket.once('error', (error: NodeJS.ErrnoException) =>
      give('unconnected', REASONS.get(error.code ?? '') ?? 'unreachable'),
    );
  });
}

/** Says one hello over a connection that stands, reads the answer and closes it. Never rejects; ends at once when aborted. */
export function helloOver(
  socket: Socket,
  order: Omit<HelloExchange, 'address' | 'port'>,
  signal: AbortSignal,
): Promise<HelloOutcome> {
  return new Promise((resolve) => {
    const hello = clientHello(order);
    const flight = serverFlight({
      hello,
      until: order.until,
      send: (record) => void socket.write(record),
    });
    const { answer } = flight;
    let stopTimer = (): void => undefined;
    const finish = (ended: HelloOutcome['ended']): void => {
      stopTimer();
      signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve({ answer, ended });
    };
    const abort = (): void => finish('aborted');
    socket.on('error', () => finish('closed'));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    socket.on('data', (chunk: Buffer) => {
      if (flight.feed(chunk)) return finish('read');
      if (!answer.certificates) return;
      stopTimer();
      stopTimer = patientTimer(REST_LIMIT, () => finish('read'));
    });
    socket.once('close', () => finish('closed'));
    socket.once('end', () => finish('closed'));
    if (socket.destroyed || socket.readableEnded) return finish('closed');
    socket.write(hello.record);
    socket.resume();
  });
}

const NOTHING: ServerAnswer = { asksForClientCertificate: false };

function ignore(): void {
  // Said already.
}

const REASONS: ReadonlyMap<string, FailureReason> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['ETIMEDOUT', 'timeout'],
]);
