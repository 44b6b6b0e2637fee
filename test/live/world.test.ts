import { strict as assert } from 'node:assert';
import type { RequestListener } from 'node:http';
import { targetFor } from '../../server/src/core/live/targets.ts';
import { LIVE_AREAS } from '../../server/src/core/observations/domain.ts';
import type { LiveReport } from '../../server/src/core/judgeLive.ts';
import { checkLive } from '../../server/src/host/live.ts';
import { createAuthority, selfSignedCertificate } from '../support/world/certificates.ts';
import { answering, redirectTo } from '../support/world/webServer.ts';
import {
  NO_MAIL,
  GOOD_HEADERS,
  HEALTHY_RECORDS,
  inDays,
  startWorld,
  type World,
  type WorldSite,
} from '../support/world/world.ts';

/** What a domain does wrong, and all that is found about it. */
type Defect = readonly [name: string, site: WorldSite, ...found: readonly string[]];

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const page = (headers: Readonly<Record<string, string>>): RequestListener =>
  answering(200, { ...GOOD_HEADERS, ...headers }, '<title>x</title><p>Hello</p>');
const stranger = createAuthority('Nobody knows this one');
const reflecting: RequestListener = (request, response) => {
  const { origin } = request.headers;
  const cors =
    origin === undefined
      ? {}
      : { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
  response
    .writeHead(request.method === 'OPTIONS' ? 204 : 200, { ...GOOD_HEADERS, ...cors, vary: 'Origin' })
    .end();
};

const DEFECTS: readonly Defect[] = [
  ['healthy', {}],
  [
    'no-address',
    {
      zone: { records: ['www A 192.0.2.1', 'www AAAA 2001:db8::1', '@ CAA 0 issue world.test', ...NO_MAIL] },
    },
    'dns/unresolved-domain',
  ],
  [
    'no-www',
    { zone: { records: HEALTHY_RECORDS.filter((line) => !line.startsWith('www')) } },
    'dns/unresolved-www',
  ],
  [
    'dead-server',
    { zone: { unlike: { 'ns2.dead-server.test': { behaviour: 'dead' } } } },
    'dns/dead-name-server',
  ],
  [
    'lame-server',
    { zone: { unlike: { 'ns2.lame-server.test': { behaviour: 'lame' } } } },
    'dns/dead-name-server',
  ],
  [
    'disagreeing',
    { zone: { unlike: { 'ns2.disagreeing.test': { records: ['@ A 192.0.2.99'] } } } },
    'dns/disagreeing-name-servers',
  ],
  ['bogus', { zone: { signing: 'expired' } }, 'dns/broken-dnssec'],
  ['wrong-ds', { zone: { signing: 'wrong-ds' } }, 'dns/broken-dnssec'],
  ['unsigned', { zone: { signing: 'none' } }, 'dns/unsigned-zone'],
  [
    'no-caa',
    { zone: { records: HEALTHY_RECORDS.filter((line) => !line.includes('CAA')) } },
    'dns/missing-caa',
  ],
  ['no-ipv6', { zone: { records: HEALTHY_RECORDS.filter((line) => !line.includes('AAAA')) } }, 'dns/no-ipv6'],
  ['wildcard', { zone: { records: [...HEALTHY_RECORDS, '* A 192.0.2.10'] } }, 'dns/wildcard'],
  [
    'dangling',
    {
      zone: {
        records: [
          ...HEALTHY_RECORDS.filter((line) => !line.startsWith('www')),
          'www CNAME gone-shop.herokuapp.com',
        ],
      },
    },
    'dns/dangling-alias',
  ],
  ['one-server', { zone: { servers: ['ns1.one-server.test'] } }, 'dns/single-name-server'],
  [
    'expired',
    { certificate: (ca, names) => ca.issue({ names, notBefore: inDays(-100), notAfter: inDays(-2) }) },
    'tls/expired',
  ],
  [
    'not-yet',
    { certificate: (ca, names) => ca.issue({ names, notBefore: inDays(2), notAfter: inDays(80) }) },
    'tls/not-yet-valid',
  ],
  ['wrong-name', { certificate: (ca) => ca.issue({ names: ['other.test'] }) }, 'tls/wrong-name'],
  ['self-signed', { certificate: (_ca, names) => selfSignedCertificate({ names }) }, 'tls/self-signed'],
  ['unknown-root', { certificate: (_ca, names) => stranger.issue({ names }) }, 'tls/untrusted-root'],
  [
    'incomplete',
    {
      certificate: (ca, names) => {
        const issued = ca.issue({ names, issuerUrl: 'http://ca.test/issuing.crt' });
        return { ...issued, chain: issued.certificate };
      },
    },
    'tls/incomplete-chain',
  ],
  [
    'expiring',
    { certificate: (ca, names) => ca.issue({ names, notBefore: inDays(-86), notAfter: inDays(4) }) },
    'tls/expiring',
  ],
  ['weak-key', { certificate: (ca, names) => ca.issue({ names, key: 'rsa1024' }) }, 'tls/weak-key'],
  ['sha1', { certificate: (ca, names) => ca.issue({ names, digest: 'sha1' }) }, 'tls/weak-signature'],
  [
    'common-name',
    { certificate: (ca, names) => ca.issue({ names: [], commonName: names[0] ?? '' }) },
    'tls/missing-san',
  ],
  [
    'must-staple',
    { certificate: (ca, names) => ca.issue({ names, mustStaple: true }) },
    'tls/missing-staple',
  ],
  ['open-http', { http: answering(200, HTML, '<p>Hello</p>') }, 'redirects/unencrypted-page'],
  ['loop', { https: redirectTo('https://loop.test') }, 'redirects/redirect-loop'],
  ['two-hosts', { wwwHttps: page({}) }, 'redirects/competing-hosts'],
  ['temporary', { http: redirectTo('https://temporary.test', 302) }, 'redirects/temporary-redirect'],
  ['lost-path', { http: answering(301, { location: 'https://lost-path.test/' }) }, 'redirects/lost-path'],
  [
    'server-error',
    { https: answering(503, { ...GOOD_HEADERS, 'cache-control': 'no-store' }, 'down') },
    'redirects/error-page',
  ],
  ['no-hsts', { headers: { 'strict-transport-security': undefined } }, 'headers/missing-hsts'],
  ['no-csp', { headers: { 'content-security-policy': undefined } }, 'headers/missing-csp'],
  ['no-nosniff', { headers: { 'x-content-type-options': undefined } }, 'headers/missing-nosniff'],
  ['cookie', { headers: { 'set-cookie': 'session=abc123def456; Path=/' } }, 'headers/insecure-cookie'],
  ['banner', { headers: { server: 'Apache/2.4.49 (Unix)' } }, 'headers/server-banner'],
  ['reflecting', { https: reflecting }, 'cors/answer-for-every-origin'],
  [
    'env-file',
    {
      paths: {
        '/.env': answering(
          200,
          { 'content-type': 'text/plain' },
          'NODE_ENV=production\nDATABASE_HOST=db\nPORT=3000\n',
        ),
      },
    },
    'exposure/env-file',
  ],
  [
    'git-folder',
    { paths: { '/.git/HEAD': answering(200, { 'content-type': 'text/plain' }, 'ref: refs/heads/main\n') } },
    'exposure/git-folder',
  ],
  [
    'phpinfo',
    { paths: { '/phpinfo.php': answering(200, HTML, '<title>PHP 8.4.1 - phpinfo()</title><p>System</p>') } },
    'exposure/internal-page',
  ],
  [
    'listing',
    {
      html: '<title>x</title><img src="/uploads/hero.jpg" alt="">',
      paths: { '/uploads/': answering(200, HTML, '<title>Index of /uploads/</title>') },
    },
    'exposure/directory-listing',
  ],
  ['noindex', { headers: { 'x-robots-tag': 'noindex' } }, 'exposure/noindex'],
  [
    'mixed',
    { html: '<title>x</title><script src="http://cdn.other.test/a.js"></script>' },
    'exposure/mixed-content',
  ],
  [
    'cached-session',
    {
      headers: {
        'cache-control': 'public, max-age=600',
        'set-cookie': '__Host-session=abc123def456; Path=/; Secure; HttpOnly; SameSite=Lax',
      },
    },
    'caching/shared-page-with-cookie',
  ],
];

const DOMAINS = DEFECTS.map(([name]) => `${name}.test`);

describe('a world of products', () => {
  let world: World;
  before(async () => {
    world = await startWorld(Object.fromEntries(DEFECTS.map(([name, site]) => [`${name}.test`, site])));
  });
  after(() => world.close());

  const run = (concurrency: number): Promise<readonly LiveReport[]> =>
    checkLive(
      {
        targets: DOMAINS.flatMap((domain) => targetFor(domain, { config: [] }) ?? []),
        areas: LIVE_AREAS,
        network: world.settings,
        concurrency,
        configText: '',
        baselineText: '',
        today: '2026-11-22',
      },
      { signal: new AbortController().signal },
    );

  for (const concurrency of [8, 1, 32])
    it(`is told as it is, ${concurrency} at a time`, async () => {
      const reports = await run(concurrency);
      const told = reports.map(({ domain, findings }) => [
        domain,
        ...new Set(findings.map(({ ruleId }) => ruleId)),
      ]);
      assert.deepEqual(
        told,
        DEFECTS.map(([name, , ...found]) => [`${name}.test`].concat(found)),
      );
      assert.deepEqual(
        reports.flatMap(({ errors }) => errors),
        [],
      );
    }).timeout(120_000);
});
