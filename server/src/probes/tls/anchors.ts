import { rootCertificates } from 'node:tls';
import { readCertificate, subjectKeyOf, type Certificate } from './certificate.ts';

/** Whom a client trusts: Mozilla's roots, and what the user named. */
export interface Anchors {
  /** Those of a name (`Certificate.subjectKey`). */
  named(subjectKey: string): readonly Certificate[];
  /** The subjects of those that the user named. */
  readonly own: readonly string[];
}

/** `ca`: texts with any number of certificates in PEM. What is none is left out. */
export function anchors(ca: readonly string[]): Anchors {
  const known = byList.get(ca);
  if (known) return known;
  const own = index(ca);
  const made: Anchors = {
    named: (subjectKey) => [...own(subjectKey), ...mozilla(subjectKey)],
    own: ca.flatMap(pemBlocks).flatMap((der) => readCertificate(der)?.observation.subject ?? []),
  };
  byList.set(ca, made);
  return made;
}

/** The settings of a run are the same object for all its domains. */
const byList = new WeakMap<readonly string[], Anchors>();

type Named = (subjectKey: string) => readonly Certificate[];

let roots: Named | undefined;

/**
 * Never the list that an editor may have put in its place: `rootCertificates` is the runtime's own copy of Mozilla's. It is
 * indexed once per process, by names alone; a root is read when somebody asks for its name.
 */
function mozilla(subjectKey: string): readonly Certificate[] {
  roots ??= index(rootCertificates);
  return roots(subjectKey);
}

function index(texts: readonly string[]): Named {
  const unread = new Map<string, Buffer[]>();
  for (const der of texts.flatMap(pemBlocks)) {
    const key = keyOf(der);
    if (key === undefined) continue;
    const same = unread.get(key);
    if (same) same.push(der);
    else unread.set(key, [der]);
  }
  const read = new Map<string, readonly Certificate[]>();
  return (subjectKey) => {
    const known = read.get(subjectKey);
    if (known) return known;
    const found = unread.get(subjectKey);
    if (!found) return [];
    const made = found.flatMap((der) => readCertificate(der) ?? []);
    read.set(subjectKey, made);
    return made;
  };
}

function keyOf(der: Buffer): string | undefined {
  try {
    return subjectKeyOf(der);
  } catch {
    return undefined;
  }
}

const PEM = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([^-]+)-----END/g;

function pemBlocks(pem: string): readonly Buffer[] {
  return Array.from(pem.matchAll(PEM), ([, base64 = '']) => Buffer.from(base64, 'base64'));
}
