import { strict as assert } from 'node:assert';
import { connectionUrls } from '../../server/src/core/secrets/connectionUrls.ts';
import { findingsIn } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';
import { fakeToken } from '../support/fakeTokens.ts';

const PASSWORD = expand('{{password}}');

describe('passwords in connection URLs', () => {
  const real = [
    `postgres://app:${PASSWORD}@db.tidepool.app/billing`,
    `postgresql+asyncpg://app:${PASSWORD}@10.0.3.7:5432/billing`,
    `mysql://root:${PASSWORD}@mysql.tidepool.app:3306/app?ssl=true`,
    `mongodb+srv://app:${PASSWORD}@cluster0.ab1cd.mongodb.net/?retryWrites=true`,
    `redis://:${PASSWORD}@cache.tidepool.app:6379/0`,
    `amqps://app:${PASSWORD}@queue.tidepool.app/vhost`,
    `smtps://mailer:${PASSWORD}@smtp.tidepool.app:465`,
    `https://deploy:${PASSWORD}@git.tidepool.app/app.git`,
    `postgres://app:${['Tr0ub4dor', '3'].join('&')}@db.tidepool.app/billing`,
    `postgres://app:p%40${PASSWORD}@db.tidepool.app/billing`,
    `postgres://app:a@${PASSWORD}@db.tidepool.app/billing`,
    `postgres://app:${PASSWORD}$*{[@db.tidepool.app/billing`,
    `postgres://app:${PASSWORD}@[2001:db8::1]:5432/billing`,
    `mongodb://app:${PASSWORD}@a.tidepool.app:27017,b.tidepool.app:27017/billing?replicaSet=rs0`,
    `jdbc:mysql://app:${PASSWORD}@db.tidepool.app/billing`,
    `mysql2://app:${PASSWORD}@db.tidepool.app/billing`,
    `valkey://default:${PASSWORD}@cache.tidepool.app:6379`,
    `git+https://deploy:${PASSWORD}@git.tidepool.app/app.git`,
    `postgres://app:${PASSWORD}@\${host}/billing`,
    `redis://default:${PASSWORD}@cache.tidepool.app:\${port}/\${db}`,
  ];
  for (const url of real) {
    it(`are found in ${url.replace(PASSWORD, '…')}`, () => {
      const text = `url = "${url}"\n`;
      const [finding] = findingsIn('config.py', text);
      assert.equal(finding?.ruleId, 'secrets/connection-url-password');
      assert.equal(finding?.impact, 'blocker');
      assert.equal(text.slice(finding?.offsets?.start, finding?.offsets?.end), url);
      assert.ok(!finding?.message.includes(PASSWORD));
    });
  }

  const madeUp = [
    'postgres://user:password@localhost:5432/app',
    'postgres://postgres:postgres@db:5432/app',
    'postgres://USER:PASSWORD@HOST:PORT/DB',
    'postgres://user:pass@example.com/db',
    'https://ada:lovelace@some.url.com/repository',
    'mysql://root:root@db.tidepool.app/app',
    'redis://:abc123xyz@redis-11.cloud.redis.tidepool.app:11022',
    'redis://:ABC123@cache.tidepool.app',
    'redis://default:changeme@redis.tidepool.app',
    'smtp://some-user:secret-password@smtp.tidepool.app:587',
    'https://oauth2:gh-token@github.com/acme/web.git',
    'postgres://app:${DB_PASSWORD}@db.tidepool.app/app',
    'postgres://app:#{password}@db.tidepool.app/app',
    'postgres://app:{password}@db.tidepool.app/app',
    'postgres://app:%(password)s@db.tidepool.app/app',
    'postgres://app:<password>@db.tidepool.app/app',
    'postgres://app:[YOUR-PASSWORD]@db.tidepool.app/app',
    'postgres://app:****@db.tidepool.app/app',
    'postgres://app:$PGPASSWORD@db.tidepool.app/app',
    'https://registry.tidepool.app:8443/a@b.c/d',
    'https://tidepool.app/a:b@c',
    'ssh://git@github.com:22/a.git',
    'https://user:p@ss@example.org/',
    'postgres://app:Passw0rd!@db.tidepool.app/app',
    'postgres://app:dbpass@db.tidepool.app/app',
    'postgres://documenso:documenso_dev@db.tidepool.app/app',
    'mysql://USERNAME:PLAIN_TEXT_PASSWORD@aws.connect.psdb.cloud/app',
    'mongodb+srv://dbUser:dbUserPassword@cluster0.ab1cd.mongodb.net',
    'mongodb://reader:D1fficultP%40ssw0rd@10.0.0.1:27017',
    'postgres://postgres:%5BYOUR-PASSWORD%5D@db.kqzvx.supabase.co/postgres',
    'redis://:p4ssw0rd@10.0.1.1:6380/15',
    'postgres://app:hunter2@${host}/app',
    `https://${'0af1'.repeat(8)}:${'1bf2'.repeat(8)}@sentry.io/42`,
    'https://fonts.googleapis.com/css2?family=Inter:ital,wght@0,400;1,500',
  ];
  for (const url of madeUp) {
    it(`are not seen in ${url}`, () => assert.deepEqual(connectionUrls(`url = "${url}"`), []));
  }

  it('are found wherever the URL stands', () => {
    const url = `postgres://app:${PASSWORD}@db.tidepool.app/billing`;
    for (const [before, after] of [
      ['DATABASE_URL: ${DATABASE_URL:-', '}'],
      ['"A=1\\n', '\\nB=2"'],
      ['Connect to ', '.\n'],
      ['<a>', '</a>'],
      ['url=', ';b=2'],
    ] as const) {
      const [found] = connectionUrls(before + url + after);
      assert.deepEqual([found?.start, found?.end], [before.length, before.length + url.length], before);
    }
    assert.equal(connectionUrls(`{"url":"${url.replaceAll('/', '\\/')}"}`).length, 1);
    const [xml] = connectionUrls(`<a>${url}?a=1&amp;b=2</a>`);
    assert.equal(xml?.end, `<a>${url}?a=1&amp;b=2`.length);
  });

  it('leave the tokens of a provider to their own rule', () => {
    const text = `git clone https://oauth2:${fakeToken('gitlab-token')}@gitlab.com/a/b.git\n`;
    assert.deepEqual(
      findingsIn('deploy.sh', text).map(({ ruleId }) => ruleId),
      ['secrets/provider-token'],
    );
  });

  it('of databases that run for a developer or a test are silent', () => {
    const text = `url: postgres://app:${PASSWORD}@postgres/app\n`;
    assert.deepEqual(findingsIn('docker-compose.yml', text), []);
    assert.deepEqual(findingsIn('.github/workflows/test.yml', text), []);
    assert.equal(findingsIn('docker-compose.prod.yml', text)[0]?.impact, 'low');
  });

  it('that somebody chose for a test are low', () => {
    const url = (password: string) => `remove('https://ci-token:${password}@gitlab.com/a/b.git');\n`;
    assert.equal(findingsIn('src/__tests__/url.test.ts', url('token-to-remove'))[0]?.impact, 'low');
    assert.equal(findingsIn('src/url.ts', url('token-to-remove'))[0]?.impact, 'blocker');
    assert.equal(findingsIn('src/__tests__/url.test.ts', url(PASSWORD))[0]?.impact, 'high');
  });

  it('of a machine of one’s own are silent, or low when they look generated', () => {
    assert.deepEqual(findingsIn('a.yml', 'url: postgres://app:s3cret99@localhost/app\n'), []);
    assert.equal(findingsIn('a.yml', `url: postgres://app:${PASSWORD}@localhost/app\n`)[0]?.impact, 'low');
  });

  it('take time in proportion to the text, whatever it is', () => {
    for (const text of [
      'postgres://'.repeat(20_000) + ':'.repeat(20_000) + 'a:a'.repeat(20_000),
      'redis://a:b@'.repeat(20_000),
    ])
      assert.deepEqual(connectionUrls(text), []);
  });
});
