import assert from 'node:assert/strict';
import aliasAtApex from '../../../server/src/core/checks/dns/alias-at-apex.ts';
import danglingAlias from '../../../server/src/core/checks/dns/dangling-alias.ts';
import longAliasChain from '../../../server/src/core/checks/dns/long-alias-chain.ts';
import noIpv6 from '../../../server/src/core/checks/dns/no-ipv6.ts';
import unexpectedTarget from '../../../server/src/core/checks/dns/unexpected-target.ts';
import unresolvedDomain from '../../../server/src/core/checks/dns/unresolved-domain.ts';
import unresolvedSubdomain from '../../../server/src/core/checks/dns/unresolved-subdomain.ts';
import unresolvedWww from '../../../server/src/core/checks/dns/unresolved-www.ts';
import wildcard from '../../../server/src/core/checks/dns/wildcard.ts';
import wrongName from '../../../server/src/core/checks/tls/wrong-name.ts';
import type { CheckContext } from '../../../server/src/core/check.ts';
import type { DnsRecord, NameObservation } from '../../../server/src/core/observations/dns.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import {
  answer,
  chain,
  exchange,
  failure,
  handshake,
  healthyContext,
  healthyDns,
  healthyDomain,
  healthyHttp,
  IPV4,
  record,
  resolvedName,
  soa,
  verdicts,
} from '../../support/observations.ts';
import { passes, told } from '../../support/toldVerdicts.ts';

const NOWHERE = { ipv4: [], ipv6: [] };

/** A name without addresses. */
function gone(
  host: string,
  rcode: string,
  aliases: readonly string[] = [],
  authorities: readonly DnsRecord[] = [],
) {
  const chainOf = [host, ...aliases]
    .slice(0, -1)
    .map((owner, index) => record({ type: 'CNAME', target: aliases[index] ?? '' }, owner));
  const nothing = answer(chainOf, { rcode, authorities });
  return resolvedName({ host, aliases, ...NOWHERE, v4: nothing, v6: nothing });
}

function domainWith(...names: NameObservation[]): DomainObservation {
  return healthyDomain({ dns: healthyDns({ names }), tls: [] });
}

function subdomains(...wanted: { host: string; target?: string }[]): Partial<CheckContext> {
  return { target: { ...healthyContext().target, subdomains: wanted } };
}

const apex = resolvedName({});

describe('dns/unresolved-domain', () => {
  it('tells a name without records from one that does not exist', () => {
    assert.deepEqual(told(unresolvedDomain, domainWith(gone('example.com', 'NXDOMAIN'))), [
      'blocker: example.com has no address (the name does not exist), so nobody can reach it.',
    ]);
    assert.deepEqual(told(unresolvedDomain, domainWith(gone('example.com', 'NOERROR'))), [
      'blocker: example.com has no address (no A and no AAAA record), so nobody can reach it.',
    ]);
    assert.deepEqual(told(unresolvedDomain, domainWith(gone('example.com', 'SERVFAIL'))), [
      'blocker: example.com has no address (the name servers answer SERVFAIL), so nobody can reach it.',
    ]);
  });
  it('does not know where nobody answered', () => {
    const silent = resolvedName({ ...NOWHERE, v4: failure('timeout'), v6: failure('timeout') });
    assert.deepEqual(told(unresolvedDomain, domainWith(silent)), ['unknown: timeout']);
  });
  it('tells a domain with IPv6 alone', () => {
    const only = { ipv4: [], v4: answer([]) };
    assert.deepEqual(told(unresolvedDomain, domainWith(resolvedName(only))), [
      "high: example.com has an IPv6 address and no other (no A record), so people whose network has no IPv6 can't reach it.",
    ]);
    for (const v4 of [failure('timeout'), answer([], { rcode: 'SERVFAIL' })])
      assert.deepEqual(told(unresolvedDomain, domainWith(resolvedName({ ...only, v4 }))), []);
  });
  it('shows the way to the address', () => {
    const observed = domainWith(resolvedName({ aliases: ['a.edge.example'], ipv6: [] }));
    assert.deepEqual(verdicts(unresolvedDomain, observed)[0]?.evidence, [
      `example.com → a.edge.example → ${IPV4}`,
    ]);
  });
  it('leaves an alias that ends nowhere, and broken signatures, to the checks of those', () => {
    assert.deepEqual(
      told(unresolvedDomain, domainWith(gone('example.com', 'NXDOMAIN', ['x.example.net']))),
      [],
    );
    const bogus = domainWith(gone('example.com', 'SERVFAIL'));
    const { dnssec } = bogus.dns;
    assert.deepEqual(
      told(unresolvedDomain, {
        ...bogus,
        dns: { ...bogus.dns, dnssec: { ...dnssec, withoutValidation: answer([]) } },
      }),
      [],
    );
  });
  it('names the records of the host that is seen', () => {
    const observed = domainWith(gone('example.com', 'NOERROR'));
    const [verdict] = verdicts(unresolvedDomain, observed, {
      providers: { host: 'vercel', dns: 'cloudflare' },
    });
    assert.deepEqual(verdict && 'problem' in verdict && verdict.mend, {
      how: 'Add example.com to your project at Vercel, and these records where your DNS is managed. Where the Domains page of the project names a record of its own, take that one.',
      copy: [{ kind: 'record', name: 'example.com', type: 'A', value: '76.76.21.21' }],
      link: {
        label: 'DNS records at Cloudflare',
        url: 'https://dash.cloudflare.com/?to=/:account/example.com/dns/records',
      },
    });
  });
});

describe('dns/unresolved-www', () => {
  it('misses "www" of a domain that works', () => {
    assert.deepEqual(told(unresolvedWww, domainWith(apex, gone('www.example.com', 'NXDOMAIN'))), [
      'www.example.com: medium: www.example.com has no address (the name does not exist), so people who type "www" don\'t get to example.com.',
    ]);
  });
  it('wants none of a subdomain, nor of a domain that is nowhere itself', () => {
    const below = domainWith(
      resolvedName({ host: 'app.example.com' }),
      gone('www.app.example.com', 'NXDOMAIN'),
    );
    assert.deepEqual(
      told(unresolvedWww, {
        ...below,
        domain: 'app.example.com',
        dns: { ...below.dns, domain: 'app.example.com' },
      }),
      [],
    );
    assert.deepEqual(
      told(unresolvedWww, domainWith(gone('example.com', 'NXDOMAIN'), gone('www.example.com', 'NXDOMAIN'))),
      [],
    );
  });
});

describe('subdomains of the configuration', () => {
  const host = 'api.example.com';
  it('have an address', () => {
    const observed = domainWith(apex, gone(host, 'NXDOMAIN'));
    assert.deepEqual(told(unresolvedSubdomain, observed, subdomains({ host })), [
      'api.example.com: high: api.example.com has no address (the name does not exist), although the configuration names it.',
    ]);
    assert.deepEqual(told(unresolvedSubdomain, observed), []);
    assert.deepEqual(
      told(
        unresolvedSubdomain,
        domainWith(gone('example.com', 'NXDOMAIN'), gone(host, 'NXDOMAIN')),
        subdomains({ host }),
      ),
      [],
    );
  });

  const aliased = resolvedName({ host, aliases: ['old.onrender.com', 'edge.render.example'] });
  const cases: [title: string, name: NameObservation, target: string, says: string[]][] = [
    ['an alias on the way', aliased, 'Old.onrender.com.', []],
    ['the end of the way', aliased, 'edge.render.example', []],
    ['an address', aliased, IPV4, []],
    [
      'another alias',
      aliased,
      'new.fly.dev',
      [
        'api.example.com: high: api.example.com points to old.onrender.com, but the configuration says new.fly.dev.',
      ],
    ],
    [
      'another address',
      resolvedName({ host, ipv6: [] }),
      '198.51.100.7',
      [`api.example.com: high: api.example.com points to ${IPV4}, but the configuration says 198.51.100.7.`],
    ],
    ['no address at all', gone(host, 'NXDOMAIN'), '198.51.100.7', []],
  ];
  for (const [title, name, target, says] of cases) {
    it(`point where it says: ${title}`, () => {
      assert.deepEqual(told(unexpectedTarget, domainWith(apex, name), subdomains({ host, target })), says);
    });
  }
  it('may be hidden by an edge', () => {
    assert.deepEqual(
      told(unexpectedTarget, domainWith(apex, resolvedName({ host })), {
        ...subdomains({ host, target: 'new.fly.dev' }),
        providers: { edge: 'cloudflare' },
      }),
      [
        'api.example.com: unknown: api.example.com is answered with addresses of its edge, which hide where it points',
      ],
    );
  });
});

describe('dns/dangling-alias', () => {
  const host = 'docs.example.com';
  const cases: [title: string, name: NameObservation, says: string][] = [
    [
      'a name that anybody can claim at its provider',
      gone(host, 'NXDOMAIN', ['shop.azurewebsites.net']),
      'blocker: docs.example.com is an alias for shop.azurewebsites.net at Azure, which does not exist. Whoever claims that name can serve anything under yours.',
    ],
    [
      'a bucket in a region',
      gone(host, 'NXDOMAIN', ['docs.s3-website.eu-central-1.amazonaws.com']),
      'blocker: docs.example.com is an alias for docs.s3-website.eu-central-1.amazonaws.com at Amazon S3, which does not exist. Whoever claims that name can serve anything under yours.',
    ],
    [
      'a name of which nobody can choose the letters',
      gone(host, 'NXDOMAIN', ['d111.cloudfront.net']),
      "high: docs.example.com is an alias for d111.cloudfront.net at Amazon CloudFront, which does not exist. It leads nowhere, and may become somebody else's.",
    ],
    [
      'a domain that can be bought',
      gone(host, 'NXDOMAIN', ['cdn.bought-nowhere.com'], [{ ...soa(), name: 'com' }]),
      'blocker: docs.example.com is an alias for cdn.bought-nowhere.com, whose domain bought-nowhere.com nobody has registered. Whoever claims that name can serve anything under yours.',
    ],
    [
      'somebody whom we do not know',
      gone(host, 'NXDOMAIN', ['x.partner.net'], [{ ...soa(), name: 'partner.net' }]),
      "high: docs.example.com is an alias for x.partner.net, which does not exist. It leads nowhere, and may become somebody else's.",
    ],
  ];
  for (const [title, name, says] of cases) {
    it(`points to ${title}`, () => {
      assert.deepEqual(told(danglingAlias, domainWith(apex, name)), [`${host}: ${says}`]);
    });
  }

  const page = (body: string) =>
    healthyHttp({ subdomains: [chain([exchange({ url: `https://${host}/`, status: 404, body })])] });
  const alias = (target: string) => domainWith(apex, resolvedName({ host, aliases: [target] }));
  it('is believed of a name that exists only if its provider says so', () => {
    const body = "<p>There isn't a GitHub Pages site here.</p>";
    assert.deepEqual(told(danglingAlias, { ...alias('acme.github.io'), http: page(body) }), [
      'docs.example.com: blocker: docs.example.com is an alias for acme.github.io, of which GitHub Pages says that nobody has it. Whoever claims that name can serve anything under yours.',
    ]);
    assert.deepEqual(told(danglingAlias, { ...alias('acme.github.io'), http: page('Not found') }), []);
    // Its server is the provider's: what is wrong there follows from that, and is told where nobody asked for DNS.
    const other = { ...alias('acme.github.io'), tls: [handshake({ host })] };
    assert.deepEqual(told(wrongName, { ...other, http: page(body) }), []);
    assert.equal(told(wrongName, { ...other, http: page('Not found') }).length, 1);
    assert.equal(told(wrongName, { ...other, http: page(body), areas: ['tls'] }).length, 1);
    // The words alone are no proof: anybody may write about them.
    assert.deepEqual(told(danglingAlias, { ...alias('acme.netlify.app'), http: page(body) }), []);
  });
});

describe('the host of an environment', () => {
  const environments = (...names: string[]): Partial<CheckContext> => ({
    target: {
      ...healthyContext().target,
      environments: names.map((name) => ({
        name,
        url: `https://${name}.example.com/`,
        isConfirmed: true,
      })),
    },
  });
  it('has to have an address, and what is not production matters less', () => {
    const observed = domainWith(
      apex,
      gone('staging.example.com', 'NXDOMAIN'),
      gone('live.example.com', 'NXDOMAIN'),
    );
    const says = (host: string, name: string): string =>
      `${host} has no address (the name does not exist), although the configuration names it as ${name}.`;
    assert.deepEqual(told(unresolvedSubdomain, observed, environments('staging', 'live')), [
      `staging.example.com: medium: ${says('staging.example.com', 'staging')}`,
      `live.example.com: high: ${says('live.example.com', 'live')}`,
    ]);
  });
  it('is left alone where it was not looked up', () => {
    assert.deepEqual(told(unresolvedSubdomain, domainWith(apex), environments('staging')), []);
  });
});

describe('dns/wildcard', () => {
  const any = (text: ReturnType<typeof answer>) => healthyDomain({ dns: healthyDns({ wildcard: text }) });
  it('finds addresses of names that nobody set up', () => {
    const observed = any(answer([record({ type: 'A', address: IPV4 })]));
    assert.deepEqual(told(wildcard, observed), [
      `low: Every name under example.com has an address, also those that nobody set up (${IPV4}).`,
    ]);
    assert.deepEqual(told(wildcard, observed, subdomains({ host: '*.example.com' })), []);
  });
  it('finds an alias that anybody may serve names of', () => {
    const to = (target: string, rcode = 'NOERROR') =>
      any(
        answer(
          [
            record({ type: 'CNAME', target }, 'launch-ready-x.example.com'),
            ...(rcode === 'NOERROR' ? [record({ type: 'A', address: IPV4 }, target)] : []),
          ],
          { rcode },
        ),
      );
    const every = 'Every name under example.com that nobody set up is an alias for';
    assert.deepEqual(told(wildcard, to('acme.github.io')), [
      `high: ${every} acme.github.io at GitHub Pages. Whoever has an account there can claim a name of yours that you don’t use, and serve anything under it.`,
    ]);
    assert.deepEqual(told(wildcard, to('gone-1.herokudns.com', 'NXDOMAIN')), [
      `blocker: ${every} gone-1.herokudns.com at Heroku, which does not exist. Whoever claims that name can serve anything under yours.`,
    ]);
    assert.deepEqual(told(wildcard, to('old.example.com', 'NXDOMAIN')), [
      `high: ${every} old.example.com, which does not exist. They lead nowhere, and may become somebody else’s.`,
    ]);
    assert.deepEqual(told(wildcard, to('live-1.herokudns.com')), [
      `low: Every name under example.com has an address, also those that nobody set up (live-1.herokudns.com, ${IPV4}).`,
    ]);
  });
  it('does not pass what failed', () => {
    const silent = healthyDomain({ dns: healthyDns({ wildcard: failure('timeout') }) });
    assert.deepEqual(told(wildcard, silent), ['unknown: timeout']);
    assert.deepEqual(passes(wildcard, any(answer([], { rcode: 'SERVFAIL' }))), []);
  });
});

describe('other checks of names', () => {
  it('find a domain that is itself an alias', () => {
    const observed = domainWith(resolvedName({ aliases: ['acme.host.example'] }));
    assert.deepEqual(told(aliasAtApex, observed), [
      'medium: example.com itself is an alias (CNAME) for acme.host.example, beside its NS and SOA records: mail to it gets lost, and some resolvers fail.',
    ]);
  });
  it('let subdomains be aliases', () => {
    const names = [resolvedName({ host: 'app.example.com', aliases: ['acme.host.example'] })];
    const dns = healthyDns({ domain: 'app.example.com', names });
    assert.deepEqual(told(aliasAtApex, healthyDomain({ domain: 'app.example.com', dns })), []);
  });
  it('count aliases', () => {
    const aliases = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'];
    const long = (count: number) =>
      domainWith(resolvedName({ host: 'www.example.com', aliases: aliases.slice(0, count) }));
    assert.deepEqual(told(longAliasChain, long(5)), [
      'www.example.com: low: www.example.com leads to its address through 5 aliases.',
    ]);
    assert.deepEqual(told(longAliasChain, long(4)), []);
  });
  it('miss IPv6 at low, and only where it was asked for', () => {
    assert.deepEqual(told(noIpv6, domainWith(resolvedName({ ipv6: [] }))), [
      'low: example.com has no IPv6 address.',
    ]);
    assert.deepEqual(told(noIpv6, domainWith(resolvedName({ ipv6: [], v6: failure('timeout') }))), [
      'unknown: timeout',
    ]);
  });
});
