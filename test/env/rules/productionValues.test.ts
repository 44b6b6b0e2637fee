import { strict as assert } from 'node:assert';
import { expand } from '../../support/expand.ts';
import { judgeFiles } from '../../support/wholeWorkspace.ts';
import { findingsOf, linesOf, packageJson } from './findingsOf.ts';

const TEST_KEY = expand('{{stripe-test-secret-key}}');
const LIVE_KEY = expand('{{stripe-secret-key}}');
const [SECRET, OTHER] = [expand('{{password}}{{password:2}}'), expand('{{password:3}}{{password:4}}')];

/** Code that can't do without these. */
function reads(...names: readonly string[]): Record<string, string> {
  return {
    'package.json': packageJson('express'),
    'src/use.ts': names.map((name) => `use(process.env.${name}!.trim());\n`).join(''),
  };
}

describe('env/placeholder-in-production', () => {
  const RULE = 'env/placeholder-in-production';

  it('weighs by who fills the file in', () => {
    const files = { ...reads('MAIL_KEY', 'APP_NAME'), '.env.production': 'MAIL_KEY=changeme\nAPP_NAME=\n' };
    assert.deepEqual(linesOf(RULE, files, ['.env.production']), [
      'high MAIL_KEY .env.production',
      'high APP_NAME .env.production',
    ]);
    assert.deepEqual(linesOf(RULE, files), [
      'medium MAIL_KEY .env.production',
      'low APP_NAME .env.production',
    ]);
  });

  it('says nothing of empty lines that somebody else fills in', () => {
    const uses = reads('A_KEY', 'B_KEY', 'C_KEY');
    const empty = 'A_KEY=\nB_KEY=\nC_KEY=\n';
    assert.deepEqual(linesOf(RULE, { ...uses, '.env.production': empty }), []);
    assert.equal(linesOf(RULE, { ...uses, '.env.production': empty }, ['.env.production']).length, 3);
    assert.deepEqual(
      linesOf(RULE, { ...uses, '.env.production': 'A_KEY=\n', '.env.production.local': 'A_KEY=word-1\n' }),
      [],
    );
  });

  it('says nothing of templates, of development, and of what the code can do without', () => {
    const files = {
      'package.json': packageJson('express'),
      'src/use.ts': 'if (process.env.DSN) use(process.env.DSN);\nuse(process.env.KEY!.trim());\n',
      '.env.example': 'KEY=changeme\n',
      '.env.production.example': 'KEY=changeme\n',
      '.env.production.stub': 'KEY=changeme\n',
      '.env': 'KEY=changeme\n',
      '.env.development': 'KEY=changeme\n',
      '.env.production': 'DSN=\nKEY=a-word-2\n',
      'docs/.env.production': 'KEY=changeme\n',
      'test/fixtures/.env.production': 'KEY=changeme\n',
    };
    assert.deepEqual(linesOf(RULE, files), []);
  });

  it('takes a plain .env for production where it says so, and is not sure', () => {
    const files = { ...reads('MAIL_KEY'), '.env': 'NODE_ENV=production\nMAIL_KEY=changeme\n' };
    assert.deepEqual(linesOf(RULE, files, ['.env']), ['medium MAIL_KEY .env']);
    assert.deepEqual(linesOf(RULE, files), ['low MAIL_KEY .env']);
    assert.deepEqual(linesOf(RULE, { ...files, '.env': 'NODE_ENV=development\nMAIL_KEY=changeme\n' }), []);
  });

  it('takes a manifest with many gaps for a template', () => {
    const manifest = (lines: string): string =>
      `services:\n  - type: web\n    name: api\n    runtime: node\n    envVars:\n${lines}`;
    const line = (name: string): string => `      - key: ${name}\n        value: changeme\n`;
    const files = reads('A_KEY', 'B_KEY', 'C_KEY');
    assert.deepEqual(linesOf(RULE, { ...files, 'render.yaml': manifest(line('A_KEY')) }), [
      'medium A_KEY render.yaml',
    ]);
    const many = manifest(['A_KEY', 'B_KEY', 'C_KEY'].map(line).join(''));
    assert.deepEqual(linesOf(RULE, { ...files, 'render.yaml': many }), []);
  });

  it('never says what the placeholder is', () => {
    const files = { ...reads('MAIL_KEY'), '.env.production': 'MAIL_KEY=your-mail-key-goes-here\n' };
    const [finding] = findingsOf(RULE, files);
    assert.match(finding?.message ?? '', /^MAIL_KEY is still a placeholder in \.env\.production\./);
    assert.doesNotMatch(JSON.stringify(finding), /goes-here/);
  });
});

describe('env/local-host-in-production', () => {
  const RULE = 'env/local-host-in-production';
  const judged = (line: string, ignored = ['.env.production']): readonly string[] => {
    const name = line.slice(0, line.indexOf('='));
    return linesOf(RULE, { ...reads(name), '.env.production': `${line}\n` }, ignored).map(
      (found) => found.split(' ')[0] ?? '',
    );
  };

  it('is worst where customers get the address', () => {
    assert.deepEqual(judged('APP_URL=http://localhost:3000'), ['high']);
    assert.deepEqual(judged('APP_URL=http://localhost:3000', []), ['medium']);
    assert.deepEqual(judged('CORS_ORIGIN=http://127.0.0.1:5173'), ['high']);
    assert.deepEqual(judged('NEXTAUTH_URL=http://localhost:3000'), ['high']);
    assert.deepEqual(judged('DATABASE_URL=postgres://app@localhost/app'), ['medium']);
    assert.deepEqual(judged('DATABASE_URL=postgres://app@localhost/app', []), ['low']);
    assert.deepEqual(judged('REDIS_HOST=127.0.0.1'), ['medium']);
    assert.deepEqual(judged('RENDER_API=http://host.docker.internal:9000'), ['medium']);
    assert.deepEqual(judged('APP_HOST=localhost:3000'), ['high']);
  });

  it('reports what goes unencrypted to public hosts', () => {
    assert.deepEqual(judged('API_URL=http://api.tidepool.app'), ['medium']);
    for (const host of [
      'api',
      'api:4000',
      'api.internal',
      'api.default.svc.cluster.local',
      '10.0.0.4',
      'app.flycast',
    ])
      assert.deepEqual(judged(`API_URL=http://${host}`), [], host);
  });

  it('is silent about where the program itself listens, and what stands beside it', () => {
    for (const line of [
      'HOST=127.0.0.1',
      'SERVER_HOST=localhost',
      'APP_HOST=localhost',
      'BIND_ADDRESS=127.0.0.1:8080',
      'LISTEN_ADDR=localhost:3000',
      'HEALTHCHECK_URL=http://localhost:3000/health',
      'OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318',
      'STATSD_HOST=localhost',
      'SAML_ISSUER=http://idp.tidepool.app',
      'API_URL=https://api.tidepool.app',
      'DB_HOST=db',
      'DB_HOST=10.0.0.5',
      'LISTEN=0.0.0.0',
      'WORKER_URL=http://0.0.0.0:9000',
      'ALLOWED=https://tidepool.app,http://localhost:3000',
    ])
      assert.deepEqual(judged(line), [], line);
  });

  it('is silent about what no product code reads, and about a machine’s own file', () => {
    const files = { 'package.json': packageJson('express'), '.env.production': 'APP_URL=http://localhost\n' };
    assert.deepEqual(linesOf(RULE, files), []);
    assert.deepEqual(linesOf(RULE, { ...files, 'test/a.test.ts': 'go(process.env.APP_URL!);' }), []);
    const own = { ...reads('APP_URL'), '.env.production.local': 'APP_URL=http://localhost\n' };
    assert.deepEqual(linesOf(RULE, own, ['.env.production.local']), []);
  });

  it('takes compose files for production by their name alone', () => {
    const compose =
      'services:\n  api:\n    image: api\n    environment:\n      APP_URL: http://localhost:3000\n';
    assert.deepEqual(linesOf(RULE, { ...reads('APP_URL'), 'docker-compose.yml': compose }), []);
    assert.deepEqual(linesOf(RULE, { ...reads('APP_URL'), 'docker-compose.prod.yml': compose }), [
      'medium APP_URL docker-compose.prod.yml',
    ]);
  });
});

describe('keys of the wrong mode', () => {
  it('env/test-key-in-production reports every key of a test mode, and not what is called so', () => {
    const RULE = 'env/test-key-in-production';
    const uses = reads('STRIPE_SECRET_KEY', 'STRIPE_KEY_TEST', 'PK');
    const key = expand('{{stripe-publishable-key}}').replace('pk_live_', 'pk_test_');
    const text = `STRIPE_SECRET_KEY=${TEST_KEY}\nSTRIPE_KEY_TEST=${TEST_KEY}\nPK=${key}\n`;
    assert.deepEqual(linesOf(RULE, { ...uses, '.env.production': text }), [
      'high STRIPE_SECRET_KEY .env.production',
      'high PK .env.production',
    ]);
    for (const file of [
      '.env',
      '.env.local',
      '.env.development',
      '.env.staging',
      '.env.test',
      '.env.example',
    ])
      assert.deepEqual(linesOf(RULE, { ...uses, [file]: text }), [], file);
  });

  it('env/live-key-in-development reports live keys outside of production', () => {
    const RULE = 'env/live-key-in-development';
    const uses = reads('STRIPE_SECRET_KEY');
    const text = `STRIPE_SECRET_KEY=${LIVE_KEY}\nSTRIPE_SECRET_KEY_LIVE=${LIVE_KEY}\n`;
    for (const [file, impact] of [
      ['.env.local', 'medium'],
      ['.env.development', 'high'],
      ['.env.test', 'high'],
      ['.env.staging', 'high'],
      ['.dev.vars', 'medium'],
    ] as const)
      assert.deepEqual(linesOf(RULE, { ...uses, [file]: text }, [file]), [
        `${impact} STRIPE_SECRET_KEY ${file}`,
      ]);
    for (const file of ['.env', '.env.production', '.env.example'])
      assert.deepEqual(linesOf(RULE, { ...uses, [file]: text }), [], file);
  });

  it('env/mixed-key-modes needs exactly one pair', () => {
    const RULE = 'env/mixed-key-modes';
    const publishable = expand('{{stripe-publishable-key}}').replace('pk_live_', 'pk_test_');
    const pair = `STRIPE_SECRET_KEY=${LIVE_KEY}\nSTRIPE_PK=${publishable}\n`;
    assert.deepEqual(linesOf(RULE, { '.env': pair }), ['medium STRIPE_SECRET_KEY .env']);
    assert.deepEqual(linesOf(RULE, { '.env': `${pair}STRIPE_SECRET_KEY_TEST=${TEST_KEY}\n` }), []);
    assert.deepEqual(linesOf(RULE, { '.env': pair.replace('pk_test_', 'pk_live_') }), []);
    const [finding] = findingsOf(RULE, { '.env': pair });
    assert.deepEqual(
      finding?.related.map(({ file, range }) => [file, range.start.line]),
      [['.env', 2]],
    );
  });
});

describe('env/shared-secret', () => {
  const RULE = 'env/shared-secret';

  it('compares production with every other environment, whatever the names', () => {
    const files = {
      ...reads('SESSION_SECRET', 'JWT_SECRET', 'RESEND_API_KEY'),
      '.env.production': `SESSION_SECRET=${SECRET}\nRESEND_API_KEY=re_${OTHER}\n`,
      '.env.staging': `JWT_SECRET="${SECRET}"\nRESEND_API_KEY=re_${OTHER}\n`,
      '.env.local': `SESSION_SECRET=${SECRET}\n`,
    };
    assert.deepEqual(linesOf(RULE, files), [
      'high SESSION_SECRET .env.production',
      'medium RESEND_API_KEY .env.production',
    ]);
    const [finding] = findingsOf(RULE, files);
    assert.deepEqual(
      finding?.related.map(({ file, range }) => [file, range.start.line]),
      [
        ['.env.local', 1],
        ['.env.staging', 1],
      ],
    );
    assert.doesNotMatch(JSON.stringify(judgeFiles(files)), new RegExp(`${SECRET}|${OTHER}`));
  });

  it('is silent about what is no secret, differs, or is a key of a test mode', () => {
    const same = [
      `PUBLIC_KEY=${SECRET}`,
      `SENTRY_DSN=https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/1`,
      `CLIENT_ID=${SECRET}`,
      'SESSION_SECRET=changeme',
      'API_SECRET=',
      'COOKIE_SECRET=dev-one',
      `STRIPE_SECRET_KEY=${TEST_KEY}`,
      'DATABASE_URL=postgres://app:app@localhost:5432/app',
      'JWT_SECRET=${SHARED}',
      `NEXT_PUBLIC_MAP_TOKEN=${SECRET}`,
    ].join('\n');
    const names = same.split('\n').map((line) => line.split('=')[0] ?? '');
    const files = { ...reads(...names), 'package.json': packageJson('next') };
    assert.deepEqual(linesOf(RULE, { ...files, '.env.production': same, '.env.development': same }), []);
    assert.deepEqual(
      linesOf(RULE, {
        ...files,
        '.env.production': `JWT_SECRET=${SECRET}\n`,
        '.env.development': `JWT_SECRET=${OTHER}\n`,
        '.env.example': `JWT_SECRET=${SECRET}\n`,
      }),
      [],
    );
  });
});
