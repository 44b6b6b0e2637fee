import brokenLocation from '../../../server/src/core/checks/redirects/broken-location.ts';
import brokenOldAddress from '../../../server/src/core/checks/redirects/broken-old-address.ts';
import competingHosts from '../../../server/src/core/checks/redirects/competing-hosts.ts';
import downgradeToHttp from '../../../server/src/core/checks/redirects/downgrade-to-http.ts';
import longChain from '../../../server/src/core/checks/redirects/long-chain.ts';
import developmentPort from '../../../server/src/core/checks/redirects/development-port.ts';
import foreignDestination from '../../../server/src/core/checks/redirects/foreign-destination.ts';
import internalDestination from '../../../server/src/core/checks/redirects/internal-destination.ts';
import previewHost from '../../../server/src/core/checks/redirects/preview-host.ts';
import unexpectedHost from '../../../server/src/core/checks/redirects/unexpected-host.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { chain, exchange, failure, healthyDomain, redirect } from '../../support/observations.ts';
import { HOME, way, ways } from '../../support/redirectWays.ts';

const page = (host: string, canonical = ''): ReturnType<typeof exchange> =>
  exchange({
    url: `https://${host}/`,
    headers: { 'content-type': 'text/html' },
    body: canonical && `<link rel="canonical" href="https://${canonical}/">`,
  });
const both = (canonical = ''): ReturnType<typeof ways> => ({
  ...ways({
    https: chain([page('example.com', canonical)]),
    httpsWww: chain([page('www.example.com', canonical)]),
  }),
  page: { url: page('app.example.com').url, title: '', resources: [], metas: [], forms: [] },
});
const GONE = failure('reset', 'the connection was ended');

describeCheck(competingHosts, [
  {
    it: 'is content where one leads to the other',
    says: ['pass example.com and www.example.com both lead to example.com.'],
  },
  {
    it: 'finds a page at both',
    http: both(),
    says: [
      'medium https://example.com and https://www.example.com both show a page and neither leads to the other, so search engines see two products and people who signed in at one are strangers at the other.',
    ],
  },
  {
    it: 'weighs less what a canonical link unites',
    http: both('www.example.com'),
    says: [
      'low https://example.com and https://www.example.com both show a page, and only a link in it says that www.example.com is the one that counts. Search engines may follow that; cookies and bookmarks don’t.',
    ],
  },
  {
    it: 'leaves it to the configuration, where that names the host',
    http: both(),
    context: { target: { canonical: 'example.com' } },
    says: [],
  },
  {
    it: 'says nothing of a host that does not answer',
    http: ways({ httpsWww: chain([exchange({ url: 'https://www.example.com/', failure: GONE })]) }),
    says: [],
  },
]);

const WWW = { target: { canonical: 'www.example.com' } };
describeCheck(unexpectedHost, [
  { it: 'says nothing without a configured host', says: [] },
  {
    it: 'is content with the configured host',
    context: { target: { canonical: 'https://example.com' } },
    says: ['pass example.com leads to example.com, as configured.'],
  },
  {
    it: 'finds another one',
    context: WWW,
    says: [
      'high example.com ends at example.com, but launch-ready.yaml says that www.example.com is the host of the product.',
    ],
  },
  {
    it: 'cannot tell where the connection fails',
    context: WWW,
    http: ways({
      https: chain([exchange({ url: 'https://example.com/', failure: GONE })]),
      httpsWww: way('https://www.example.com/'),
    }),
    says: ['unknown the connection was ended'],
  },
]);

const old = (...addresses: string[]): { from: string; to: string; chain: ReturnType<typeof way> } => ({
  from: 'https://example.com/old',
  to: 'https://example.com/new',
  chain: way('https://example.com/old', ...addresses),
});
describeCheck(brokenOldAddress, [
  {
    it: 'is content where it leads to the new one, with or without a slash',
    http: { legacy: [old('https://example.com/new/'), { ...old('https://example.com/new'), to: '/new' }] },
    says: [
      'pass https://example.com/old leads to https://example.com/new.',
      'pass https://example.com/old leads to /new.',
    ],
  },
  {
    it: 'finds no redirect, a wrong one, a circle, and a page that is not there',
    http: {
      legacy: [
        { ...old(), chain: chain([exchange({ url: 'https://example.com/old', status: 404 })]) },
        old('https://example.com/'),
        old('loop'),
        {
          ...old(),
          chain: chain([
            redirect('https://example.com/old', 'https://example.com/new'),
            exchange({ url: 'https://example.com/new', status: 404 }),
          ]),
        },
      ],
    },
    says: [
      'high https://example.com/old answers 404 instead of redirecting to https://example.com/new, so old links don’t find the page.',
      'high https://example.com/old leads to https://example.com/ instead of https://example.com/new, so old links don’t find the page.',
      'high https://example.com/old redirects in a circle and never gets to https://example.com/new.',
      'high https://example.com/old leads to https://example.com/new as it should, but that answers 404.',
    ],
  },
  {
    it: 'weighs a temporary redirect and a long way less',
    http: {
      legacy: [
        {
          ...old(),
          chain: chain([
            redirect('https://example.com/old', 'https://example.com/new', 302),
            exchange({ url: 'https://example.com/new' }),
          ]),
        },
        old('https://example.com/1', 'https://example.com/2', 'https://example.com/new'),
        { ...old('https://example.com/2', 'https://example.com/new'), from: '/twice', to: '/new' },
        {
          from: '/slash',
          to: '/new',
          chain: chain([
            redirect('https://example.com/slash', 'https://www.example.com/slash', 301),
            redirect('https://www.example.com/slash', 'https://www.example.com/new', 301),
            exchange({ url: 'https://www.example.com/new' }),
          ]),
        },
      ],
    },
    says: [
      'medium https://example.com/old leads to https://example.com/new with status 302, which says “for now”: search engines keep the old address.',
      'low https://example.com/old needs 3 redirects to get to https://example.com/new.',
      'low /twice needs 2 redirects to get to /new.',
      'pass /slash leads to /new.',
    ],
  },
  {
    it: 'leaves redirects of the workspace’s files to the checks of those',
    context: {
      target: {
        legacy: [{ from: 'https://example.com/old', to: 'https://example.com/new', isDeclared: true }],
      },
    },
    http: { legacy: [old('https://example.com/')] },
    says: [],
  },
  {
    it: 'finds an old host that has no address any more',
    http: {
      legacy: [
        {
          from: 'https://old.example.com/',
          to: 'https://example.com/',
          chain: chain([exchange({ url: 'https://old.example.com/', failure: failure('no-address') })]),
        },
      ],
    },
    says: [
      'high https://old.example.com/ leads nowhere: old.example.com has no address, so old links don’t find https://example.com/.',
    ],
  },
  {
    it: 'leaves a domain without an address to its checks',
    http: {
      legacy: [
        {
          ...old(),
          chain: chain([exchange({ url: 'https://example.com/old', failure: failure('no-address') })]),
        },
      ],
    },
    says: ['unknown it failed (no-address)'],
  },
  {
    it: 'cannot tell without an answer',
    http: {
      legacy: [{ ...old(), chain: chain([exchange({ url: 'https://example.com/old', failure: GONE })]) }],
    },
    says: ['unknown the connection was ended'],
  },
]);

describeCheck(foreignDestination, [
  { it: 'says nothing where nobody leaves', says: [] },
  {
    it: 'says where all ways lead to another host',
    http: {
      chains: [
        way('http://example.com/', 'https://other.example/', 'off-host'),
        way('https://example.com/', 'https://other.example/', 'off-host'),
      ],
    },
    says: [
      'pass http://example.com/ leads to other.example, which was not confirmed: nothing beyond it was asked.',
    ],
  },
  {
    it: 'finds one way of several',
    http: ways({ http: way('http://example.com/', 'https://other.example/', 'off-host') }),
    says: [
      'medium http://example.com/ leads to other.example while https://example.com/ shows a page of its own, so visitors of one name end at two products. other.example was not confirmed, and not asked.',
    ],
  },
  ...[
    'https://www.sedoparking.com/example.com',
    'https://parking.registrar.example/',
    'https://names.example/for-sale?d=example.com',
  ].map((to) => ({
    it: `finds whoever trades in domains: ${to}`,
    http: { chains: [way('https://example.com/', to, 'off-host')] },
    says: [
      `high https://example.com/ leads to ${to.split('/')[2] ?? ''}, where domains are parked or for sale: visitors see advertisements or an offer instead of the product.`,
    ],
  })),
  ...['https://www.hyde-park.example/', 'https://parking.example.com/', 'https://shop.example/for-sale'].map(
    (to) => ({
      it: `takes ${to} for no such trader`,
      http: { chains: [way('https://example.com/', to, 'off-host')] },
      says: [
        `pass https://example.com/ leads to ${to.split('/')[2] ?? ''}, which was not confirmed: nothing beyond it was asked.`,
      ],
    }),
  ),
  {
    it: 'leaves localhost to its check',
    http: ways({ http: way('http://example.com/', 'http://localhost:3000/', 'off-host') }),
    says: [],
  },
]);

const location = (value: string): ReturnType<typeof ways> =>
  ways({
    https: chain(
      [exchange({ url: 'https://example.com/', status: 302, headers: value ? { location: value } : {} })],
      'failed',
    ),
  });
describeCheck(brokenLocation, [
  { it: 'says nothing where all can be followed', says: [] },
  ...(
    [
      ['', ', but names no address (no Location)'],
      ['http://', ', but its Location (http://) is no address'],
      ['https://undefined/login', ', but its Location (https://undefined/login) was put together wrongly'],
      ['ftp://example.com/', ', but its Location begins with ftp:, which is no web page'],
      [
        'https://https://example.com/',
        ', but its Location (https://https//example.com/) was put together wrongly',
      ],
    ] as const
  ).map(([value, words]) => ({
    it: `finds “${value}”`,
    http: location(value),
    says: [
      `high https://example.com/ answers 302${words}: browsers can’t follow, so visitors get an error or an empty page.`,
    ],
  })),
]);

describeCheck(internalDestination, [
  { it: 'says nothing where nobody is sent inside', says: [] },
  {
    it: 'finds localhost, once',
    http: ways({
      https: way('https://example.com/', 'http://localhost:3000/login', 'off-host'),
      http: way('http://example.com/', 'https://example.com/', 'http://localhost:3000/login', 'off-host'),
    }),
    says: [
      'blocker https://example.com/ redirects to http://localhost:3000/login: that is each visitor’s own machine, so nobody sees the product.',
    ],
  },
  {
    it: 'leaves a name that was put together wrongly to the check of that',
    http: ways({ http: way('http://example.com/', 'https://https//example.com/', 'off-host') }),
    says: [],
  },
  {
    it: 'finds a bare address',
    http: ways({ http: way('http://example.com/', 'http://93.184.216.34/', 'off-host') }),
    says: [
      'blocker http://example.com/ redirects to http://93.184.216.34/: a bare address, for which browsers accept no certificate, and which visitors may not reach at all.',
    ],
  },
  {
    it: 'finds the name of a container',
    http: ways({ https: way('https://example.com/', 'http://web:8080/', 'off-host') }),
    says: [
      'blocker https://example.com/ redirects to http://web:8080/: a name that only your own network knows, so visitors get an error.',
    ],
  },
]);

describeCheck(developmentPort, [
  { it: 'says nothing of usual ports', says: [] },
  {
    it: 'finds a port of the application',
    http: ways({ https: way('https://example.com/', 'https://example.com:8443/') }),
    says: [
      'medium https://example.com/ redirects to port 8443 (https://example.com:8443/), so the port shows in every link, and strict firewalls keep visitors out.',
    ],
  },
  {
    it: 'weighs one more that was not reached',
    http: ways({ https: way('https://example.com/', 'http://example.com:3000/', 'failed') }),
    says: [
      'high https://example.com/ redirects to port 3000 (http://example.com:3000/), which visitors can hardly reach.',
    ],
  },
  {
    it: 'weighs most one where nobody answers',
    http: ways({
      https: chain(
        [
          redirect('https://example.com/', 'https://example.com:8443/'),
          exchange({ url: 'https://example.com:8443/', failure: failure('refused', 'nobody listens there') }),
        ],
        'failed',
      ),
    }),
    says: [
      'blocker https://example.com/ redirects to port 8443 (https://example.com:8443/), where nobody answers: visitors get an error instead of the product.',
    ],
  },
]);

const preview = (host: string): string =>
  `medium https://example.com/ redirects to ${host}, a host for previews or of the platform, so visitors leave the product’s own name.`;
describeCheck(previewHost, [
  { it: 'says nothing where nobody is sent there', says: [] },
  ...['my-app.vercel.app', 'staging.example.com'].map((host) => ({
    it: `finds ${host}`,
    http: ways({ https: way('https://example.com/', `https://${host}/`, 'off-host') }),
    says: [preview(host)],
  })),
  ...[
    { end: 'https://www.dev-board.co.uk/', says: [] },
    { end: 'https://qa.dev-tools.com/', says: ['qa.dev-tools.com'] },
  ].map(({ end, says }) => ({
    it: `tells the name of a product from that of a stage: ${end}`,
    domain: { domain: 'dev-tools.com' },
    http: { chains: [way('http://www.dev-tools.com/', 'https://www.dev-tools.com/', end)] },
    says: says.map((host) => preview(host).replaceAll('example.com', 'www.dev-tools.com')),
  })),
  {
    it: 'lets other names of the domain be',
    http: ways({ https: chain([redirect('https://example.com/', 'https://app.example.com/'), HOME]) }),
    says: [],
  },
]);

const INSIDE = way('https://example.com/', 'http://localhost:3000/', 'off-host');
const FOLLOWING = 'leaves what follows from a wrong target to the check of that target';
describeCheck(downgradeToHttp, [{ it: FOLLOWING, http: ways({ https: INSIDE }), says: [] }]);
describeCheck(longChain, [
  {
    it: FOLLOWING,
    http: {
      chains: [
        way(
          'http://www.example.com/',
          'https://www.example.com/',
          'https://example.com/',
          'http://localhost/',
          'off-host',
        ),
      ],
    },
    says: [],
  },
]);
describeCheck(brokenLocation, [
  {
    it: 'lets a domain be called “null”',
    domain: healthyDomain({ domain: 'null.example' }),
    http: { chains: [way('http://null.example/', 'https://null.example/')] },
    says: [],
  },
]);
