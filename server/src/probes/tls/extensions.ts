import { bits, children, objectId, part, readDer, TAG, text, type Der } from './der.ts';
import { OID } from './objectIds.ts';

/** What the extensions of a certificate say (RFC 5280 section 4.2). */
export interface Extensions {
  readonly names: readonly string[];
  readonly isAuthority: boolean;
  /** How many authorities may stand between it and a server's certificate. */
  readonly pathLength?: number;
  /** False where the key is for other things than signing certificates. */
  readonly maySignCertificates: boolean;
  /** DNS names that an authority may vouch for, and those it may not (RFC 5280 section 4.2.1.10). */
  readonly nameConstraints?: NameConstraints;
  readonly forServers?: boolean;
  readonly forOcsp: boolean;
  readonly mustStaple: boolean;
  readonly ocspUrls: readonly string[];
  readonly issuerUrls: readonly string[];
  readonly timestamps: number;
  /** Hexadecimal. */
  readonly keyId?: string;
  readonly authorityKeyId?: string;
}

export interface NameConstraints {
  /** Empty: nothing is said of DNS names. */
  readonly permitted: readonly string[];
  readonly excluded: readonly string[];
}

/** Extensions: [3], or nothing in certificates of old versions. An extension that can't be read throws. */
export function readExtensions(explicit: Der | undefined): Extensions {
  const values = valuesOf(explicit);
  const constraints = values.get(OID.basicConstraints);
  const [isAuthority, pathLength] = constraints ? constraintsOf(constraints) : [false];
  const usage = values.get(OID.keyUsage);
  const limits = values.get(OID.nameConstraints);
  const purposes = values.get(OID.extendedKeyUsage);
  const purposeIds = purposes && children(purposes).map(objectId);
  const keyId = values.get(OID.subjectKeyId)?.content.toString('hex');
  const authorityKeyId = values.has(OID.authorityKeyId) ? authorityOf(values) : undefined;
  return {
    names: namesOf(values.get(OID.subjectAltName)),
    isAuthority,
    ...(pathLength !== undefined && { pathLength }),
    ...(limits && { nameConstraints: nameConstraintsOf(limits) }),
    // Bit 5: keyCertSign
    maySignCertificates: !usage || ((bits(usage)[0] ?? 0) & 0x04) !== 0,
    ...(purposeIds && {
      forServers: purposeIds.some((id) => id === OID.serverAuth || id === OID.anyPurpose),
    }),
    forOcsp: purposeIds?.includes(OID.ocspSigning) ?? false,
    mustStaple: mustStaple(values.get(OID.tlsFeature)),
    ocspUrls: urlsOf(values.get(OID.authorityInfo), OID.ocsp),
    issuerUrls: urlsOf(values.get(OID.authorityInfo), OID.caIssuers),
    timestamps: timestampsOf(values.get(OID.timestamps)),
    ...(keyId !== undefined && { keyId }),
    ...(authorityKeyId !== undefined && { authorityKeyId }),
  };
}

function valuesOf(explicit: Der | undefined): ReadonlyMap<string, Der> {
  const [list] = explicit ? children(explicit) : [];
  return new Map(
    (list ? children(list) : []).map((extension) => {
      const parts = children(extension);
      const value = parts.find(({ tag }) => tag === TAG.octetString);
      if (!value) throw new RangeError('an extension has a value');
      return [objectId(part(parts, 0)), readDer(value.content)];
    }),
  );
}

function constraintsOf(value: Der): readonly [boolean, number?] {
  const parts = children(value);
  const isAuthority = parts.some(({ tag, content }) => tag === TAG.boolean && content[0] !== 0);
  const length = parts.find(({ tag }) => tag === TAG.integer);
  return length
    ? [isAuthority, length.content.readUIntBE(0, Math.min(length.content.length, 6))]
    : [isAuthority];
}

/** Each subtree begins with its base. */
function nameConstraintsOf(value: Der): NameConstraints {
  const subtrees = (tag: number): readonly string[] =>
    children(value)
      .filter((each) => each.tag === tag)
      .flatMap((list) => children(list).map((subtree) => part(children(subtree), 0)))
      .flatMap((base) => (base.tag === DNS_NAME ? [text(base).toLowerCase()] : []));
  return { permitted: subtrees(0xa0), excluded: subtrees(0xa1) };
}

function authorityOf(values: ReadonlyMap<string, Der>): string | undefined {
  const value = values.get(OID.authorityKeyId);
  return (
    value &&
    children(value)
      .find(({ tag }) => tag === 0x80)
      ?.content.toString('hex')
  );
}

const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

function namesOf(value: Der | undefined): readonly string[] {
  return (value ? children(value) : []).flatMap((name) => {
    if (name.tag === DNS_NAME) return [text(name).toLowerCase()];
    if (name.tag === IP_ADDRESS) return addressText(name.content);
    return [];
  });
}

function addressText(content: Buffer): readonly string[] {
  if (content.length === 4) return [content.join('.')];
  if (content.length !== 16) return [];
  const groups = Array.from({ length: 8 }, (_, index) => content.readUInt16BE(index * 2).toString(16));
  return [new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)];
}

/** RFC 7633: the list of TLS extensions that must be answered; 5 is status_request. */
function mustStaple(value: Der | undefined): boolean {
  return (value ? children(value) : []).some(({ content }) => content.length === 1 && content[0] === 5);
}

const URI = 0x86;

function urlsOf(value: Der | undefined, kind: string): readonly string[] {
  return (value ? children(value) : []).flatMap((description) => {
    const [method, location] = children(description);
    return method && location?.tag === URI && objectId(method) === kind ? [text(location)] : [];
  });
}

/** RFC 6962 section 3.3: a list in TLS's own notation, inside of an OCTET STRING. */
function timestampsOf(value: Der | undefined): number {
  if (!value || value.content.length < 2) return 0;
  let count = 0;
  for (let at = 2; at + 2 <= value.content.length; at += 2 + value.content.readUInt16BE(at)) count++;
  return count;
}
