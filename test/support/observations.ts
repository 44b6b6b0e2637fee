/** Observations of a healthy domain, to be changed in one place by each test. */
import type { Check, CheckContext, Verdict } from '../../server/src/core/check.ts';
import type {
  DnsAnswer,
  DnsObservation,
  DnsRecord,
  DnsRecordData,
  NameObservation,
} from '../../server/src/core/observations/dns.ts';
import { LIVE_AREAS, type DomainObservation } from '../../server/src/core/observations/domain.ts';
import { isFailure, type Failure, type FailureReason } from '../../server/src/core/observations/failure.ts';
import type {
  HttpAnswer,
  HttpChain,
  HttpExchange,
  HttpMethod,
  HttpObservation,
  UrlParts,
} from '../../server/src/core/observations/http.ts';
import type {
  CertificateObservation,
  StapleObservation,
  TlsObservation,
} from '../../server/src/core/observations/tls.ts';

/** When everything was observed, and the time of `verdicts`. */
export const NOW = '2026-11-22T12:00:00.000Z';
export const DOMAIN = 'example.com';
/** Real ones of example.com: those for documentation (RFC 5737) count as addresses of nobody. */
export const IPV4 = '23.192.228.80';
export const IPV6 = '2600:1406:5e00:6::17ce:bc1b';

/** What the check says of it. */
export function verdicts(
  check: Check,
  observed: DomainObservation,
  context: Partial<CheckContext> = {},
): Verdict[] {
  return [...check.check(observed, { ...healthyContext(observed.domain), ...context })];
}

export function healthyContext(domain: string = DOMAIN): CheckContext {
  return {
    now: NOW,
    target: {
      domain,
      confirmed: [domain, `www.${domain}`],
      subdomains: [],
      legacy: [],
      endpoints: [],
      origins: [],
      frameworks: [],
    },
    providers: {},
    findSecrets: () => [],
  };
}

/**
 * example.com and its "www" on one address of each family, signed, with CAA, two name servers, a certificate of Let's Encrypt,
 * HTTP that leads to HTTPS, "www" that leads to the domain, and a page with good headers.
 */
export function healthyDomain(changes: Partial<DomainObservation> = {}): DomainObservation {
  return {
    domain: DOMAIN,
    at: NOW,
    areas: LIVE_AREAS,
    dns: healthyDns(),
    tls: [handshake({}), handshake({ host: `www.${DOMAIN}` })],
    http: healthyHttp(),
    requests: 12,
    queries: 18,
    milliseconds: 90,
    ...changes,
  };
}

export function healthyDns(changes: Partial<DnsObservation> = {}): DnsObservation {
  const servers = ['ns1.dns.example', 'ns2.dns.example'];
  return {
    domain: DOMAIN,
    zone: {
      apex: DOMAIN,
      delegated: servers,
      parent: { zone: 'com', server: '192.5.6.30' },
      nameServers: servers.map((name, index) => ({
        name,
        inParent: true,
        inZone: true,
        addresses: [`162.159.0.${index + 1}`],
        asked: [
          {
            address: `162.159.0.${index + 1}`,
            soa: answer([soa()], { isAuthoritative: true }),
            addressAnswer: answer([record({ type: 'A', address: IPV4 })], { isAuthoritative: true }),
          },
        ],
      })),
    },
    names: [resolvedName({}), resolvedName({ host: `www.${DOMAIN}` })],
    wildcard: answer([], { rcode: 'NXDOMAIN' }),
    caa: {
      at: DOMAIN,
      answer: answer([record({ type: 'CAA', flags: 0, tag: 'issue', value: 'letsencrypt.org' })]),
    },
    dnssec: {
      ds: answer([record({ type: 'DS', keyTag: 2371, algorithm: 13, digestType: 2, digest: 'ab12' })], {
        isAuthenticated: true,
      }),
      dnskey: answer(
        [
          record({ type: 'DNSKEY', flags: 257, algorithm: 13, keyTag: 2371, digests: { 2: 'ab12' } }),
          record({ type: 'DNSKEY', flags: 256, algorithm: 13, keyTag: 34_505, digests: { 2: 'cd34' } }),
          record({
            type: 'RRSIG',
            covers: 'DNSKEY',
            algorithm: 13,
            keyTag: 2371,
            signer: DOMAIN,
            inception: '2026-11-10T00:00:00.000Z',
            expiration: '2026-12-10T00:00:00.000Z',
          }),
        ],
        { isAuthenticated: true },
      ),
      resolverValidates: 'yes',
    },
    exchanges: [],
    ...changes,
  };
}

/** How a host's name becomes addresses. Without words about it: one address of each family, no alias. */
export function resolvedName(changes: Partial<NameObservation>): NameObservation {
  const host = changes.host ?? DOMAIN;
  const { aliases = [], ipv4 = [IPV4], ipv6 = [IPV6] } = changes;
  const owner = aliases.at(-1) ?? host;
  const aliasRecords = [host, ...aliases]
    .slice(0, -1)
    .map((alias, index) => record({ type: 'CNAME', target: aliases[index]! }, alias));
  const addresses = (type: 'A' | 'AAAA', of: readonly string[]) =>
    answer([...aliasRecords, ...of.map((address) => record({ type, address }, owner))]);
  return { host, aliases, ipv4, ipv6, v4: addresses('A', ipv4), v6: addresses('AAAA', ipv6), ...changes };
}

export function answer(
  answers: readonly DnsRecord[] = [],
  changes: Partial<Omit<DnsAnswer, 'answers'>> = {},
): DnsAnswer {
  return {
    rcode: 'NOERROR',
    isAuthoritative: false,
    isAuthenticated: false,
    authorities: [],
    additionals: [],
    ...changes,
    answers,
  };
}

export function record(data: DnsRecordData, owner: string = DOMAIN, ttl = 300): DnsRecord {
  return { name: owner, ttl, ...data };
}

export function soa(changes: Partial<Extract<DnsRecordData, { type: 'SOA' }>> = {}): DnsRecord {
  return record({
    type: 'SOA',
    primary: 'ns1.dns.example',
    mailbox: 'hostmaster.example.com',
    serial: 2_026_112_201,
    refresh: 14_400,
    retry: 3600,
    expire: 1_209_600,
    minimum: 300,
    ...changes,
  });
}

export function failure(failed: FailureReason, detail = `it failed (${failed})`): Failure {
  return { failed, detail };
}

export function handshake(changes: Partial<TlsObservation>): TlsObservation {
  return {
    host: DOMAIN,
    address: IPV4,
    port: 443,
    chain: [certificate(), intermediate()],
    trust: {
      isTrusted: true,
      root: 'CN=ISRG Root X1, O=Internet Security Research Group, C=US',
      path: [0, 1],
    },
    versions: { SSLv3: 'no', TLSv1: 'no', 'TLSv1.1': 'no', 'TLSv1.2': 'yes', 'TLSv1.3': 'yes' },
    cipher: 'TLS_AES_128_GCM_SHA256',
    weakCiphers: [],
    asksForClientCertificate: false,
    milliseconds: 20,
    ...changes,
  };
}

/** For example.com and its "www", by Let's Encrypt, with 61 of 90 days left. */
export function certificate(changes: Partial<CertificateObservation> = {}): CertificateObservation {
  return {
    subject: 'CN=example.com',
    issuer: "CN=E7, O=Let's Encrypt, C=US",
    commonName: DOMAIN,
    names: [DOMAIN, `www.${DOMAIN}`],
    notBefore: '2026-10-24T12:00:00.000Z',
    notAfter: '2027-01-22T12:00:00.000Z',
    serial: '0512ab',
    sha256: '11'.repeat(32),
    key: { type: 'ec', bits: 256, curve: 'prime256v1' },
    signature: 'ecdsa-with-SHA384',
    isAuthority: false,
    isSelfSigned: false,
    mustStaple: false,
    ocspUrls: [],
    issuerUrls: ['http://e7.i.lencr.org/'],
    forServers: true,
    timestamps: 2,
    ...changes,
  };
}

/** The certificate of the authority that issued `certificate()`. */
export function intermediate(changes: Partial<CertificateObservation> = {}): CertificateObservation {
  return certificate({
    subject: "CN=E7, O=Let's Encrypt, C=US",
    issuer: 'CN=ISRG Root X1, O=Internet Security Research Group, C=US',
    commonName: 'E7',
    names: [],
    notBefore: '2024-03-13T00:00:00.000Z',
    notAfter: '2027-03-12T23:59:59.000Z',
    serial: '0a1b2c',
    sha256: '22'.repeat(32),
    key: { type: 'ec', bits: 384, curve: 'secp384r1' },
    signature: 'sha256WithRSAEncryption',
    isAuthority: true,
    timestamps: 0,
    ...changes,
  });
}

export function staple(changes: Partial<StapleObservation> = {}): StapleObservation {
  return {
    status: 'good',
    thisUpdate: '2026-11-21T12:00:00.000Z',
    nextUpdate: '2026-11-28T12:00:00.000Z',
    serial: '0512ab',
    isSigned: true,
    ...changes,
  };
}

/** Headers of the healthy page. */
export const GOOD_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-encoding': 'br',
  'cache-control': 'public, max-age=0, must-revalidate',
  etag: '"5d8c72a5edda8d6a"',
  vary: 'Accept-Encoding',
  'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

export function healthyHttp(changes: Partial<HttpObservation> = {}): HttpObservation {
  const home = exchange({
    url: `https://${DOMAIN}/`,
    headers: GOOD_HEADERS,
    body: '<!doctype html><title>Example</title>',
  });
  const asset = exchange({
    url: `https://${DOMAIN}/assets/app-4f3c2b1a.js`,
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
    },
    body: 'export const started = true;',
  });
  return {
    canonicalHost: DOMAIN,
    chains: [
      chain([redirect(`http://${DOMAIN}/`, `https://${DOMAIN}/`), home]),
      chain([home]),
      chain([
        redirect(`http://www.${DOMAIN}/`, `https://www.${DOMAIN}/`),
        redirect(`https://www.${DOMAIN}/`, `https://${DOMAIN}/`),
        home,
      ]),
      chain([redirect(`https://www.${DOMAIN}/`, `https://${DOMAIN}/`), home]),
    ],
    deep: chain([
      redirect(`http://${DOMAIN}/a/deep/path?with=query`, `https://${DOMAIN}/a/deep/path?with=query`),
      exchange({ url: `https://${DOMAIN}/a/deep/path?with=query`, status: 404, headers: GOOD_HEADERS }),
    ]),
    legacy: [],
    page: {
      url: urlParts(`https://${DOMAIN}/`),
      title: 'Example',
      resources: [{ kind: 'script', url: urlParts(`https://${DOMAIN}/assets/app-4f3c2b1a.js`) }],
      metas: [],
      forms: [],
    },
    endpoints: [{ url: urlParts(`https://${DOMAIN}/`), kind: 'home', exchange: home, cors: [] }],
    assets: [asset],
    notFound: exchange({ url: `https://${DOMAIN}/nothing-is-here`, status: 404, headers: GOOD_HEADERS }),
    robots: exchange({ url: `https://${DOMAIN}/robots.txt`, status: 404, headers: GOOD_HEADERS }),
    exposures: [],
    subdomains: [],
    origins: [],
    requests: 12,
    ...changes,
  };
}

export interface ExchangeWords {
  readonly url: string;
  readonly method?: HttpMethod;
  readonly sent?: Readonly<Record<string, string>>;
  readonly status?: number;
  /** A list where one name comes several times. */
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  readonly bytes?: number;
  readonly address?: string;
  /** Instead of an answer. */
  readonly failure?: Failure;
}

/** One request and its answer; `location` is read from the headers. */
export function exchange({
  url,
  method = 'GET',
  sent = {},
  failure: failed,
  ...words
}: ExchangeWords): HttpExchange {
  const timings = { connected: 10, firstByte: 20, total: 22 };
  const parts = urlParts(url);
  return { method, url: parts, sent, outcome: failed ?? httpAnswer(parts, words), timings };
}

function httpAnswer(
  url: UrlParts,
  { status = 200, headers = {}, body = '', bytes, address = IPV4 }: Omit<ExchangeWords, 'url'>,
): HttpAnswer {
  const pairs: readonly (readonly [string, string])[] = Array.isArray(headers)
    ? headers
    : Object.entries(headers);
  const location = pairs.find(([header]) => header === 'location')?.[1];
  return {
    status,
    headers: pairs,
    ...(location !== undefined && status >= 300 && status < 400 && URL.canParse(location, url.href)
      ? { location: urlParts(location, url.href) }
      : {}),
    body,
    bytes: bytes ?? body.length,
    isCut: false,
    address,
    alpn: 'http/1.1',
  };
}

export function redirect(from: string, to: string, status = 308): HttpExchange {
  return exchange({ url: from, status, headers: { location: to } });
}

/** Ends in an answer, or in the failure of its last hop. */
export function chain(hops: readonly HttpExchange[], end?: HttpChain['end']): HttpChain {
  const last = hops.at(-1)?.outcome;
  return { hops, end: end ?? (last && !isFailure(last) ? 'answer' : 'failed') };
}

export function urlParts(href: string, base?: string): UrlParts {
  const url = new URL(href, base);
  const defaultPort = url.protocol === 'https:' ? 443 : 80;
  return {
    href: url.href,
    protocol: url.protocol,
    hostname: url.hostname,
    port: url.port === '' ? defaultPort : Number(url.port),
    pathname: url.pathname,
    search: url.search,
    origin: url.origin,
  };
}
