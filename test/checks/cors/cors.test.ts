import answerForEveryOrigin from '../../../server/src/core/checks/cors/answer-for-every-origin.ts';
import answerForEverySubdomain from '../../../server/src/core/checks/cors/answer-for-every-subdomain.ts';
import answerForLookAlike from '../../../server/src/core/checks/cors/answer-for-look-alike.ts';
import answerForNull from '../../../server/src/core/checks/cors/answer-for-null.ts';
import answerForPlainHttp from '../../../server/src/core/checks/cors/answer-for-plain-http.ts';
import literalAsterisk from '../../../server/src/core/checks/cors/literal-asterisk.ts';
import openPrivateEndpoint from '../../../server/src/core/checks/cors/open-private-endpoint.ts';
import originWithoutVary from '../../../server/src/core/checks/cors/origin-without-vary.ts';
import preflightKeptTooLong from '../../../server/src/core/checks/cors/preflight-kept-too-long.ts';
import refusedPreflight from '../../../server/src/core/checks/cors/refused-preflight.ts';
import unusableAllowedOrigin from '../../../server/src/core/checks/cors/unusable-allowed-origin.ts';
import uselessWildcard from '../../../server/src/core/checks/cors/useless-wildcard.ts';
import type { EndpointObservation, HttpObservation } from '../../../server/src/core/observations/http.ts';
import { describeCheck } from '../../support/checkTables.ts';
import {
  URL,
  ORIGINS,
  asked,
  observation,
  allow,
  CREDENTIALS,
  allowing,
  only,
  everybody,
  nobody,
  star,
  type Words,
} from '../../support/corsAnswers.ts';
import { exchange, failure, urlParts } from '../../support/observations.ts';

describeCheck(answerForEveryOrigin, [
  { it: 'says nothing where nothing was asked', says: [] },
  {
    it: 'is content where strangers are not let in',
    http: nobody,
    says: [`pass ${URL} doesn’t let strange websites in.`],
  },
  {
    it: 'is content with one fixed origin',
    http: asked(() => allow('https://app.example.com')),
    says: [`pass ${URL} doesn’t let strange websites in.`],
  },
  { it: 'leaves “*” to other checks', http: star(), says: [] },
  {
    it: 'is content where a stranger with a name like the domain’s is turned away, and no other was sent',
    http: only('prefix', {}),
    says: [`pass ${URL} doesn’t let strange websites in.`],
  },
  {
    it: 'does not call it content where a look-alike is let in',
    http: only('prefix', allow(ORIGINS.prefix ?? '')),
    says: [],
  },
  {
    it: 'finds every origin with credentials',
    http: allowing(everybody, CREDENTIALS),
    says: [
      `blocker ${URL} lets every website in that asks, with cookies: any page that a customer visits can read and do there what the customer can.`,
    ],
  },
  {
    it: 'finds every origin without credentials',
    http: allowing(everybody),
    says: [
      `medium ${URL} lets every website in that asks (it repeats the Origin header): any page may read its answers.`,
    ],
  },
  {
    it: 'weighs a private endpoint more',
    http: allowing(everybody, {}, 'authenticated'),
    says: [
      `high ${URL} lets every website in that asks (it repeats the Origin header): any page may read its answers.`,
    ],
  },
  {
    it: 'finds what only the preflight allows',
    http: asked((origin, kind) => (kind === 'preflight' ? allow(origin ?? '', CREDENTIALS) : {})),
    says: [
      `blocker ${URL} lets every website in that asks, with cookies: any page that a customer visits can read and do there what the customer can.`,
    ],
  },
  {
    it: 'cannot tell without an answer',
    http: asked(() => ({ failure: failure('timeout') })),
    says: ['unknown it failed (timeout)'],
  },
]);

describeCheck(openPrivateEndpoint, [
  {
    it: 'is content with public data',
    http: star(),
    says: [`pass ${URL} is open to every website, without cookies: fine for public data.`],
  },
  {
    it: 'finds a private endpoint',
    http: star({}, 'authenticated'),
    says: [
      `high ${URL} is for customers who are signed in, and lets every website read its answers (Access-Control-Allow-Origin: *).`,
    ],
  },
  {
    it: 'is content where strangers are turned away: a token is asked for, and no cookie is taken',
    http: asked(() => ({ status: 401, ...allow('*') }), 'authenticated'),
    says: [
      `pass ${URL} turns strangers away, and takes no cookies from other websites: fine where a token is asked for.`,
    ],
  },
  { it: 'says nothing where nobody is let in', http: nobody, says: [] },
]);

describeCheck(uselessWildcard, [
  {
    it: 'finds “*” with credentials',
    http: star(CREDENTIALS),
    says: [
      `medium ${URL} allows any origin (*) and credentials at once. Browsers refuse that: requests with cookies never work.`,
    ],
  },
  { it: 'says nothing of “*” alone', http: star(), says: [] },
]);

describeCheck(answerForNull, [
  {
    it: 'finds “null” with credentials',
    http: allowing((origin) => origin === 'null', CREDENTIALS),
    says: [
      `blocker ${URL} lets the origin “null” in, with cookies. Any website can send that from a sandboxed frame, and reads there what a customer who visits it can read.`,
    ],
  },
  {
    it: 'weighs “null” without credentials less',
    http: allowing((origin) => origin === 'null'),
    says: [`low ${URL} lets the origin “null” in, which any website can send from a sandboxed frame.`],
  },
  {
    it: 'follows from letting everybody in, and is not said again',
    http: allowing(everybody, CREDENTIALS),
    says: [],
  },
]);

describeCheck(answerForLookAlike, [
  {
    it: 'finds what begins like the domain',
    http: allowing((origin) => origin.startsWith('https://example.com'), CREDENTIALS),
    says: [
      `blocker ${URL} lets https://example.com.evil.example in, with cookies: it seems to look only how the origin begins. Anybody can register such a name.`,
    ],
  },
  {
    it: 'finds what ends like the domain, or has a dot that stands for any letter',
    http: allowing((origin) => /^https:\/\/(?:www.)?example\.com$/.test(origin)),
    says: [
      `medium ${URL} lets https://wwwxexample.com in: it seems to look only how the origin ends, or to have a pattern in which the dot behind “www” is not escaped. Anybody can register such a name.`,
    ],
  },
  {
    it: 'finds what has the domain anywhere',
    http: allowing((origin) => origin.includes('example.com')),
    says: [
      `medium ${URL} lets https://example.com.evil.example and https://wwwxexample.com in: it seems to look only whether the domain is somewhere in the origin. Anybody can register such a name.`,
    ],
  },
  { it: 'follows from letting everybody in, and is not said again', http: allowing(everybody), says: [] },
  { it: 'lets subdomains be', http: allowing((origin) => origin.endsWith('.example.com')), says: [] },
]);

describeCheck(answerForEverySubdomain, [
  {
    it: 'finds a made-up subdomain',
    http: allowing((origin) => origin.endsWith('.example.com')),
    says: [
      `low ${URL} lets https://made-up.example.com in, a subdomain that we made up: a hole in any subdomain opens this one, too.`,
    ],
  },
  {
    it: 'leaves look-alikes to their check',
    http: allowing((origin) => origin.endsWith('example.com')),
    says: [],
  },
]);

describeCheck(answerForPlainHttp, [
  {
    it: 'finds the origin without encryption',
    http: allowing((origin) => /^https?:\/\/example\.com$/.test(origin)),
    says: [
      `medium ${URL} lets http://example.com in: others on a customer’s network can make up that page, and read the answers.`,
    ],
  },
  { it: 'says nothing where nobody is let in', http: nobody, says: [] },
]);

const unusable = (value: string, words: string): string =>
  `medium ${URL} answers with “Access-Control-Allow-Origin: ${value}”: ${words}, so browsers let nobody in.`;
describeCheck(unusableAllowedOrigin, [
  ...(
    [
      ['https://a.example, https://b.example', 'it holds several origins, and may hold one'],
      ['https://a.example/', 'an origin has no slash or path at its end'],
      ['a.example', 'an origin begins with https://'],
      ['https://*.example.com', '“*” stands for every origin only where it stands alone'],
      ['undefined', 'a variable was not set'],
    ] as const
  ).map(([value, words]) => ({
    it: `finds “${value}”`,
    http: asked(() => allow(value)),
    says: [unusable(value, words)],
  })),
  {
    it: 'finds two headers',
    http: {
      endpoints: [
        {
          url: urlParts(URL),
          kind: 'public',
          exchange: exchange({ url: URL }),
          cors: [
            observation('hostile', ORIGINS.hostile, {
              headers: [
                ['access-control-allow-origin', '*'],
                ['access-control-allow-origin', '*'],
              ],
            }),
          ],
        },
      ],
    },
    says: [
      unusable('*, *', 'the header came twice, often from the application and from the proxy in front of it'),
    ],
  },
  ...['*', 'null', 'https://app.example.com:8443'].map((value) => ({
    it: `lets “${value}” be`,
    http: asked(() => allow(value)),
    says: [],
  })),
]);

const cached = { 'cache-control': 'public, max-age=60' };
describeCheck(originWithoutVary, [
  {
    it: 'finds an answer that caches mix up',
    http: allowing((origin) => origin.endsWith('.example.com'), { ...cached, vary: 'Accept-Encoding' }),
    says: [
      `medium ${URL} allows the origin that asks, and lets caches keep the answer without “Vary: Origin”: visitors of another origin get an answer that their browser refuses.`,
    ],
  },
  {
    it: 'finds it where the domain’s other name alone is let in',
    http: allowing((origin) => origin === 'https://www.example.com', { ...cached, vary: '' }),
    says: [
      `medium ${URL} allows the origin that asks, and lets caches keep the answer without “Vary: Origin”: visitors of another origin get an answer that their browser refuses.`,
    ],
  },
  {
    it: 'is content with “Vary: Origin”',
    http: allowing((origin) => origin.endsWith('.example.com'), cached),
    says: [`pass ${URL} says that its answer depends on the origin.`],
  },
  {
    it: 'says nothing where no cache keeps it',
    http: allowing(everybody, { 'cache-control': 'no-store', vary: '' }),
    says: [],
  },
  { it: 'says nothing of “*”', http: star({ ...cached, vary: '' }), says: [] },
]);

const preflight = (words: Words, kind?: EndpointObservation['kind']): Partial<HttpObservation> =>
  asked((_, each) => (each === 'preflight' ? words : allow('*')), kind);
const refused = (impact: string, words: string): string =>
  `${impact} ${URL} lets other origins read it, but ${words}: browsers don’t send requests with JSON, a token, PUT or DELETE.`;
describeCheck(refusedPreflight, [
  {
    it: 'is content where it is answered',
    http: preflight({ status: 204, ...allow('*') }),
    says: [`pass ${URL} answers what browsers ask before a request.`],
  },
  {
    it: 'finds an error',
    http: preflight({ status: 405 }),
    says: [refused('medium', 'answers 405 to the question before the request (OPTIONS)')],
  },
  {
    it: 'finds a redirect',
    http: preflight({ status: 302, headers: { location: '/login' } }),
    says: [refused('medium', 'redirects the question before the request (OPTIONS, 302)')],
  },
  {
    it: 'finds an answer that names no origin',
    http: preflight({ status: 200 }),
    says: [
      refused('medium', 'names no allowed origin in the answer to the question before the request (OPTIONS)'),
    ],
  },
  {
    it: 'finds an error where one fixed origin is let in',
    http: asked((_, each) => (each === 'preflight' ? { status: 405 } : allow('https://app.example.com'))),
    says: [refused('medium', 'answers 405 to the question before the request (OPTIONS)')],
  },
  {
    it: 'weighs static pages less',
    http: preflight({ status: 405 }, 'home'),
    says: [refused('low', 'answers 405 to the question before the request (OPTIONS)')],
  },
  {
    it: 'says nothing where nobody is let in',
    http: asked((_, each) => (each === 'preflight' ? { status: 405 } : {})),
    says: [],
  },
  {
    it: 'cannot tell without an answer',
    http: preflight({ failure: failure('timeout') }),
    says: ['unknown it failed (timeout)'],
  },
]);

const life = (value: string): Partial<HttpObservation> => star({ 'access-control-max-age': value });
describeCheck(preflightKeptTooLong, [
  {
    it: 'finds a month',
    http: life('2592000'),
    says: [
      `low ${URL} has browsers keep the answer to a preflight for 2592000 seconds: none does so for more than a day.`,
    ],
  },
  {
    it: 'finds what is no number',
    http: life('1d'),
    says: [
      `low ${URL} answers a preflight with “Access-Control-Max-Age: 1d”, which is no number of seconds, so browsers ask before every request.`,
    ],
  },
  ...['86400', '0', '-1'].map((value) => ({ it: `lets ${value} be`, http: life(value), says: [] })),
]);

const ALL = { 'access-control-allow-headers': '*' };
describeCheck(literalAsterisk, [
  {
    it: 'finds “*” with credentials',
    http: allowing(everybody, { ...CREDENTIALS, ...ALL }),
    says: [
      `low ${URL} allows credentials and answers “*” for access-control-allow-headers: with credentials, browsers take that for a name, and refuse requests that have other headers or methods.`,
    ],
  },
  { it: 'lets “*” without credentials be', http: allowing(everybody, ALL), says: [] },
]);
