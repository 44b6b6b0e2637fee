import assert from 'node:assert/strict';
import { addressMend, certificateMend, dnsMend } from '../../server/src/core/live/mend.ts';
import { providerLabel, providersOf } from '../../server/src/core/live/providers.ts';
import type { DomainObservation } from '../../server/src/core/observations/domain.ts';
import type { ZoneObservation } from '../../server/src/core/observations/dns.ts';
import {
  chain,
  exchange,
  failure,
  healthyContext,
  healthyDns,
  healthyDomain,
  healthyHttp,
  resolvedName,
} from '../support/observations.ts';

interface Seen {
  readonly aliases?: readonly string[];
  readonly address?: string;
  readonly headers?: Record<string, string>;
  readonly servers?: readonly string[];
}

function domainWith({
  aliases = [],
  address = '192.0.2.1',
  headers = {},
  servers = [],
}: Seen): DomainObservation {
  const zone: ZoneObservation = { apex: 'example.com', delegated: servers, nameServers: [] };
  const home = exchange({ url: 'https://www.example.com/', headers });
  return healthyDomain({
    dns: healthyDns({
      zone,
      names: [
        resolvedName({ ipv4: [address] }),
        resolvedName({ host: 'www.example.com', aliases, ipv4: [address] }),
      ],
    }),
    http: healthyHttp({ chains: [chain([home])], endpoints: [] }),
  });
}

describe('providers', () => {
  const cases: [title: string, seen: Seen, providers: object][] = [
    ['nobody', {}, {}],
    ['an alias', { aliases: ['cname.vercel-dns.com'] }, { host: 'vercel', edge: 'vercel' }],
    [
      'an alias through another',
      { aliases: ['x.example', 'site.netlify.app'] },
      { host: 'netlify', edge: 'netlify' },
    ],
    ['an address', { address: '76.76.21.21' }, { host: 'vercel', edge: 'vercel' }],
    [
      'an address at the end of its prefix',
      { address: '185.199.111.153' },
      { host: 'github-pages', edge: 'fastly' },
    ],
    ['an address beyond the prefix', { address: '185.199.112.1' }, {}],
    ['a header', { headers: { 'fly-request-id': '01' } }, { host: 'fly', edge: 'fly' }],
    ['a header with its value', { headers: { server: 'Netlify' } }, { host: 'netlify', edge: 'netlify' }],
    ['a header of somebody else', { headers: { server: 'nginx', via: '1.1 varnish' } }, {}],
    [
      'a host behind Cloudflare',
      { address: '104.21.3.4', headers: { server: 'cloudflare', 'cf-ray': '1', 'x-vercel-id': 'fra1::a' } },
      { host: 'vercel', edge: 'cloudflare' },
    ],
    ['CloudFront', { headers: { via: '1.1 abc.cloudfront.net (CloudFront)' } }, { edge: 'cloudfront' }],
    ['Route 53', { servers: ['ns-12.awsdns-01.co.uk'] }, { dns: 'route53' }],
    ['Cloudflare', { servers: ['ada.ns.cloudflare.com'] }, { dns: 'cloudflare' }],
    ['servers of a name that only looks like it', { servers: ['ns.cloudflare.com.evil.example'] }, {}],
  ];
  for (const [title, seen, providers] of cases) {
    it(`are known by what shows: ${title}`, () => assert.deepEqual(providersOf(domainWith(seen)), providers));
  }
  it('are not told by what a subdomain elsewhere shows', () => {
    const observed = healthyDomain({
      dns: healthyDns({ names: [resolvedName({ host: 'docs.example.com', aliases: ['acme.github.io'] })] }),
      http: healthyHttp({ endpoints: [] }),
    });
    assert.deepEqual(providersOf(observed), {});
  });
  it('are unknown where nothing was seen', () => {
    assert.deepEqual(
      providersOf({ ...domainWith({}), dns: healthyDns({ zone: failure('timeout'), names: [] }) }),
      {},
    );
    assert.equal(providerLabel('fly'), 'Fly.io');
    assert.equal(providerLabel('nobody'), 'nobody');
  });
});

describe('how to mend an address', () => {
  const context = (host: string) => ({ ...healthyContext(), providers: { host } });
  const records = (host: string, at = 'example.com', seen: Seen = {}) =>
    (addressMend(at, domainWith(seen), context(host)).copy ?? []).map((copy) =>
      copy.kind === 'record' ? `${copy.name} ${copy.type} ${copy.value}` : '',
    );
  it('names the records that every customer of the host has', () => {
    assert.deepEqual(records('netlify'), [
      'example.com ALIAS apex-loadbalancer.netlify.com',
      'example.com A 75.2.60.5',
    ]);
    assert.equal(records('github-pages').length, 8);
    assert.deepEqual(records('vercel', 'www.example.com'), ['www.example.com CNAME cname.vercel-dns-0.com']);
  });
  it('takes the project from a name that points there', () => {
    const aliases = ['acme.onrender.com'];
    assert.deepEqual(records('render', 'app.example.com', { aliases }), [
      'app.example.com CNAME acme.onrender.com',
    ]);
  });
  it('has no record where each customer has one of their own', () => {
    assert.deepEqual(records('heroku'), []);
    assert.equal(
      addressMend('example.com', domainWith({}), context('heroku')).how,
      'Add example.com to your project at Heroku, and the records that it then shows where your DNS is managed. `heroku domains` shows the DNS target of each name; the domain itself needs an ALIAS or ANAME record to it.',
    );
  });
  it('goes by the configuration where nothing shows', () => {
    const domains = [
      {
        host: 'example.com',
        source: 'wrangler',
        file: 'wrangler.toml',
        at: { start: 0, end: 1, startLine: 1, endLine: 1 },
      },
    ];
    const declared = { headers: [], redirects: [], domains } as never;
    assert.match(
      addressMend('example.com', domainWith({}), { ...healthyContext(), declared }).how,
      /Cloudflare Workers/,
    );
    assert.equal(
      addressMend('example.com', domainWith({}), healthyContext()).how,
      'Add the records that your host names for example.com (its page about custom domains), where your DNS is managed.',
    );
  });
  it('leads to the records of the zone at its operator', () => {
    const providers = { dns: 'namecheap' };
    assert.deepEqual(dnsMend('Do it.', domainWith({}), { ...healthyContext(), providers }), {
      how: 'Do it.',
      link: {
        label: 'DNS records at Namecheap',
        url: 'https://ap.www.namecheap.com/Domains/DomainControlPanel/example.com/advancedns',
      },
    });
    assert.deepEqual(dnsMend('Do it.', domainWith({}), healthyContext()), { how: 'Do it.' });
  });
  it('says who issues the certificate', () => {
    assert.equal(
      certificateMend('Renew it.', context('vercel')).how,
      "Renew it. Vercel issues it once the domain's records point there and no CAA record forbids it: its page about the domain says what is missing.",
    );
  });
});
