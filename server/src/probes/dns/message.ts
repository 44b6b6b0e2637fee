/** DNS messages as bytes (RFC 1035 section 4, RFC 6891), over dns-packet: what comes in is anything at all. */
import { decode, encode, type DecodedPacket, type RecordType } from 'dns-packet';
import type { DnsAnswer } from '../../core/observations/dns.ts';
import { plainName } from './plainName.ts';
import { recordsOf } from './records.ts';

export interface Query {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  /** To a resolver; authoritative servers are asked without recursion. */
  readonly recursive: boolean;
  readonly checkingDisabled: boolean;
  /** Without EDNS for servers that are too old for it. */
  readonly edns: boolean;
}

export function encodeQuery({ id, name, type, recursive, checkingDisabled, edns }: Query): Buffer {
  const flags =
    (recursive ? FLAG.recursionDesired | FLAG.authenticData : 0) |
    (checkingDisabled ? FLAG.checkingDisabled : 0);
  const option = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: LARGEST_DATAGRAM,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: DNSSEC_OK,
    flag_do: true,
    options: [],
  } as const;
  return encode({
    type: 'query',
    id,
    flags,
    questions: [{ type: wireType(type) as RecordType, name: name === '' ? '.' : name }],
    additionals: edns ? [{ ...option, options: [] }] : [],
  });
}

export type Received =
  | { readonly answer: DnsAnswer }
  /** The rest is to be had over TCP. */
  | 'truncated'
  /** The server does not know EDNS (RFC 6891 section 7). */
  | 'no-edns'
  /** The answer to another question, or none at all. */
  | 'foreign'
  /** An answer to this question that cannot be read. */
  | 'malformed';

/** Never throws, whatever came. */
export function readMessage(bytes: Buffer, query: Query): Received {
  // Without its twelve bytes, as a question, or with another number it is not for us.
  if (bytes.length < 12 || bytes.readUInt16BE(0) !== query.id || (bytes.readUInt8(2) & 0x80) === 0)
    return 'foreign';
  const counts = [4, 6, 8, 10].reduce((sum, at) => sum + bytes.readUInt16BE(at), 0);
  if (counts > MOST_RECORDS) return 'malformed';
  const packet = decoded(bytes);
  // What stands behind the point where it was cut may be half a record.
  const isTruncated = (bytes.readUInt8(2) & 0x02) !== 0;
  if (!packet) return isTruncated ? 'truncated' : 'malformed';
  const { questions = [] } = packet;
  const rcode = rcodeOf(packet);
  if (questions.length === 0)
    return query.edns && (rcode === 'FORMERR' || rcode === 'NOTIMP') ? 'no-edns' : 'malformed';
  const [question] = questions;
  if (
    questions.length !== 1 ||
    !question ||
    plainName(question.name) !== query.name.toLowerCase() ||
    question.type !== wireType(query.type) ||
    (question.class ?? 'IN') !== 'IN'
  )
    return 'foreign';
  if (isTruncated) return 'truncated';
  if (query.edns && !optionOf(packet) && (rcode === 'FORMERR' || rcode === 'NOTIMP')) return 'no-edns';
  const sections = [packet.answers, packet.authorities, packet.additionals].map(recordsOf);
  const [answers, authorities, additionals] = sections;
  if (!answers || !authorities || !additionals) return 'malformed';
  return {
    answer: {
      rcode,
      isAuthoritative: packet.flag_aa,
      isAuthenticated: packet.flag_ad,
      answers,
      authorities,
      additionals,
    },
  };
}

/** What fits a datagram on every path (DNS Flag Day 2020). */
const LARGEST_DATAGRAM = 1232;
/** More than any honest answer; names that refer to each other could make many more a long piece of work. */
const MOST_RECORDS = 500;
const DNSSEC_OK = 1 << 15;
const FLAG = { recursionDesired: 1 << 8, authenticData: 1 << 5, checkingDisabled: 1 << 4 };

/** Types that dns-packet has no name for (RFC 9460). */
const UNNAMED_TYPES: Readonly<Record<string, string>> = { HTTPS: 'UNKNOWN_65', SVCB: 'UNKNOWN_64' };

function wireType(type: string): string {
  return UNNAMED_TYPES[type] ?? type;
}

function decoded(bytes: Buffer): DecodedPacket | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

function optionOf({ additionals = [] }: DecodedPacket) {
  return additionals.find((record) => record.type === 'OPT');
}

/** With the upper bits, which stand in the OPT record. */
function rcodeOf(packet: DecodedPacket): string {
  const upper = optionOf(packet)?.extendedRcode ?? 0;
  const { rcode } = packet as DecodedPacket & { rcode: string };
  if (upper === 0) return rcode;
  return upper === 1 && rcode === 'NOERROR' ? 'BADVERS' : `RCODE_${upper << 4}`;
}
