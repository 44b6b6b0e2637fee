import { createHash } from 'node:crypto';
import type { TlsVersion } from '../../core/observations/tls.ts';
import { VERSION_NUMBERS, type Hello } from './clientHello.ts';
import { serverKeys, type RecordOpener } from './handshakeKeys.ts';

/** What a server answered to a hello, as far as it came. */
export interface ServerAnswer {
  version?: TlsVersion;
  suite?: number;
  /** Each certificate in DER, the server's own first. */
  certificates?: readonly Buffer[];
  /** The OCSP response that came with them. */
  staple?: Buffer;
  asksForClientCertificate: boolean;
  /** The prime of the finite field in which keys are agreed on (TLS 1.2 and older). */
  prime?: Buffer;
  /** Renegotiation_info was there (RFC 5746); TLS 1.3 has no renegotiation. */
  isRenegotiationSecure?: boolean;
  compresses?: true;
  /** The alert that ended it. */
  alert?: number;
  /** What ended it: bytes that are no TLS at all, TLS that can't be read, more than we take. */
  problem?: 'not-tls' | 'malformed' | 'too-much';
}

export interface ServerFlight {
  readonly answer: ServerAnswer;
  /** True once nothing more is wanted. Never throws. */
  feed(chunk: Buffer): boolean;
}

export interface FlightOrder {
  readonly hello: Hello;
  /** How far to read: until the server has chosen, until its certificates (and who asks for ours) are known, or its prime. */
  readonly until: 'choice' | 'certificates' | 'prime';
  /** Sends the second hello, where the server asks for one. */
  send(record: Buffer): void;
}

/** Bytes of one connection that are looked at, whatever they are. */
const LARGEST_FLIGHT = 256 * 1024;
const LARGEST_RECORD = 16_384 + 256;
/** A flight has a dozen; thousands of a byte each are somebody's joke. */
const MOST_RECORDS = 1000;

/** Reads the first flight of a server, in whatever pieces it comes. */
export function serverFlight(order: FlightOrder): ServerFlight {
  const state: State = {
    ...order,
    answer: { asksForClientCertificate: false },
    transcript: [order.hello.message],
    handshake: Buffer.alloc(0),
    records: 0,
    isDone: false,
  };
  let pending: Buffer[] = [];
  let pendingLength = 0;
  let needed = 5;
  let total = 0;
  const { answer } = state;
  return {
    answer,
    feed(chunk) {
      if (state.isDone) return true;
      total += chunk.length;
      pending.push(chunk);
      pendingLength += chunk.length;
      // What comes byte by byte is joined once per record, not once per byte.
      if (pendingLength >= needed || total === chunk.length) {
        const bytes = pending.length === 1 ? chunk : Buffer.concat(pending);
        const { used, wanted } = guarded(state, () => readRecords(state, bytes));
        needed = wanted;
        pending = [bytes.subarray(used)];
        pendingLength = bytes.length - used;
      }
      if (total > LARGEST_FLIGHT && !state.isDone) stop(state, 'too-much');
      return state.isDone;
    },
  };
}

interface State extends FlightOrder {
  hello: Hello;
  readonly answer: ServerAnswer;
  /** Handshake messages from the last hello on. */
  transcript: Buffer[];
  /** The hello before the last, where the server asked for another. */
  retried?: Buffer;
  /** Handshake bytes that are no whole message yet. */
  handshake: Buffer;
  opener?: RecordOpener;
  records: number;
  isDone: boolean;
}

function stop(state: State, problem?: ServerAnswer['problem']): void {
  if (problem) state.answer.problem = problem;
  state.isDone = true;
}

/** A length that lies ends in a RangeError of Buffer; a share that is no point in an error of the crypto library. */
function guarded(state: State, read: () => Progress): Progress {
  try {
    return read();
  } catch {
    stop(state, 'malformed');
    return { used: 0, wanted: 5 };
  }
}

interface Progress {
  /** Bytes of whole records. */
  readonly used: number;
  /** Bytes that the next record needs, as far as known. */
  readonly wanted: number;
}

function readRecords(state: State, bytes: Buffer): Progress {
  let at = 0;
  while (!state.isDone && bytes.length > at) {
    const type = bytes.readUInt8(at);
    if (type < 20 || type > 23 || (bytes.length > at + 1 && bytes.readUInt8(at + 1) !== 3)) {
      stop(state, state.answer.version ? 'malformed' : 'not-tls');
      break;
    }
    if (bytes.length < at + 5) return { used: at, wanted: 5 };
    const length = bytes.readUInt16BE(at + 3);
    if (length > LARGEST_RECORD) {
      stop(state, 'malformed');
      break;
    }
    if (bytes.length < at + 5 + length) return { used: at, wanted: 5 + length };
    readRecord(state, type, bytes.subarray(at, at + 5), bytes.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return { used: at, wanted: 5 };
}

function readRecord(state: State, type: number, header: Buffer, payload: Buffer): void {
  if (++state.records > MOST_RECORDS) return stop(state, 'too-much');
  if (type === 23) return readEncrypted(state, header, payload);
  if (type === 21) return readAlert(state, payload);
  if (type === 22) {
    // After its hello a server of TLS 1.3 says nothing more in the clear.
    if (state.opener) return stop(state, 'malformed');
    readHandshake(state, payload);
  }
}

function readEncrypted(state: State, header: Buffer, payload: Buffer): void {
  const opened = state.opener?.open(header, payload);
  if (!opened) return stop(state, 'malformed');
  let end = opened.length - 1;
  while (end > 0 && opened[end] === 0) end--;
  const content = opened.subarray(0, end);
  if (opened[end] === 21) return readAlert(state, content);
  if (opened[end] === 22) return readHandshake(state, content);
  stop(state, 'malformed');
}

/** Warnings, such as for a name that the server doesn't know, end nothing. */
function readAlert(state: State, payload: Buffer): void {
  const level = payload.readUInt8(0);
  const description = payload.readUInt8(1);
  if (level === 1 && description !== 0 && !state.opener) return;
  state.answer.alert = description;
  stop(state);
}

function readHandshake(state: State, payload: Buffer): void {
  const bytes = state.handshake.length === 0 ? payload : Buffer.concat([state.handshake, payload]);
  let at = 0;
  while (!state.isDone && bytes.length >= at + 4) {
    const length = bytes.readUIntBE(at + 1, 3);
    if (length > LARGEST_FLIGHT) return stop(state, 'too-much');
    if (bytes.length < at + 4 + length) break;
    readMessage(state, bytes.subarray(at, at + 4 + length));
    at += 4 + length;
  }
  state.handshake = bytes.subarray(at);
}

const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const SERVER_KEY_EXCHANGE = 12;
const CERTIFICATE_REQUEST = 13;
const SERVER_HELLO_DONE = 14;
const CERTIFICATE_STATUS = 22;

function readMessage(state: State, message: Buffer): void {
  const { answer } = state;
  const type = message.readUInt8(0);
  const body = message.subarray(4);
  if (type === SERVER_HELLO) return readServerHello(state, message, body);
  // A request of TLS 1.0 that nobody need answer (HelloRequest) may come any time.
  if (type === 0) return;
  if (answer.version === undefined) return stop(state, 'malformed');
  const isModern = answer.version === 'TLSv1.3';
  if (type === CERTIFICATE_REQUEST) answer.asksForClientCertificate = true;
  if (type === CERTIFICATE) {
    if (isModern) readModernCertificates(state, body);
    else answer.certificates = readCertificates(body);
  }
  if (type === CERTIFICATE_STATUS && !isModern) keepStaple(state, body);
  if (type === SERVER_HELLO_DONE) stop(state);
  if (type === SERVER_KEY_EXCHANGE && isModern) return stop(state, 'malformed');
  if (type === SERVER_KEY_EXCHANGE && state.until === 'prime') {
    answer.prime = counted(body, 0, 2);
    stop(state);
  }
}

/** SHA-256 of "HelloRetryRequest": the random that marks a ServerHello as a request for another hello. */
const RETRY = createHash('sha256').update('HelloRetryRequest').digest();
const VERSION_NAMES = new Map(
  Object.entries(VERSION_NUMBERS).map(([name, number]) => [number, name as TlsVersion]),
);

function readServerHello(state: State, message: Buffer, body: Buffer): void {
  const { answer, hello } = state;
  if (answer.version !== undefined) return stop(state, 'malformed');
  const session = 35 + body.readUInt8(34);
  const suite = body.readUInt16BE(session);
  const extensions = readExtensions(body.subarray(session + 3));
  const version = VERSION_NAMES.get(extensions.get(43)?.readUInt16BE(0) ?? body.readUInt16BE(0));
  if (version === undefined) return stop(state, 'malformed');
  const isModern = version === 'TLSv1.3';
  if (isModern && hello.order.version === 'TLSv1.3' && body.subarray(2, 34).equals(RETRY))
    return readRetry(state, message, extensions);
  answer.version = version;
  if (hello.order.suites.includes(suite)) answer.suite = suite;
  if (!isModern) {
    answer.isRenegotiationSecure = extensions.has(0xff01);
    if (body.readUInt8(session + 2) !== 0) answer.compresses = true;
  }
  if (state.until === 'choice') return stop(state);
  if (!isModern) return;
  state.transcript.push(message);
  const opener = openerFor(state, suite, extensions.get(51));
  if (!opener) return stop(state, 'malformed');
  state.opener = opener;
}

function openerFor(state: State, suite: number, share: Buffer | undefined): RecordOpener | undefined {
  if (!share) return undefined;
  const mine = state.hello.shares.find(({ group }) => group === share.readUInt16BE(0));
  const secret = mine?.agree(counted(share, 2, 2));
  const { transcript: messages, retried } = state;
  return secret && serverKeys({ suite, secret, messages, ...(retried && { retried }) });
}

function readRetry(state: State, message: Buffer, extensions: ReadonlyMap<number, Buffer>): void {
  const cookie = extensions.get(44);
  const next = state.retried
    ? undefined
    : state.hello.again(extensions.get(51)?.readUInt16BE(0), cookie && counted(cookie, 0, 2));
  // That it asked says which version it has chosen.
  if (!next || state.until === 'choice') {
    state.answer.version = 'TLSv1.3';
    return stop(state, next ? undefined : 'malformed');
  }
  state.retried = state.hello.message;
  state.hello = next;
  state.transcript = [message, next.message];
  state.send(next.record);
}

function readExtensions(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  if (bytes.length < 2) return found;
  const all = counted(bytes, 0, 2);
  for (let at = 0; at < all.length;) {
    const data = counted(all, at + 2, 2);
    found.set(all.readUInt16BE(at), data);
    at += 4 + data.length;
  }
  return found;
}

function readCertificates(body: Buffer): readonly Buffer[] {
  const list = counted(body, 0, 3);
  const found: Buffer[] = [];
  for (let at = 0; at < list.length;) {
    const certificate = counted(list, at, 3);
    found.push(certificate);
    at += 3 + certificate.length;
  }
  return found;
}

/** RFC 8446 section 4.4.2: each certificate has extensions of its own, and all came after what else is to be known. */
function readModernCertificates(state: State, body: Buffer): void {
  const list = counted(body, 1 + body.readUInt8(0), 3);
  const found: Buffer[] = [];
  for (let at = 0; at < list.length;) {
    const certificate = counted(list, at, 3);
    at += 3 + certificate.length;
    const extensions = counted(list, at, 2);
    at += 2 + extensions.length;
    const staple = readExtensions(Buffer.concat([sizeOf(extensions), extensions])).get(5);
    if (staple && found.length === 0) keepStaple(state, staple);
    found.push(certificate);
  }
  state.answer.certificates = found;
  stop(state);
}

function sizeOf(bytes: Buffer): Buffer {
  return Buffer.from([bytes.length >> 8, bytes.length & 0xff]);
}

/** CertificateStatus of type ocsp (RFC 6066 section 8). */
function keepStaple(state: State, body: Buffer): void {
  if (body.readUInt8(0) === 1) state.answer.staple = counted(body, 1, 3);
}

/** The bytes whose length stands before them. Throws where they are not all there. */
function counted(bytes: Buffer, at: number, width: 2 | 3): Buffer {
  const length = bytes.readUIntBE(at, width);
  const end = at + width + length;
  if (end > bytes.length) throw new RangeError('a length lies');
  return bytes.subarray(at + width, end);
}
