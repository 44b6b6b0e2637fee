import { strict as assert } from 'node:assert';
import { NO_FACTS } from '../../server/src/core/facts.ts';
import defaultSecret from '../../server/src/core/rules/secrets/default-secret.ts';
import fallbackSecret from '../../server/src/core/rules/secrets/fallback-secret.ts';
import { isGuessable, isSpokenSecret, knownDefault } from '../../server/src/core/secrets/knownDefaults.ts';
import { signingCalls } from '../../server/src/core/secrets/signingCalls.ts';
import { findingsIn } from '../support/analyzeText.ts';

const RULES = [defaultSecret, fallbackSecret];

/** What is found in a text in which « and » stand round it: "impact value@start". */
function found(path: string, marked: string, tracked?: boolean): readonly string[] {
  const text = marked.replaceAll(/[«»]/g, '');
  const facts = tracked === undefined ? NO_FACTS : { ...NO_FACTS, tracked: { [path]: tracked } };
  return findingsIn(path, text, { rules: RULES, facts }).map(
    ({ ruleId, impact, offsets }) =>
      `${ruleId.replace('secrets/', '')} ${impact} ${text.slice(offsets?.start, offsets?.end)}@${offsets?.start}`,
  );
}

function expected(marked: string, impact: string): readonly string[] {
  const start = marked.indexOf('«');
  return [`default-secret ${impact} ${marked.slice(start + 1, marked.indexOf('»'))}@${start}`];
}

describe('a default secret in code', () => {
  const blockers: Readonly<Record<string, readonly string[]>> = {
    'app/config.py': [
      'class ProductionConfig(Config):\n    SECRET_KEY = "«changeme»"\n',
      'class TestingConfig(Config):\n    DEBUG = True\n\nSECRET_KEY = "«changeme»"\n',
    ],
    'src/server.ts': [
      "app.use(session({ secret: '«keyboard cat»' }));",
      "app.use(session({ store, resave: false, secret: ['«keyboard cat»'] }));",
      "app.use(cookieParser('«secret»'));",
      "const token = jwt.sign({ id: user.id, at: [1, 2] }, '«secret»', { expiresIn: '1h' });",
      "const payload = await jwt.verify(token, '«shhhhh»');",
      "JwtModule.register({ secret: '«secretKey»', signOptions: {} })",
      "const JWT_SECRET = '«your-256-bit-secret»';",
      "createHmac('sha256', '«my-super-secret»')",
      "const ENCRYPTION_KEY = '«12345678901234567890123456789012»';",
      "export const auth = betterAuth({ secret: '«super-secret»' });",
      "const JWT_SECRET = '«tidepool-jwt-secret-2026»';",
      "const DEVISE_JWT_SECRET = '«super-secret-123»';",
    ],
    'app/__init__.py': [
      "app.config['SECRET_KEY'] = '«dev»'",
      "app.secret_key = '«super secret key»'",
      'SECRET_KEY = "«you-will-never-guess»"',
      'token = jwt.encode(payload, "«secret»", algorithm="HS256")',
    ],
    'config/initializers/devise.rb': [
      "config.secret_key = '«changeme»'",
      "JWT.encode(payload, '«s3cr3t»', 'HS256')",
    ],
    'wp-config.php': ["define( 'AUTH_KEY', '«put your unique phrase here»' );"],
    'src/main/resources/application.yml': ['jwt:\n  jwt-secret: «my-secret-token-to-change-in-production»'],
    Dockerfile: ['FROM node:22\nENV SESSION_SECRET=«changeme»\n'],
    'appsettings.json': [
      '{ "Jwt": { "Issuer": "tidepool", "SecretKey": "«ThisIsTidepoolSecretKeyForJwt»" } }',
    ],
    'infra/variables.tf': ['variable "jwt_secret" {\n  type    = string\n  default = "«changeme»"\n}'],
    '.github/workflows/deploy-production.yml': ['env:\n  JWT_SECRET: «changeme»\n'],
    'app/names.py': ['settings = {"REGION": "eu", "SECRET_KEY": "«application»"}\n'],
    '.replit': ['[userenv.shared]\nJWT_SECRET = "«replit-jwt-secret-key-2024»"\n'],
    'start.sh': ['export ADMIN_PASSWORD=«admin»'],
  };
  for (const [path, texts] of Object.entries(blockers)) {
    for (const text of texts) {
      it(`stops a launch in ${path}: ${text.replaceAll(/\s+/g, ' ')}`, () =>
        assert.deepEqual(found(path, text), expected(text, 'blocker')));
    }
  }

  const silent: Readonly<Record<string, readonly string[]>> = {
    'src/server.ts': [
      'app.use(session({ secret: config.sessionSecret }));',
      'jwt.sign(payload, secret, { issuer: "secret" });',
      'jwt.verify(token, getKey("secret"));',
      "const SESSION_SECRET = 'session_secret';",
      "enum Key { JWT_SECRET = 'JWT_SECRET' }",
      'interface Options { secret: string; jwtSecret?: string }',
      'const jwtSecret: string = read();',
      "const labels = { password: 'Password', secret: 'Secret', jwtSecret: t('secret') };",
      "const type = showPassword ? 'text' : 'password';",
      "if (secret === 'changeme') throw new Error('change it');",
      "const form = { adminPassword: '********' };",
      "const PLACEHOLDER_SECRETS = { JWT_SECRET: 'secret' };",
      "const secret = isDev ? 'secret' : read();",
      "const DEV_HMAC_KEY = 'dev-hmac-key-not-for-production';",
      "const env = { LOCAL_SEEDED_ADMIN_PASSWORD: 'admin123', devSessionSecret: 'secret' };",
    ],
    'infra/stack.ts': [
      "const jwtSecret = Secret.fromSecretNameV2(this, 'JwtSecret', 'prod/jwt-secret');",
      "const secrets = { JWT_SECRET: ecs.Secret.fromSecretsManager(jwt, 'jwt-secret') };",
    ],
    'deploy/app.yaml': [
      'apiVersion: v1\nkind: Deployment\nspec:\n  env:\n  - name: JWT_SECRET\n    valueFrom:\n      secretKeyRef:\n        name: app-jwt-secret\n        key: jwt-secret\n',
      'apiVersion: v1\nkind: Service\nspec:\n  volumes:\n  - secret: web-session-secret\n',
    ],
    'app/core/names.py': [
      'services = {\n    "SUPABASE_URL": "Supabase",\n    "SECRET_KEY": "Application",\n}\n',
      'services = {"SECRET_KEY": "Application", "DATABASE_URL": "Database"}\n',
    ],
    'Tidepool.IntegrationTests/appsettings.json': [
      '{ "Jwt": { "SecretKey": "TestSecretKeyTestSecretKey" } }',
    ],
    '.github/workflows/deploy-production.yml': [
      'steps:\n  - run: |\n      echo "JWT_SECRET_KEY=test-jwt-secret" >> .env\n',
    ],
    'src/form.ts': ["errors.sessionSecret = 'secret';"],
    'src/messages.ts': [
      "const errors = { jwtSecret: 'JWT secret is required', secretKeyLabel: 'Secret key' };",
    ],
    'src/server.test.ts': ["jwt.sign(payload, 'secret');"],
    'cypress.config.ts': ["env: { adminPassword: 'admin' }"],
    'app/query_runner.py': ['schema = {"secret": ["password"], "required": ["host"]}'],
    'app/config.py': [
      'import os\n\nclass TestingConfig(Config):\n    DEBUG = True\n    SECRET_KEY = "changeme"\n',
      'class DevelopmentConfig:\n    SECRET_KEY = "changeme"\n',
    ],
    'app/settings/dev.py': ['SECRET_KEY = "django-insecure-abc"'],
    'config/environments/test.rb': ['config.secret_key_base = "secret"'],
    'locales/en.json': ['{ "adminPassword": "admin password" }'],
    Dockerfile: [
      'FROM node:22 AS build\nENV NEXTAUTH_SECRET=dummy\nRUN npm run build\nFROM node:22\nCOPY . .\n',
      'FROM python:3\nRUN SECRET_KEY=dummy python manage.py collectstatic\n',
    ],
    'docs/setup.md': ["app.use(session({ secret: 'keyboard cat' }))"],
  };
  for (const [path, texts] of Object.entries(silent)) {
    for (const text of texts) {
      it(`is none in ${path}: ${text.replaceAll(/\s+/g, ' ')}`, () =>
        assert.deepEqual(found(path, text), []));
    }
  }

  it('says whose default it is, and not the value', () => {
    const [finding] = findingsIn('src/server.ts', "app.use(session({ secret: 'keyboard cat' }));", {
      rules: RULES,
    });
    assert.equal(
      finding?.message,
      'The secret of session protects nothing. It is the default of express-session’s documentation, which anybody can look ' +
        'up. Whoever has it can forge sessions and tokens, or read what it encrypts. Generate a long random one and keep it in ' +
        'the environment.',
    );
    assert.deepEqual(
      finding?.fixes.map((fix) => fix.kind === 'move-to-environment' && fix.variable),
      ['SESSION_SECRET'],
    );
  });
});

describe('a default secret in what is deployed', () => {
  const web = (line: string, more = ''): string =>
    `services:\n  web:\n    image: tidepool/web\n${more}    environment:\n      ${line}\n`;
  const db = (ports: string, line = 'POSTGRES_PASSWORD: «postgres»'): string =>
    `services:\n  web:\n    build: .\n    restart: always\n    ports:\n      - '80:80'\n  db:\n    image: postgres:16\n${ports}    environment:\n      ${line}\n  cache:\n    image: redis\n    ports:\n      - '6379:6379'\n`;
  const PORTS = "    ports:\n      - '5432:5432'\n";
  const LOCAL_PORTS = "    ports:\n      - '127.0.0.1:5432:5432'\n";

  it('stops a launch where it signs', () => {
    const text = web('NEXTAUTH_SECRET: «mysecret»');
    assert.deepEqual(found('docker-compose.prod.yml', text), expected(text, 'blocker'));
    assert.deepEqual(found('deploy/compose.yml', text), expected(text, 'blocker'));
    const forGood = web('- SESSION_SECRET=«changeme»', '    restart: unless-stopped\n');
    assert.deepEqual(found('docker-compose.yml', forGood), expected(forGood, 'blocker'));
    const fallback = web('NEXTAUTH_SECRET: ${NEXTAUTH_SECRET:-«mysecret»}');
    assert.deepEqual(found('docker-compose.prod.yml', fallback), expected(fallback, 'blocker'));
    const ownWords = web('SESSION_SECRET: ${SESSION_SECRET:-«8b1tidepool41x»}');
    assert.deepEqual(found('docker-compose.prod.yml', ownWords), expected(ownWords, 'blocker'));
  });

  it('is for later where it is not clear what the file is for', () => {
    const text = web('NEXTAUTH_SECRET: «mysecret»');
    assert.deepEqual(found('docker-compose.yml', text), expected(text, 'low'));
  });

  it('comes before traffic for a service that others can reach', () => {
    assert.deepEqual(found('docker-compose.yml', db(PORTS)), expected(db(PORTS), 'high'));
    assert.deepEqual(found('docker-compose.yml', db(LOCAL_PORTS)), expected(db(LOCAL_PORTS), 'low'));
    assert.deepEqual(found('docker-compose.yml', db('')), expected(db(''), 'low'));
    const forDevelopers = db(PORTS).replace("'80:80'", "'3000:3000'");
    assert.deepEqual(found('docker-compose.yml', forDevelopers), expected(forDevelopers, 'low'));
  });

  it('is for later in a service that says that it runs for developers', () => {
    const build = '    build: .\n    restart: unless-stopped\n';
    for (const more of [
      '      NODE_ENV: development\n',
      '    command: npm run dev\n',
      '    command:\n      - start-dev\n',
    ]) {
      const text = web('JWT_SECRET: «changeme»', build) + more;
      assert.deepEqual(found('docker-compose.yml', text), expected(text, 'low'), more);
      assert.deepEqual(found('docker-compose.prod.yml', text), expected(text, 'blocker'), more);
    }
    const other = `${web('JWT_SECRET: «changeme»', build)}  docs:\n    environment:\n      NODE_ENV: development\n`;
    assert.deepEqual(found('docker-compose.yml', other), expected(other, 'blocker'));
    const imitation = web('JWT_SECRET: «changeme»', '    build: .\n');
    assert.deepEqual(found('docker-compose.prod-like.yml', imitation), expected(imitation, 'low'));
  });

  it('is for later beside a service that runs for developers, unless something says production', () => {
    const stack = (command: string, ports: string): string =>
      `services:\n  web:\n    build: .\n    restart: unless-stopped\n    ports:\n      - '${ports}'\n    command: ${command}\n  admin:\n    image: shop/admin\n    restart: unless-stopped\n    environment:\n      SESSION_SECRET: «secret»\n`;
    const local = stack('pnpm run dev', '3000:3000');
    assert.deepEqual(found('docker-compose.yml', local), expected(local, 'low'));
    for (const text of [stack('pnpm run dev', '80:3000'), stack('pnpm run start', '3000:3000')])
      assert.deepEqual(found('docker-compose.yml', text), expected(text, 'blocker'), text);
  });

  it('is no finding in a stack for developers', () => {
    const local = `services:\n  db:\n    image: postgres:16\n    restart: always\n${PORTS}    environment:\n      POSTGRES_PASSWORD: postgres\n`;
    assert.deepEqual(found('docker-compose.yml', local), []);
    assert.deepEqual(found('docker-compose.dev.yml', web('NEXTAUTH_SECRET: secret')), []);
    assert.deepEqual(found('.devcontainer/docker-compose.yml', db(PORTS)), []);
    assert.deepEqual(found('docker/testing/compose.yml', web('NEXTAUTH_SECRET: secret')), []);
  });

  it('is no finding where the variable has to be set', () => {
    for (const line of [
      'A_SECRET: ${APP_SECRET}',
      'APP_SECRET: ${APP_SECRET:?set it}',
      'APP_SECRET: ${APP_SECRET:-}',
      'APP_SECRET:',
    ])
      assert.deepEqual(found('docker-compose.prod.yml', web(line)), [], line);
  });

  it('is found in manifests of Kubernetes and values of charts', () => {
    const secret = 'apiVersion: v1\nkind: Secret\nstringData:\n  JWT_SECRET: «your-256-bit-secret»\n';
    assert.deepEqual(found('k8s/secret.yaml', secret), expected(secret, 'blocker'));
    const pair =
      'apiVersion: apps/v1\nkind: Deployment\nspec:\n  env:\n    - name: DB_PASSWORD\n      value: «postgres»\n';
    assert.deepEqual(found('k8s/app.yaml', pair), expected(pair, 'high'));
    const values = 'auth:\n  jwtSecret: «changeme»\n';
    assert.deepEqual(found('charts/web/values.yaml', values), expected(values, 'high'));
    assert.deepEqual(found('charts/web/values-dev.yaml', values), []);
    assert.deepEqual(
      found('charts/web/values.yaml', 'auth:\n  existingSecret: secret\n  jwtSecret: ""\n'),
      [],
    );
  });

  it('counts in an env file only where git has it', () => {
    const text = 'SESSION_SECRET=«changeme»\n';
    assert.deepEqual(found('.env.production', text, true), expected(text, 'blocker'));
    assert.deepEqual(found('.env', text, true), expected(text, 'medium'));
    for (const [path, tracked] of [
      ['.env', false],
      ['.env', undefined],
      ['.env.example', true],
      ['.env.development', true],
      ['.env.test', true],
    ] as const)
      assert.deepEqual(found(path, text, tracked), [], path);
    assert.deepEqual(found('.env.production', 'SUPABASE_SERVICE_ROLE_KEY=changeme\n', true), []);
  });
});

describe('values that everybody knows', () => {
  it('are found by their value in any case, and by a hash where writing them out would set off scanners', () => {
    assert.equal(knownDefault('Keyboard Cat')?.product, 'express-session’s documentation');
    assert.equal(knownDefault('ThisTokenIsNotSoSecretChangeIt')?.product, 'Symfony');
    assert.equal(knownDefault('django-insecure-x#1')?.product, 'a new Django project');
    assert.equal(knownDefault(['SW2YcwTIb9', 'zpOOhoPsMm'].join(''))?.product, 'Grafana');
    assert.equal(knownDefault(['kPH+bIxk5D2', 'deZiIxcaaaA=='].join(''))?.product, 'Apache Shiro');
    assert.equal(knownDefault('tidepool'), undefined);
  });

  it('are guessed where they are made of the usual words', () => {
    for (const value of [
      'changeme',
      'super-secret-key-123',
      'SuperSecretKey!',
      'p@ssw0rd',
      'CHANGE_ME_IN_PRODUCTION',
      '0'.repeat(64),
      '1234567890123456',
      'admin',
      'dev',
      'secretKey',
    ])
      assert.ok(isGuessable(value), value);
    for (const value of [
      'tidepool',
      'a8f5f167f44f4964e6c998dee827110c',
      'Tr0ub4dor&3',
      'correct-horse-battery-staple-9174-xkcd',
      'process.env/SECRET',
      '${SECRET}',
      '',
    ])
      assert.ok(!isGuessable(value), value);
  });

  it('are told from generated ones where somebody made them up out of words', () => {
    for (const value of [
      'tidepool-jwt-secret-2026',
      'mySecretTidepoolKey',
      'TidepoolSuperSecret!',
      'tidepool_default_key',
      'tidepool-secret-32bytes-minimum',
    ])
      assert.ok(isSpokenSecret(value), value);
    for (const value of [
      'tidepool',
      'a8f5f167-secret-d11e827110bcdfgh',
      'secret/path',
      'CHANGE-ME-OR-FAIL-TO-START',
      'xkqzvbn-secret',
      'secret',
    ])
      assert.ok(!isSpokenSecret(value), value);
  });

  it('are judged in time in proportion to their length', () => {
    isGuessable('a'.repeat(120));
    isGuessable('secret'.repeat(100_000));
    knownDefault('x'.repeat(1_000_000));
  });
});

it('calls that sign are read in time in proportion to the text, whatever it is', () => {
  for (const piece of [
    'jwt.sign(',
    'jwt.sign({{{{((((,"a"',
    'session({ ',
    'createHmac("a", "b")',
    'cookieParser("',
  ])
    signingCalls(piece.repeat(500_000 / piece.length));
});
