import deadHttpEntrance from '../../../server/src/core/checks/redirects/dead-http-entrance.ts';
import downgradeToHttp from '../../../server/src/core/checks/redirects/downgrade-to-http.ts';
import longChain from '../../../server/src/core/checks/redirects/long-chain.ts';
import redirectLoop from '../../../server/src/core/checks/redirects/redirect-loop.ts';
import temporaryRedirect from '../../../server/src/core/checks/redirects/temporary-redirect.ts';
import unencryptedPage from '../../../server/src/core/checks/redirects/unencrypted-page.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { chain, exchange, failure, redirect } from '../../support/observations.ts';
import { HOME, way, ways } from '../../support/redirectWays.ts';

const PLAIN = exchange({ url: 'http://example.com/', body: 'hello' });
const REFUSED = failure('refused', 'nobody listens at example.com');
const unencrypted = (host: string): string =>
  `high http://${host} answers 200 without encryption and doesn’t lead to HTTPS, so others on the network can read and change what visitors see and send.`;

describeCheck(unencryptedPage, [
  { it: 'is content where HTTP leads to HTTPS', says: ['pass http://example.com leads to HTTPS.'] },
  { it: 'says nothing where HTTP was not asked', http: 'none', says: [] },
  {
    it: 'finds a page without encryption',
    http: ways({ http: chain([PLAIN]) }),
    says: [unencrypted('example.com')],
  },
  {
    it: 'finds a redirect that stays without encryption, once for both hosts',
    http: ways({
      http: way('http://example.com/', 'http://example.com/home'),
      httpWww: way('http://www.example.com/', 'http://www.example.com/home'),
    }),
    says: [unencrypted('example.com')],
  },
  {
    it: 'finds a path below that stays without encryption',
    http: { ...ways({}), deep: chain([exchange({ url: 'http://example.com/deep', body: 'hello' })]) },
    says: [
      'pass http://example.com leads to HTTPS.',
      'high http://example.com leads to HTTPS, but http://example.com/deep answers 200 without encryption: whoever follows a link to a page below it reads and sends everything in the clear.',
    ],
  },
  {
    it: 'says nothing of a path below that is an error',
    http: { ...ways({}), deep: chain([exchange({ url: 'http://example.com/deep', status: 404 })]) },
    says: ['pass http://example.com leads to HTTPS.'],
  },
  {
    it: 'finds it at “www” alone',
    http: ways({ httpWww: way('http://www.example.com/') }),
    says: ['pass http://example.com leads to HTTPS.', unencrypted('www.example.com')],
  },
  {
    it: 'finds an error where HTTPS works',
    http: ways({ http: chain([exchange({ url: 'http://example.com/', status: 404 })]) }),
    says: [
      'medium http://example.com answers 404 instead of leading to HTTPS, so old links and typed names end at an error.',
    ],
  },
  {
    it: 'leaves a domain without HTTPS to the checks of its certificate',
    http: ways({
      http: chain([PLAIN]),
      https: chain([exchange({ url: 'https://example.com/', failure: REFUSED })]),
    }),
    says: [],
  },
  {
    it: 'leaves HTTPS that leads to HTTP to the check of that',
    http: ways({ http: chain([PLAIN]), https: way('https://example.com/', 'http://example.com/') }),
    says: [],
  },
  {
    it: 'cannot tell where nobody answers on port 80',
    http: ways({ http: chain([exchange({ url: 'http://example.com/', failure: REFUSED })]) }),
    says: ['unknown nobody listens at example.com'],
  },
]);

describeCheck(deadHttpEntrance, [
  { it: 'is content where port 80 answers', says: ['pass http://example.com answers.'] },
  {
    it: 'finds a closed port beside HTTPS that works',
    http: ways({ http: chain([exchange({ url: 'http://example.com/', failure: REFUSED })]) }),
    says: [
      'low http://example.com doesn’t answer while https://example.com does: links and typed names that begin with http:// end at an error.',
    ],
  },
  {
    it: 'cannot tell where we stopped asking',
    http: ways({ http: chain([exchange({ url: 'http://example.com/', failure: failure('limit') })]) }),
    says: ['unknown it failed (limit)'],
  },
  {
    it: 'says nothing of a host that is dead altogether',
    http: ways({
      http: chain([exchange({ url: 'http://example.com/', failure: REFUSED })]),
      https: chain([exchange({ url: 'https://example.com/', failure: REFUSED })]),
    }),
    says: [],
  },
]);

describeCheck(downgradeToHttp, [
  { it: 'is content without one', says: ['pass No redirect leads from HTTPS to HTTP.'] },
  {
    it: 'finds a step from HTTPS to HTTP, once',
    http: ways({
      http: way('http://example.com/', 'https://example.com/', 'http://example.com/welcome'),
      https: way('https://example.com/', 'http://example.com/welcome'),
    }),
    says: [
      'high https://example.com/ redirects to http://example.com/welcome, so the visit goes on without encryption and others on the network can read and change it.',
    ],
  },
  {
    it: 'leaves a circle between both to the check of circles',
    http: ways({
      http: way('http://example.com/', 'https://example.com/', 'http://example.com/', 'loop'),
      https: way('https://example.com/', 'http://example.com/', 'https://example.com/', 'loop'),
    }),
    says: [],
  },
  {
    it: 'does not praise what was not reached',
    http: ways({ https: chain([exchange({ url: 'https://example.com/', failure: REFUSED })]) }),
    says: [],
  },
]);

const circle = way('https://example.com/', 'https://example.com/a', 'https://example.com/', 'loop');
describeCheck(redirectLoop, [
  { it: 'is content without one', says: ['pass No redirect leads in a circle.'] },
  {
    it: 'finds a circle, once for all ways in',
    http: ways({
      http: way('http://example.com/', 'https://example.com/', 'https://example.com/', 'loop'),
      https: circle,
    }),
    says: [
      'blocker http://example.com/ redirects in a circle, so browsers give up and nobody sees the page.',
    ],
  },
  {
    it: 'weighs a circle at “www” less',
    http: ways({ httpsWww: way('https://www.example.com/', 'https://www.example.com/', 'loop') }),
    says: [
      'high https://www.example.com/ redirects in a circle, so browsers give up and nobody sees the page.',
    ],
  },
  {
    it: 'knows that a cookie may end it',
    http: ways({
      https: chain(
        [
          exchange({
            url: 'https://example.com/',
            status: 302,
            headers: { location: '/', 'set-cookie': 'seen=1' },
          }),
        ],
        'loop',
      ),
    }),
    says: [
      'medium https://example.com/ redirects in a circle for everybody who doesn’t keep its cookie: search engines, previews and some visitors never see the page.',
    ],
  },
  {
    it: 'knows that a cookie did not end it',
    http: ways({
      https: chain(
        ['', 'seen=1'].map((cookie) =>
          exchange({
            url: 'https://example.com/',
            status: 302,
            headers: { location: '/', 'set-cookie': 'seen=1' },
            sent: cookie ? { cookie } : {},
          }),
        ),
        'loop',
      ),
    }),
    says: [
      'blocker https://example.com/ redirects in a circle, so browsers give up and nobody sees the page.',
    ],
  },
]);

const FEW = 'pass http://example.com/ leads to the page in few steps.';
describeCheck(longChain, [
  { it: 'is content with HTTPS first and one more', says: [FEW] },
  {
    it: 'is content with the straight way',
    http: ways({ httpWww: way('http://www.example.com/', 'https://example.com/') }),
    says: [FEW],
  },
  {
    it: 'is content with a language behind HTTPS',
    http: ways({ http: way('http://example.com/', 'https://example.com/', 'https://example.com/en') }),
    says: [FEW],
  },
  {
    it: 'finds two steps beyond HTTPS on the same host',
    http: ways({
      http: way(
        'http://example.com/',
        'https://example.com/',
        'https://example.com/a',
        'https://example.com/b',
      ),
    }),
    says: [
      'medium http://example.com/ redirects 3 times before anything is shown, so every such visit begins slowly.',
    ],
  },
  {
    it: 'weighs more than three more',
    http: ways({
      https: way(...['', 'a', 'b', 'c', 'd'].map((name) => `https://example.com/${name}`)),
    }),
    says: [
      'high https://example.com/ redirects 4 times before anything is shown, so every such visit begins slowly.',
    ],
  },
  {
    it: 'finds a chain whose end was not met',
    http: ways({
      https: way('https://example.com/', 'https://example.com/1', 'https://example.com/2', 'too-many'),
    }),
    says: [
      'high https://example.com/ redirects more than 2 times and hadn’t reached a page by then, so browsers and search engines may give up.',
    ],
  },
  { it: 'leaves circles to their check', http: ways({ https: circle, http: circle }), says: [] },
]);

const LASTING = 'pass Redirects to HTTPS and to the main host are permanent.';
const temporary = (impact: string, from: string, to: string, status: number): string =>
  `${impact} ${from} redirects to ${to} with status ${status}, which says “for now”: browsers and search engines keep coming back to the old address.`;
describeCheck(temporaryRedirect, [
  { it: 'is content with 308', says: [LASTING] },
  {
    it: 'finds 302 to HTTPS',
    http: ways({ http: chain([redirect('http://example.com/', 'https://example.com/', 302), HOME]) }),
    says: [temporary('medium', 'http://example.com', 'https://example.com', 302)],
  },
  {
    it: 'finds 307 between the hosts, which weighs less',
    http: ways({
      httpsWww: chain([redirect('https://www.example.com/', 'https://example.com/', 307), HOME]),
    }),
    says: [temporary('low', 'https://www.example.com', 'https://example.com', 307)],
  },
  {
    it: 'lets a redirect to a language be temporary',
    http: ways({ https: chain([redirect('https://example.com/', 'https://example.com/en', 302), HOME]) }),
    says: [LASTING],
  },
]);
