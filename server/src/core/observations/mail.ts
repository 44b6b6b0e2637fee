/** What DNS, mail servers and policy files say of a domain's mail. Plain data: it crosses threads. */
import type { DnsAnswer, DnsExchange, NameObservation } from './dns.ts';
import type { Failure } from './failure.ts';
import type { HttpExchange } from './http.ts';
import type { CertificateObservation, StapleObservation, TlsVersion, TrustObservation } from './tls.ts';

/** One name that mail is sent from or received at: the domain, or a host below it that sends. */
export interface MailObservation {
  /** Lower case, ASCII. */
  readonly domain: string;
  readonly mx: DnsAnswer | Failure;
  /** Addresses of the domain itself: who has no MX record receives there (RFC 5321 section 5.1). */
  readonly address: NameObservation;
  /** TXT records of the domain, of which SPF's is one. */
  readonly txt: DnsAnswer | Failure;
  /** The hosts of the MX records, the preferred first; at most four are connected to. */
  readonly hosts: readonly MailHostObservation[];
  /** Absent: the domain has no SPF record. */
  readonly spf?: SpfObservation;
  readonly dkim: DkimObservation;
  readonly dmarc: DmarcObservation;
  readonly mtaSts: MtaStsObservation;
  /** TXT of `_smtp._tls`. Absent: not asked, because the domain receives no mail. */
  readonly tlsRpt?: DnsAnswer | Failure;
  readonly bimi?: BimiObservation;
  /** Addresses that the configuration or the SPF record names as the domain's own senders. */
  readonly senders: readonly SenderObservation[];
  /** Every question that was asked about mail, in order: evidence. */
  readonly exchanges: readonly DnsExchange[];
  /** Requests for policies, logos and their certificates. */
  readonly requests: number;
}

export interface MailHostObservation {
  readonly host: string;
  readonly preference: number;
  readonly name: NameObservation;
  /** Of `_25._tcp.HOST`; absent: not asked, because the zone of the host is not signed (no AD), nor is it the domain's own. */
  readonly tlsa?: DnsAnswer | Failure;
  /** One for each address that was connected to: the first of each family. */
  readonly smtp: readonly SmtpObservation[];
}

export interface SmtpObservation {
  readonly address: string;
  readonly port: number;
  /**
   * Many networks let nobody connect to port 25. False where the user named the address, it is private, or another mail
   * server has answered: then silence is the server's own.
   */
  readonly mayBeFiltered: boolean;
  readonly session: SmtpSession | Failure;
  readonly milliseconds: number;
}

/** How far a conversation came that sends no mail. Texts of servers are kept short, and printable. */
export interface SmtpSession {
  /** Reply code and first line of the greeting: 220 where all is well. */
  readonly greeting: SmtpReply;
  /** Of EHLO; absent where the greeting refused us. */
  readonly ehlo?: SmtpReply;
  /** Keywords of the extensions, upper case: "STARTTLS", "SIZE" … */
  readonly extensions: readonly string[];
  /** Of STARTTLS, where it was offered. */
  readonly startTls?: SmtpReply;
  /** Absent: no TLS was begun. */
  readonly tls?: SmtpTls | Failure;
}

export interface SmtpReply {
  readonly code: number;
  readonly text: string;
}

export interface SmtpTls {
  /** As sent, the server's own first. */
  readonly chain: readonly CertificateObservation[];
  readonly trust: TrustObservation | Failure;
  readonly version?: TlsVersion;
  readonly cipher?: string;
  readonly staple?: StapleObservation;
  /** For TLSA records: hexadecimal, lower case, of each certificate of the chain, in its order. */
  readonly digests: readonly TlsaDigests[];
}

/** RFC 6698: what records with selector 0 (certificate) and 1 (key) hold, for matching 1 (SHA-256) and 2 (SHA-512). */
export interface TlsaDigests {
  readonly certificate: { readonly sha256: string; readonly sha512: string; readonly full: string };
  readonly key: { readonly sha256: string; readonly sha512: string; readonly full: string };
}

export interface SpfObservation {
  /**
   * For a client address that nobody has (192.0.2.1), as RFC 7208 says, limits of 10 lookups and 2 void ones included. Absent: the record asks DNS for nothing, so that what it says stands in it.
   */
  readonly verdict?: SpfVerdict | Failure;
  /** All that an evaluation without those limits asked (40 lookups at most): the records of includes among it. */
  readonly exchanges: readonly DnsExchange[];
}

/** What check_host() of RFC 7208 returns. */
export interface SpfVerdict {
  readonly result: 'none' | 'neutral' | 'pass' | 'fail' | 'softfail' | 'temperror' | 'permerror';
  /** Why, for people; never a text of the domain's owner. */
  readonly reason: string;
  /** Terms that asked DNS, and those of them that got nothing. */
  readonly lookups: number;
  readonly voids: number;
  /** The explanation that the owner publishes (`exp=`), of a "fail". */
  readonly explanation?: string;
}

export interface DkimObservation {
  /**
   * TXT of `_domainkey.DOMAIN`: NXDOMAIN means that no selector exists (RFC 8020). Some servers say so although there are: where the
   * domain has mail a few are asked for all the same, and what `keys` has counts.
   */
  readonly below: DnsAnswer | Failure;
  readonly keys: readonly DkimKeyObservation[];
}

export interface DkimKeyObservation extends MailSelector {
  /** "resend._domainkey.example.com" */
  readonly name: string;
  /** TXT, through aliases, which are in the answer. */
  readonly answer: DnsAnswer | Failure;
}

export interface DmarcObservation {
  /**
   * The TXT answers of the tree walk (RFC 9989 section 4.10), from the domain upwards to the top level: `_dmarc.` and `at`.
   */
  readonly walk: readonly { readonly at: string; readonly answer: DnsAnswer | Failure }[];
  /** For each foreign domain that reports go to: whether it takes them (`DOMAIN._report._dmarc.FOREIGN`). */
  readonly reports: readonly { readonly to: string; readonly answer: DnsAnswer | Failure }[];
  /** Whether mail arrives at other domains of the same organization that reports go to; strangers say so when they agree. */
  readonly mailboxes: readonly ReportMailbox[];
}

export interface ReportMailbox {
  readonly to: string;
  readonly mx: DnsAnswer | Failure;
  /** Its addresses; absent: it has MX records, or the question for them failed. */
  readonly name?: NameObservation;
}

export interface MtaStsObservation {
  /** TXT of `_mta-sts`. Absent: not asked, because the domain receives no mail. */
  readonly record?: DnsAnswer | Failure;
  readonly address?: NameObservation;
  /** Of `https://mta-sts.DOMAIN/.well-known/mta-sts.txt`, no redirect followed; absent: there is neither record nor host. */
  readonly policy?: HttpExchange;
  /** The certificate that the policy came with. */
  readonly tls?: Pick<SmtpTls, 'chain' | 'trust'> | Failure;
}

export interface BimiObservation {
  /** TXT of `default._bimi`. */
  readonly record: DnsAnswer | Failure;
  /** What `l=` and `a=` lead to, where they are URLs with https. */
  readonly logo?: HttpExchange;
  readonly evidence?: HttpExchange;
}

/** An address that sends mail for the domain. */
export interface SenderObservation {
  readonly address: string;
  readonly source: 'configured' | 'spf';
  readonly ptr: DnsAnswer | Failure;
  /** The addresses of the first name that PTR gave. */
  readonly forward?: NameObservation;
  /** What SPF says of it. */
  readonly verdict?: SpfVerdict | Failure;
}

/** What is to be asked about the mail of a domain, in data. */
export interface MailTarget {
  /** The domain itself first, then hosts below it that the workspace sends from; three at most. */
  readonly domains: readonly string[];
  readonly selectors: readonly MailSelector[];
  /** Addresses of servers of one's own that send. */
  readonly senders: readonly string[];
  /** Keys of the table of providers whose SDK, host or settings the workspace has, or the configuration names: "resend", "ses" … */
  readonly providers: readonly string[];
  /** Names below a domain to which those providers have bounces come, where SPF is asked for their mail: "send". */
  readonly bounceHosts?: readonly string[];
  /** What the configuration says; absent: whatever DNS and the workspace show. */
  readonly sends?: boolean;
  readonly receives?: boolean;
}

export interface MailSelector {
  readonly selector: string;
  readonly source: 'configured' | 'provider' | 'well-known';
  /** Whose it is: key of the table of providers. */
  readonly provider?: string;
}

/** What observing needs to know of records, and of SPF: given by the host, because probes read no formats. */
export interface MailReaders {
  /** Of TXT texts of a name: the first that is a record of that kind, and any more. */
  recordsOf(
    kind: 'spf' | 'dmarc' | 'mta-sts' | 'tls-rpt' | 'bimi',
    texts: readonly string[],
  ): readonly string[];
  /** Domains of the report addresses (`rua`, `ruf`) of a DMARC record, lower case. */
  reportDomains(dmarc: string): readonly string[];
  /** URLs of a BIMI record, as written. */
  bimiUrls(bimi: string): { readonly logo?: string; readonly evidence?: string };
  /** Single addresses (`ip4`, `ip6` without a network) that an SPF record names. */
  spfAddresses(spf: string): readonly string[];
  /** Whether evaluating an SPF record asks DNS anything. */
  spfAsks(spf: string): boolean;
  /** check_host() of RFC 7208. Never rejects. */
  evaluateSpf(question: SpfQuestion): Promise<SpfVerdict | Failure>;
}

export interface SpfQuestion {
  readonly ip: string;
  /** Envelope sender: "noreply@example.com", or "" for none. */
  readonly sender: string;
  readonly helo: string;
  /** DNS, one question at a time: the evaluation counts them. */
  readonly resolve: (name: string, type: string) => Promise<DnsAnswer | Failure>;
  /** Absent: RFC 7208's own, 10 and 2. */
  readonly limits?: { readonly lookups: number; readonly voids: number };
}
