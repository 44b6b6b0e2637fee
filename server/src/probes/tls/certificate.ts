import { createHash } from 'node:crypto';
import type { CertificateObservation } from '../../core/observations/tls.ts';
import {
  bits,
  bitLength,
  children,
  contentOf,
  objectId,
  part,
  readDer,
  TAG,
  text,
  time,
  type Der,
} from './der.ts';
import { readExtensions, type Extensions } from './extensions.ts';
import { ATTRIBUTES, CURVES, OID } from './objectIds.ts';
import { isSignedBy, signatureName, type Signed } from './signatures.ts';

/** A certificate, with all that proving a chain needs. */
export interface Certificate {
  readonly observation: CertificateObservation;
  readonly der: Buffer;
  readonly signed: Signed;
  /** SubjectPublicKeyInfo */
  readonly publicKey: Buffer;
  /** Equal for names that are the same. */
  readonly subjectKey: string;
  readonly issuerKey: string;
  readonly extensions: Extensions;
}

/** Reads what a server sent. Undefined for what is no certificate; never throws. */
export function readCertificate(der: Buffer): Certificate | undefined {
  try {
    return read(der);
  } catch {
    return undefined;
  }
}

/**
 * The subject's key of a certificate that is not read otherwise: of a hundred and more roots, before the first one is
 * needed, so it steps over all that stands before the subject. Throws on what is no certificate.
 */
export function subjectKeyOf(der: Buffer): string {
  let at = contentOf(der, contentOf(der, 0).start).start;
  if (der[at] === 0xa0) at = contentOf(der, at).end; // version
  // Serial number, signature, issuer, validity
  for (let skipped = 0; skipped < 4; skipped++) at = contentOf(der, at).end;
  const { start, end } = contentOf(der, at);
  return der.toString('latin1', start, end);
}

interface Parts {
  readonly body: Der;
  readonly algorithm: Der;
  readonly signature: Der;
  readonly serial: Der;
  readonly issuer: Der;
  readonly validity: Der;
  readonly subject: Der;
  readonly publicKey: Der;
  readonly extensions: Der | undefined;
}

function partsOf(certificate: Der): Parts {
  const outer = children(certificate);
  const body = part(outer, 0, TAG.sequence);
  const inner = children(body);
  const first = inner[0]?.tag === 0xa0 ? 1 : 0; // version
  return {
    body,
    algorithm: part(outer, 1, TAG.sequence),
    signature: part(outer, 2, TAG.bitString),
    serial: part(inner, first, TAG.integer),
    issuer: part(inner, first + 2, TAG.sequence),
    validity: part(inner, first + 3, TAG.sequence),
    subject: part(inner, first + 4, TAG.sequence),
    publicKey: part(inner, first + 5, TAG.sequence),
    extensions: inner.slice(first + 6).find(({ tag }) => tag === 0xa3),
  };
}

function read(der: Buffer): Certificate {
  const parts = partsOf(readDer(der));
  const { issuer, subject, algorithm } = parts;
  const extensions = readExtensions(parts.extensions);
  const signed: Signed = { body: parts.body.raw, algorithm, signature: bits(parts.signature) };
  const subjectKey = nameKey(subject);
  const issuerKey = nameKey(issuer);
  const [notBefore, notAfter] = children(parts.validity).map(time);
  if (notBefore === undefined || notAfter === undefined) throw new RangeError('a certificate has dates');
  const commonName = commonNameOf(subject);
  const { forServers } = extensions;
  const observation: CertificateObservation = {
    subject: nameText(subject),
    issuer: nameText(issuer),
    ...(commonName !== undefined && { commonName }),
    names: extensions.names,
    notBefore,
    notAfter,
    serial: serialText(parts.serial),
    sha256: createHash('sha256').update(der).digest('hex'),
    key: keyOf(parts.publicKey),
    signature: signatureName(algorithm),
    isAuthority: extensions.isAuthority,
    isSelfSigned: subjectKey === issuerKey && isSignedBy(signed, parts.publicKey.raw) === 'yes',
    mustStaple: extensions.mustStaple,
    ocspUrls: extensions.ocspUrls,
    issuerUrls: extensions.issuerUrls,
    ...(forServers !== undefined && { forServers }),
    timestamps: extensions.timestamps,
  };
  return { observation, der, signed, publicKey: parts.publicKey.raw, subjectKey, issuerKey, extensions };
}

/** Hexadecimal, without the zero that keeps a number positive. */
export function serialText({ content }: Der): string {
  const start = content.length > 1 && content[0] === 0 ? 1 : 0;
  return content.subarray(start).toString('hex');
}

interface Attribute {
  readonly id: string;
  readonly value: Der;
}

/** The attributes of a name, those of one RDN together. */
function attributesOf(name: Der): readonly (readonly Attribute[])[] {
  return children(name).map((rdn) =>
    children(rdn).map((pair) => {
      const both = children(pair);
      return { id: objectId(part(both, 0)), value: part(both, 1) };
    }),
  );
}

/** As RFC 4514 writes it: the most particular part first. */
function nameText(name: Der): string {
  const write = ({ id, value }: Attribute): string =>
    `${ATTRIBUTES.get(id) ?? id}=${text(value).replace(/[\\,+"<>;]/g, String.raw`\$&`)}`;
  return attributesOf(name)
    .map((rdn) => rdn.map(write).join('+'))
    .reverse()
    .join(', ');
}

/** Byte by byte, as Go and rustls compare names: authorities write theirs the same each time. */
function nameKey(name: Der): string {
  return name.content.toString('latin1');
}

function commonNameOf(subject: Der): string | undefined {
  const last = attributesOf(subject)
    .flat()
    .findLast(({ id }) => id === OID.commonName);
  return last && text(last.value);
}

function keyOf(publicKey: Der): CertificateObservation['key'] {
  const [algorithm, value] = children(publicKey);
  const [id, parameters] = algorithm ? children(algorithm) : [];
  if (!id || !value) throw new RangeError('a key has an algorithm and a value');
  switch (objectId(id)) {
    case OID.rsa:
    case OID.rsaPss:
      return { type: 'rsa', bits: bitLength(part(children(readDer(bits(value))), 0, TAG.integer)) };
    case OID.ec:
      return ellipticKey(parameters, bits(value));
    case OID.dsa:
      return { type: 'dsa', bits: parameters ? bitLength(part(children(parameters), 0)) : 0 };
    case OID.ed25519:
      return { type: 'ed25519', bits: 256 };
    default:
      return { type: 'other', bits: bits(value).length * 8 };
  }
}

function ellipticKey(parameters: Der | undefined, point: Buffer): CertificateObservation['key'] {
  const curve = parameters?.tag === TAG.objectId ? CURVES.get(objectId(parameters)) : undefined;
  if (curve) return { type: 'ec', bits: curve.bits, curve: curve.name };
  return { type: 'ec', bits: Math.floor((point.length - 1) / 2) * 8 };
}
