/** DNSSEC with one ECDSA P-256 key per zone (RFC 4034, RFC 6605). */
import { createHash, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { encode, type Answer, type DSAnswer, type DnskeyAnswer, type RrsigAnswer } from 'dns-packet';
import { plain, type Plain } from './dnsRecords.ts';

export interface ZoneKey {
  readonly dnskey: DnskeyAnswer;
  readonly ds: DSAnswer;
  readonly keyTag: number;
  readonly privateKey: KeyObject;
}

export function createZoneKey(zone: string): ZoneKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const key = Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const name = zone === '' ? '.' : zone;
  const dnskey: DnskeyAnswer = {
    name,
    type: 'DNSKEY',
    ttl: 300,
    class: 'IN',
    data: { flags: 257, algorithm: ALGORITHM, key },
  };
  return { dnskey, ds: dsOf(dnskey), keyTag: keyTagOf(dnskey), privateKey };
}

export interface SigningTimes {
  readonly inception: number;
  readonly expiration: number;
}

export function signRecords(
  records: readonly Plain[],
  zone: string,
  { keyTag, privateKey }: ZoneKey,
  times: SigningTimes,
): RrsigAnswer {
  const [first] = records;
  if (!first) throw new Error('There is nothing to sign');
  const labels = plain(first.name)
    .split('.')
    .filter((label) => label !== '' && label !== '*').length;
  const data = {
    typeCovered: first.type,
    algorithm: ALGORITHM,
    labels,
    originalTTL: first.ttl ?? 0,
    keyTag,
    signersName: zone === '' ? '.' : zone,
    ...times,
  };
  const signature = sign('sha256', signedBytes(records, data), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return { name: first.name, type: 'RRSIG', ttl: first.ttl ?? 0, class: 'IN', data: { ...data, signature } };
}

export function isSignedBy(
  records: readonly Plain[],
  { data }: RrsigAnswer,
  dnskey: DnskeyAnswer,
  now: number,
): boolean {
  if (data.keyTag !== keyTagOf(dnskey) || data.inception > now || data.expiration < now) return false;
  const { key } = dnskey.data;
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: key.subarray(0, 32).toString('base64url'),
      y: key.subarray(32).toString('base64url'),
    },
  });
  return verify(
    'sha256',
    signedBytes(records, data),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    data.signature,
  );
}

export function dsOf(dnskey: DnskeyAnswer): DSAnswer {
  const bytes = Buffer.concat([nameBytes(dnskey.name), dataBytes(dnskey)]);
  const digest = createHash('sha256').update(bytes).digest();
  const data = { keyTag: keyTagOf(dnskey), algorithm: ALGORITHM, digestType: 2, digest };
  return { name: dnskey.name, type: 'DS', ttl: 300, class: 'IN', data };
}

const ALGORITHM = 13;

/** RFC 4034 section 3.1.8.1. dns-packet never compresses, so that what it writes is the canonical form. */
function signedBytes(records: readonly Plain[], { labels, ...data }: Omit<RrsigAnswer['data'], 'signature'>) {
  const unsigned = dataBytes({
    name: '.',
    type: 'RRSIG',
    data: { labels, ...data, signature: Buffer.alloc(0) },
  });
  const each = records.map((record) => {
    const owner = plain(record.name).split('.');
    // What a wildcard stands for was signed as the wildcard.
    const name =
      labels < owner.filter((label) => label !== '' && label !== '*').length
        ? ['*', ...owner.slice(owner.length - labels)].join('.')
        : plain(record.name);
    return recordBytes({ ...record, name: name === '' ? '.' : name, ttl: data.originalTTL });
  });
  return Buffer.concat([unsigned, ...each.sort((one, other) => Buffer.compare(one, other))]);
}

function keyTagOf(dnskey: DnskeyAnswer): number {
  let sum = 0;
  for (const [at, byte] of dataBytes(dnskey).entries()) sum += at % 2 === 0 ? byte << 8 : byte;
  return (sum + (sum >> 16)) & 0xffff;
}

const HEADER_OF_MESSAGE = 12;
const HEADER_OF_RECORD = 10;

function recordBytes(record: Answer): Buffer {
  return encode({ type: 'response', answers: [record] }).subarray(HEADER_OF_MESSAGE);
}

function dataBytes(record: Answer): Buffer {
  return recordBytes(record).subarray(nameBytes(record.name).length + HEADER_OF_RECORD);
}

function nameBytes(name: string): Buffer {
  const question = encode({ type: 'query', questions: [{ name: plain(name) || '.', type: 'A' }] });
  return question.subarray(HEADER_OF_MESSAGE, -4);
}
