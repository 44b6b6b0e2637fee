import { strict as assert } from 'node:assert';
import { serverSecretStrength } from '../../server/src/core/secrets/serverSecrets.ts';
import { findingsIn, type AnalyzeOptions } from '../support/analyzeText.ts';
import { assertFindings } from '../support/carets.ts';

const INLINED = 'secrets/secret-inlined-for-browsers';

describe('names that stand for a secret of the server', () => {
  const names: readonly (readonly [ReturnType<typeof serverSecretStrength>, string])[] = [
    [
      'certain',
      'STRIPE_SECRET_KEY OPENAI_API_KEY SUPABASE_SERVICE_ROLE_KEY RESEND_API_KEY JWT_SECRET DB_PASSWORD',
    ],
    [
      'certain',
      'DATABASE_URL POSTGRES_PRISMA_URL MONGODB_URI AUTH0_CLIENT_SECRET APP_PRIVATE_KEY TWILIO_AUTH_TOKEN',
    ],
    [
      'certain',
      'AWS_SECRET_ACCESS_KEY ALGOLIA_ADMIN_KEY FIREBASE_PRIVATE_KEY RECAPTCHA_SECRET_KEY SENTRY_AUTH_TOKEN',
    ],
    [
      'certain',
      'STRIPE_SECRET_KEY_PROD OPENAI_API_KEY_2 ENCRYPTION_KEY SMTP_PASSWORD DISCORD_BOT_TOKEN stripeSecretKey',
    ],
    ['certain', 'MAPBOX_SECRET_TOKEN LINEAR_API_KEY AIRTABLE_API_KEY HASURA_GRAPHQL_ADMIN_SECRET'],
    ['likely', 'BACKEND_API_TOKEN STRAPI_AUTH_TOKEN'],
    ['unsure', 'WEATHERLY_API_KEY GOOGLE_API_KEY TOLGEE_API_KEY DEMO_PASSWORD SOME_ACCESS_TOKEN'],
    [
      undefined,
      'STRIPE_PUBLISHABLE_KEY SUPABASE_ANON_KEY RECAPTCHA_SITE_KEY TURNSTILE_SITE_KEY GOOGLE_CLIENT_ID SENTRY_DSN',
    ],
    [
      undefined,
      'MAPBOX_ACCESS_TOKEN MAPBOX_TOKEN GOOGLE_MAPS_API_KEY FIREBASE_API_KEY FIREBASE_DATABASE_URL POSTHOG_KEY',
    ],
    [
      undefined,
      'ALGOLIA_SEARCH_API_KEY ALGOLIA_API_KEY CLERK_PUBLISHABLE_KEY PAYPAL_CLIENT_ID SEGMENT_WRITE_KEY MIXPANEL_TOKEN',
    ],
    [
      undefined,
      'AMPLITUDE_API_KEY CRISP_WEBSITE_ID INTERCOM_APP_ID MEASUREMENT_ID VAPID_PUBLIC_KEY PUSHER_KEY CSRF_TOKEN',
    ],
    [
      undefined,
      'PASSWORD_MIN_LENGTH DISABLE_PASSWORD FORGOT_PASSWORD_URL ENABLE_SECRET API_URL NOT_SECRET SECRETARY TOKEN',
    ],
    [
      undefined,
      'SHOPIFY_STOREFRONT_ACCESS_TOKEN CONTENTFUL_ACCESS_TOKEN INFURA_API_KEY DATADOG_CLIENT_TOKEN ABLY_API_KEY',
    ],
  ];
  for (const [strength, list] of names) {
    for (const name of list.split(' ')) {
      it(`${name} is ${strength ?? 'no such name'}`, () =>
        assert.equal(serverSecretStrength(name), strength));
    }
  }
});

describe('secrets under a public prefix', () => {
  const found = (path: string, text: string): readonly string[] =>
    findingsIn(path, text)
      .filter(({ ruleId }) => ruleId === 'secrets/public-secret-variable')
      .map(({ impact, kind }) => `${impact} ${kind}`);

  it('are found wherever code reads them, once for each name', () => {
    assertFindings(
      'src/db.ts',
      `const { VITE_DB_PASSWORD: password } = import.meta.env;
        ^^^^^^^^^^^^^^^^ Vite writes everything that starts with VITE_ into the code
export const again = import.meta.env.VITE_DB_PASSWORD;
export const other = process.env['EXPO_PUBLIC_OPENAI_API_KEY'];
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^ Expo writes everything
`,
    );
    assert.deepEqual(
      found('src/routes/+page.svelte', "import { PUBLIC_JWT_SECRET } from '$env/static/public';"),
      ['blocker PUBLIC_JWT_SECRET'],
    );
  });

  it('are found in env files, compose files, manifests, workflows and Dockerfiles', () => {
    assert.deepEqual(found('.env', 'NEXT_PUBLIC_JWT_SECRET=abc\n'), ['blocker NEXT_PUBLIC_JWT_SECRET']);
    assert.deepEqual(found('.env.example', 'NEXT_PUBLIC_JWT_SECRET=\n'), ['high NEXT_PUBLIC_JWT_SECRET']);
    assert.deepEqual(
      found('docker-compose.yml', 'services:\n  web:\n    environment:\n      VITE_DB_PASSWORD: ${X}\n'),
      ['blocker VITE_DB_PASSWORD'],
    );
    assert.deepEqual(found('Dockerfile', 'FROM node:22\nARG REACT_APP_JWT_SECRET\n'), [
      'blocker REACT_APP_JWT_SECRET',
    ]);
    assert.deepEqual(found('vercel.json', '{"env":{"NUXT_PUBLIC_STRIPE_SECRET_KEY":"@stripe"}}'), [
      'blocker NUXT_PUBLIC_STRIPE_SECRET_KEY',
    ]);
    assert.deepEqual(found('.env', 'MIX_PUSHER_APP_KEY=a\nMIX_PUSHER_APP_SECRET=a\n'), [
      'blocker MIX_PUSHER_APP_SECRET',
    ]);
    assert.deepEqual(
      found('.github/workflows/ci.yml', 'env:\n  VERCEL_TOKEN: ${{ secrets.STORYBOOK_VERCEL_TOKEN }}\n'),
      [],
    );
  });

  it('are low where the name says too little', () => {
    assert.deepEqual(found('src/a.ts', 'import.meta.env.VITE_WEATHERLY_API_KEY'), [
      'low VITE_WEATHERLY_API_KEY',
    ]);
    assert.deepEqual(found('.env', 'PUBLIC_JWT_SECRET=x'), ['low PUBLIC_JWT_SECRET']);
    assert.match(
      findingsIn('src/a.ts', 'import.meta.env.VITE_WEATHERLY_API_KEY')[0]?.message ?? '',
      /Some keys of this kind are made for browsers/,
    );
  });

  it('are not found in comments, warnings, tests, documents and declarations', () => {
    assert.deepEqual(found('src/a.ts', '// never VITE_DB_PASSWORD\n'), []);
    assert.deepEqual(found('src/a.ts', "throw new Error('Do not use VITE_DB_PASSWORD here');"), []);
    assert.deepEqual(found('.env.example', '# VITE_DB_PASSWORD=\n'), []);
    assert.deepEqual(found('src/a.test.ts', 'process.env.VITE_DB_PASSWORD'), []);
    assert.deepEqual(found('docs/env.json', '{"VITE_DB_PASSWORD":""}'), []);
    assert.deepEqual(found('src/env.d.ts', 'interface ImportMetaEnv { VITE_DB_PASSWORD: string }'), []);
  });

  it('are not the configuration of Firebase, nor a publishable value under a bad name', () => {
    assert.deepEqual(found('.env', 'VITE_AUTH_DOMAIN=a\nVITE_DATABASE_URL=b\nVITE_API_KEY=c\n'), []);
    assert.deepEqual(found('.env', 'VITE_DATABASE_URL=b\n'), ['blocker VITE_DATABASE_URL']);
    assert.deepEqual(found('.env', 'VITE_STRIPE_SECRET_KEY=pk_live_abc\n'), []);
  });

  it('cost time in proportion to the text', () => {
    for (const unit of ['VITE_', 'VITE_A_', 'A', 'NEXT_PUBLIC_X_SECRET ', '{']) {
      found('src/a.ts', unit.repeat(1_000_000 / unit.length));
    }
  });
});

describe('secrets that are copied into the code for browsers', () => {
  const marked = (path: string, text: string, options: AnalyzeOptions = {}): readonly string[] =>
    findingsIn(path, text, options)
      .filter(({ ruleId }) => ruleId === INLINED)
      .map(({ impact, offsets }) => `${impact} ${text.slice(offsets?.start, offsets?.end)}`);

  const bad: readonly (readonly [file: string, text: string, found: string])[] = [
    [
      'next.config.js',
      'module.exports = { env: { DB_PASSWORD: process.env.DB_PASSWORD } }',
      'blocker DB_PASSWORD',
    ],
    ['next.config.js', 'module.exports = { env: { pw: process.env.DB_PASSWORD } }', 'blocker pw'],
    [
      'next.config.js',
      'module.exports = { env: process.env.A ? {} : {}, publicRuntimeConfig: { ...process.env } }',
      'blocker process.env',
    ],
    [
      'vite.config.ts',
      'export default { define: { "process.env": JSON.stringify(process.env) } }',
      'blocker process.env',
    ],
    [
      'vite.config.ts',
      "export default ({ mode }) => { const env = loadEnv(mode, process.cwd(), ''); return { define: { 'process.env': env } } }",
      'blocker process.env',
    ],
    [
      'vite.config.ts',
      "export default { define: { 'process.env.OPENAI_API_KEY': JSON.stringify(env.OPENAI_API_KEY) } }",
      'blocker process.env.OPENAI_API_KEY',
    ],
    [
      'vite.config.ts',
      'export default { define: { __KEY__: JSON.stringify(process.env.OPENAI_API_KEY) } }',
      'blocker __KEY__',
    ],
    [
      'webpack.config.js',
      "plugins: [new webpack.DefinePlugin({ 'process.env': JSON.stringify(dotenv.config().parsed) })]",
      'blocker process.env',
    ],
    [
      'webpack.config.js',
      "new webpack.DefinePlugin({ 'process.env': JSON.stringify(process.env) })",
      'blocker process.env',
    ],
    ['webpack.config.js', "new webpack.EnvironmentPlugin(['NODE_ENV', 'JWT_SECRET'])", 'blocker JWT_SECRET'],
    [
      'nuxt.config.ts',
      'export default { runtimeConfig: { a: 1, public: { stripe: process.env.STRIPE_SECRET_KEY } } }',
      'blocker stripe',
    ],
    ['next.config.js', 'module.exports = { env: process.env }', 'blocker process.env'],
    [
      'webpack.config.js',
      'const env = dotenv.config().parsed; const keys = Object.keys(env).reduce((all, key) => { all[`process.env.${key}`] = JSON.stringify(env[key]); return all; }, {})',
      'blocker `process.env.${key}`',
    ],
    [
      'webpack.config.js',
      "new webpack.DefinePlugin({ 'process.env': { API: '1', SECRET_KEY: JSON.stringify(process.env.SECRET_KEY) } })",
      'blocker SECRET_KEY',
    ],
    [
      'vite.config.js',
      "export default { define: { 'import.meta.env.X': JSON.stringify(process.env.OPENAI_API_KEY) } }",
      'blocker import.meta.env.X',
    ],
    ['server.js', 'res.end(JSON.stringify(process.env, null, 2))', 'blocker process.env'],
    ['app/api/env/route.ts', 'return new Response(JSON.stringify(process.env))', 'blocker process.env'],
    [
      'pages/x.tsx',
      'export const getStaticProps = () => { return { props: { a: 1, env: { ...process.env } } } }',
      'blocker process.env',
    ],
    ['app.config.js', 'export default { extra: { key: process.env.OPENAI_API_KEY } }', 'blocker key'],
    [
      'pages/index.tsx',
      'export async function getServerSideProps() { return { props: { env: process.env } } }',
      'blocker process.env',
    ],
    [
      'app/root.tsx',
      'export async function loader() { return json({ ENV: process.env }) }',
      'blocker process.env',
    ],
    [
      'app/root.tsx',
      'export const loader = () => ({ ENV: { STRIPE_SECRET_KEY: process.env.STRIPE_SECRET_KEY, A: process.env.STRIPE_PUBLIC_KEY } })',
      'blocker STRIPE_SECRET_KEY',
    ],
    [
      'app/root.tsx',
      '<script dangerouslySetInnerHTML={{ __html: `window.ENV = ${JSON.stringify(process.env)}` }} />',
      'blocker process.env',
    ],
    [
      'server/debug.ts',
      'app.get("/env", (req, res) => res.status(200).json(process.env))',
      'blocker process.env',
    ],
    [
      'app/api/env/route.ts',
      'export const GET = () => NextResponse.json({ env: process.env })',
      'blocker process.env',
    ],
  ];
  for (const [file, text, expected] of bad) {
    it(`${file}: ${text.slice(0, 90)}`, () => assert.deepEqual(marked(file, text), [expected]));
  }

  const good: readonly (readonly [file: string, text: string])[] = [
    [
      'vite.config.ts',
      "const env = loadEnv(mode, process.cwd()); export default { define: { 'process.env': env } }",
    ],
    [
      'vite.config.ts',
      "export default { define: { 'process.env': { NODE_ENV: JSON.stringify('production') } } }",
    ],
    [
      'vitest.config.ts',
      "export default { define: { 'process.env': { GITHUB_CLIENT_SECRET: 'test', API_SECRET: undefined } } }",
    ],
    ['vite.config.ts', `export default { define: { 'process.env.API_SECRET': '"none"' } }`],
    [
      'vite.config.ts',
      "export default { define: { 'process.env.API_URL': JSON.stringify(process.env.API_URL) } }",
    ],
    [
      'esbuild.config.mjs',
      "await build({ platform: 'node', define: { 'process.env': JSON.stringify(process.env) } })",
    ],
    ['next.config.js', 'module.exports = { env: { API_URL: process.env.API_URL, version: pkg.version } }'],
    ['next.config.js', 'module.exports = { serverRuntimeConfig: { SECRET_KEY: process.env.SECRET_KEY } }'],
    ['nuxt.config.ts', 'export default { runtimeConfig: { jwtSecret: process.env.JWT_SECRET, public: {} } }'],
    [
      'webpack.config.js',
      'const keys = Object.keys(process.env).filter((key) => /^REACT_APP_/.test(key)).reduce((all, key) => ({ ...all, [`process.env.${key}`]: 1 }), {})',
    ],
    ['server/env.ts', 'const env = schema.parse(process.env); res.json({ region: process.env.REGION })'],
    ['server/run.ts', "spawn('x', { env: { ...process.env } }); return { env: config }"],
    ['server/run.ts', 'function options() { return { env: { ...process.env } } }'],
    ['server/a.ts', "// res.json(process.env)\nconst s = 'res.json(process.env)';"],
    ['src/a.test.ts', 'res.json(process.env)'],
  ];
  for (const [file, text] of good) {
    it(`not ${file}: ${text.slice(0, 90)}`, () => assert.deepEqual(marked(file, text), []));
  }

  it('cost time in proportion to the text', () => {
    for (const unit of [
      'define: {',
      'define:{a:',
      'process.env ',
      'window.ENV = JSON.stringify({',
      'props: { env: ',
      '(',
      '{a:{',
    ]) {
      marked('vite.config.ts', `process.env ${unit.repeat(1_000_000 / unit.length)}`);
      marked('app/root.tsx', `process.env ${unit.repeat(300_000 / unit.length)}`);
    }
  });
});
