import { startRawServer, type TestServer } from './tlsServers.ts';

export interface LegacyServerOptions {
  /** Suites that it accepts, by their numbers at IANA, best first. */
  readonly suites: readonly number[];
  /** 0x0300 is SSL 3.0, 0x0303 is TLS 1.2. */
  readonly minVersion: number;
  readonly maxVersion: number;
  /** Chooses DEFLATE where it is offered. */
  readonly compresses?: true;
  /** DER, as sent. */
  readonly certificates?: readonly Buffer[];
}

/**
 * Speaks what no library of today does any more, as far as its first flight: it chooses the highest version and the first
 * suite that both have, and refuses otherwise.
 */
export function startLegacyServer(options: LegacyServerOptions): Promise<TestServer> {
  return startRawServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 5 || received.length < 5 + received.readUInt16BE(3)) return;
      socket.write(answerTo(received.subarray(5), options));
    });
  });
}

export function answerTo(
  message: Buffer,
  { suites, minVersion, maxVersion, compresses, certificates = [] }: LegacyServerOptions,
): Buffer {
  const offered = message.readUInt16BE(4);
  const list = 39 + message.readUInt8(38);
  const theirs = new Set<number>();
  for (let at = list + 2; at < list + 2 + message.readUInt16BE(list); at += 2)
    theirs.add(message.readUInt16BE(at));
  const version = Math.min(offered, maxVersion);
  if (version < minVersion) return alert(offered, 70);
  const suite = suites.find((each) => theirs.has(each));
  if (suite === undefined) return alert(version, 40);
  const hello = Buffer.concat([
    uint(version, 2),
    Buffer.alloc(32, 7),
    Buffer.from([0]),
    uint(suite, 2),
    Buffer.from([compresses && offersDeflate(message, list) ? 1 : 0]),
  ]);
  const list3 = Buffer.concat(certificates.map((der) => counted(der, 3)));
  const messages = [
    handshake(2, hello),
    ...(certificates.length > 0 ? [handshake(11, counted(list3, 3))] : []),
    handshake(14, Buffer.alloc(0)),
  ];
  return record(22, version, Buffer.concat(messages));
}

/** The methods stand behind the suites. */
function offersDeflate(message: Buffer, list: number): boolean {
  const at = list + 2 + message.readUInt16BE(list);
  return message.subarray(at + 1, at + 1 + message.readUInt8(at)).includes(1);
}

function alert(version: number, description: number): Buffer {
  return record(21, version, Buffer.from([2, description]));
}

export function record(type: number, version: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), uint(version, 2), counted(payload, 2)]);
}

export function handshake(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), counted(body, 3)]);
}

function counted(bytes: Buffer, width: number): Buffer {
  return Buffer.concat([uint(bytes.length, width), bytes]);
}

function uint(value: number, width: number): Buffer {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntBE(value, 0, width);
  return bytes;
}
