import { strict as assert } from 'node:assert';
import { connectionUrls } from '../../server/src/core/secrets/connectionUrls.ts';
import { findingsIn } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

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
    'mysql://root:root@db.tidepool.app/app',
    'redis://default:changeme@redis.tidepool.app',
    'smtp://some-user:secret-password@smtp.tidepool.app:587',
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
  ];
  for (const url of madeUp) {
    it(`are not seen in ${url}`, () => assert.deepEqual(connectionUrls(`url = "${url}"`), []));
  }

  it('of a machine of one’s own are silent, or low when they look generated', () => {
    assert.deepEqual(findingsIn('a.yml', 'url: postgres://app:s3cret99@localhost/app\n'), []);
    assert.equal(findingsIn('a.yml', `url: postgres://app:${PASSWORD}@localhost/app\n`)[0]?.impact, 'low');
  });

  it('take time in proportion to the text, whatever it is', () => {
    const text = 'postgres://'.repeat(20_000) + ':'.repeat(20_000) + 'a:a'.repeat(20_000);
    assert.deepEqual(connectionUrls(text), []);
  });
});
