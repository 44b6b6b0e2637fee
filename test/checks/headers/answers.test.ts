import missingHsts from '../../../server/src/core/checks/headers/missing-hsts.ts';
import repeatedNonce from '../../../server/src/core/checks/headers/repeated-nonce.ts';
import wrongContentType from '../../../server/src/core/checks/headers/wrong-content-type.ts';
import type { HttpExchange, HttpObservation } from '../../../server/src/core/observations/http.ts';
import { describeCheck } from '../../support/checkTables.ts';
import {
  chain,
  exchange,
  GOOD_HEADERS,
  healthyHttp,
  redirect,
  urlParts,
} from '../../support/observations.ts';

type Headers = Readonly<Record<string, string>>;
const HOME = 'https://example.com/';
const HTML = '<!doctype html><title>x</title>';

const get = (headers: Headers, sent: Headers = {}, url = HOME): HttpExchange =>
  exchange({ url, sent, headers: { ...GOOD_HEADERS, ...headers }, body: HTML });

function homes(first: HttpExchange, other?: HttpExchange): Partial<HttpObservation> {
  const cors = other ? [{ kind: 'hostile' as const, origin: 'https://evil.example', exchange: other }] : [];
  return {
    chains: [chain([first])],
    endpoints: [{ url: first.url, kind: 'home', exchange: first, cors }],
  };
}

const nonce = (value: string, headers: Headers = {}): Headers => ({
  'content-security-policy': `script-src 'nonce-${value}' 'strict-dynamic'; object-src 'none'`,
  ...headers,
});
const STRANGER = { origin: 'https://evil.example' };

describeCheck(repeatedNonce, [
  { it: 'says nothing without a nonce', says: [] },
  {
    it: 'finds one that two answers of the page have',
    http: homes(get(nonce('YWJjMTIz')), get(nonce('YWJjMTIz'), STRANGER)),
    says: [
      'medium The content security policy of example.com has the same nonce in every answer, so injected scripts can carry it.',
    ],
  },
  {
    it: 'finds one that the page and an error have',
    http: {
      ...homes(get(nonce('YWJjMTIz'))),
      notFound: get(nonce('YWJjMTIz'), {}, 'https://example.com/nothing'),
    },
    says: [
      'medium The content security policy of example.com has the same nonce in every answer, so injected scripts can carry it.',
    ],
  },
  {
    it: 'weighs answers of a cache less',
    http: homes(
      get(nonce('YWJjMTIz', { 'x-cache': 'HIT' })),
      get(nonce('YWJjMTIz', { 'x-cache': 'HIT' }), STRANGER),
    ),
    says: [
      'low example.com answers from a cache, with the same nonce in the content security policy each time, so injected scripts can carry it.',
    ],
  },
  {
    it: 'is content with two nonces, and with one answer that stands in two places',
    http: homes(get(nonce('YWJjMTIz')), get(nonce('eHl6OTg3'), STRANGER)),
    says: [],
  },
  { it: 'cannot compare one answer', http: homes(get(nonce('YWJjMTIz'))), says: [] },
]);

function loading(
  kind: 'script' | 'stylesheet',
  type: string,
  body: string,
  path = '/app.js',
): Partial<HttpObservation> {
  const url = `https://example.com${path}`;
  return {
    page: { ...healthyHttp().page!, resources: [{ kind, url: urlParts(url) }] },
    assets: [exchange({ url, headers: { 'content-type': type, 'x-content-type-options': 'nosniff' }, body })],
  };
}

describeCheck(wrongContentType, [
  { it: 'says nothing of a healthy domain', says: [] },
  {
    it: 'finds a page that is sent as text',
    http: homes(get({ 'content-type': 'text/plain' })),
    says: ['high example.com sends its page as text/plain, so browsers show its source.'],
  },
  {
    it: 'finds a page that is downloaded',
    http: homes(get({ 'content-type': 'application/octet-stream' })),
    says: ['high example.com sends its page as application/octet-stream, so browsers download it.'],
  },
  {
    it: 'finds a script that browsers refuse',
    http: loading('script', 'text/plain', 'start()'),
    says: [
      'high The script https://example.com/app.js is sent as text/plain with “nosniff”, so browsers do not use it.',
    ],
  },
  {
    it: 'finds a stylesheet that browsers refuse',
    http: loading('stylesheet', 'text/plain', '.a{}', '/app.css'),
    says: [
      'high The stylesheet https://example.com/app.css is sent as text/plain with “nosniff”, so browsers do not use it.',
    ],
  },
  {
    it: 'finds a page in place of a script',
    http: loading('script', 'text/html; charset=utf-8', HTML),
    says: [
      'high The page of example.com loads the script /app.js, and a page comes back: the file is missing, so part of the product does not work.',
    ],
  },
  ...[
    'application/javascript',
    'text/javascript; charset=utf-8',
    'application/x-javascript',
    'application/json',
  ].map((type) => ({
    it: `lets a script be that is sent as ${type}`,
    http: loading('script', type, 'start()'),
    says: [],
  })),
]);

const www = (headers: Headers): Partial<HttpObservation> => {
  const home = get({ 'strict-transport-security': 'max-age=63072000' }, {}, 'https://www.example.com/');
  const first = redirect(HOME, 'https://www.example.com/');
  const bare =
    'headers' in first.outcome
      ? { ...first.outcome, headers: [...first.outcome.headers, ...Object.entries(headers)] }
      : first.outcome;
  return {
    canonicalHost: 'www.example.com',
    chains: [chain([{ ...first, outcome: bare }, home])],
    endpoints: [{ url: home.url, kind: 'home', exchange: home, cors: [] }],
  };
};
const withApp = (headers: Headers, type = 'text/html'): Partial<HttpObservation> => ({
  ...homes(get(headers)),
  subdomains: [
    chain([exchange({ url: 'https://app.example.com/', headers: { 'content-type': type }, body: HTML })]),
  ],
});
describeCheck(missingHsts, [
  {
    it: 'finds a domain whose “www” alone sends the header',
    http: www({}),
    says: [
      'low www.example.com sends Strict-Transport-Security, and https://example.com, which leads there, does not: a visit that begins with http://example.com can be intercepted each time.',
    ],
  },
  {
    it: 'is content where both send it',
    http: www({ 'strict-transport-security': 'max-age=63072000' }),
    says: ['pass www.example.com sends Strict-Transport-Security.'],
  },
  {
    it: 'finds a subdomain that no header above it speaks for',
    http: withApp({ 'strict-transport-security': 'max-age=63072000' }),
    says: [
      'pass example.com sends Strict-Transport-Security.',
      'low app.example.com does not send Strict-Transport-Security, and example.com sends it without includeSubDomains, so a visit that begins with http://app.example.com can be intercepted each time.',
    ],
  },
  {
    it: 'lets the domain speak for its subdomains',
    http: withApp({ 'strict-transport-security': 'max-age=63072000; includeSubDomains' }),
    says: ['pass example.com sends Strict-Transport-Security.'],
  },
  {
    it: 'asks nothing of a subdomain that programs call',
    http: withApp({ 'strict-transport-security': 'max-age=63072000' }, 'application/json'),
    says: ['pass example.com sends Strict-Transport-Security.'],
  },
]);
