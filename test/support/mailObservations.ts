/** What is observed of healthy mail, to be changed in one place by each test. */
import type { DnsAnswer, DnsRecord, NameObservation } from '../../server/src/core/observations/dns.ts';
import type { DomainObservation } from '../../server/src/core/observations/domain.ts';
import type { Failure } from '../../server/src/core/observations/failure.ts';
import type {
  MailHostObservation,
  MailObservation,
  MtaStsObservation,
  SenderObservation,
  SmtpObservation,
  SmtpSession,
  SmtpTls,
} from '../../server/src/core/observations/mail.ts';
import type { CertificateObservation } from '../../server/src/core/observations/tls.ts';
import {
  answer,
  certificate,
  DOMAIN,
  exchange,
  healthyDomain,
  intermediate,
  record,
  resolvedName,
} from './observations.ts';

export const SPF = 'v=spf1 mx ip4:23.192.228.92 -all';
export const DMARC = 'v=DMARC1; p=reject; rua=mailto:dmarc@example.com';
/** 2048 bits; nobody has the private half. */
export const DKIM_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAv7md6scYGvswnC/6oUr2/OVLZgx65MW0JPf6IFbWceYQseqWDHhi79' +
  'gQcW7flWS/J25AhAvMUsajDDoWnGuu80R+68Mus4ipLRK8gGo/JjTKRy4TgdaUy3NbhSRFyBoZwc4JUumuB7UpyClE4YCKpfeV' +
  'uoMpr3X/PsQKx+1S/sEzlD4Fxuh4Z6zms1pqk6VDQk+ZNYbIluZSAugOWLhiQSHsdlneajcRnqnT2haxFzPdirMdBFpEaqHLg9' +
  'xs2wthEwwv528rjNgYmgvkrCqg6v+u4Uw/5moNEmf8lmy80oz2s8HYr41oUr9I1Srji0VIyeHGZW62eNeQpueBFMolbQIDAQAB';
export const MTA_STS_POLICY = [
  'version: STSv1',
  'mode: enforce',
  'mx: mx1.example.com',
  'mx: mx2.example.com',
  'max_age: 604800',
  '',
].join('\r\n');

/** A healthy domain with that mail. */
export function mailDomain(...mail: readonly MailObservation[]): DomainObservation {
  return healthyDomain({ mail: mail.length === 0 ? [healthyMail()] : mail });
}

/**
 * example.com receives at two hosts of its own, with STARTTLS and good certificates, and sends from one more address: SPF, a
 * DKIM key, DMARC that rejects and reports, MTA-STS in force, TLS-RPT. No DANE, no BIMI.
 */
export function healthyMail(changes: Partial<MailObservation> = {}): MailObservation {
  const domain = changes.domain ?? DOMAIN;
  return {
    domain,
    mx: mxAnswer([
      [10, 'mx1.example.com'],
      [20, 'mx2.example.com'],
    ]),
    address: resolvedName({ host: domain }),
    txt: txtAnswer(domain, SPF),
    hosts: [
      mailHost({ host: 'mx1.example.com', preference: 10 }, '23.192.228.90'),
      mailHost({ host: 'mx2.example.com', preference: 20 }, '23.192.228.91'),
    ],
    spf: {
      verdict: { result: 'fail', reason: 'matched -all', lookups: 1, voids: 0 },
      exchanges: [
        dnsExchange(domain, 'TXT', txtAnswer(domain, SPF)),
        dnsExchange(
          domain,
          'MX',
          mxAnswer([
            [10, 'mx1.example.com'],
            [20, 'mx2.example.com'],
          ]),
        ),
        dnsExchange('mx1.example.com', 'A', addressAnswer('mx1.example.com', '23.192.228.90')),
        dnsExchange('mx2.example.com', 'A', addressAnswer('mx2.example.com', '23.192.228.91')),
      ],
    },
    dkim: {
      below: answer(),
      keys: [
        {
          selector: 's1',
          source: 'configured',
          name: `s1._domainkey.${domain}`,
          answer: txtAnswer(`s1._domainkey.${domain}`, `v=DKIM1; k=rsa; p=${DKIM_KEY}`),
        },
      ],
    },
    dmarc: {
      walk: [
        { at: domain, answer: txtAnswer(`_dmarc.${domain}`, DMARC) },
        { at: 'com', answer: answer([], { rcode: 'NXDOMAIN' }) },
      ],
      reports: [],
      mailboxes: [],
    },
    mtaSts: mtaSts(),
    tlsRpt: txtAnswer(`_smtp._tls.${domain}`, 'v=TLSRPTv1; rua=mailto:tls@example.com'),
    bimi: { record: answer([], { rcode: 'NXDOMAIN' }) },
    senders: [sender()],
    exchanges: [],
    requests: 1,
    ...changes,
  };
}

/** A domain that is no part of anybody's mail: no records, and nothing that says otherwise. */
export function noMail(changes: Partial<MailObservation> = {}): MailObservation {
  const none = answer([], { rcode: 'NXDOMAIN' });
  return {
    domain: DOMAIN,
    mx: answer(),
    address: resolvedName({}),
    txt: answer(),
    hosts: [],
    dkim: { below: none, keys: [] },
    dmarc: {
      walk: [
        { at: DOMAIN, answer: none },
        { at: 'com', answer: none },
      ],
      reports: [],
      mailboxes: [],
    },
    mtaSts: {},
    senders: [],
    exchanges: [],
    requests: 0,
    ...changes,
  };
}

/** One MX host on one address, where it speaks SMTP with STARTTLS and shows a certificate of its own name. */
export function mailHost(
  changes: Partial<MailHostObservation> & { readonly host: string },
  address = '23.192.228.90',
): MailHostObservation {
  const { host } = changes;
  return {
    preference: 10,
    name: resolvedName({ host, ipv4: [address], ipv6: [] }),
    smtp: [smtp({ address, session: smtpSession({ tls: smtpTls({ names: [host], commonName: host }) }) })],
    ...changes,
  };
}

export function smtp(changes: Partial<SmtpObservation> = {}): SmtpObservation {
  return {
    address: '23.192.228.90',
    port: 25,
    mayBeFiltered: false,
    session: smtpSession(),
    milliseconds: 30,
    ...changes,
  };
}

export function smtpSession(changes: Partial<SmtpSession> = {}): SmtpSession {
  return {
    greeting: { code: 220, text: 'mx1.example.com ESMTP' },
    ehlo: { code: 250, text: 'mx1.example.com' },
    extensions: ['PIPELINING', 'SIZE', 'STARTTLS', '8BITMIME'],
    startTls: { code: 220, text: 'ready' },
    tls: smtpTls(),
    ...changes,
  };
}

/** TLS 1.3 with a certificate of Let's Encrypt. The changes are those of the server's own certificate. */
export function smtpTls(leaf: Partial<CertificateObservation> = {}, changes: Partial<SmtpTls> = {}): SmtpTls {
  const chain = [
    certificate({ names: ['mx1.example.com'], subject: 'CN=mx1.example.com', ...leaf }),
    intermediate(),
  ];
  return {
    chain,
    trust: {
      isTrusted: true,
      root: 'CN=ISRG Root X1, O=Internet Security Research Group, C=US',
      path: [0, 1],
    },
    version: 'TLSv1.3',
    cipher: 'TLS_AES_128_GCM_SHA256',
    digests: ['a', 'c'].map((digit) => ({
      certificate: {
        sha256: `${digit}1`.repeat(32),
        sha512: `${digit}1`.repeat(64),
        full: `30${digit}1`.repeat(100),
      },
      key: {
        sha256: `${digit}2`.repeat(32),
        sha512: `${digit}2`.repeat(64),
        full: `30${digit}2`.repeat(50),
      },
    })),
    ...changes,
  };
}

export function mtaSts(changes: Partial<MtaStsObservation> = {}): MtaStsObservation {
  const host = `mta-sts.${DOMAIN}`;
  return {
    record: txtAnswer(`_mta-sts.${DOMAIN}`, 'v=STSv1; id=20261101T000000;'),
    address: resolvedName({ host }),
    policy: mtaStsPolicy(MTA_STS_POLICY),
    tls: {
      chain: [certificate({ names: [host], commonName: host, subject: `CN=${host}` }), intermediate()],
      trust: smtpTls().trust,
    },
    ...changes,
  };
}

/** The request for the policy of example.com, and what came back. */
export function mtaStsPolicy(
  body: string,
  changes: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): NonNullable<MtaStsObservation['policy']> {
  return exchange({
    url: `https://mta-sts.${DOMAIN}/.well-known/mta-sts.txt`,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body,
    ...changes,
  });
}

/** A server of one's own that is named both ways, and that SPF lets send. */
export function sender(changes: Partial<SenderObservation> = {}): SenderObservation {
  const { address = '23.192.228.92' } = changes;
  return {
    address,
    source: 'spf',
    ptr: ptrAnswer(address, 'out.example.com'),
    forward: resolvedName({ host: 'out.example.com', ipv4: [address], ipv6: [] }),
    verdict: { result: 'pass', reason: 'matched ip4', lookups: 1, voids: 0 },
    ...changes,
  };
}

export function mxAnswer(
  records: readonly (readonly [preference: number, exchange: string])[],
  owner: string = DOMAIN,
): DnsAnswer {
  return answer(
    records.map(([preference, target]) => record({ type: 'MX', preference, exchange: target }, owner)),
  );
}

export function txtAnswer(owner: string, ...texts: readonly string[]): DnsAnswer {
  return answer(texts.map((text) => record({ type: 'TXT', text, strings: stringsOf(text) }, owner)));
}

export function ptrAnswer(address: string, ...names: readonly string[]): DnsAnswer {
  const owner = `${address.split('.').toReversed().join('.')}.in-addr.arpa`;
  return answer(names.map((target) => record({ type: 'PTR', target }, owner)));
}

/** With AD, as only such records count. */
export function tlsaAnswer(
  host: string,
  records: readonly (readonly [usage: number, selector: number, matching: number, data: string])[],
): DnsAnswer {
  return answer(
    records.map(([usage, selector, matching, data]): DnsRecord =>
      record({ type: 'TLSA', usage, selector, matching, data }, `_25._tcp.${host}`),
    ),
    { isAuthenticated: true },
  );
}

export function addressAnswer(owner: string, address: string): DnsAnswer {
  return answer([record({ type: address.includes(':') ? 'AAAA' : 'A', address }, owner)]);
}

export function unresolvedName(
  host: string,
  rcode: 'NXDOMAIN' | 'NOERROR' | 'SERVFAIL' = 'NXDOMAIN',
): NameObservation {
  const none = answer([], { rcode });
  return { host, aliases: [], ipv4: [], ipv6: [], v4: none, v6: none };
}

export function dnsExchange(
  name: string,
  type: string,
  outcome: DnsAnswer | Failure,
): MailObservation['exchanges'][number] {
  return { name, type, server: 'resolver', outcome, milliseconds: 5 };
}

/** Strings of a TXT record hold 255 bytes at most. */
function stringsOf(text: string): string[] {
  return text.match(/.{1,255}/gs) ?? [''];
}
