import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { TlsVersion } from '../../core/observations/tls.ts';
import { GROUPS, keyShare, type KeyShare } from './keyShares.ts';

export const VERSION_NUMBERS: Readonly<Record<TlsVersion, number>> = {
  SSLv3: 0x0300,
  TLSv1: 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
};

export interface HelloOrder {
  /** The highest version that is offered. With TLS 1.3, 1.2 is offered too, as browsers do. */
  readonly version: TlsVersion;
  readonly host: string;
  readonly suites: readonly number[];
  /** Protocols to speak inside (ALPN); the web's unless said. None: nothing is said of it. */
  readonly protocols?: readonly string[];
}

export interface Hello {
  readonly order: HelloOrder;
  /** The handshake message, of which the transcript is made. */
  readonly message: Buffer;
  /** The same as a record, ready to be sent. */
  readonly record: Buffer;
  readonly shares: readonly KeyShare[];
  /** The second hello of the same connection, once the server asked for another group (RFC 8446 section 4.1.4). */
  again(group: number | undefined, cookie: Buffer | undefined): Hello | undefined;
}

/** A ClientHello that leaves a server every choice but what the order names. */
export function clientHello(order: HelloOrder): Hello {
  const random = randomBytes(32);
  const session = order.version === 'TLSv1.3' ? randomBytes(32) : Buffer.alloc(0);
  return build(order, random, session, [GROUPS.x25519, GROUPS['P-256']], undefined);
}

function build(
  order: HelloOrder,
  random: Buffer,
  session: Buffer,
  groups: readonly number[],
  cookie: Buffer | undefined,
): Hello {
  const shares = order.version === 'TLSv1.3' ? groups.flatMap((group) => keyShare(group) ?? []) : [];
  const version = Math.min(VERSION_NUMBERS[order.version], 0x0303);
  const fixed = Buffer.concat([
    uint16(version),
    random,
    counted8(session),
    // The last one says that renegotiation is secure (RFC 5746): servers may insist.
    counted16(Buffer.concat([...order.suites, 0x00ff].map(uint16))),
    // Compressed or not: with TLS 1.3 nothing may be offered (RFC 8446 section 4.1.2).
    counted8(Buffer.from(order.version === 'TLSv1.3' ? [0] : [0, 1])),
  ]);
  const body = Buffer.concat([fixed, extensionsOf(order, shares, cookie, fixed.length)]);
  const message = Buffer.concat([Buffer.from([1]), uint24(body.length), body]);
  // The version of a first record is TLS 1.0's whatever is offered (RFC 8446 section 5.1).
  const record = Buffer.concat([Buffer.from([22]), uint16(Math.min(version, 0x0301)), counted16(message)]);
  return {
    order,
    message,
    record,
    shares,
    again(group, sent) {
      const wanted = group === undefined ? groups : [group];
      if (wanted.some((each) => !OFFERED_GROUPS.includes(each))) return undefined;
      return build(order, random, session, wanted, sent);
    },
  };
}

const OFFERED_GROUPS: readonly number[] = Object.values(GROUPS);

/**
 * Signatures of all kinds, SHA-1, MD5 and DSA too: a server that has nothing better shall show its certificate. Numbers of
 * https://www.iana.org/assignments/tls-parameters (TLS SignatureScheme).
 */
const SIGNATURES = [
  0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0603, 0x0806, 0x0601, 0x0807, 0x0808, 0x0809, 0x080a,
  0x080b, 0x0303, 0x0301, 0x0402, 0x0502, 0x0602, 0x0302, 0x0203, 0x0201, 0x0202, 0x0101,
];

const WEB_PROTOCOLS = ['h2', 'http/1.1'];

/** SSL 3.0 has none. */
function extensionsOf(
  { version, host, protocols = WEB_PROTOCOLS }: HelloOrder,
  shares: readonly KeyShare[],
  cookie: Buffer | undefined,
  before: number,
): Buffer {
  if (version === 'SSLv3') return Buffer.alloc(0);
  const all: Buffer[] = [];
  if (isIP(host) === 0) all.push(serverName(host));
  all.push(
    extension(5, Buffer.from([1, 0, 0, 0, 0])), // status_request
    extension(10, counted16(Buffer.concat(OFFERED_GROUPS.map(uint16)))),
    extension(11, Buffer.from([1, 0])), // points uncompressed
    extension(23, Buffer.alloc(0)), // extended_master_secret
  );
  if (protocols.length > 0)
    all.push(extension(16, counted16(Buffer.concat(protocols.map((name) => counted8(Buffer.from(name)))))));
  if (version === 'TLSv1.2' || version === 'TLSv1.3')
    all.push(extension(13, counted16(Buffer.concat(SIGNATURES.map(uint16)))));
  if (version === 'TLSv1.3') all.push(...modernExtensions(shares, cookie));
  const bytes = Buffer.concat(all);
  // Hellos of 256 to 511 bytes hang on some old load balancers (RFC 7685).
  const length = 4 + before + 2 + bytes.length;
  const padding =
    length > 255 && length < 512
      ? extension(21, Buffer.alloc(Math.max(0, 512 - length - 4)))
      : Buffer.alloc(0);
  return counted16(Buffer.concat([bytes, padding]));
}

function serverName(host: string): Buffer {
  return extension(0, counted16(Buffer.concat([Buffer.from([0]), counted16(Buffer.from(host, 'latin1'))])));
}

function modernExtensions(shares: readonly KeyShare[], cookie: Buffer | undefined): readonly Buffer[] {
  const entries = shares.map(({ group, publicKey }) => Buffer.concat([uint16(group), counted16(publicKey)]));
  return [
    extension(43, counted8(Buffer.concat([0x0304, 0x0303].map(uint16)))), // supported_versions
    extension(45, Buffer.from([1, 1])), // psk_key_exchange_modes
    ...(cookie ? [extension(44, counted16(cookie))] : []),
    extension(51, counted16(Buffer.concat(entries))), // key_share
  ];
}

function extension(type: number, data: Buffer): Buffer {
  return Buffer.concat([uint16(type), counted16(data)]);
}

function counted8(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([data.length]), data]);
}

function counted16(data: Buffer): Buffer {
  return Buffer.concat([uint16(data.length), data]);
}

function uint16(value: number): Buffer {
  return Buffer.from([(value >> 8) & 0xff, value & 0xff]);
}

function uint24(value: number): Buffer {
  return Buffer.from([(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff]);
}
