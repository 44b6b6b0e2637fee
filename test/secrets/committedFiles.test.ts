import { strict as assert } from 'node:assert';
import { NO_FACTS } from '../../server/src/core/facts.ts';
import { findingsIn } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

/** Null is a file that git was not asked about. */
type Tracked = boolean | null;

function judged(rule: string, path: string, text: string, tracked: Tracked): readonly string[] {
  const expanded = expand(text);
  const facts = { ...NO_FACTS, tracked: tracked === null ? {} : { [path]: tracked } };
  return findingsIn(path, expanded, { facts })
    .filter(({ ruleId }) => ruleId === `secrets/${rule}`)
    .map(({ impact, offsets }) => `${impact} ${expanded.slice(offsets?.start, offsets?.end)}`);
}

describe('env files in git', () => {
  const found = (path: string, text: string, tracked: Tracked = true): readonly string[] =>
    judged('committed-env-file', path, text, tracked);

  it('are blockers with real values, placed on the first of the most serious', () => {
    assert.deepEqual(
      found(
        '.env',
        'PORT=1\nDB_PASSWORD=postgres\nSTRIPE_SECRET_KEY={{stripe-secret-key}}\nJWT_SECRET={{password}}\n',
      ),
      ['blocker STRIPE_SECRET_KEY'],
    );
    assert.deepEqual(
      found('apps/api/.env.production', 'DATABASE_URL=postgres://app:{{password}}@db.tidepool.app/a\n'),
      ['blocker DATABASE_URL'],
    );
    assert.deepEqual(found('.dev.vars', 'export SESSION_SECRET="{{password}}"\n'), [
      'blocker SESSION_SECRET',
    ]);
  });

  it('say what is in them and what to do', () => {
    const text = expand('JWT_SECRET={{password}}\nSESSION_SECRET={{password:2}}\n');
    const message = (tracked: boolean): string | undefined =>
      findingsIn('.env.local', text, { facts: { ...NO_FACTS, tracked: { '.env.local': tracked } } }).find(
        ({ ruleId }) => ruleId === 'secrets/committed-env-file',
      )?.message;
    assert.equal(
      message(true),
      '.env.local is in git, with secrets in it: JWT_SECRET, SESSION_SECRET. Take it out with `git rm --cached .env.local` and add .env.local to .gitignore. Replace the values too: they stay in the history.',
    );
    assert.equal(
      message(false),
      '.env.local is not ignored by git yet, with secrets in it: JWT_SECRET, SESSION_SECRET. Add .env.local to .gitignore, or the next `git add .` commits it.',
    );
  });

  it('are high while they would only be committed, and nothing where git was not asked', () => {
    assert.deepEqual(found('.env', 'JWT_SECRET={{password}}', false), ['high JWT_SECRET']);
    assert.deepEqual(found('.env', 'DB_PASSWORD=postgres', false), ['medium DB_PASSWORD']);
    assert.deepEqual(found('.env', 'JWT_SECRET={{password}}', null), []);
  });

  it('are blockers with what nobody takes for a default, whatever is beside it', () => {
    assert.deepEqual(
      found('.env.production', 'APP_NAME=Shop\nDB_PASSWORD=secret\nAPP_KEY=base64:{{pem-line}}\n'),
      ['blocker APP_KEY'],
    );
  });

  it('are low with defaults for development', () => {
    assert.deepEqual(found('.env', 'DB_PASSWORD=secret\n'), ['low DB_PASSWORD']);
    assert.deepEqual(found('.env', '###> symfony/framework-bundle ###\nAPP_SECRET={{password}}\n'), [
      'low APP_SECRET',
    ]);
    assert.deepEqual(found('.env.development', 'SESSION_SECRET={{password}}\n'), ['medium SESSION_SECRET']);
    assert.deepEqual(found('.devcontainer/.env', 'SESSION_SECRET={{password}}\n'), ['medium SESSION_SECRET']);
    assert.deepEqual(found('deploy/variables.env', 'SECRET_KEY={{password}}\n'), ['medium SECRET_KEY']);
  });

  it('are fine without secrets, encrypted, as templates and for tests', () => {
    assert.deepEqual(found('.env', 'PORT=3000\nNEXT_PUBLIC_URL=https://tidepool.app\nJWT_SECRET=\n'), []);
    assert.deepEqual(
      found(
        '.env',
        'JWT_SECRET=${OTHER}\nA_SECRET=your-secret-here\nB_SECRET=op://vault/item\nC_SECRET=keyring:jwt-9fk2-main\n',
      ),
      [],
    );
    assert.deepEqual(
      found('.env.production', 'DOTENV_PUBLIC_KEY_PRODUCTION="03a"\nJWT_SECRET="encrypted:{{password}}"\n'),
      [],
    );
    for (const name of [
      '.env.example',
      '.env.test',
      '.env.ci',
      'tests/.env',
      'examples/a/.env',
      '.env.production.sample',
    ])
      assert.deepEqual(found(name, 'JWT_SECRET={{password}}\n'), [], name);
    assert.deepEqual(
      found('.env', 'STRIPE_PUBLISHABLE_KEY={{stripe-publishable-key}}\nVITE_API_KEY={{password}}\n'),
      [],
    );
  });

  it('cost time in proportion to the text', () => {
    for (const unit of ['A_SECRET=b\n', 'A_SECRET="', '=', 'A_SECRET=', '#\n'])
      found('.env', unit.repeat(1_000_000 / unit.length));
  });
});

describe('key files in git', () => {
  const found = (path: string, text: string, tracked: Tracked = true): readonly string[] =>
    judged('committed-key-file', path, text, tracked);

  it('are containers, judged by their name alone', () => {
    assert.deepEqual(found('certs/release.keystore', ''), ['high ']);
    assert.deepEqual(found('ios/push.p12', '', false), ['medium ']);
    assert.deepEqual(found('ios/push.p12', '', null), []);
    for (const path of [
      'android/app/debug.keystore',
      'certs/truststore.jks',
      'test/fixtures/a.p12',
      'node_modules/a/b.p12',
    ])
      assert.deepEqual(found(path, ''), [], path);
  });

  it('are logins that tools keep for one user', () => {
    assert.deepEqual(found('.netrc', 'machine api.heroku.com\n  login ops\n  password {{password}}\n'), [
      `blocker ${expand('{{password}}')}`,
    ]);
    assert.deepEqual(found('.pgpass', 'db.tidepool.app:5432:*:app:{{password}}\n'), [
      `blocker ${expand('{{password}}')}`,
    ]);
    assert.deepEqual(found('.pgpass', 'localhost:5432:*:app:{{password}}\n'), []);
    const login = Buffer.from(expand('ops:{{password}}')).toString('base64');
    assert.deepEqual(found('.docker/config.json', `{"auths":{"ghcr.io":{"auth":"${login}"}}}`), [
      `blocker ${login}`,
    ]);
    const key = Buffer.from(`-----BEGIN RSA PRIVATE KEY-----${expand('{{pem-body}}')}`).toString('base64');
    assert.deepEqual(found('infra/kube.yaml', `users:\n- user:\n    client-key-data: ${key}\n`), [
      `blocker ${key}`,
    ]);
  });

  it('are keys of Rails, which nothing but the path tells', () => {
    const key = expand('{{hex-key}}');
    assert.deepEqual(found('config/master.key', `${key}\n`), [`blocker ${key}`]);
    assert.deepEqual(found('apps/shop/config/credentials/production.key', key), [`blocker ${key}`]);
    assert.deepEqual(found('config/credentials/development.key', key), [`low ${key}`]);
    for (const [path, text] of [
      ['test/dummy/config/master.key', key],
      ['config/other.key', key],
      ['config/master.key', 'see the password manager\n'],
      ['config/master.key', '0'.repeat(32)],
    ] as const)
      assert.deepEqual(found(path, text), [], path);
  });

  it('are states of Terraform, more so with a password in them', () => {
    assert.deepEqual(found('infra/terraform.tfstate', '{"terraform_version":"1.9","a":1}'), [
      'medium "terraform_version"',
    ]);
    assert.deepEqual(
      found('infra/terraform.tfstate', '{"terraform_version":"1.9","password": "{{password}}"}'),
      [`high ${expand('{{password}}')}`],
    );
  });

  it('cost time in proportion to the text', () => {
    for (const unit of [
      'machine a login b password ',
      'machine ',
      '"auths" "auth":"',
      'client-key-data: ',
      'a:5432:',
      '"terraform_version" "password":"',
    ]) {
      for (const path of ['.netrc', '.pgpass', 'a.json', 'a.tfstate', 'a.yaml'])
        found(path, unit.repeat(300_000 / unit.length));
    }
  });
});
