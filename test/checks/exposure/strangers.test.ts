import openEndpoint from '../../../server/src/core/checks/exposure/open-endpoint.ts';
import openStaging from '../../../server/src/core/checks/exposure/open-staging.ts';
import { isLoginPath, visibleText } from '../../../server/src/core/live/exposure/loginPages.ts';
import { strict as assert } from 'node:assert';
import type { EndpointObservation, HttpObservation } from '../../../server/src/core/observations/http.ts';
import { describeCheck } from '../../support/checkTables.ts';
import {
  chain,
  exchange,
  failure,
  redirect,
  urlParts,
  type ExchangeWords,
} from '../../support/observations.ts';

type Words = Omit<ExchangeWords, 'url'>;
const HTML = { 'content-type': 'text/html; charset=utf-8' };
const JSON_TYPE = { 'content-type': 'application/json', 'cache-control': 'private, no-store' };
const ME = 'https://example.com/api/me';

function asked(kind: EndpointObservation['kind'], words: Words, url = ME): EndpointObservation {
  return { kind, url: urlParts(url), exchange: exchange({ url, ...words }), cors: [] };
}

const only = (words: Words, ...others: readonly EndpointObservation[]): Partial<HttpObservation> => ({
  endpoints: [...others, asked('authenticated', words)],
});
const json = (body: string, more: Words = {}): Partial<HttpObservation> =>
  only({ headers: JSON_TYPE, body, ...more });
const page = (body: string): Partial<HttpObservation> => only({ headers: HTML, body });

const OPEN = (what: string): string =>
  `high You said that only who is signed in may see ${ME}, and it answered a stranger with ${what}: everybody who knows the address gets the same.`;
const NOTHING = (because: string): string => `pass Strangers get nothing from ${ME}: ${because}.`;
const SAYS_NO = NOTHING('it says that a login is needed');
const UNCLEAR = (because: string): string => `unknown what strangers get from ${ME}: ${because}`;
const EMPTY = UNCLEAR('it answers with 200 and nothing in it');
const SHELL = '<!doctype html><title>Shop</title><div id="root"></div><script src="/app.js"></script>';
const ACCOUNT = '<h1>Your account</h1><p>Jane Example, 3 invoices are open, the next is due on Monday.</p>';

describeCheck(openEndpoint, [
  { it: 'says nothing where no such endpoint is named', says: [] },
  { it: 'finds JSON', http: json('{"id": 7, "email": "jane@example.com"}'), says: [OPEN('JSON')] },
  { it: 'finds JSON that goes on', http: json('[{"id": 7, "na'), says: [OPEN('JSON')] },
  { it: 'finds a page', http: page(ACCOUNT), says: [OPEN('a page')] },
  {
    it: 'finds a file',
    http: only({ headers: { 'content-type': 'text/csv' }, body: 'name,total\nJane,12\n' }),
    says: [OPEN('text/csv')],
  },
  {
    it: 'weighs a page that scripts may fill in less',
    http: page(`<div id="__next">${ACCOUNT}</div><script src="/_next/static/a.js"></script>`),
    says: [
      `low You said that only who is signed in may see ${ME}, and it gave a stranger a page. If scripts fill in what is private after the login, that page is empty of it; if not, everybody sees it.`,
    ],
  },
  ...[401, 403, 404].map((status) => ({
    it: `is content with ${status}`,
    http: json('{"id": 7}', { status }),
    says: [NOTHING(`status ${status}`)],
  })),
  {
    it: 'is content with a login page',
    http: page(`<h1>Welcome back</h1><form method=post><input name=p type=password></form>`),
    says: [NOTHING('a page that asks for a login')],
  },
  ...[
    '{"error": "Unauthorized"}',
    '{"errors": [{"message": "no"}], "data": null}',
    '{"authenticated": false, "loginUrl": "/login"}',
    '{"status": 401}',
    '{"message": "You are not logged in"}',
  ].map((body) => ({ it: `is content with ${body}`, http: json(body), says: [SAYS_NO] })),
  ...['{}', 'null', '[]', '{"user": null, "items": []}'].map((body) => ({
    it: `cannot tell from ${body}`,
    http: json(body),
    says: [EMPTY],
  })),
  {
    it: 'takes words beside data for data',
    http: json('{"id": 7, "message": "hello"}'),
    says: [OPEN('JSON')],
  },
  {
    it: 'cannot tell where scripts fill in everything',
    http: page(SHELL),
    says: [UNCLEAR('it answers with a page that scripts fill in')],
  },
  {
    it: 'cannot tell from the page that all addresses have',
    http: only(
      { headers: HTML, body: `${ACCOUNT}<script nonce=b></script>` },
      asked('home', { headers: HTML, body: `${ACCOUNT}<script nonce=a></script>` }, 'https://example.com/'),
    ),
    says: [UNCLEAR('it answers with the page that other addresses have, too')],
  },
  ...['/login?next=/api/me', 'https://sso.test/oauth2/authorize?client_id=1'].map((location) => ({
    it: `is content where it leads to ${location}`,
    http: only({ status: 302, headers: { location } }),
    says: [NOTHING('it leads to the login (status 302)')],
  })),
  {
    it: 'cannot tell where it leads elsewhere',
    http: only({ status: 302, headers: { location: '/api/v2/me' } }),
    says: [UNCLEAR('it leads to another address (status 302)')],
  },
  {
    it: 'cannot tell without an answer',
    http: only({ failure: failure('timeout') }),
    says: ['unknown it failed (timeout)'],
  },
  {
    it: 'leaves what a shared cache may have kept to the check of caches',
    http: json('{"id": 7}', { headers: { ...JSON_TYPE, 'cache-control': 'public, max-age=60' } }),
    says: [`unknown what ${ME} answered may be a customer’s, out of a cache that visitors share`],
  },
  {
    it: 'says nothing of public, health and webhook endpoints',
    http: {
      endpoints: (['public', 'health', 'webhook'] as const).map((kind) =>
        asked(kind, { headers: JSON_TYPE, body: '{"id": 7}' }),
      ),
    },
    says: [],
  },
]);

const STAGING = 'https://staging.example.com/';
const staging = (words: Words, name = 'staging'): Partial<HttpObservation> => ({
  environments: [
    { name, chain: chain([exchange({ url: STAGING, headers: HTML, body: ACCOUNT, ...words })]) },
  ],
});
const IS_OPEN = (name: string): string =>
  `low Anybody can open ${name} at ${STAGING}, and it doesn’t tell search engines to leave it out: people may find it in place of the product.`;

describeCheck(openStaging, [
  { it: 'says nothing where no environment is named', says: [] },
  ...['staging', 'Stage', 'preview-eu', 'dev2'].map((name) => ({
    it: `finds ${name}`,
    http: staging({}, name),
    says: [IS_OPEN(name)],
  })),
  ...['production', 'demo', 'developers', 'devices', 'eu'].map((name) => ({
    it: `says nothing of ${name}`,
    http: staging({}, name),
    says: [],
  })),
  {
    it: 'is content with noindex',
    http: staging({ headers: { ...HTML, 'x-robots-tag': 'noindex, nofollow' } }),
    says: ['pass Search engines leave staging (staging.example.com) out.'],
  },
  {
    it: 'is content with a tag in the page',
    http: {
      environments: [
        {
          name: 'staging',
          chain: chain([exchange({ url: STAGING, headers: HTML, body: ACCOUNT })]),
          page: {
            url: urlParts(STAGING),
            title: '',
            resources: [],
            forms: [],
            metas: [{ kind: 'name', name: 'robots', content: 'noindex' }],
          },
        },
      ],
    },
    says: ['pass Search engines leave staging (staging.example.com) out.'],
  },
  {
    it: 'is content with basic authentication',
    http: staging({ status: 401 }),
    says: [`pass Strangers see nothing of staging: ${STAGING} answers with status 401.`],
  },
  {
    it: 'is content where it sends people to a login',
    http: {
      environments: [
        {
          name: 'staging',
          chain: chain([
            redirect(STAGING, `${STAGING}login`),
            exchange({ url: `${STAGING}login`, headers: HTML, body: '<a href=/sso>Continue with SSO</a>' }),
          ]),
        },
        { name: 'dev', chain: chain([redirect(STAGING, 'https://sso.test/')], 'off-host') },
      ],
    },
    says: [
      `pass Strangers see nothing of staging: ${STAGING}login asks for a login.`,
      `pass Strangers see nothing of dev: ${STAGING} leads to another address.`,
    ],
  },
  { it: 'says nothing of what is no page', http: staging({ headers: JSON_TYPE }), says: [] },
  { it: 'says nothing of an error', http: staging({ status: 503 }), says: [] },
  {
    it: 'cannot tell without an answer',
    http: staging({ failure: failure('timeout') }),
    says: ['unknown it failed (timeout)'],
  },
]);

describe('what people read on a page', () => {
  for (const [html, text] of [
    ['<title>a</title><p>b<script>c</script>d</p>', 'b d'],
    ['<style>a</STYLE >b<noscript>c</noscript>', 'b'],
    ['a<script>b', 'a'],
    ['a <', 'a'],
    ['', ''],
  ] as const)
    it(`of ${html} is “${text}”`, () => assert.equal(visibleText(html), text));

  for (const [path, isLogin] of [
    ['/login', true],
    ['/users/sign_in', true],
    ['/auth/', true],
    ['/authors', false],
    ['/en/', false],
  ] as const)
    it(`${path} is ${isLogin ? 'a' : 'no'} way to a login`, () => assert.equal(isLoginPath(path), isLogin));
});
