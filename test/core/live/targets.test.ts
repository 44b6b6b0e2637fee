import { strict as assert } from 'node:assert';
import { parseConfig } from '../../../server/src/core/config.ts';
import { languageOf } from '../../../server/src/core/language.ts';
import { LIVE_COLLECTOR } from '../../../server/src/core/live/candidates/collector.ts';
import { ownHost } from '../../../server/src/core/live/candidates/strangers.ts';
import { joinLive, type LiveModel } from '../../../server/src/core/live/model.ts';
import { mailTarget } from '../../../server/src/core/email/mailTarget.ts';
import { proposedTargets, targetFor } from '../../../server/src/core/live/targets.ts';
import { createDocument } from '../../../server/src/core/source.ts';

function modelOf(files: Readonly<Record<string, string>>): LiveModel {
  return joinLive(
    Object.entries(files).flatMap(([path, text]) => {
      if (LIVE_COLLECTOR.wants(path, languageOf(path)) === 'never') return [];
      const live = LIVE_COLLECTOR.collect(createDocument({ path, text }))?.live;
      return live ? [[path, live] as const] : [];
    }),
  );
}

/** "source line host environment" of each place that a file names. */
function placesIn(path: string, text: string): readonly string[] {
  return modelOf({ [path]: text }).domains.map(
    ({ source, at, host, environment }) =>
      `${source} ${at.line} ${host}${environment === undefined ? '' : ` ${environment}`}`,
  );
}

function proposalsOf(files: Readonly<Record<string, string>>): readonly string[] {
  return proposedTargets(modelOf(files), []).map(({ domain }) => domain);
}

describe('domains that the workspace names', () => {
  const cases: readonly (readonly [path: string, text: string, found: readonly string[]])[] = [
    [
      '.env.production',
      'NEXT_PUBLIC_APP_URL=https://app.shopkeep.io/start\nSUPABASE_URL=https://abc.shopkeep.io\nAPP_HOST="www.shopkeep.io"\n',
      ['env 1 app.shopkeep.io production', 'env 3 www.shopkeep.io production'],
    ],
    ['.env', 'APP_URL=http://localhost:3000\nSITE_URL=https://shopkeep.io # ours\n', ['env 2 shopkeep.io']],
    ['.env', 'APP_URL=https://user:word@shopkeep.io/\n', ['env 1 shopkeep.io']],
    ['.env.example', 'APP_URL=https://shopkeep.io\n', ['env-template 1 shopkeep.io']],
    ['public/CNAME', 'www.shopkeep.io\n', ['cname-file 1 www.shopkeep.io']],
    [
      'wrangler.toml',
      'routes = [\n  { pattern = "shopkeep.io/*", zone_name = "shopkeep.io" },\n  { pattern = "api.shopkeep.io", custom_domain = true },\n]\n',
      ['wrangler 2 shopkeep.io', 'wrangler 3 api.shopkeep.io'],
    ],
    ['wrangler.jsonc', '{ "route": "*.shopkeep.io/*" }', ['wrangler 1 shopkeep.io']],
    [
      'vercel.json',
      '{\n  "alias": ["shopkeep.io", "www.shopkeep.io"]\n}',
      ['vercel 2 shopkeep.io', 'vercel 2 www.shopkeep.io'],
    ],
    [
      'netlify.toml',
      '[[redirects]]\n  from = "https://shopkeep.netlify.app/*"\n  to = "https://shopkeep.io/:splat"\n  force = true\n',
      ['netlify 3 shopkeep.io'],
    ],
    [
      'render.yaml',
      'services:\n  - type: web\n    domains:\n      - shopkeep.io\n      - www.shopkeep.io\n',
      ['render 4 shopkeep.io', 'render 5 www.shopkeep.io'],
    ],
    [
      'config/deploy.yml',
      'service: shop\nproxy:\n  ssl: true\n  host: shopkeep.io\n',
      ['kamal 4 shopkeep.io'],
    ],
    [
      'k8s/ingress.yaml',
      'kind: Ingress\nspec:\n  rules:\n    - host: shopkeep.io\n',
      ['manifest 4 shopkeep.io'],
    ],
    ['k8s/app.yaml', 'env:\n  - name: APP_URL\n    value: https://shopkeep.io\n', ['manifest 3 shopkeep.io']],
    [
      'docker-compose.yml',
      'labels:\n  - "traefik.http.routers.a.rule=Host(`shopkeep.io`)"\n',
      ['compose 2 shopkeep.io'],
    ],
    ['Caddyfile', 'shopkeep.io, www.shopkeep.io {\n  reverse_proxy :3000\n}\n', ['caddy 1 shopkeep.io']],
    [
      'nginx/site.conf',
      'server {\n  server_name shopkeep.io www.shopkeep.io _;\n}\n',
      ['nginx 2 shopkeep.io', 'nginx 2 www.shopkeep.io'],
    ],
    [
      'astro.config.mjs',
      "export default defineConfig({ site: 'https://shopkeep.io' })",
      ['site-config 1 shopkeep.io'],
    ],
    [
      'app/layout.tsx',
      "export const metadata = {\n  metadataBase: new URL('https://shopkeep.io'),\n}",
      ['metadata 2 shopkeep.io'],
    ],
    [
      'src/config/site.ts',
      "export const SITE_URL = process.env.SITE_URL ?? 'https://shopkeep.io'",
      ['metadata 1 shopkeep.io'],
    ],
    ['shop/settings.py', "ALLOWED_HOSTS = ['.shopkeep.io', 'localhost']\n", ['settings 1 shopkeep.io']],
    [
      'config/environments/production.rb',
      'config.hosts << "shopkeep.io"\n',
      ['settings 1 shopkeep.io production'],
    ],
    ['config/app.php', "'url' => env('APP_URL', 'https://shopkeep.io'),", ['settings 1 shopkeep.io']],
    [
      'public/robots.txt',
      'User-agent: *\nSitemap: https://shopkeep.io/sitemap.xml\n',
      ['robots 2 shopkeep.io'],
    ],
    ['index.html', '<link rel="canonical" href="https://shopkeep.io/">', ['canonical 1 shopkeep.io']],
    [
      'package.json',
      '{ "name": "@shopkeep/web", "homepage": "https://shopkeep.io" }',
      ['homepage 1 shopkeep.io'],
    ],
    ['README.md', '[badge](https://shopkeep.io)', []],
    ['src/lib/api.ts', "const APP_URL = 'https://shopkeep.io'", []],
    ['next.config.js', "images: { remotePatterns: [{ hostname: 'cdn.pictures.io' }] }", []],
  ];
  for (const [path, text, found] of cases)
    it(`are found in ${path}: ${text.slice(0, 40).replaceAll('\n', ' ')}`, () => {
      assert.deepEqual(placesIn(path, text), found);
    });

  it('are no placeholders, no machines and nobody else’s', () => {
    for (const host of [
      'example.com',
      'app.example.org',
      'your-domain.com',
      'yourapp.com',
      'my-app.com',
      'mysite.com',
      'acme.com',
      'domain.com',
      'localhost',
      '127.0.0.1',
      'host.docker.internal',
      'nas.local',
      'local.shopkeep.io',
      'abc.ngrok.io',
      'abc.trycloudflare.com',
      'api.stripe.com',
      'o1.ingest.sentry.io',
      'fonts.googleapis.com',
      'github.com',
      'abc.supabase.co',
      'bucket.s3.amazonaws.com',
      'x.com',
      'config.toString',
      'process.env.URL',
    ])
      assert.equal(ownHost(host), undefined, host);
    assert.deepEqual(ownHost('https://app.shopkeep.co.uk:8443/x'), {
      host: 'app.shopkeep.co.uk',
      domain: 'shopkeep.co.uk',
      kind: 'own',
    });
    assert.deepEqual(ownHost('shopkeep.vercel.app'), {
      host: 'shopkeep.vercel.app',
      domain: 'shopkeep.vercel.app',
      kind: 'platform',
      environment: 'preview',
    });
  });

  it('are proposed with the surest first, and the one that is called like the product before others', () => {
    assert.deepEqual(
      proposalsOf({
        '.env.example': 'APP_URL=https://other.io',
        'public/CNAME': 'shopkeep.io',
        '.env.production': 'APP_URL=https://shop-preview.vercel.app',
      }),
      ['shopkeep.io', 'shop-preview.vercel.app', 'other.io'],
    );
    assert.deepEqual(
      proposalsOf({
        'package.json': '{ "name": "shopkeep" }',
        'a/.env': 'APP_URL=https://other.io',
        'b/.env': 'APP_URL=https://shopkeep.io',
      }),
      ['shopkeep.io', 'other.io'],
    );
  });

  it('are proposed with their hosts and where they are named', () => {
    const [first] = proposedTargets(
      modelOf({
        '.env.production': 'APP_URL=https://app.shopkeep.io\nSITE_URL=https://shopkeep.io',
        '.env.staging': 'APP_URL=https://staging.shopkeep.io',
      }),
      [],
    );
    assert.deepEqual(
      { ...first, places: first?.places.length },
      {
        domain: 'shopkeep.io',
        hosts: ['shopkeep.io', 'app.shopkeep.io'],
        why: '.env.production names it, and 1 more file.',
        places: 3,
        isConfigured: false,
      },
    );
  });

  it('are none where only tests, examples and made-up names have them', () => {
    assert.deepEqual(
      proposalsOf({
        'test/fixtures/.env': 'APP_URL=https://shopkeep.io',
        'examples/a/public/CNAME': 'shopkeep.io',
        '.env': 'APP_URL=http://shop.test',
        '.env.test': 'APP_URL=https://shopkeep.io',
      }),
      [],
    );
  });

  it('come first from launch-ready.yaml, which takes in what lies below', () => {
    const { config } = parseConfig('domains: [{ domain: shop.shopkeep.io, subdomains: [app] }]');
    const proposals = proposedTargets(
      modelOf({ '.env': 'APP_URL=https://app.shop.shopkeep.io', 'public/CNAME': 'other.io' }),
      config.domains,
    );
    assert.deepEqual(
      proposals.map(({ domain, hosts, isConfigured }) => [domain, hosts, isConfigured]),
      [
        ['shop.shopkeep.io', ['shop.shopkeep.io', 'app.shop.shopkeep.io'], true],
        ['other.io', ['other.io'], false],
      ],
    );
  });

  it('take time in proportion to the text', () => {
    for (const text of [
      '"'.repeat(200_000),
      "'a ".repeat(90_000),
      '[{('.repeat(90_000),
      'a='.repeat(100_000),
      '# '.repeat(100_000),
    ]) {
      placesIn('.env', text);
      placesIn('src/config/site.ts', text);
      placesIn('nginx/a.conf', `server_name${text}`);
      placesIn('index.html', '<link rel=canonical '.repeat(text.length / 20));
      placesIn(
        'next.config.js',
        `${text}${"{ source: '/a', destination: '/b', permanent: true },".repeat(5_000)}`,
      );
    }
  });
});

describe('a domain that mail is sent from', () => {
  const at = { start: 0, end: 1, line: 1, column: 1 };
  const sender = (domain: string, file = 'src/mail.ts'): { file: string; at: typeof at; domain: string } => ({
    file,
    at,
    domain,
  });

  it('is proposed, after those that something is deployed to', () => {
    const model = modelOf({ CNAME: 'tea.dev\n' });
    const senders = [sender('teamail.dev'), sender('mail.tea.dev'), sender('gmail.com')];
    assert.deepEqual(
      proposedTargets({ ...model, senders }, []).map(({ domain, hosts, why }) => [domain, hosts, why]),
      [
        ['tea.dev', ['tea.dev', 'mail.tea.dev'], 'CNAME names it, and 1 more file.'],
        ['teamail.dev', ['teamail.dev'], 'src/mail.ts names it.'],
      ],
    );
  });

  it('is not, where only tests send', () => {
    assert.deepEqual(
      proposedTargets({ ...modelOf({}), senders: [sender('tea.dev', 'test/mail.test.ts')] }, []),
      [],
    );
  });
});

describe('a target', () => {
  it('joins what was typed with its entry and what was confirmed below it', () => {
    const { config } = parseConfig(
      'domains: [{ domain: a.test, canonical: www.a.test, subdomains: [app], origins: [192.0.2.1], endpoints: [{ url: https://api.a.test/x, kind: public }] }]',
    );
    assert.deepEqual(
      targetFor('https://A.test/', { config: config.domains, confirmed: ['b.a.test', 'b.test'] }),
      {
        domain: 'a.test',
        confirmed: ['a.test', 'www.a.test', 'app.a.test', 'api.a.test', 'b.a.test'],
        subdomains: [{ host: 'app.a.test' }, { host: 'b.a.test', isDeclared: true }],
        canonical: 'www.a.test',
        legacy: [],
        endpoints: [{ url: 'https://api.a.test/x', kind: 'public' }],
        origins: ['192.0.2.1'],
        frameworks: [],
        mail: mailTarget('a.test', undefined, undefined),
      },
    );
    assert.equal(targetFor('localhost', { config: [] }), undefined);
  });

  it('has the environments that are not the domain itself, production first, four of them', () => {
    const environments = (text: string, elsewhere: readonly string[] = []): readonly string[] => {
      const { config, problems } = parseConfig(
        `domains: [{ domain: a.test, canonical: app.a.test, environments: { ${text} } }]`,
      );
      assert.deepEqual(problems, []);
      const target = targetFor('a.test', { config: config.domains, elsewhere });
      assert.deepEqual(target?.confirmed, ['a.test', 'www.a.test', 'app.a.test']);
      return (target.environments ?? []).map(
        ({ name, url, isConfirmed }) => `${name} ${url}${isConfirmed ? '' : ' unconfirmed'}`,
      );
    };
    assert.deepEqual(environments('production: https://a.test, www: www.a.test, live: app.a.test'), []);
    assert.deepEqual(environments('staging: https://Staging.a.test:8443/start, prod: shop.a.test'), [
      'prod https://shop.a.test/',
      'staging https://staging.a.test:8443/',
    ]);
    const preview = 'preview: https://a-git-main.vercel.app';
    assert.deepEqual(environments(preview), ['preview https://a-git-main.vercel.app/ unconfirmed']);
    assert.deepEqual(environments(preview, ['a-git-main.vercel.app']), [
      'preview https://a-git-main.vercel.app/',
    ]);
    assert.deepEqual(
      environments('a: nota.test, b: b.a.test, c: b.a.test, d: d.a.test, e: e.a.test, f: f.a.test'),
      [
        'a https://nota.test/ unconfirmed',
        'b https://b.a.test/',
        'd https://d.a.test/',
        'e https://e.a.test/',
      ],
    );
  });
});
