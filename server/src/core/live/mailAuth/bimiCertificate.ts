/** As much of a certificate (PEM, RFC 7468; DER, RFC 5280) as says until when it is good. */
import { base64Bytes } from '../../base64.ts';

/** The text holds a certificate between PEM's marks. */
export function isPem(text: string): boolean {
  return firstCertificate(text) !== undefined;
}

/** ISO 8601 to the second, UTC, of the first certificate; undefined: it can't be read. */
export function notAfterOf(pem: string): string | undefined {
  const bytes = base64Bytes((firstCertificate(pem) ?? '').replace(/\s+/g, ''));
  if (!bytes || bytes.length === 0) return undefined;
  const certificate = elementAt(bytes, 0);
  const signed = certificate && elementAt(bytes, certificate.start);
  if (!signed) return undefined;
  // Version (absent in the first version), serial number, algorithm, issuer, validity.
  let part = elementAt(bytes, signed.start);
  if (part?.tag === VERSION) part = elementAt(bytes, part.end);
  for (let step = 0; part && step < 3; step += 1) part = elementAt(bytes, part.end);
  const notBefore = part && elementAt(bytes, part.start);
  const notAfter = notBefore && elementAt(bytes, notBefore.end);
  return notAfter && timeOf(notAfter.tag, String.fromCharCode(...bytes.slice(notAfter.start, notAfter.end)));
}

const BEGIN = '-----BEGIN CERTIFICATE-----';

function firstCertificate(text: string): string | undefined {
  const start = text.indexOf(BEGIN);
  const end = start < 0 ? -1 : text.indexOf('-----END CERTIFICATE-----', start);
  return end < 0 || end - start > MOST ? undefined : text.slice(start + BEGIN.length, end);
}

/** Those of BIMI hold the logo, of 32 kB. */
const MOST = 200_000;
const VERSION = 0xa0;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

function elementAt(bytes: readonly number[], at: number): Element | undefined {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) return undefined;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || count > 3) return undefined;
  const digits = bytes.slice(at + 2, at + 2 + count);
  const length = count === 0 ? first : digits.reduce((sum, digit) => sum * 256 + digit, 0);
  const start = at + 2 + count;
  return start + length > bytes.length ? undefined : { tag, start, end: start + length };
}

/** RFC 5280 section 4.1.2.5: "261231235959Z", and from 2050 on "20501231235959Z". */
function timeOf(tag: number, text: string): string | undefined {
  const digits = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (!digits || (tag !== UTC_TIME && tag !== GENERALIZED_TIME)) return undefined;
  const [, year = '', month, day, hour, minute, second] = digits;
  const whole = year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`;
  return `${whole}-${month}-${day}T${hour}:${minute}:${second}Z`;
}
