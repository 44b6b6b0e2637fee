import brokenWww from '../../../server/src/core/checks/redirects/broken-www.ts';
import errorPage from '../../../server/src/core/checks/redirects/error-page.ts';
import directoryListing from '../../../server/src/core/checks/exposure/directory-listing.ts';
import placeholderPage from '../../../server/src/core/checks/redirects/placeholder-page.ts';
import redirectInPage from '../../../server/src/core/checks/redirects/redirect-in-page.ts';
import { describeCheck } from '../../support/checkTables.ts';
import {
  chain,
  exchange,
  failure,
  healthyDns,
  healthyDomain,
  healthyHttp,
  redirect,
  resolvedName,
  type ExchangeWords,
} from '../../support/observations.ts';
import { ways } from '../../support/redirectWays.ts';

const home = (words: Partial<ExchangeWords>): ReturnType<typeof ways> =>
  ways({ https: chain([exchange({ url: 'https://example.com/', ...words })]) });
const www = (words: Partial<ExchangeWords>): ReturnType<typeof ways> =>
  ways({ httpsWww: chain([exchange({ url: 'https://www.example.com/', ...words })]) });
const HTML = { 'content-type': 'text/html' };

describeCheck(errorPage, [
  { it: 'is content with a page', says: ['pass The home page of example.com answers 200.'] },
  ...(
    [
      [500, 'blocker', 'the application fails, so nobody sees the product.'],
      [
        502,
        'blocker',
        'what stands in front gets no answer from the application, so nobody sees the product.',
      ],
      [403, 'high', 'strangers are kept out. Is it meant to be closed?'],
      [404, 'high', 'there is no page where everybody looks first.'],
    ] as const
  ).map(([status, impact, words]) => ({
    it: `finds ${status}`,
    http: home({ status }),
    says: [`${impact} https://example.com/ answers ${status}: ${words}`],
  })),
  {
    it: 'takes a password in front of all for meant, until the launch',
    http: home({ status: 401, headers: { 'www-authenticate': 'Basic realm="Restricted"' } }),
    says: [
      'medium https://example.com/ asks everybody for a name and a password (401): right until the launch, and nobody sees the product then.',
    ],
  },
  ...[
    { domain: 'staging.example.com', impact: 'low' },
    // What the product is called says nothing.
    { domain: 'dev-tools.com', impact: 'medium' },
  ].map(({ domain, impact }) => ({
    it: `takes it for usual where things are tried out: ${domain} is ${impact}`,
    domain: healthyDomain({ domain }),
    http: {
      chains: [
        chain([
          exchange({ url: `https://${domain}/`, status: 401, headers: { 'www-authenticate': 'Basic' } }),
        ]),
      ],
    },
    says: [
      `${impact} https://${domain}/ asks everybody for a name and a password (401): right until the launch, and nobody sees the product then.`,
    ],
  })),
  {
    it: 'finds the door of a provider before the whole site',
    http: {
      chains: [
        chain(
          [redirect('https://example.com/', `https://acme.cloudflareaccess.com/cdn-cgi/access/login`, 302)],
          'off-host',
        ),
      ],
    },
    says: [
      'medium https://example.com/ leads everybody to the login of Cloudflare Access (acme.cloudflareaccess.com): right until the launch, and nobody sees the product then.',
    ],
    how: [/Let everybody in at Cloudflare Access/],
  },
  ...['https://vercel.com/new', 'https://login.example.net/', 'https://notcloudflareaccess.com/'].map(
    (to) => ({
      it: `takes ${to} for no such door`,
      http: { chains: [chain([redirect('https://example.com/', to, 302)], 'off-host' as const)] },
      says: [],
    }),
  ),
  {
    it: 'tells maintenance from failure',
    http: home({ status: 503, headers: { 'retry-after': '3600' } }),
    says: [
      'blocker https://example.com/ answers 503: it says that it is down for a while, so nobody sees the product.',
    ],
  },
  {
    it: 'finds 401 without a question for a password',
    http: home({ status: 401 }),
    says: ['high https://example.com/ answers 401: strangers are kept out. Is it meant to be closed?'],
  },
  {
    it: 'lets an API at a subdomain be without a page',
    domain: healthyDomain({ domain: 'api.example.com' }),
    http: { chains: [chain([exchange({ url: 'https://api.example.com/', status: 404 })])] },
    says: ['low https://api.example.com/ answers 404: there is no page where everybody looks first.'],
  },
  {
    it: 'cannot tell behind a check for robots',
    http: home({ status: 403, headers: { 'cf-mitigated': 'challenge' } }),
    says: ['unknown a check for robots answered (403) in place of the home page'],
  },
  { it: 'says nothing where there was no answer', http: home({ failure: failure('timeout') }), says: [] },
  {
    it: 'leaves a page of the provider to its check',
    http: home({ status: 404, body: 'No such app' }),
    says: [],
  },
]);

describeCheck(brokenWww, [
  { it: 'says nothing where “www” leads to the domain', says: [] },
  { it: 'is content where it answers', http: www({}), says: ['pass www.example.com answers.'] },
  {
    it: 'finds an error',
    http: www({ status: 404 }),
    says: [
      'medium www.example.com answers 404 while example.com works, so whoever types “www” gets an error.',
    ],
  },
  { it: 'says nothing where there was no answer', http: www({ failure: failure('no-address') }), says: [] },
  {
    it: 'says nothing where the domain is broken itself',
    http: {
      chains: ['', 'www.'].map((sub) =>
        chain([exchange({ url: `https://${sub}example.com/`, status: 500 })]),
      ),
    },
    says: [],
  },
]);

describeCheck(placeholderPage, [
  { it: 'is content with a page', says: ['pass example.com shows a page of its own.'] },
  ...(
    [
      ['the welcome page of nginx', { body: '<html><head><title>Welcome to nginx!</title></head></html>' }],
      ['the default page of Apache', { body: '<html><body><h1>It works!</h1></body></html>' }],
      [
        'Vercel’s “deployment not found”',
        { status: 404, headers: { 'x-vercel-error': 'DEPLOYMENT_NOT_FOUND' } },
      ],
      ['Heroku’s “no such app”', { status: 404, body: '<title>No such app</title>' }],
      [
        'GitHub’s “there isn’t a Pages site here”',
        { status: 404, body: "<p>There isn't a GitHub Pages site here.</p>" },
      ],
    ] as const
  ).map(([what, words]) => ({
    it: `finds ${what}`,
    http: home(words),
    says: [`high https://example.com/ shows ${what}, so visitors don’t see the product.`],
  })),
  {
    it: 'lets a page be that speaks of such pages',
    http: home({
      body: '<title>How to replace “Welcome to nginx!”</title><p>Sooner or later it works! And then…</p>',
    }),
    says: ['pass example.com shows a page of its own.'],
  },
]);

const ABANDONED = {
  it: 'leaves an alias that nobody owns to the check of aliases',
  domain: {
    dns: healthyDns({ names: [resolvedName({ aliases: ['shop.github.io'] })] }),
  },
  http: home({ status: 404, body: "There isn't a GitHub Pages site here." }),
  says: [],
};
describeCheck(errorPage, [ABANDONED]);
describeCheck(placeholderPage, [ABANDONED]);

const LISTED = exchange({
  url: 'https://example.com/',
  headers: { 'content-type': 'text/html' },
  body: '<title>Index of /</title><a href="site.zip">site.zip</a>',
});
const LISTING = {
  chains: [chain([LISTED])],
  endpoints: [{ url: LISTED.url, kind: 'home' as const, exchange: LISTED, cors: [] }],
};
describeCheck(directoryListing, [
  {
    it: 'finds a home page that is one',
    http: LISTING,
    says: [
      'high https://example.com/ lists the files of its folder to anybody, where visitors should see the product.',
    ],
    how: [/^Deploy the product .* Switch the listing off/],
  },
]);
describeCheck(placeholderPage, [
  { it: 'leaves a listing to the check of that', http: LISTING, says: [] },
  {
    it: 'finds a listing where nobody looks at what is exposed',
    http: LISTING,
    domain: { areas: ['redirects'] },
    says: [
      'high https://example.com/ shows a listing of the server’s files, so visitors don’t see the product.',
    ],
  },
]);

describeCheck(redirectInPage, [
  { it: 'says nothing of a page that stays', says: [] },
  {
    it: 'finds a meta refresh',
    http: {
      page: {
        ...(healthyHttp().page ?? {
          url: exchange({ url: 'https://example.com/' }).url,
          title: '',
          resources: [],
          forms: [],
        }),
        metas: [{ kind: 'http-equiv', name: 'refresh', content: '0; url=/home' }],
      },
    },
    says: [
      'low The home page of example.com is empty but for a meta refresh that leads to /home: every visit loads two pages, and search engines may keep the first.',
    ],
  },
  {
    it: 'finds a script that does nothing else',
    http: home({ headers: HTML, body: '<!doctype html><script>window.location.href = "/app"</script>' }),
    says: [
      'low The home page of example.com is empty but for a script that leads to /app: every visit loads two pages, and search engines may keep the first.',
    ],
  },
  {
    it: 'lets a page with words of its own set the address later',
    http: home({
      headers: HTML,
      body: `<p>${'Words for people. '.repeat(20)}</p><script>button.onclick = () => { location.href = "/app" }</script>`,
    }),
    says: [],
  },
]);
