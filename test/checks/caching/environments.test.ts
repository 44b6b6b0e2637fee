import environmentsDiffer from '../../../server/src/core/checks/caching/environments-differ.ts';
import type { EnvironmentObservation, HttpObservation } from '../../../server/src/core/observations/http.ts';
import { describeCheck } from '../../support/checkTables.ts';
import {
  chain,
  exchange,
  failure,
  redirect,
  urlParts,
  type ExchangeWords,
} from '../../support/observations.ts';

interface Words extends Omit<ExchangeWords, 'url' | 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
}

const HTML = { 'content-type': 'text/html' };
const PAGE = '<!doctype html><title>Shop</title><p>Hello</p>';

function home(words: Words): Partial<HttpObservation> {
  const url = 'https://example.com/';
  const answered = exchange({ url, body: PAGE, ...words, headers: { ...HTML, ...words.headers } });
  return { endpoints: [{ kind: 'home', url: urlParts(url), exchange: answered, cors: [] }] };
}

function at(name: string, words: Words, url = `https://${name}.example.com/`): EnvironmentObservation {
  return {
    name,
    chain: chain([exchange({ url, body: PAGE, ...words, headers: { ...HTML, ...words.headers } })]),
  };
}

const caching = (value: string): Words => ({ headers: { 'cache-control': value } });
const PUBLIC = caching('public, s-maxage=600, max-age=0');
const DIFFERS = 'What is tried out at staging (staging.example.com) is not what runs at example.com: ';
const SAME =
  'pass https://example.com/ is cached and compressed as at staging (staging.example.com), or more carefully.';

describeCheck(environmentsDiffer, [
  { it: 'says nothing where no environment is named', says: [] },
  {
    it: 'is content where both are the same',
    http: { ...home(PUBLIC), environments: [at('staging', PUBLIC)] },
    says: [SAME],
  },
  {
    it: 'finds a page that caches keep in production alone',
    http: { ...home(PUBLIC), environments: [at('staging', caching('private, no-store'))] },
    says: [
      `medium ${DIFFERS}caches that all visitors share may keep the page of production for 10 minutes, and that of staging not at all.`,
    ],
  },
  {
    it: 'weighs it less where the other is kept out of search engines, and so out of caches',
    http: {
      ...home(PUBLIC),
      environments: [at('staging', { headers: { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' } })],
    },
    says: [
      `low ${DIFFERS}caches that all visitors share may keep the page of production for 10 minutes, and that of staging not at all.`,
    ],
  },
  {
    it: 'finds lives that are far longer',
    http: {
      ...home(caching('public, s-maxage=86400, max-age=1800')),
      environments: [at('staging', caching('public, s-maxage=60, max-age=60'))],
    },
    says: [
      `low ${DIFFERS}caches that all visitors share may keep the page of production for a day, and that of staging for a minute; browsers keep the page of production for 30 minutes, and that of staging for a minute.`,
    ],
  },
  {
    it: 'finds a place for trying out that shows old pages',
    http: {
      ...home(caching('no-cache')),
      environments: [at('staging', caching('public, max-age=86400'))],
    },
    says: [
      `low ${DIFFERS}browsers keep the page of staging for a day, and that of production not at all, so that whoever tries a deploy there may see the one before.`,
    ],
  },
  {
    it: 'leaves lives that are alike',
    http: {
      ...home(caching('public, max-age=300')),
      environments: [at('staging', caching('public, max-age=120'))],
    },
    says: [SAME],
  },
  {
    it: 'leaves lives that are short',
    http: {
      ...home(caching('public, s-maxage=60, max-age=0')),
      environments: [at('staging', caching('public, s-maxage=5, max-age=0'))],
    },
    says: [SAME],
  },
  {
    it: 'finds that production forgets what the page depends on',
    http: {
      ...home({ headers: { 'cache-control': 'public, max-age=60', vary: 'Accept-Encoding' } }),
      environments: [
        at('staging', {
          headers: { 'cache-control': 'public, max-age=60', vary: 'Accept-Encoding, Cookie' },
        }),
      ],
    },
    says: [
      `medium ${DIFFERS}staging says that the page depends on the visitor (Vary: cookie), production does not, and caches may give one visitor’s page to another.`,
    ],
  },
  {
    it: 'finds production without compression',
    http: {
      ...home({ bytes: 40_000 }),
      environments: [at('staging', { headers: { 'content-encoding': 'br' }, bytes: 9_000 })],
    },
    says: [`low ${DIFFERS}the page of production comes without compression, that of staging with br.`],
  },
  {
    it: 'leaves small pages without compression',
    http: {
      ...home({ bytes: 900 }),
      environments: [at('staging', { headers: { 'content-encoding': 'br' } })],
    },
    says: [SAME],
  },
  {
    it: 'leaves a production that is more careful',
    http: {
      ...home({ headers: { 'cache-control': 'private, no-cache', 'content-encoding': 'br' }, bytes: 9_000 }),
      environments: [at('staging', { ...PUBLIC, bytes: 40_000 })],
    },
    says: [SAME],
  },
  {
    it: 'says nothing of what asks for a login',
    http: {
      ...home(PUBLIC),
      environments: [
        at('staging', { ...caching('no-store'), status: 401 }),
        at('preview', { ...caching('no-store'), body: '<form><input type="password"></form>' }),
        {
          name: 'dev',
          chain: chain([redirect('https://dev.example.com/', 'https://sso.test/login')], 'off-host'),
        },
      ],
    },
    says: [],
  },
  {
    it: 'says that it could not tell',
    http: {
      ...home(PUBLIC),
      environments: [
        at('staging', { failure: failure('not-confirmed', 'nobody confirmed that it may be asked') }),
        at('preview', { status: 503 }),
      ],
    },
    says: [
      'unknown nobody confirmed that it may be asked',
      'unknown https://preview.example.com/ answers with status 503',
    ],
  },
  {
    it: 'says nothing where production itself is down',
    http: { ...home({ failure: failure('timeout') }), environments: [at('staging', PUBLIC)] },
    says: [],
  },
  {
    it: 'holds against the host that is named production',
    http: {
      ...home(caching('no-store')),
      environments: [
        at('production', PUBLIC, 'https://app.example.com/'),
        at('staging', caching('no-store')),
      ],
    },
    says: [
      'medium What is tried out at staging (staging.example.com) is not what runs at app.example.com: caches that all visitors share may keep the page of production for 10 minutes, and that of staging not at all.',
    ],
  },
  {
    it: 'cannot tell without that host',
    http: {
      ...home(PUBLIC),
      environments: [at('production', { failure: failure('timeout') }), at('staging', PUBLIC)],
    },
    says: ['unknown it failed (timeout)'],
  },
]);
