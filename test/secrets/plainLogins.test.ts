import { strict as assert } from 'node:assert';
import { plainLogins, PLAIN_LOGIN_TRIGGERS } from '../../server/src/core/secrets/plainLogins.ts';
import { expand } from '../support/expand.ts';

const PASSWORD = expand('{{password}}');

describe('logins in commands', () => {
  for (const line of [
    'mysql -h db.tidepool.app -u billing -p… main',
    "mysqldump -ubilling -p'…' -h db.tidepool.app main > dump.sql",
    'mysql --host=db.tidepool.app --user=billing --password=…',
    'mysql -u billing \\\n  -p"…" main',
    'redis-cli -h cache.tidepool.app -a … ping',
    'redis-cli --pass …',
    'mongosh "mongodb+srv://db.tidepool.app/main" --username billing --password …',
    'mongodump --host db.tidepool.app -u billing -p …',
    'sqlcmd -S db.tidepool.app -U billing -P …',
    'ldapsearch -D cn=admin -w … -H ldap://ldap.tidepool.app',
    'echo … | docker login -u ci --password-stdin',
    'echo "…" | sudo -S apt-get update',
    'openssl rsa -in key.pem -passin pass:…',
    'smbclient //files.tidepool.app/x -U billing%…',
    'lftp -u billing,… files.tidepool.app',
    'rabbitmqctl add_user billing …',
    'htpasswd -b .htpasswd billing …',
    'db.tidepool.app:5432:main:billing:…',
    'url=jdbc:oracle:thin:billing/…@//db.tidepool.app:1521/main',
  ]) {
    it(`are found in ${line}`, () => {
      const text = `#!/bin/sh\n${line.replace('…', PASSWORD)}\n`;
      assert.deepEqual(
        plainLogins(text).map(({ start, end }) => text.slice(start, end)),
        [PASSWORD],
      );
      assert.ok(PLAIN_LOGIN_TRIGGERS.some((trigger) => text.toLowerCase().includes(trigger)));
    });
  }

  for (const line of [
    'mysql -u root -p main',
    'mysql -u billing -p"$MYSQL_PASSWORD" main',
    'mysql -u root -proot main',
    'mysql -h db -P 3306 -u billing',
    'mysqldump -ppassword main',
    'mysqldump --password=${PASSWORD} main',
    'redis-cli -a "$REDIS_PASSWORD" ping',
    'redis-cli -h localhost -a password ping',
    'echo "$TOKEN" | docker login -u ci --password-stdin',
    'echo "hello world" | sudo -S tee a',
    'openssl rsa -passin pass:test -in key.pem',
    'openssl rsa -passin env:PASS -in key.pem',
    'localhost:5432:main:postgres:postgres',
    'jdbc:oracle:thin:scott/tiger@//localhost:1521/main',
    'mongodump -u <user> -p <password>',
    'sqlcmd -S localhost -U sa -P YourStrong@Passw0rd',
  ]) {
    it(`are none in ${line}`, () => {
      assert.deepEqual(plainLogins(`${line}\n`), []);
    });
  }

  it('take time in proportion to the text', () => {
    for (const piece of [
      'mysql ',
      'mysql -p',
      'redis-cli ',
      'echo ',
      'mongo -p',
      ' -U ',
      'a:5432:',
      'htpasswd -b ',
      'pass:',
      '-pass ',
      'ldapsearch -w\n',
    ]) {
      const start = performance.now();
      plainLogins(piece.repeat(500_000 / piece.length));
      const elapsed = performance.now() - start;
      assert.ok(elapsed < 3000, `${piece}: ${elapsed} ms`);
    }
  });
});
