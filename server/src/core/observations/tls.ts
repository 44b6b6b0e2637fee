/** What TLS servers said. Made by a ClientHello of our own, so that it is the same whatever the runtime's TLS library is. */
import type { Failure } from './failure.ts';

export const TLS_VERSIONS = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof TLS_VERSIONS)[number];

/** One address of one host. */
export interface TlsObservation {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  /** The chain as the server sent it, its own certificate first. */
  readonly chain: readonly CertificateObservation[] | Failure;
  /** What a client that trusts Mozilla's roots (and those that the user named) makes of it. */
  readonly trust: TrustObservation | Failure;
  /** `unknown` where the answer was neither yes nor no. SSLv3 to TLS 1.3. */
  readonly versions: Readonly<Record<TlsVersion, 'yes' | 'no' | 'unknown'>>;
  /** The cipher suite that the server chose from those that clients offer today, by its IANA name. */
  readonly cipher?: string;
  /** Suites that it accepts although nobody should: IANA names. */
  readonly weakCiphers: readonly string[];
  /**
   * A suite that lets whoever gets the server's key read all that was ever recorded, if it accepts one: many healthy servers
   * do. Absent: not known.
   */
  readonly withoutForwardSecrecy?: readonly string[];
  /** Bits of the prime, where the server agrees on keys by finite fields (DHE) with who offers nothing else. */
  readonly finiteFieldBits?: number;
  /** With TLS 1.2 or older: whether it binds a renegotiation to the connection (RFC 5746). Absent: not known. */
  readonly hasSecureRenegotiation?: boolean;
  /** It compresses what it encrypts, for who offers that. */
  readonly compresses?: true;
  /** The OCSP response that was sent along. */
  readonly staple?: StapleObservation;
  /** The server asks clients for a certificate of their own. */
  readonly asksForClientCertificate: boolean;
  readonly milliseconds: number;
}

export interface TrustObservation {
  readonly isTrusted: boolean;
  /** Why not: the first of these that holds. */
  readonly problem?:
    | 'self-signed'
    /** The certificates between the server's own and the root were not (all) sent. */
    | 'incomplete-chain'
    | 'unknown-root'
    | 'expired'
    | 'not-yet-valid'
    | 'bad-signature'
    | 'not-an-authority'
    /** An authority in between may not vouch for one of its names. */
    | 'name-constraints'
    | 'other';
  /** Subject of the root that it ends in. */
  readonly root?: string;
  /** Indexes into the chain, the server's own first: how it was proven. */
  readonly path: readonly number[];
  /** With the machine's own store too: differs where a proxy or a company root is in between. */
  readonly isTrustedHere?: boolean;
}

export interface CertificateObservation {
  /** "CN=example.com, O=…" */
  readonly subject: string;
  readonly issuer: string;
  readonly commonName?: string;
  /** Subject alternative names: DNS names in lower case, IP addresses. Empty where there is no such extension. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Hexadecimal, lower case. */
  readonly serial: string;
  readonly sha256: string;
  readonly key: {
    readonly type: 'rsa' | 'ec' | 'ed25519' | 'dsa' | 'other';
    readonly bits: number;
    readonly curve?: string;
  };
  /** "sha256WithRSAEncryption", "ecdsa-with-SHA1" … */
  readonly signature: string;
  readonly isAuthority: boolean;
  /** Signed by its own key. */
  readonly isSelfSigned: boolean;
  /** id-pe-tlsfeature with status_request (RFC 7633). */
  readonly mustStaple: boolean;
  readonly ocspUrls: readonly string[];
  readonly issuerUrls: readonly string[];
  /** Extended key usage allows servers; absent: no such extension. */
  readonly forServers?: boolean;
  /** Embedded signed certificate timestamps. */
  readonly timestamps: number;
}

export interface StapleObservation {
  readonly status: 'good' | 'revoked' | 'unknown' | 'unreadable';
  /** ISO 8601. */
  readonly thisUpdate?: string;
  readonly nextUpdate?: string;
  readonly revokedAt?: string;
  /** Serial number that it is about. */
  readonly serial?: string;
  /** Signed by the issuer of the certificate, or by whom the issuer delegated. */
  readonly isSigned: boolean;
}
