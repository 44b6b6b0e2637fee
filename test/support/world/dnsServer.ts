/** A name server on loopback, over UDP and TCP. */
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server, type Socket as Connection } from 'node:net';
import { decode, encode, type Answer, type DecodedPacket, type Packet } from 'dns-packet';
import { plain } from './dnsRecords.ts';
import { zoneFor, type Zone } from './dnsZone.ts';

/** What a server does with a question. */
export type Behaviour =
  | 'right'
  /** Takes everything and says nothing. */
  | 'silent'
  /** Nobody listens there. */
  | 'dead'
  /** Does not know the zone. */
  | 'refusing'
  | 'failing'
  /** Answers, and does not say that it is responsible. */
  | 'lame'
  | 'garbage'
  | 'wrong-id'
  | 'wrong-question'
  /** Has everything fetched by TCP. */
  | 'truncating'
  /** The same, and does not do TCP. */
  | 'truncating-deaf'
  /** FORMERR to whoever has EDNS. */
  | 'no-edns';

export type Transport = 'udp' | 'tcp';
export type Respond = (query: DecodedPacket, transport: Transport) => Packet | undefined;

/** Answers for its zones, as well as its behaviour lets it. */
export function responder(zones: readonly Zone[], behaviour: Behaviour): Respond {
  return (query, transport) => {
    const [question] = query.questions ?? [];
    if (!question || behaviour === 'silent' || behaviour === 'dead') return undefined;
    const option = query.additionals?.find(({ type }) => type === 'OPT');
    if (behaviour === 'refusing') return reply(query, { rcode: REFUSED });
    if (behaviour === 'failing') return reply(query, { rcode: SERVFAIL });
    if (behaviour === 'no-edns' && option) return { ...reply(query, { rcode: FORMERR }), additionals: [] };
    if (behaviour.startsWith('truncating') && transport === 'udp') return reply(query, { isTruncated: true });
    const zone = zoneFor(zones, plain(question.name), question.type);
    if (!zone) return reply(query, { rcode: REFUSED });
    const { rcode, isAuthoritative, ...sections } = zone.lookUp(plain(question.name), question.type);
    return reply(query, {
      rcode,
      isAuthoritative: isAuthoritative && behaviour !== 'lame',
      ...withoutSignatures(sections, option !== undefined),
    });
  };
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1, at a port that is free for both. */
export async function startDnsServer(
  respond: Respond,
  behaviour: Behaviour = 'right',
): Promise<RunningServer> {
  const connections = new Set<Connection>();
  const answer = (bytes: Buffer, transport: Transport): Buffer | undefined =>
    answerBytes(bytes, transport, respond, behaviour);
  const { udp, tcp, port } = await bindBoth();
  udp.on('message', (bytes, from) => {
    const response = answer(bytes, 'udp');
    if (response) udp.send(response, from.port, from.address);
  });
  tcp.on('connection', (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection)).on('error', () => undefined);
    let waiting = Buffer.alloc(0);
    connection.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      if (waiting.length < 2 || waiting.length < waiting.readUInt16BE(0) + 2) return;
      if (behaviour === 'truncating-deaf') return void connection.destroy();
      const response = answer(waiting.subarray(2), 'tcp');
      if (response) connection.write(Buffer.concat([lengthOf(response), response]));
    });
  });
  const close = async (): Promise<void> => {
    for (const connection of connections) connection.destroy();
    await Promise.all([
      new Promise<void>((resolve) => udp.close(() => resolve())),
      new Promise<void>((resolve) => tcp.close(() => resolve())),
    ]);
  };
  // The port is known, and nobody is behind it any more.
  if (behaviour !== 'dead') return { port, close };
  await close();
  return { port, close: () => Promise.resolve() };
}

export const REFUSED = 5;
export const SERVFAIL = 2;
const FORMERR = 1;

export function reply(
  query: DecodedPacket,
  {
    rcode = 0,
    isAuthoritative = false,
    isTruncated = false,
    isAuthenticated = false,
    isRecursive = false,
    ...sections
  }: Pick<Packet, 'answers' | 'authorities' | 'additionals'> & {
    readonly rcode?: number;
    readonly isAuthoritative?: boolean;
    readonly isTruncated?: boolean;
    readonly isAuthenticated?: boolean;
    readonly isRecursive?: boolean;
  },
): Packet {
  const flags =
    rcode |
    (isAuthoritative ? 1 << 10 : 0) |
    (isTruncated ? 1 << 9 : 0) |
    (isRecursive ? 1 << 7 : 0) |
    (isAuthenticated ? 1 << 5 : 0) |
    ((query.flags ?? 0) & ((1 << 8) | (1 << 4)));
  const { id = 0, questions = [] } = query;
  return { type: 'response', id, flags, questions, ...sections };
}

function withoutSignatures(
  sections: Pick<Packet, 'answers' | 'authorities' | 'additionals'>,
  areWanted: boolean,
): Pick<Packet, 'answers' | 'authorities' | 'additionals'> {
  if (areWanted) return sections;
  const keep = (records: readonly Answer[] = []): Answer[] => records.filter(({ type }) => type !== 'RRSIG');
  return {
    answers: keep(sections.answers),
    authorities: keep(sections.authorities),
    additionals: keep(sections.additionals),
  };
}

function answerBytes(
  bytes: Buffer,
  transport: Transport,
  respond: Respond,
  behaviour: Behaviour,
): Buffer | undefined {
  let query: DecodedPacket;
  try {
    query = decode(bytes);
  } catch {
    return undefined;
  }
  const packet = respond(query, transport);
  if (!packet) return undefined;
  const id = ((packet.id ?? 0) + (behaviour === 'wrong-id' ? 1 : 0)) & 0xffff;
  const questions =
    behaviour === 'wrong-question' ? [{ name: 'other.invalid', type: 'A' as const }] : packet.questions;
  const response = encode({ ...packet, id, questions: questions ?? [] });
  if (behaviour === 'garbage') return Buffer.concat([response.subarray(0, 12), Buffer.alloc(40, 0xc0)]);
  const limit = transport === 'udp' ? 1232 : 0xffff;
  if (response.length <= limit) return response;
  return encode({
    ...packet,
    flags: (packet.flags ?? 0) | (1 << 9),
    answers: [],
    authorities: [],
    additionals: [],
  });
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return length;
}

async function bindBoth(): Promise<{ readonly udp: Socket; readonly tcp: Server; readonly port: number }> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const udp = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
    await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
    const { port } = udp.address();
    const tcp = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      tcp.once('error', () => resolve(false));
      tcp.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (isFree) return { udp, tcp, port };
    udp.close();
  }
  throw new Error('No port is free for both UDP and TCP');
}
