import { strict as assert } from 'node:assert';
import { classifyPath } from '../../server/src/core/classify.ts';
import { NO_FACTS, type BuiltFolder } from '../../server/src/core/facts.ts';
import { BUNDLE_TRIGGERS } from '../../server/src/core/secrets/bundleSecrets.ts';
import { TOKEN_FORMATS } from '../../server/src/core/secrets/tokenFormats.ts';
import { findingsIn } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

const KEY = expand('{{stripe-secret-key}}');

describe('built code', () => {
  it('is known by its path where no people write', () => {
    const bundles =
      'dist/assets/a.js dist/index.html .next/static/chunks/a.js .next/server/app/index.html .next/server/app/index.rsc ' +
      '.output/public/_nuxt/a.js .svelte-kit/output/client/a.js .vercel/output/static/a.js storybook-static/a.js ' +
      'apps/web/dist/a.css dist/library-1a.js dist/serverless.js src/app.js.map public/js/app.js.map dist/a.json';
    const others =
      'dist/server/entry.js .next/server/app/page.js .next/cache/a.json .next/build-manifest.json .output/server/index.mjs ' +
      '.svelte-kit/output/server/a.js build/server/index.js src/a.js build/webpack.js out/a.js dist/a.ts dist/a.d.ts ' +
      'node_modules/a/dist/a.js public/a.js coverage/a.js';
    for (const path of bundles.split(' ')) assert.equal(classifyPath(path), 'bundle', path);
    for (const path of others.split(' ')) assert.notEqual(classifyPath(path), 'bundle', path);
  });

  it('is known by what a host found, in folders that may hold sources as well', () => {
    const built: readonly BuiltFolder[] = [{ folder: 'apps/web/build', served: true }];
    assert.equal(classifyPath('apps/web/build/static/js/a.js', built), 'bundle');
    assert.equal(classifyPath('apps/web/builder/a.js', built), 'source');
    assert.equal(classifyPath('build/a.js', built), 'source');
  });
});

describe('libraries that somebody copied', () => {
  it('are known by their folders', () => {
    for (const path of [
      'public/js/tinymce/plugins/a.js',
      'static/ckeditor5/a.js',
      'assets/libs/pdfjs/web/a.js',
    ])
      assert.equal(classifyPath(path), 'vendored', path);
    for (const path of [
      'src/tinymce/a.js',
      'public/js/editor/a.js',
      'public/js/tinymce.js',
      'src/components/codemirror/a.ts',
      'src/lib/codemirror/a.ts',
      'plugins/datatables/a.js',
    ])
      assert.equal(classifyPath(path), 'source', path);
  });
});

describe('secrets in code that browsers are sent as it stands', () => {
  const text = expand("const a = '{{jwt-supabase-service-role}}';\n");
  const told = (path: string, code: string): boolean =>
    findingsIn(path, code).some(({ message }) =>
      message.endsWith('This code is sent to browsers, so every visitor can read it.'),
    );

  it('are told to be public', () => {
    assert.ok(told('src/a.tsx', `'use client';\n${text}`));
    assert.ok(told('src/a.vue', `<script>\n${text}</script>\n`));
    assert.ok(told('public/a.js', text));
    assert.ok(!told('src/a.tsx', text));
    assert.ok(!told('src/a.tsx', `'use server';\n${text}`));
  });
});

describe('secrets in built code', () => {
  const found = (path: string, text: string, built: readonly BuiltFolder[] = []): readonly string[] =>
    findingsIn(path, expand(text), { facts: { ...NO_FACTS, built } }).map(
      ({ ruleId, impact, kind }) => `${ruleId.slice('secrets/'.length)} ${impact} ${kind}`,
    );

  it('are blockers where browsers are served the file, and high where that is not known', () => {
    const text = `const a="{{stripe-secret-key}}"`;
    assert.deepEqual(found('.next/static/chunks/a.js', text), ['secret-in-bundle blocker stripe-secret-key']);
    assert.deepEqual(found('dist/index.js', text), ['secret-in-bundle high stripe-secret-key']);
    assert.deepEqual(found('dist/index.js', text, [{ folder: 'dist', served: true }]), [
      'secret-in-bundle blocker stripe-secret-key',
    ]);
    assert.deepEqual(found('out/index.html', text, [{ folder: 'out', served: true }]), [
      'secret-in-bundle blocker stripe-secret-key',
    ]);
  });

  it('are told with what to do', () => {
    const [finding] = findingsIn('.next/static/a.js', `a("${KEY}")`);
    assert.equal(
      finding?.message.replace(/\([^)]*\)/, '(…)'),
      "Stripe live secret key in built code (…). Every visitor can read it in the browser's developer tools and charge your customers, refund payments to themselves and read every customer record. Replace it at Stripe: API keys, move the call that needs it to a server, and build again.",
    );
    assert.deepEqual(finding?.offsets, { start: 3, end: 3 + KEY.length });
    for (const name of [
      '{{stripe-secret-key}}',
      '{{jwt-supabase-service-role}}',
      `-----BEGIN RSA PRIVATE KEY-----\\n{{pem-body}}{{pem-body:2}}\\n-----END RSA PRIVATE KEY-----`,
    ]) {
      const secret = expand(name).replaceAll('\n', '\\n');
      const [told] = findingsIn('.next/static/a.js', `a("${secret}")`);
      assert.ok(told !== undefined, name);
      for (let at = 30; at + 12 < secret.length - 30; at += 6)
        assert.ok(!JSON.stringify(told).includes(secret.slice(at, at + 12)), name);
    }
  });

  it('are keys, signed tokens, private keys and generated passwords', () => {
    const text = [
      'a("{{jwt-supabase-service-role}}")',
      'b("postgres://app:{{password}}@db.tidepool.app/prod")',
      'c("-----BEGIN RSA PRIVATE KEY-----\\n{{pem-line:1}}\\n{{pem-line:2}}\\n-----END RSA PRIVATE KEY-----")',
      'd("{{stripe-test-secret-key}}")',
    ].join(';');
    assert.deepEqual([...found('.next/static/a.js', text)].sort(), [
      'secret-in-bundle blocker pem',
      'secret-in-bundle blocker postgres-url',
      'secret-in-bundle blocker supabase-service-role',
      'secret-in-bundle medium stripe-test-secret-key',
    ]);
  });

  it('are not what is made for pages, samples of libraries, local hosts, and what only a word makes a key', () => {
    const nearOnly = TOKEN_FORMATS.find(({ keywords }) => keywords.length === 0);
    const silent = [
      'a("{{stripe-publishable-key}}")',
      'a("{{jwt-supabase-anon}}")',
      'a("{{jwt-forever}}")',
      'a("sk_live_xxxxxxxxxxxxxxxxxxxxxxxx")',
      'a("postgres://user:password@localhost:5432/db")',
      'a("redis://default:hunter2@cache.tidepool.app")',
      'a="-----BEGIN PRIVATE KEY-----";b="-----END PRIVATE KEY-----"',
      `${nearOnly?.variable}="{{${nearOnly?.id}}}"`,
      'a("{{google-api-key}}")',
      'password:"{{password}}"',
    ];
    for (const text of silent) {
      assert.deepEqual(found('.next/static/a.js', text), [], text);
    }
  });

  it('are found in minified code that is committed, and no other rule looks there', () => {
    const line = `a("${KEY}");${'b();'.repeat(2_000)}`;
    assert.deepEqual(found('public/js/app.js', line), ['secret-in-bundle blocker stripe-secret-key']);
    assert.deepEqual(found('public/js/app.min.js', line), ['secret-in-bundle blocker stripe-secret-key']);
    assert.deepEqual(found('test/fixtures/app.min.js', line), ['secret-in-bundle low stripe-secret-key']);
    assert.deepEqual(found('src/app.ts', line), []);
  });

  it('are searched by no trigger that every bundle has', () => {
    assert.deepEqual(
      BUNDLE_TRIGGERS.filter((trigger) => trigger.length < 3 && !/[^a-z]/.test(trigger)),
      [],
    );
  });

  it('cost time in proportion to the text', () => {
    for (const unit of [
      'sk_live_',
      'eyJ',
      'eyJhbGciOiJIUzI1NiJ9.',
      '-----BEGIN PRIVATE KEY-----',
      'postgres://a:b@',
      'stripe="',
      '{',
    ]) {
      found('.next/static/a.js', unit.repeat(1_000_000 / unit.length));
    }
  });
});
