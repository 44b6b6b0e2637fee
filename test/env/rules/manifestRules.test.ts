import { strict as assert } from 'node:assert';
import { findingsOf, linesOf, packageJson } from './findingsOf.ts';

const NAMES = ['DATABASE_URL', 'REDIS_URL', 'SESSION_SECRET', 'MAIL_SENDER'];
const CODE = {
  'package.json': packageJson('express'),
  'src/a.ts': NAMES.map((name) => `go(process.env.${name}!);\n`).join(''),
  '.env.example': NAMES.map((name) => `${name}=change-me\n`).join(''),
};

const compose = (service: string, names: readonly string[], more = ''): string =>
  `services:\n  ${service}:\n    build: .\n${more}    environment:\n${names.map((name) => `      ${name}: abc\n`).join('')}`;

describe('env/manifest-lacks-variable', () => {
  const RULE = 'env/manifest-lacks-variable';

  it('reports what a service of compose lacks', () => {
    const files = { ...CODE, 'docker-compose.yml': compose('web', NAMES.slice(0, 3)) };
    assert.deepEqual(linesOf(RULE, files), ['high SESSION_SECRET docker-compose.yml']);
    const [finding] = findingsOf(RULE, files);
    assert.equal(finding?.kind, 'MAIL_SENDER');
    assert.match(finding.message, /needs MAIL_SENDER, and “web” doesn’t set it/);
  });

  it('is silent where an env file or an image gives it', () => {
    const names = NAMES.slice(0, 3);
    assert.deepEqual(
      linesOf(
        RULE,
        {
          ...CODE,
          '.env': 'MAIL_SENDER=a\n',
          'docker-compose.yml': compose('web', names, '    env_file: .env\n'),
        },
        ['.env'],
      ),
      [],
    );
    assert.deepEqual(
      linesOf(RULE, { ...CODE, 'docker-compose.yml': compose('web', names, '    env_file: .env\n') }),
      [],
    );
    assert.deepEqual(
      linesOf(RULE, {
        ...CODE,
        Dockerfile: 'FROM node:24\nENV MAIL_SENDER=a\n',
        'docker-compose.yml': compose('web', names),
      }),
      [],
    );
  });

  it('is silent about images of others, and lists of a few', () => {
    const others =
      'services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_USER: a\n      POSTGRES_DB: b\n';
    assert.deepEqual(linesOf(RULE, { ...CODE, 'docker-compose.yml': others }), []);
    assert.deepEqual(linesOf(RULE, { ...CODE, 'docker-compose.yml': compose('web', NAMES.slice(0, 1)) }), []);
    const mixed = [...NAMES.slice(0, 3), 'KC_A', 'KC_B', 'KC_C', 'KC_D'];
    assert.deepEqual(linesOf(RULE, { ...CODE, 'docker-compose.yml': compose('keycloak', mixed) }), []);
    assert.deepEqual(
      linesOf(RULE, {
        ...CODE,
        'docker-compose.yml': compose('web', [...NAMES.slice(0, 2), 'PGADMIN_A', 'PGADMIN_B', 'PGADMIN_C']),
      }),
      [],
    );
  });

  it('tells a name by the value that it is given', () => {
    const text = `${compose('web', NAMES.slice(0, 3))}      MAIL_FROM: \${MAIL_SENDER}\n`;
    const files = { ...CODE, 'docker-compose.yml': text };
    assert.deepEqual(linesOf(RULE, files), ['high MAIL_FROM docker-compose.yml']);
    assert.match(findingsOf(RULE, files)[0]?.message ?? '', /Did you mean MAIL_SENDER\?/);
    // Read by somebody, it has a meaning of its own.
    const read = findingsOf(RULE, { ...files, 'src/b.ts': 'go(process.env.MAIL_FROM!);\n' });
    assert.doesNotMatch(read[0]?.message ?? '', /Did you mean/);
  });

  it('reports what a step of a workflow lacks that migrates the database', () => {
    const schema = 'datasource db {\n  url       = env("DATABASE_URL")\n  directUrl = env("DIRECT_URL")\n}\n';
    const workflow = (run: string, env: string, job = ''): string =>
      `on: push\njobs:\n  migrate:\n    runs-on: ubuntu-24.04\n${job}    steps:\n      - uses: actions/checkout@v4\n      - run: ${run}\n        env:\n${env}      - run: npm test\n`;
    const url = '          DATABASE_URL: ${{ secrets.DATABASE_URL }}\n';
    const direct = '          DIRECT_URL: ${{ secrets.DIRECT_URL }}\n';
    const found = (text: string): readonly string[] =>
      linesOf(RULE, {
        'package.json': packageJson('prisma'),
        'prisma/schema.prisma': schema,
        '.github/workflows/ci.yml': text,
      });
    assert.deepEqual(found(workflow('npx prisma migrate deploy', url)), [
      'medium DATABASE_URL .github/workflows/ci.yml',
    ]);
    assert.deepEqual(found(workflow('npm run migrate', url)), [
      'medium DATABASE_URL .github/workflows/ci.yml',
    ]);
    assert.deepEqual(found(workflow('npm run migrate', url + direct)), []);
    assert.deepEqual(found(workflow('npm run build', url)), []);
    const forJob = '    env:\n      DIRECT_URL: ${{ secrets.DIRECT_URL }}\n';
    assert.deepEqual(found(workflow('npm run migrate', url, forJob)), []);
  });

  it('asks whether a name was misspelt, and corrects it', () => {
    const text = compose('web', ['DATABASE_URL', 'REDIS_URL', 'SESSION_SECRET', 'MAIL_SENDRE']);
    const files = { ...CODE, 'docker-compose.yml': text };
    assert.deepEqual(linesOf(RULE, files), ['high MAIL_SENDRE docker-compose.yml']);
    const start = text.indexOf('MAIL_SENDRE');
    assert.deepEqual(findingsOf(RULE, files)[0]?.fixes, [
      {
        kind: 'edit',
        title: 'Rename it to MAIL_SENDER',
        edits: [{ range: { start, end: start + 11 }, newText: 'MAIL_SENDER' }],
        needsDecision: true,
      },
    ]);
  });

  it('doubts where a dashboard may have the rest, and says nothing of secrets there', () => {
    const fly = (names: readonly string[]) =>
      `app = "tidepool"\n[env]\n${names.map((name) => `${name} = "a"\n`).join('')}`;
    assert.deepEqual(linesOf(RULE, { ...CODE, 'fly.toml': fly(NAMES.slice(0, 3)) }), [
      'low SESSION_SECRET fly.toml',
    ]);
    assert.deepEqual(
      linesOf(RULE, { ...CODE, 'fly.toml': fly(NAMES.filter((name) => name !== 'SESSION_SECRET')) }),
      [],
    );
  });

  it('is silent where the cluster may have the rest', () => {
    const pod = (more: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n${more}          env:\n${NAMES.slice(
        0,
        3,
      )
        .map((name) => `            - name: ${name}\n              value: abc\n`)
        .join('')}`;
    assert.deepEqual(linesOf(RULE, { ...CODE, 'k8s/web.yaml': pod('') }), [
      'high SESSION_SECRET k8s/web.yaml',
    ]);
    const from = '          envFrom:\n            - secretRef:\n                name: web\n';
    assert.deepEqual(linesOf(RULE, { ...CODE, 'k8s/web.yaml': pod(from) }), []);
  });
});

describe('env/compose-variable-without-default', () => {
  const RULE = 'env/compose-variable-without-default';
  const file = (value: string) => ({
    'docker-compose.yml': `services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: ${value}\n`,
  });

  it('reports a reference that nothing resolves', () => {
    assert.deepEqual(linesOf(RULE, file('${DB_PASSWORD}')), ['medium DB_PASSWORD docker-compose.yml']);
    assert.deepEqual(linesOf(RULE, file('x-$DB_NAME')), ['low DB_NAME docker-compose.yml']);
  });

  it('is silent with a default, a message, a declaration, and for names that whoever deploys gives', () => {
    for (const value of [
      '${DB_PASSWORD:-a}',
      '${DB_PASSWORD-a}',
      '${DB_PASSWORD:?set it}',
      '${DB_PASSWORD:+a}',
      '$${DB_PASSWORD}',
      '${IMAGE_TAG}',
      '${HOME}',
    ])
      assert.deepEqual(linesOf(RULE, file(value)), [], value);
    assert.deepEqual(linesOf(RULE, file('${DB_PASSWORD}${DB_PASSWORD:?set it}')), []);
    assert.deepEqual(linesOf(RULE, { ...file('${DB_PASSWORD}'), '.env.example': 'DB_PASSWORD=\n' }), []);
    assert.deepEqual(linesOf(RULE, { ...file('${DB_PASSWORD}'), '.env': 'DB_PASSWORD=a\n' }, ['.env']), []);
  });

  it('reports what is handed on only where the code needs it', () => {
    const handed = {
      'docker-compose.yml':
        'services:\n  web:\n    build: .\n    environment:\n      MAIL_KEY: ${MAIL_KEY}\n',
    };
    assert.deepEqual(linesOf(RULE, handed), []);
    const code = { 'package.json': packageJson('express'), 'src/a.ts': 'go(process.env.MAIL_KEY!);\n' };
    assert.deepEqual(linesOf(RULE, { ...code, ...handed }), ['low MAIL_KEY docker-compose.yml']);
  });
});
