/** Whole products on loopback: DNS that is signed, HTTPS with an authority of its own, a page with good manners; and whatever is broken of it. */
import type { RequestListener } from 'node:http';
import type { NetworkSettings } from '../../../server/src/core/observations/domain.ts';
import { createAuthority, inDays, type Authority, type Issued } from './certificates.ts';
import { startDnsWorld, type WorldZone } from './dnsWorld.ts';
import { startTlsServer, type TlsServerOptions } from './tlsServers.ts';
import { byPath, redirectTo, webServer, type WebSite } from './webServer.ts';

/** What one domain does otherwise than a healthy one. */
export interface WorldSite {
  readonly zone?: WorldZone;
  /** Headers of the home page beside the usual ones; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The home page. */
  readonly html?: string;
  /** By path, beside the page. */
  readonly paths?: Readonly<Record<string, RequestListener>>;
  /** Instead of the home page and everything below it. */
  readonly https?: RequestListener;
  readonly wwwHttps?: RequestListener;
  readonly http?: RequestListener;
  readonly wwwHttp?: RequestListener;
  /** What further hosts answer over HTTPS. */
  readonly others?: Readonly<Record<string, RequestListener>>;
  /** The certificate of each further host. */
  readonly otherCertificate?: (authority: Authority, names: readonly string[]) => Issued;
  /** The certificate of the domain and its www. */
  readonly certificate?: (authority: Authority, names: readonly string[], root: Authority) => Issued;
  /** A TLS server of its own for the domain (not its www), which speaks no HTTP. */
  readonly tls?: (issued: Issued) => TlsServerOptions;
}

export interface World {
  readonly settings: NetworkSettings;
  /** PEM of the authority that the certificates come from. */
  readonly authority: string;
  /** Requests of HTTP that arrived at a host and its www. */
  requestsOf(domain: string): readonly string[];
  readonly questions: readonly string[];
  close(): Promise<void>;
}

export async function startWorld(sites: Readonly<Record<string, WorldSite>>): Promise<World> {
  const authority = createAuthority('World Root', { key: 'p256' });
  const issuing = authority.intermediate('World Issuing');
  const dns = await startDnsWorld({ zones: zonesOf(sites) });
  const servers: Record<string, WebSite> = {};
  const connect: Record<string, string> = { ...dns.connect };
  const closing: (() => Promise<void>)[] = [() => dns.close()];
  for (const [domain, site] of Object.entries(sites)) {
    const names = [domain, `www.${domain}`];
    const issued =
      site.certificate?.(issuing, names, authority) ??
      issuing.issue({ names, ocspUrl: 'http://ocsp.world.test/' });
    const certificate = { key: issued.key, cert: issued.chain };
    servers[domain] = {
      http: site.http ?? redirectTo(`https://${domain}`, 308),
      https: site.https ?? healthyPage(domain, site),
      certificate,
    };
    servers[`www.${domain}`] = {
      http: site.wwwHttp ?? redirectTo(`https://www.${domain}`, 308),
      https: site.wwwHttps ?? redirectTo(`https://${domain}`, 308),
      certificate,
    };
    for (const [host, https] of Object.entries(site.others ?? {})) {
      const own = site.otherCertificate?.(issuing, [host]) ?? issuing.issue({ names: [host] });
      servers[host] = { https, certificate: { key: own.key, cert: own.chain } };
    }
    if (!site.tls) continue;
    const server = await startTlsServer(site.tls(issued));
    connect[`${domain}:443`] = `${server.address}:${server.port}`;
    closing.push(() => server.close());
  }
  const web = await webServer(servers);
  closing.push(() => web.close());
  return {
    authority: authority.certificate,
    settings: {
      resolver: dns.resolver,
      ca: [authority.certificate],
      allowPrivate: true,
      connect: { ...web.settings.connect, ...connect },
      version: 'test',
    },
    questions: dns.questions,
    requestsOf: (domain) =>
      web.requests
        .filter(({ url }) => [`//${domain}/`, `//www.${domain}/`].some((host) => url.includes(host)))
        .map(({ method, url }) => `${method} ${url}`),
    async close() {
      await Promise.all(closing.map((close) => close()));
    },
  };
}

function zonesOf(sites: Readonly<Record<string, WorldSite>>): Record<string, WorldZone> {
  return Object.fromEntries(
    Object.entries(sites).map(([domain, { zone }]) => [
      domain,
      {
        signing: 'valid',
        records: HEALTHY_RECORDS,
        ...zone,
      } satisfies WorldZone,
    ]),
  );
}

/** It sends and receives no mail, and says so. */
export const NO_MAIL: readonly string[] = ['@ MX 0 .', '@ TXT v=spf1 -all', '_dmarc TXT v=DMARC1; p=reject'];

/** Addresses that are nobody's (RFC 5737, RFC 3849): connections are led elsewhere. */
export const HEALTHY_RECORDS: readonly string[] = [
  '@ A 192.0.2.10',
  '@ AAAA 2001:db8::10',
  'www A 192.0.2.10',
  'www AAAA 2001:db8::10',
  '@ CAA 0 issue world.test',
  ...NO_MAIL,
];

const PAGE = (domain: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${domain}: invoices that pay themselves</title>
<link rel="stylesheet" href="/assets/app-4f9c2b7a.css">
<script src="/assets/app-9d1e6c30.js" defer></script>
</head>
<body><h1>Invoices that pay themselves</h1><p>Sign in, or start for free.</p></body>
</html>
`;

/** Everything that the checks ask for. */
export const GOOD_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

const ASSET = {
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
};

function healthyPage(
  domain: string,
  { headers = {}, html = PAGE(domain), paths = {} }: WorldSite,
): RequestListener {
  const all = Object.fromEntries(
    Object.entries({ ...GOOD_HEADERS, ...headers }).filter(([, value]) => value !== undefined),
  ) as Record<string, string | string[]>;
  return byPath({
    '/': (_request, response) => response.writeHead(200, all).end(html),
    '/assets/app-4f9c2b7a.css': (_request, response) =>
      response.writeHead(200, { ...ASSET, 'content-type': 'text/css' }).end('h1 { margin: 0 }\n'),
    '/assets/app-9d1e6c30.js': (_request, response) =>
      response.writeHead(200, { ...ASSET, 'content-type': 'text/javascript' }).end('document.title += "";\n'),
    '/robots.txt': (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'max-age=3600' })
        .end('User-agent: *\nAllow: /\n'),
    ...paths,
  });
}

export { inDays };
