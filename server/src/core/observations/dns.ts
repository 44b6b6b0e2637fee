/** What name servers answered. Names are lower case, ASCII (punycode), without the dot at the end; the root is "". */
import type { Failure } from './failure.ts';

/** One question, asked once of one server. */
export interface DnsExchange {
  readonly name: string;
  /** "A", "CAA", "DNSKEY" … */
  readonly type: string;
  /** "resolver", or the address of an authoritative server that was asked directly, without recursion. */
  readonly server: string;
  readonly outcome: DnsAnswer | Failure;
  readonly milliseconds: number;
}

export interface DnsAnswer {
  /** "NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED" … */
  readonly rcode: string;
  /** AA: the server says that it is responsible for the name. */
  readonly isAuthoritative: boolean;
  /** AD: the resolver has validated it with DNSSEC. */
  readonly isAuthenticated: boolean;
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

/** A resource record. What has parts is read; any other type has its data as hexadecimal digits. */
export type DnsRecord = { readonly name: string; readonly ttl: number } & DnsRecordData;

export type DnsRecordData =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'CNAME' | 'DNAME' | 'NS' | 'PTR'; readonly target: string }
  | {
      readonly type: 'SOA';
      readonly primary: string;
      readonly mailbox: string;
      readonly serial: number;
      readonly refresh: number;
      readonly retry: number;
      readonly expire: number;
      readonly minimum: number;
    }
  | { readonly type: 'MX'; readonly preference: number; readonly exchange: string }
  /** The strings of one record, joined. */
  | { readonly type: 'TXT'; readonly text: string; readonly strings: readonly string[] }
  | { readonly type: 'CAA'; readonly flags: number; readonly tag: string; readonly value: string }
  | {
      readonly type: 'DS';
      readonly keyTag: number;
      readonly algorithm: number;
      readonly digestType: number;
      /** Hexadecimal, lower case. */
      readonly digest: string;
    }
  | {
      readonly type: 'DNSKEY';
      readonly flags: number;
      readonly algorithm: number;
      readonly keyTag: number;
      /** What a DS record of each digest type (1, 2, 4) would hold for it: hexadecimal, lower case. */
      readonly digests: Readonly<Record<number, string>>;
    }
  | {
      readonly type: 'RRSIG';
      readonly covers: string;
      readonly algorithm: number;
      readonly keyTag: number;
      readonly signer: string;
      /** ISO 8601. */
      readonly inception: string;
      readonly expiration: string;
    }
  | {
      readonly type: 'TLSA';
      readonly usage: number;
      readonly selector: number;
      readonly matching: number;
      readonly data: string;
    }
  | { readonly type: 'other'; readonly typeName: string; readonly hex: string };

/** What is known of the zone that a domain lies in. */
export interface ZoneObservation {
  /** The name that has the SOA record: the domain itself, or a parent of it. */
  readonly apex: string;
  /** The servers that the parent names, in its order, without those of the zone itself; empty where nobody could be asked. */
  readonly delegated: readonly string[];
  /** Who was asked for the delegation: a server of the parent zone. */
  readonly parent?: { readonly zone: string; readonly server: string };
  readonly parentFailure?: Failure;
  /** NS records of the zone itself. */
  readonly nameServers: readonly NameServerObservation[];
}

export interface NameServerObservation {
  readonly name: string;
  readonly inParent: boolean;
  readonly inZone: boolean;
  /** Of those addresses the first of each family was asked. */
  readonly addresses: readonly string[];
  /** Why there are none. */
  readonly failure?: Failure;
  /** The answers of each address that was asked: SOA of the zone, and the address of the domain. */
  readonly asked: readonly {
    readonly address: string;
    readonly soa: DnsAnswer | Failure;
    readonly addressAnswer?: DnsAnswer | Failure;
    /** The IPv6 address of the domain, where there was room for the question. */
    readonly ipv6Answer?: DnsAnswer | Failure;
    /** The server's own IPv4 address, as the zone that it lies in has it, where the parent gave one along and there was room. */
    readonly ownAnswer?: DnsAnswer | Failure;
    /** The IPv4 addresses of hosts below the domain, its "www" first: as many as there was room for. */
    readonly hostAnswers?: readonly { readonly host: string; readonly answer: DnsAnswer | Failure }[];
  }[];
}

/** How a host's name becomes addresses. */
export interface NameObservation {
  readonly host: string;
  /** The chain of aliases, the host not included. */
  readonly aliases: readonly string[];
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  readonly v4: DnsAnswer | Failure;
  readonly v6: DnsAnswer | Failure;
}

export interface DnsObservation {
  readonly domain: string;
  readonly zone: ZoneObservation | Failure;
  /** The domain, its "www", and every subdomain that was to be looked at. */
  readonly names: readonly NameObservation[];
  /** A random name below the domain. */
  readonly wildcard: DnsAnswer | Failure;
  /** The nearest CAA records, from the domain upwards (RFC 8659 section 3), and whose they are. */
  readonly caa: { readonly at: string; readonly answer: DnsAnswer } | Failure;
  /** The answer for CAA records of the domain's "www", through aliases, where there was room for the question. */
  readonly wwwCaa?: DnsAnswer | Failure;
  readonly dnssec: DnssecObservation;
  /** Every question that was asked, in order: evidence. */
  readonly exchanges: readonly DnsExchange[];
}

export interface DnssecObservation {
  readonly ds: DnsAnswer | Failure;
  readonly dnskey: DnsAnswer | Failure;
  /** With a resolver that validates, broken signatures are a SERVFAIL; this asks again without validation (CD). */
  readonly withoutValidation?: DnsAnswer | Failure;
  /** Whether the resolver validates at all: it says so (AD) of something that is signed. */
  readonly resolverValidates: 'yes' | 'no' | 'unknown';
}
