/** Resource records as dns-packet reads them, in the shape of observations. */
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { Answer, DnskeyData, TxtData } from 'dns-packet';
import type { DnsRecord, DnsRecordData } from '../../core/observations/dns.ts';
import { plainName } from './plainName.ts';

/** Undefined where one of them is not what it says it is. The OPT record belongs to the message, and is left out. */
export function recordsOf(records: readonly Answer[] | undefined): DnsRecord[] | undefined {
  const read: DnsRecord[] = [];
  for (const record of records ?? []) {
    if (record.type === 'OPT') continue;
    const data = dataOf(record);
    if (!data) return undefined;
    read.push({ name: plainName(record.name), ttl: record.ttl ?? 0, ...data });
  }
  return read;
}

type Plain = Exclude<Answer, { type: 'OPT' }>;
type DataOf<T> = Extract<Plain, { type: T }> extends { data: infer D } ? D : never;

function dataOf(record: Plain): DnsRecordData | undefined {
  const read = (READERS as Readonly<Record<string, Reader>>)[record.type];
  if (read) return read(record.data, record.name);
  return { type: 'other', typeName: typeName(record.type), hex: hexOf(record.data) };
}

type Reader = (data: unknown, owner: string) => DnsRecordData | undefined;

const READERS = {
  A: (data: string) => addressOf('A', data),
  AAAA: (data: string) => addressOf('AAAA', data),
  CNAME: (data: string) => ({ type: 'CNAME', target: plainName(data) }),
  DNAME: (data: string) => ({ type: 'DNAME', target: plainName(data) }),
  NS: (data: string) => ({ type: 'NS', target: plainName(data) }),
  PTR: (data: string) => ({ type: 'PTR', target: plainName(data) }),
  SOA: ({ mname, rname, serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0 }: DataOf<'SOA'>) => ({
    type: 'SOA',
    primary: plainName(mname),
    mailbox: plainName(rname),
    serial,
    refresh,
    retry,
    expire,
    minimum,
  }),
  MX: ({ preference = 0, exchange }: DataOf<'MX'>) => ({
    type: 'MX',
    preference,
    exchange: plainName(exchange),
  }),
  TXT: (data: TxtData) => {
    const strings = [data].flat().map((part) => part.toString());
    return { type: 'TXT', text: strings.join(''), strings };
  },
  CAA: ({ flags = 0, tag, value }: DataOf<'CAA'>) => ({ type: 'CAA', flags, tag: tag.toLowerCase(), value }),
  DS: ({ keyTag, algorithm, digestType, digest }: DataOf<'DS'>) => ({
    type: 'DS',
    keyTag,
    algorithm,
    digestType,
    digest: digest.toString('hex'),
  }),
  DNSKEY: keyOf,
  RRSIG: (data: DataOf<'RRSIG'>) => ({
    type: 'RRSIG',
    covers: typeName(data.typeCovered),
    algorithm: data.algorithm,
    keyTag: data.keyTag,
    signer: plainName(data.signersName),
    inception: timeOf(data.inception),
    expiration: timeOf(data.expiration),
  }),
  TLSA: ({ usage, selector, matchingType, certificate }: DataOf<'TLSA'>) => ({
    type: 'TLSA',
    usage,
    selector,
    matching: matchingType,
    data: certificate.toString('hex'),
  }),
} satisfies Readonly<Record<string, (data: never, owner: string) => DnsRecordData | undefined>>;

/** dns-packet reads past the end without a word. */
function addressOf(type: 'A' | 'AAAA', address: string): DnsRecordData | undefined {
  return isIP(address) === 0 ? undefined : { type, address };
}

/** RFC 3597 section 5, and the names of RFC 9460. */
function typeName(type: string): string {
  const number = /^UNKNOWN_(\d+)$/.exec(type)?.[1];
  if (number === undefined) return type;
  return number === '65' ? 'HTTPS' : number === '64' ? 'SVCB' : `TYPE${number}`;
}

/** Some types are read into parts by dns-packet that nobody asks us for. */
function hexOf(data: unknown): string {
  return Buffer.isBuffer(data) ? data.toString('hex') : '';
}

/** Seconds since 1970 in 32 bits, which count round after 2106 (RFC 4034 section 3.1.5). */
function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function keyOf({ flags, algorithm, key }: DnskeyData, owner: string): DnsRecordData {
  const protocol = 3;
  const data = Buffer.concat([Buffer.from([flags >> 8, flags & 0xff, protocol, algorithm]), key]);
  const signed = Buffer.concat([wireName(plainName(owner)), data]);
  const digest = (hash: string): string => createHash(hash).update(signed).digest('hex');
  // RFC 4034 section 5.1.4, RFC 4509, RFC 6605.
  const digests = { 1: digest('sha1'), 2: digest('sha256'), 4: digest('sha384') };
  return { type: 'DNSKEY', flags, algorithm, keyTag: keyTagOf(data), digests };
}

/** RFC 4034 appendix B: every algorithm but the first, which nobody uses any more. */
function keyTagOf(data: Buffer): number {
  let sum = 0;
  for (const [at, byte] of data.entries()) sum += at % 2 === 0 ? byte << 8 : byte;
  return (sum + (sum >> 16)) & 0xffff;
}

function wireName(name: string): Buffer {
  const labels = name === '' ? [] : name.split('.').map((label) => Buffer.from(label));
  return Buffer.concat([
    ...labels.flatMap((label) => [Buffer.from([label.length]), label]),
    Buffer.from([0]),
  ]);
}
