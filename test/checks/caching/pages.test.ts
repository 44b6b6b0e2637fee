import compressionWithoutVary from '../../../server/src/core/checks/caching/compression-without-vary.ts';
import guessedLifetime from '../../../server/src/core/checks/caching/guessed-lifetime.ts';
import keptError from '../../../server/src/core/checks/caching/kept-error.ts';
import longLivedPage from '../../../server/src/core/checks/caching/long-lived-page.ts';
import outdatedAnswer from '../../../server/src/core/checks/caching/outdated-answer.ts';
import sharedPageWithCookie from '../../../server/src/core/checks/caching/shared-page-with-cookie.ts';
import sharedPrivateEndpoint from '../../../server/src/core/checks/caching/shared-private-endpoint.ts';
import uncompressedText from '../../../server/src/core/checks/caching/uncompressed-text.ts';
import unmatchableVary from '../../../server/src/core/checks/caching/unmatchable-vary.ts';
import unusableCacheHeader from '../../../server/src/core/checks/caching/unusable-cache-header.ts';
import type { EndpointObservation, HttpObservation } from '../../../server/src/core/observations/http.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { exchange, failure, type ExchangeWords, urlParts } from '../../support/observations.ts';

type Headers = Readonly<Record<string, string>>;

function endpoint(
  kind: EndpointObservation['kind'],
  url: string,
  words: Omit<ExchangeWords, 'url'>,
): EndpointObservation {
  return { kind, url: urlParts(url), exchange: exchange({ url, ...words }), cors: [] };
}

/** The home page with these headers, and nothing else. */
function home(
  headers: Headers,
  words: Omit<ExchangeWords, 'url' | 'headers'> = {},
): Partial<HttpObservation> {
  return {
    endpoints: [
      endpoint('home', 'https://example.com/', {
        headers: { 'content-type': 'text/html', ...headers },
        ...words,
      }),
    ],
    assets: [],
  };
}

const account = (
  headers: Headers,
  words: Omit<ExchangeWords, 'url' | 'headers'> = {},
): Partial<HttpObservation> => ({
  endpoints: [endpoint('authenticated', 'https://example.com/api/me', { headers, ...words })],
});

const NO_COOKIE = 'pass No answer that shared caches keep sets a cookie.';
const PUBLIC = 'public, max-age=600';
describeCheck(sharedPageWithCookie, [
  { it: 'is content without cookies', says: [NO_COOKIE] },
  {
    it: 'finds the cookie of a session',
    http: home({ 'cache-control': PUBLIC, 'set-cookie': 'session=a1; HttpOnly' }),
    says: [
      'blocker https://example.com/ sets the cookie “session” and lets every cache on the way keep the answer, so one visitor may get the cookie of another.',
    ],
  },
  {
    it: 'finds s-maxage, and a life without “public”',
    http: {
      ...home({ 'cache-control': 's-maxage=60', 'set-cookie': 'visitor=1' }),
      assets: [
        exchange({
          url: 'https://example.com/app.js',
          headers: { 'cache-control': 'max-age=60', 'set-cookie': 'lang=en' },
        }),
      ],
    },
    says: [
      'high https://example.com/ sets the cookie “visitor” and lets every cache on the way keep the answer, so one visitor may get the cookie of another.',
      'low https://example.com/app.js sets the cookie “lang” and lets every cache on the way keep the answer, so one visitor may get the cookie of another.',
    ],
  },
  {
    it: 'finds an answer with a cookie that came from a shared cache, whatever it says',
    http: home({ 'cache-control': 'max-age=0', 'x-cache': 'HIT', 'set-cookie': 'sid=1' }),
    says: [
      'blocker https://example.com/ sets the cookie “sid” and came from a cache that all visitors share, so one visitor may get the cookie of another.',
    ],
  },
  ...['private, max-age=600', 'no-store', 'public, max-age=0, must-revalidate', 'public, no-cache'].map(
    (value) => ({
      it: `is content with “${value}”`,
      http: home({ 'cache-control': value, 'set-cookie': 'session=a1; HttpOnly' }),
      says: [NO_COOKIE],
    }),
  ),
  ...['session=; Max-Age=0', '__cf_bm=1; HttpOnly'].map((cookie) => ({
    it: `lets “${cookie}” be`,
    http: home({ 'cache-control': PUBLIC, 'set-cookie': cookie }),
    says: [],
  })),
  { it: 'says nothing without an answer', http: { ...home({}, { failure: failure('timeout') }) }, says: [] },
]);

const PRIVATE = 'https://example.com/api/me is for customers who are signed in';
const KEPT_OUT = 'pass Shared caches may not keep https://example.com/api/me.';
describeCheck(sharedPrivateEndpoint, [
  { it: 'says nothing where no endpoint is private', says: [] },
  {
    it: 'finds an answer that may be shared',
    http: account({ 'cache-control': 'public, max-age=300' }),
    says: [
      `blocker ${PRIVATE}, and lets every cache on the way keep the answer for 300 seconds: they may get each other’s data.`,
    ],
  },
  {
    it: 'finds an answer that came from a shared cache',
    http: account({ 'cache-control': 'max-age=0', 'cf-cache-status': 'HIT' }),
    says: [`blocker ${PRIVATE}, and came from a cache that all visitors share: they get each other’s data.`],
  },
  {
    it: 'finds an answer that says nothing',
    http: account({}),
    says: [
      `medium ${PRIVATE}, and says nothing about caching: a CDN or proxy may keep the answer and show it to others.`,
    ],
  },
  {
    it: 'finds a refusal that may be shared',
    http: account({ 'cache-control': 'public, s-maxage=60' }, { status: 404 }),
    says: [
      'high https://example.com/api/me answers strangers with 404 and lets every cache keep that: customers may get it, too, and if their own answers have the same header, they get each other’s data.',
    ],
  },
  {
    it: 'finds that a refusal is kept, although its status is one that caches keep only when told',
    http: account({ 'cache-control': 'public, max-age=300' }, { status: 401 }),
    says: [
      'high https://example.com/api/me answers strangers with 401 and lets every cache keep that: customers may get it, too, and if their own answers have the same header, they get each other’s data.',
    ],
  },
  {
    it: 'is content with “private, no-store”',
    http: account({ 'cache-control': 'private, no-store' }),
    says: [KEPT_OUT],
  },
  { it: 'is content with a refusal', http: account({}, { status: 401 }), says: [KEPT_OUT] },
  {
    it: 'cannot tell without an answer',
    http: account({}, { failure: failure('timeout') }),
    says: ['unknown it failed (timeout)'],
  },
]);

const ASKS = 'pass Browsers ask again for https://example.com/.';
const keeps = (impact: string, time: string): string =>
  `${impact} Browsers keep https://example.com/ for ${time} without asking, so visitors go on seeing the old page after a deploy.`;
describeCheck(longLivedPage, [
  { it: 'is content where browsers ask', says: [ASKS] },
  ...(
    [
      ['max-age=86400', keeps('medium', 'a day')],
      ['public, max-age=31536000, immutable', keeps('high', 'a year')],
      ['max-age=600', ASKS],
      ['no-cache, max-age=86400', ASKS],
      ['public, max-age=0, s-maxage=3600', ASKS],
      [
        'public, max-age=0, s-maxage=86400',
        'low Shared caches may keep https://example.com/ for a day (s-maxage): after a deploy, visitors go on seeing the old page until the CDN is purged.',
      ],
      ['private, s-maxage=86400', ASKS],
    ] as const
  ).map(([value, says]) => ({
    it: `judges “${value}”`,
    http: home({ 'cache-control': value }),
    says: [says],
  })),
  ...[{ 'x-nextjs-cache': 'HIT' }, { 'cache-tag': 'page' }, { 'x-vercel-cache': 'HIT' }].map((header) => ({
    it: `lets shared caches be that are purged (${Object.keys(header).join('')})`,
    http: home({ 'cache-control': 's-maxage=31536000', ...header }),
    says: [ASKS],
  })),
  {
    it: 'lets shared caches be that the host purges',
    http: home({ 'cache-control': 's-maxage=31536000' }),
    context: { providers: { host: 'netlify' } },
    says: [ASKS],
  },
  {
    it: 'judges Expires',
    http: home({ date: 'Sun, 22 Nov 2026 12:00:00 GMT', expires: 'Tue, 24 Nov 2026 12:00:00 GMT' }),
    says: [keeps('medium', '2 days')],
  },
  { it: 'says nothing without an answer', http: home({}, { failure: failure('reset') }), says: [] },
]);

const LONG = 'x'.repeat(3_000);
describeCheck(uncompressedText, [
  { it: 'is content with compression', says: ['pass Text is sent compressed.'] },
  {
    it: 'finds text without, and adds it up',
    http: {
      ...home({}, { body: LONG }),
      assets: [
        exchange({
          url: 'https://example.com/app.js',
          headers: { 'content-type': 'text/javascript' },
          bytes: 9_000,
        }),
      ],
    },
    says: [
      'medium https://example.com/ and 1 more came without compression (12.0 kB in all), although we offered gzip and Brotli: visitors wait for several times the bytes.',
    ],
  },
  {
    it: 'weighs a little text less',
    http: home({}, { body: LONG }),
    says: [
      'low https://example.com/ came without compression (3.0 kB in all), although we offered gzip and Brotli: visitors wait for several times the bytes.',
    ],
  },
  { it: 'lets a page be that fits into one packet', http: home({}, { body: 'short' }), says: [] },
  { it: 'lets images be', http: home({ 'content-type': 'image/png' }, { bytes: 90_000 }), says: [] },
]);

describeCheck(compressionWithoutVary, [
  { it: 'says nothing with “Vary: Accept-Encoding”', says: [] },
  {
    it: 'finds a compressed answer that may be shared without it',
    http: home({ 'content-encoding': 'gzip', 'cache-control': PUBLIC }),
    says: [
      'low / came compressed and may be kept by shared caches, but without “Vary: Accept-Encoding”: a cache may send it to programs that can’t read it.',
    ],
  },
  {
    it: 'lets private answers be',
    http: home({ 'content-encoding': 'gzip', 'cache-control': 'private, max-age=60' }),
    says: [],
  },
]);

const unusable = (value: string, words: string): string =>
  `medium https://example.com/ answers with “Cache-Control: ${value}”: ${words}.`;
describeCheck(unusableCacheHeader, [
  { it: 'says nothing of a good header', says: [] },
  ...(
    [
      ['public, private, max-age=60', '“public” and “private” contradict each other'],
      ['private, s-maxage=60', '“private” forbids the shared caches that “s-maxage” speaks to'],
      ['no-store, max-age=60', '“no-store” forbids to keep it, “max-age” says for how long'],
      ['max-age=60, max-age=0', '“max-age” stands there twice with different values'],
      ['maxage=60', 'caches don’t know “maxage” and skip it'],
      ['public; max-age=60', 'caches read directives between commas, and this has “;”'],
      ['max-age=1h', '“max-age=1h” has no number of seconds that caches can read'],
    ] as const
  ).map(([value, words]) => ({
    it: `finds “${value}”`,
    http: home({ 'cache-control': value }),
    says: [unusable(value, words)],
  })),
  ...[
    'no-store, no-cache, must-revalidate, max-age=0',
    'private, no-store',
    'max-age=60, x-own-directive',
  ].map((value) => ({
    it: `lets “${value}” be`,
    http: home({ 'cache-control': value }),
    says: [],
  })),
]);

describeCheck(outdatedAnswer, [
  { it: 'says nothing without Age', says: [] },
  {
    it: 'finds an answer past its life',
    http: home({ 'cache-control': 's-maxage=300', age: '90000' }),
    says: [
      'low https://example.com/ is a day old, although it may be kept for 5 minutes only: a cache in front serves old content.',
    ],
  },
  {
    it: 'counts what may be served stale',
    http: home({ 'cache-control': 's-maxage=300, stale-while-revalidate=100000', age: '90000' }),
    says: [],
  },
  {
    it: 'lets pages be that browsers ask for each time',
    http: home({ 'cache-control': 'public, max-age=0', age: '90000' }),
    says: [],
  },
]);

const notFound = (cacheControl: string): Partial<HttpObservation> => ({
  notFound: exchange({
    url: 'https://example.com/nothing',
    status: 404,
    headers: { 'cache-control': cacheControl },
  }),
});
describeCheck(keptError, [
  { it: 'is content where errors are not kept', says: ['pass Caches don’t keep “not found” for long.'] },
  {
    it: 'finds a “not found” that is kept',
    http: notFound('public, max-age=31536000'),
    says: [
      'medium A path that doesn’t exist at example.com answers 404 and has caches keep that for a year: once the page is there, people go on seeing the error.',
    ],
  },
  {
    it: 'lets an hour be',
    http: notFound('max-age=3600'),
    says: ['pass Caches don’t keep “not found” for long.'],
  },
]);

const CHANGED = { date: 'Sun, 22 Nov 2026 12:00:00 GMT', 'last-modified': 'Thu, 12 Nov 2026 12:00:00 GMT' };
describeCheck(guessedLifetime, [
  { it: 'says nothing where the life is told', says: [] },
  {
    it: 'finds a page that leaves it to caches',
    http: home(CHANGED),
    says: [
      'low https://example.com/ does not say how long it may be kept, so caches guess by its last change: about a day.',
    ],
  },
  ...[
    { 'cache-control': 'no-cache' },
    { 'cache-control': 'max-age=600' },
    { expires: '0' },
    { pragma: 'no-cache' },
    { 'cache-control': 'no-store' },
  ].map((header) => ({
    it: `is content with ${JSON.stringify(header)}`,
    http: home({ ...CHANGED, ...(header as Headers) }),
    says: [],
  })),
  { it: 'is content without a date of the last change', http: home({}), says: [] },
  {
    it: 'is content with a page that was made just now',
    http: home({ ...CHANGED, 'last-modified': 'Sun, 22 Nov 2026 11:59:59 GMT' }),
    says: [],
  },
]);

describeCheck(unmatchableVary, [
  { it: 'says nothing with “Vary: Accept-Encoding”', says: [] },
  {
    it: 'finds “Vary: *”',
    http: home({ vary: '*', 'cache-control': PUBLIC }),
    says: ['low example.com sends / with “Vary: *”, so no cache can use the answer again.'],
  },
  {
    it: 'lets it be where nobody may keep the answer',
    http: home({ vary: '*', 'cache-control': 'no-store' }),
    says: [],
  },
]);
