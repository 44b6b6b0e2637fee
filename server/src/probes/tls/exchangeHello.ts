import { connect } from 'node:net';
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
  const { address, port, until } = exchange;
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ answer: { asksForClientCertificate: false }, ended: 'aborted' });
      return;
    }
    const hello = clientHello(exchange);
    const socket = connect({ host: address, port, noDelay: true });
    const flight = serverFlight({ hello, until, send: (record) => void socket.write(record) });
    const { answer } = flight;
    let stopTimer = patientTimer(CONNECT_LIMIT, () => finish('unconnected', 'timeout'));
    const finish = (ended: HelloOutcome['ended'], failed?: FailureReason): void => {
      stopTimer();
      signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve({ answer, ended, ...(failed && { failed }) });
    };
    const abort = (): void => finish('aborted');
    let isConnected = false;
    signal.addEventListener('abort', abort, { once: true });
    socket.once('connect', () => {
      isConnected = true;
      stopTimer();
      socket.write(hello.record);
    });
    socket.on('data', (chunk: Buffer) => {
      if (flight.feed(chunk)) return finish('read');
      if (!answer.certificates) return;
      stopTimer();
      stopTimer = patientTimer(REST_LIMIT, () => finish('read'));
    });
    socket.once('close', () => finish('closed'));
    socket.once('end', () => finish('closed'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (isConnected) finish('closed');
      else finish('unconnected', REASONS.get(error.code ?? '') ?? 'unreachable');
    });
  });
}

const REASONS: ReadonlyMap<string, FailureReason> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['ETIMEDOUT', 'timeout'],
]);
