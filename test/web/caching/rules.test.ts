import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

/** "shared-private-answer blocker: s-maxage=60": rule, impact and what is underlined. */
function found(files: Readonly<Record<string, string>>): readonly string[] {
  return judgeFiles(files)
    .filter(({ area }) => area === 'caching')
    .map(
      ({ ruleId, impact, file, offsets }) =>
        `${ruleId.slice('caching/'.length)} ${impact}: ${(files[file ?? ''] ?? '').slice(offsets?.start, offsets?.end)}`,
    )
    .sort();
}

const route = (
  body: string,
  head = "import { auth } from '@/auth';\n",
): Readonly<Record<string, string>> => ({
  'app/api/things/route.ts': `${head}export async function GET(request: Request) {\n${body}\n}\n`,
});
const vercel = (
  ...rules: readonly (readonly [source: string, value: string])[]
): Readonly<Record<string, string>> => ({
  'vercel.json': JSON.stringify({
    headers: rules.map(([source, value]) => ({ source, headers: [{ key: 'Cache-Control', value }] })),
  }),
});

describe('rules about caching', () => {
  describe('answers about one person', () => {
    const answer = (value: string): string =>
      `  const session = await auth();\n  return Response.json(await things(session), { headers: { 'Cache-Control': '${value}' } });`;
    for (const [value, expected] of [
      ['public, max-age=60', ['shared-private-answer blocker: public']],
      ['s-maxage=60', ['shared-private-answer blocker: s-maxage=60']],
      ['max-age=60', ['shared-private-answer medium: max-age=60']],
      ['public, max-age=0', []],
      ['private, max-age=60', []],
      ['no-store', []],
      ['public, no-cache', []],
    ] as const)
      it(value, () => assert.deepEqual(found(route(answer(value))), expected));

    it('are none where nobody is asked', () =>
      assert.deepEqual(
        found(
          route(
            "  return Response.json(await prices(), { headers: { 'Cache-Control': 's-maxage=60' } });",
            '',
          ),
        ),
        [],
      ));

    it('may be kept by a cache that has a copy for each visitor', () =>
      assert.deepEqual(
        found(
          route(
            "  const session = await auth();\n  return Response.json(session, { headers: { 'Cache-Control': 's-maxage=60', Vary: 'Cookie' } });",
          ),
        ).filter((one) => one.startsWith('shared-private')),
        [],
      ));

    it('are no question while developing', () =>
      assert.deepEqual(
        found(
          route(
            "  const session = await auth();\n  const value = process.env.NODE_ENV === 'production' ? 'private, no-store' : 'public, max-age=60';\n  return Response.json(session, { headers: { 'Cache-Control': value } });",
          ),
        ),
        [],
      ));

    it('are found by the path that configuration names', () => {
      const page = {
        'app/inbox/page.tsx':
          "import { auth } from '@/auth';\nexport default async function Page() {\n  const session = await auth();\n  return <Inbox user={session?.user} />;\n}\n",
      };
      assert.deepEqual(found({ ...vercel(['/inbox', 'public, s-maxage=60']), ...page }), [
        'shared-private-answer blocker: s-maxage=60',
      ]);
      assert.deepEqual(found({ ...vercel(['/blog/(.*)', 'public, s-maxage=60']), ...page }), []);
    });

    it('get “private, no-store” by the fix', () => {
      const files = route(answer('public, max-age=60'));
      const finding = judgeFiles(files).find(({ area }) => area === 'caching');
      const [fix] = finding?.fixes ?? [];
      assert.ok(fix?.kind === 'edit');
      const [edit] = fix.edits;
      const text = files['app/api/things/route.ts'] ?? '';
      assert.equal(text.slice(edit?.range.start, edit?.range.end), 'public, max-age=60');
      assert.equal(edit?.newText, 'private, no-store');
    });
  });

  it('are told where another file’s value is asked for, and its text is not touched', () => {
    const files = {
      'lib/cache.ts': "export const SHARED_1 = 's-maxage';\nexport const CACHE = 'public, s-maxage=60';\n",
      'app/api/things/route.ts':
        "import { auth } from '@/auth';\nimport { CACHE } from '@/lib/cache';\nexport async function GET() {\n  const session = await auth();\n  return Response.json(session, { headers: { 'Cache-Control': CACHE } });\n}\n",
    };
    assert.deepEqual(found(files), ['shared-private-answer blocker: CACHE']);
    assert.deepEqual(judgeFiles(files).find(({ area }) => area === 'caching')?.fixes, []);
  });

  it('are left to people where other handlers share the text', () => {
    const files = {
      'app/api/things/route.ts':
        "import { auth } from '@/auth';\nconst CACHE = 'public, max-age=60';\nexport async function GET() {\n  const session = await auth();\n  return Response.json(session, { headers: { 'Cache-Control': CACHE } });\n}\nexport async function HEAD() {\n  return new Response(null, { headers: { 'Cache-Control': CACHE } });\n}\n",
    };
    const [fix] =
      judgeFiles(files).find(({ ruleId }) => ruleId === 'caching/shared-private-answer')?.fixes ?? [];
    assert.ok(fix?.kind === 'edit' && fix.needsDecision);
  });

  describe('configuration', () => {
    for (const [source, value, expected] of [
      ['/(.*)', 'public, max-age=31536000, immutable', ['page-cached-too-long high: max-age=31536000']],
      ['/(.*)', 'public, max-age=3600', []],
      ['/(.*)', 'public, max-age=0, must-revalidate', []],
      ['/index.html', 'max-age=604800', ['page-cached-too-long high: max-age=604800']],
      ['/offline.html', 'max-age=604800', ['page-cached-too-long medium: max-age=604800']],
      ['/offline.html', 'max-age=86400', ['page-cached-too-long low: max-age=86400']],
      ['/assets/(.*)', 'public, max-age=31536000, immutable', []],
      ['/assets/(.*)', 'public, max-age=3600', ['asset-not-kept low: max-age=3600']],
      ['/_astro/(.*)', 'public, max-age=3600', ['asset-not-kept medium: max-age=3600']],
      ['/_astro/(.*)', 'public, max-age=31536000', ['asset-not-kept low: public, max-age=31536000']],
      ['/sw.js', 'public, max-age=604800', ['update-file-cached medium: max-age=604800']],
      ['/sw.js', 'no-cache', []],
      ['/robots.txt', 'max-age=86400', []],
      ['/widget.js', 'max-age=31536000, immutable', ['immutable-fixed-name medium: immutable']],
      ['/widget.8f3a91c2.js', 'max-age=31536000, immutable', []],
      ['/fonts/(.*)', 'public, max-age=31536000, immutable', []],
      ['/account/(.*)', 'public, max-age=60', ['shared-account-path high: public']],
      ['/login', 's-maxage=60', ['shared-account-path high: s-maxage=60']],
      ['/login', 'private, no-store', []],
      ['/authors/(.*)', 's-maxage=60', []],
      ['/x', 'public, private', ['contradictory-directives high: public, private']],
      ['/x', 'no-store, public', ['contradictory-directives medium: no-store, public']],
      ['/x', 'private, s-maxage=60', ['contradictory-directives medium: private, s-maxage=60']],
      ['/x', 'no-cache, no-store, must-revalidate, max-age=0', []],
      ['/x', 'no-store, max-age=60', ['contradictory-directives medium: no-store, max-age=60']],
      ['/x', 'no-store, max-age=5', ['contradictory-directives low: no-store, max-age=5']],
      ['/manifest.json', 'max-age=2592000', ['update-file-cached medium: max-age=2592000']],
      ['/x', 'maxage=60', ['invalid-directive medium: maxage=60']],
      ['/x', 'max-age=-1', ['invalid-directive low: max-age=-1']],
      ['/x', 's-maxage=-1', ['invalid-directive medium: s-maxage=-1']],
      ['/x', 'no_store', ['invalid-directive high: no_store']],
    ] as const)
      it(`${source}: ${value}`, () => assert.deepEqual(found(vercel([source, value])), expected));

    it('says once what is known of a path that says it, too', () => {
      const account = {
        'app/account/orders/route.ts':
          "import { auth } from '@/auth';\nexport async function GET() {\n  return Response.json(await orders(await auth()));\n}\n",
      };
      assert.deepEqual(found({ ...vercel(['/account/(.*)', 'public, max-age=60']), ...account }), [
        'shared-private-answer blocker: public',
      ]);
      const other = vercel(['/login/(.*)', 'public, max-age=60']);
      assert.deepEqual(found({ ...other, ...account }), ['shared-account-path high: public']);
    });

    it('knows pages of Rails that let strangers in by name', () => {
      const logo = (access: string): Record<string, string> => ({
        'app/controllers/logos_controller.rb': `class LogosController < ApplicationController\n${access}  def show\n    expires_in 5.minutes, public: true\n    send_file logo\n  end\nend\n`,
        'config/routes.rb':
          'Rails.application.routes.draw do\n  scope "account" do\n    resource :logo, only: :show\n  end\nend\n',
      });
      const [loud = ''] = found(logo(''));
      assert.match(loud, /^shared-account-path /);
      assert.deepEqual(found(logo('  allow_unauthenticated_access only: :show\n')), []);
    });

    it('knows pages of Rails whose address is signed', () => {
      const avatar = (lines: string, find: string): Record<string, string> => ({
        'app/controllers/avatars_controller.rb': `class AvatarsController < ApplicationController\n  before_action :authenticate_user!\n${lines}  def show\n    @user = ${find}\n    expires_in 5.minutes, public: true\n    send_file @user.avatar\n  end\nend\n`,
        'config/routes.rb': 'Rails.application.routes.draw do\n  resources :avatars, only: :show\nend\n',
      });
      assert.deepEqual(found(avatar('', 'User.find(params[:id])')), [
        'shared-private-answer blocker: expires_in 5.minutes, public: true',
      ]);
      const signed = '  rescue_from(ActiveSupport::MessageVerifier::InvalidSignature) { head :not_found }\n';
      assert.deepEqual(found(avatar(signed, 'User.from_avatar_token(params[:id])')), [
        'shared-private-answer low: expires_in 5.minutes, public: true',
      ]);
    });

    it('in which a later rule takes an earlier one back', () => {
      const kept = ['/assets/(.*)', 'public, max-age=31536000, immutable'] as const;
      const all = ['/(.*)', 'public, max-age=0, must-revalidate'] as const;
      assert.deepEqual(found(vercel(kept, all)), [
        'overridden-rule medium: public, max-age=31536000, immutable',
      ]);
      assert.deepEqual(found(vercel(all, kept)), []);
    });

    it('in which two rules are put together, whichever comes first', () => {
      const kept = '/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n';
      const all = '/*\n  Cache-Control: no-cache\n';
      const on = (text: string, host: string): readonly string[] =>
        found({ 'public/_headers': text, [host]: host.endsWith('c') ? '{ "name": "x" }' : '[build]\n' });
      const said = (impact: string): readonly string[] => [
        `overridden-rule ${impact}: public, max-age=31536000, immutable`,
      ];
      assert.deepEqual(on(kept + all, 'wrangler.jsonc'), said('medium'));
      assert.deepEqual(on(all + kept, 'wrangler.jsonc'), said('medium'));
      const taken = kept.replace('  Cache', '  ! Cache-Control\n  Cache');
      assert.deepEqual(on(all + taken, 'wrangler.jsonc'), []);
      // Which host it is, and what that does, is not as sure.
      assert.deepEqual(on(kept + all, 'README.md'), said('low'));
      assert.deepEqual(on(all + kept, 'README.md'), said('low'));
      assert.deepEqual(on(all + kept, 'netlify.toml'), []);
    });

    it('in which headers for everything step back', () =>
      assert.deepEqual(
        found({
          'staticwebapp.config.json': JSON.stringify({
            globalHeaders: { 'Cache-Control': 'no-cache' },
            routes: [
              { route: '/assets/*', headers: { 'Cache-Control': 'public, max-age=31536000, immutable' } },
            ],
          }),
        }),
        [],
      ));
  });

  it('headers of an included file that a location takes away', () => {
    const snippet = 'add_header X-Frame-Options DENY always;\n';
    const nginx = (inside: string, more = ''): readonly string[] =>
      found({
        'conf/snippets/security.conf': snippet,
        'conf/conf.d/app.conf': `server {
  include snippets/security.conf;
  ${more}
  location /api/ {
    proxy_pass http://app;
    ${inside}
  }
  location / { proxy_pass http://app; }
}
`,
      }).filter((line) => line.startsWith('lost'));
    assert.deepEqual(nginx('add_header Cache-Control "no-store" always;'), [
      'lost-in-nested-block medium: Cache-Control',
    ]);
    assert.deepEqual(nginx('expires -1;'), []);
    assert.deepEqual(nginx(''), []);
    assert.deepEqual(
      nginx('include snippets/security.conf;\n    add_header Cache-Control "no-store" always;'),
      [],
    );
    assert.deepEqual(nginx('add_header X-Frame-Options DENY always;'), []);
    assert.deepEqual(nginx('add_header Cache-Control "no-store" always;', 'add_header_inherit merge;'), []);
  });

  it('pages and service workers that code answers with, and the folders of builds', () => {
    const server = (...lines: readonly string[]): readonly string[] =>
      found({
        'server.js': ["import express from 'express';", 'const app = express();', ...lines, ''].join('\n'),
      });
    const keep = (path: string, value: string): string =>
      `app.get('${path}', (req, res) => { res.set('Cache-Control', '${value}'); res.send(text); });`;
    assert.deepEqual(server(keep('/', 'public, max-age=31536000')), [
      'page-cached-too-long high: max-age=31536000',
    ]);
    assert.deepEqual(server(keep('/', 'public, max-age=86400')), [
      'page-cached-too-long medium: max-age=86400',
    ]);
    assert.deepEqual(server(keep('/', 'public, max-age=300')), []);
    assert.deepEqual(server(keep('/logo/:id', 'public, max-age=31536000, immutable')), []);
    assert.deepEqual(server(keep('/sw.js', 'public, max-age=86400')), [
      'update-file-cached medium: max-age=86400',
    ]);
    const files = (folder: string, rest = ''): readonly string[] =>
      server(`app.use(express.static(${folder}, { maxAge: '1y'${rest} }));`);
    for (const folder of ["'dist'", "path.join(__dirname, '../client/build')"])
      assert.deepEqual(files(folder), ['page-cached-too-long high: 1y'], folder);
    assert.deepEqual(files("'public'"), []);
    assert.deepEqual(files("'dist'", ', index: false'), []);
    assert.deepEqual(files("'dist'", ', setHeaders: (res) => {}'), []);
  });
});
