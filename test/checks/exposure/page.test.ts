import assert from 'node:assert/strict';
import { createAnalyzer } from '../../../server/src/core/analyze.ts';
import type { Check, CheckContext, Verdict } from '../../../server/src/core/check.ts';
import insecureForm from '../../../server/src/core/checks/exposure/insecure-form.ts';
import localhostAddress from '../../../server/src/core/checks/exposure/localhost-address.ts';
import mixedContent from '../../../server/src/core/checks/exposure/mixed-content.ts';
import noindex from '../../../server/src/core/checks/exposure/noindex.ts';
import placeholderPage from '../../../server/src/core/checks/exposure/placeholder-page.ts';
import servedSecret from '../../../server/src/core/checks/exposure/served-secret.ts';
import { parseConfig } from '../../../server/src/core/config.ts';
import {
  SERVED_SECRET_RULES,
  servedSecretsWith,
} from '../../../server/src/core/live/exposure/servedSecrets.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { PageObservation, PageResource } from '../../../server/src/core/observations/http.ts';
import { RULES } from '../../../server/src/core/rules/registry.ts';
import { TODAY } from '../../support/analyzeText.ts';
import { expand } from '../../support/expand.ts';
import {
  DOMAIN,
  exchange,
  failure,
  GOOD_HEADERS,
  healthyDomain,
  healthyHttp,
  urlParts,
  verdicts,
} from '../../support/observations.ts';

const CHECKS = [insecureForm, localhostAddress, mixedContent, noindex, placeholderPage, servedSecret];

interface Words {
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly page?: Partial<PageObservation>;
  readonly script?: string;
  readonly robots?: string;
}

function showing({
  url = `https://${DOMAIN}/`,
  headers = {},
  body = '<!doctype html>',
  page = {},
  script,
  robots,
}: Words): DomainObservation {
  const http = healthyHttp();
  const home = exchange({ url, headers: { ...GOOD_HEADERS, ...headers }, body });
  const text = { 'content-type': 'text/plain' };
  return healthyDomain({
    http: {
      ...http,
      page: { ...http.page!, url: home.url, ...page },
      endpoints: [{ url: home.url, kind: 'home', exchange: home, cors: [] }],
      ...(script === undefined ? {} : { assets: [exchange({ url: `${url}app.js`, body: script })] }),
      ...(robots === undefined
        ? {}
        : { robots: exchange({ url: `${url}robots.txt`, headers: text, body: robots }) }),
    },
  });
}

const loads = (kind: PageResource['kind'], href: string): Words => ({
  page: { resources: [{ kind, url: urlParts(href) }] },
});
const form = (action: string, hasPassword = false): Partial<PageObservation> => ({
  forms: [{ action: urlParts(action), method: 'post', hasPassword }],
});
const meta = (name: string, content: string): Words => ({
  page: { metas: [{ kind: 'name', name, content }] },
});

const context: Partial<CheckContext> = {
  findSecrets: servedSecretsWith(
    createAnalyzer({
      rules: RULES.filter(({ id }) => SERVED_SECRET_RULES.has(id)),
      config: parseConfig('', new Set()).config,
      today: TODAY,
      now: () => performance.now(),
      salt: 'salt of the tests',
    }),
  ),
};

function problemsOf(found: readonly Verdict[]): readonly string[] {
  return found.flatMap((one) => ('problem' in one ? [`${one.impact ?? 'its own'}: ${one.problem}`] : []));
}

describe('checks of the page', () => {
  for (const check of CHECKS)
    it(`${check.id} has nothing to say against a healthy domain, or one that was not asked`, () => {
      const said = verdicts(check, healthyDomain(), context).filter((verdict) => !('pass' in verdict));
      assert.deepEqual(said, []);
      const { http: _, ...rest } = healthyDomain();
      assert.deepEqual(verdicts(check, rest, context), []);
    });

  it('tell once that the home page could not be read', () => {
    const home = exchange({ url: `https://${DOMAIN}/`, failure: failure('timeout') });
    const { page: _, ...http } = healthyHttp({
      endpoints: [{ url: home.url, kind: 'home', exchange: home, cors: [] }],
      assets: [],
    });
    assert.deepEqual(
      CHECKS.flatMap((check) => verdicts(check, healthyDomain({ http }), context)),
      [{ unknown: failure('timeout') }],
    );
  });

  const cases: readonly (readonly [Check, Words, string])[] = [
    [
      mixedContent,
      loads('script', 'http://cdn.example/a.js'),
      'high: The page of example.com loads a script without encryption (http://cdn.example/a.js), which browsers block.',
    ],
    [
      mixedContent,
      loads('stylesheet', 'http://cdn.example/a.css'),
      'high: The page of example.com loads a stylesheet without encryption (http://cdn.example/a.css), which browsers block.',
    ],
    [
      mixedContent,
      loads('image', 'http://cdn.example/a.png'),
      'medium: The page of example.com loads http://cdn.example/a.png without encryption; browsers ask for it by HTTPS, and show nothing where that fails.',
    ],
    [
      insecureForm,
      { page: form('http://example.com/login', true) },
      'its own: A form on the page of example.com is sent to http://example.com/login without encryption.',
    ],
    [
      insecureForm,
      { url: 'http://example.com/', page: form('http://example.com/login', true) },
      'its own: example.com asks for a password on a page without encryption.',
    ],
    [
      noindex,
      { headers: { 'x-robots-tag': 'noindex, nofollow' } },
      'its own: example.com tells search engines to leave it out (X-Robots-Tag: noindex, nofollow), so nobody finds it there.',
    ],
    [
      noindex,
      meta('robots', 'NOINDEX'),
      'its own: example.com tells search engines to leave it out (<meta name="robots" content="NOINDEX">), so nobody finds it there.',
    ],
    [
      noindex,
      { robots: 'User-agent: *\nDisallow: /\n' },
      'its own: example.com tells search engines to leave it out (robots.txt: Disallow: /), so nobody finds it there.',
    ],
    [
      noindex,
      { robots: 'User-agent: a\nUser-Agent: *\nDisallow: / # all' },
      'its own: example.com tells search engines to leave it out (robots.txt: Disallow: /), so nobody finds it there.',
    ],
    [
      noindex,
      { robots: 'User-agent: Googlebot\nDisallow: /\n\nUser-agent: *\nDisallow:' },
      'its own: example.com tells search engines to leave it out (robots.txt: User-agent: googlebot, Disallow: /), so nobody finds it there.',
    ],
    [
      placeholderPage,
      { page: { title: 'Create Next App' } },
      'low: example.com shows the title of the template that it was made from.',
    ],
    [
      placeholderPage,
      { page: { title: 'Vite + React' } },
      'low: example.com shows the title of the template that it was made from.',
    ],
    [
      placeholderPage,
      { body: '<p>Lorem ipsum dolor sit amet</p>' },
      'low: example.com shows “lorem ipsum”, the text that stands in for the real one.',
    ],
    [
      localhostAddress,
      loads('script', 'http://localhost:3000/app.js'),
      'its own: The page of example.com uses http://localhost:3000/app.js, an address of the developer’s own machine, so it fails for every visitor.',
    ],
    [
      localhostAddress,
      { body: '<script>fetch("http://localhost:8080/api")</script>' },
      'its own: The page of example.com asks for data at http://localhost:8080/api, an address of the developer’s own machine: it fails for every visitor.',
    ],
    [
      localhostAddress,
      { body: '<script>const api="http://localhost:8080/api"</script>' },
      'medium: The page of example.com names http://localhost:8080/api, an address of the developer’s own machine; what is asked for there fails for every visitor.',
    ],
    [
      localhostAddress,
      { script: 'const dev="http://localhost:5173";axios.get("http://127.0.0.1:8000/api")' },
      'its own: The file /app.js of example.com asks for data at http://127.0.0.1:8000/api, an address of the developer’s own machine: it fails for every visitor.',
    ],
    [
      localhostAddress,
      { script: 'const a=h==="localhost"?1:2,api="http://127.0.0.1:8000/api";' },
      'low: The scripts of example.com name http://127.0.0.1:8000/api, an address of the developer’s own machine; what is asked for there fails for every visitor.',
    ],
  ];
  for (const [check, words, problem] of cases)
    it(`${check.id}: ${JSON.stringify(words).slice(0, 80)}`, () => {
      assert.deepEqual(problemsOf(verdicts(check, showing(words), context)), [problem]);
      const others = CHECKS.filter(
        (other) => problemsOf(verdicts(other, showing(words), context)).length > 0,
      );
      assert.deepEqual(others, [check]);
    });

  const fine: readonly (readonly [Check, Words])[] = [
    [mixedContent, loads('script', 'https://cdn.example/a.js')],
    [
      mixedContent,
      {
        ...loads('script', 'http://cdn.example/a.js'),
        headers: { 'content-security-policy': 'upgrade-insecure-requests' },
      },
    ],
    [mixedContent, { ...loads('script', 'http://cdn.example/a.js'), url: 'http://example.com/' }],
    [insecureForm, { page: form('https://example.com/login', true) }],
    [insecureForm, { url: 'http://example.com/', page: form('http://example.com/search') }],
    [noindex, { headers: { 'x-robots-tag': 'index, noarchive' } }],
    [noindex, { headers: { 'x-robots-tag': 'noindex' }, url: 'https://staging.example.com/' }],
    [noindex, { robots: 'User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nDisallow: /admin' }],
    [noindex, { robots: 'User-agent: *\nDisallow: /\nAllow: /$' }],
    [noindex, { robots: 'User-agent: *\nDisallow:' }],
    [placeholderPage, { page: { title: 'React Apparel' } }],
    [localhostAddress, { body: '<pre>curl "http://localhost:3000/api"</pre>' }],
    [localhostAddress, { script: 'location.hostname==="localhost"||"http://localhost"' }],
    [localhostAddress, { script: 'var a=location.hostname==="localhost"?"http://localhost:3000":"";' }],
    [localhostAddress, { script: 'if(h==="localhost")fetch("http://localhost:3000/api")' }],
    [localhostAddress, { script: 'if("127.0.0.1"==h){a="http://127.0.0.1:3000/api"}' }],
  ];
  for (const [check, words] of fine)
    it(`${check.id} accepts ${JSON.stringify(words).slice(0, 80)}`, () => {
      assert.deepEqual(problemsOf(verdicts(check, showing(words), context)), []);
    });

  it('leave the start page of a framework to the check of what answers in place of the product', () => {
    const body = '<title>Laravel</title><p>Laravel has an incredibly rich ecosystem.</p>';
    const start = showing({ body, page: { title: 'Laravel' } });
    assert.deepEqual(verdicts(placeholderPage, start), []);
    const alone: DomainObservation = { ...start, areas: ['exposure'] };
    assert.equal(problemsOf(verdicts(placeholderPage, alone)).length, 1);
  });

  it('take a robots.txt that fails for one that shuts everybody out', () => {
    const observed = showing({});
    const robots = exchange({ url: `https://${DOMAIN}/robots.txt`, status: 503 });
    const found = verdicts(noindex, { ...observed, http: { ...observed.http!, robots } });
    assert.deepEqual(problemsOf(found), [
      'medium: https://example.com/robots.txt answers 503, which search engines take for “leave everything out” as long as it lasts.',
    ]);
  });

  it('find secrets in the page and its scripts, once each, and never show them', () => {
    const secret = expand('{{stripe-secret-key}}');
    const code = `const a = 1;\nconst key = "${secret}";`;
    const found = verdicts(
      servedSecret,
      showing({ script: code, body: `<script>${code}</script>` }),
      context,
    );
    assert.deepEqual(
      found.map((one) => ('problem' in one ? [one.impact, one.problem.split('. ')[0]] : one)),
      [
        [
          'blocker',
          `https://example.com/ has a secret in line 2: Stripe live secret key (${secret.slice(0, 4)}…${secret.slice(-4)})`,
        ],
      ],
    );
    assert.ok(!JSON.stringify(found).includes(secret));
  });

  const places: readonly (readonly [string, (key: string) => string])[] = [
    ['a script', (key) => `<script>const key = "${key}";</script>`],
    ['data', (key) => `<script id="__NEXT_DATA__" type="application/json">{"props":{"k":"${key}"}}</script>`],
    ['an attribute', (key) => `<div data-key="${key}"></div>`],
    ['an attribute with quotes', (key) => `<div data-all="{&quot;k&quot;:&quot;${key}&quot;}"></div>`],
    ['a comment', (key) => `<!-- old: ${key} -->`],
    ['text', (key) => `<p>${key}</p>`],
  ];
  for (const [place, write] of places)
    it(`find secrets in ${place} of a page, whatever its name is`, () => {
      const secret = expand('{{stripe-secret-key}}');
      const longer = `${secret}${expand('{{password}}{{password:2}}')}`;
      for (const [key, url, name = 'Stripe live secret key'] of [
        [secret, 'https://example.com/'],
        [longer, 'https://example.com/', 'live secret key as Stripe’s'],
        [secret, 'https://example.com/about'],
        [secret, 'https://example.com/test.php'],
        [secret, 'https://example.com/yarn.lock'],
      ] as const) {
        const found = verdicts(
          servedSecret,
          showing({ url, body: `<!doctype html>\n${write(key)}` }),
          context,
        );
        assert.deepEqual(
          found.map((one) => ('problem' in one ? [one.impact, one.problem.split('. ')[0]] : one)),
          [['blocker', `${url} has a secret in line 2: ${name} (${key.slice(0, 4)}…${key.slice(-4)})`]],
        );
        assert.ok(!JSON.stringify(found).includes(key));
      }
    });

  it('leave keys that pages need alone, and samples', () => {
    const publishable = expand('{{stripe-secret-key}}').replace(/^sk/, 'pk');
    const google = ['AI', 'za', expand('{{password}}'), expand('{{password:2}}').slice(0, 17)].join('');
    for (const key of [
      publishable,
      expand('{{jwt-supabase-anon}}'),
      google,
      ['sk', 'live', 'your_secret_key_here'].join('_'),
      ['sk', 'live', 'x'.repeat(24)].join('_'),
      ['sk', 'live', 'abcdefghijklmnopqrst'].join('_'),
      ['sk', 'live', 'qwzkvjxpmtbrnhgd27'].join('_'),
    ])
      assert.deepEqual(
        problemsOf(verdicts(servedSecret, showing({ body: `<script>k = "${key}"</script>` }), context)),
        [],
        key.slice(0, 8),
      );
  });

  it('take a test key for less than a live one, and leave keys for browsers alone', () => {
    const served = (value: string) =>
      verdicts(servedSecret, showing({ script: `const key = "${value}";` }), context);
    const [test] = served(expand('{{stripe-test-secret-key}}'));
    assert.equal(test && 'problem' in test && test.impact, 'medium');
    const publishable = expand('{{stripe-secret-key}}').replace(/^sk/, 'pk');
    assert.deepEqual(problemsOf(served(publishable)), []);
  });
});
