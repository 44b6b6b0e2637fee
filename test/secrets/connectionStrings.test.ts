import { strict as assert } from 'node:assert';
import { connectionStrings } from '../../server/src/core/secrets/connectionStrings.ts';
import { findingsIn } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

const PASSWORD = expand('{{password}}');

describe('passwords in connection strings', () => {
  const real = [
    'Server=tcp:tide.database.windows.net,1433;Initial Catalog=shop;User ID=app;Password=P;Encrypt=True;',
    'Host=db.tidepool.app;Port=5432;Database=shop;Username=app;Password=P',
    "server=db.tidepool.app;user=root;password='P';database=shop",
    'Data Source=db.tidepool.app;Initial Catalog=shop;uid=app;pwd=P',
    'host=db.tidepool.app port=5432 dbname=shop user=app password=P sslmode=require',
    "host=db.tidepool.app user=app password='P' dbname=shop",
    'jdbc:postgresql://db.tidepool.app:5432/shop?user=app&password=P&ssl=true',
    'jdbc:mysql://db.tidepool.app/shop?user=app&amp;password=P',
    'jdbc:sqlserver://db.tidepool.app:1433;database=shop;user=app;password=P;encrypt=true',
    'app:P@tcp(db.tidepool.app:3306)/shop?parseTime=true',
  ];
  for (const template of real) {
    it(`are found in ${template}`, () => {
      const string = template.replace('P;', `${PASSWORD};`).replace(/(=|:|')P(?=$|[@'& ])/, `$1${PASSWORD}`);
      for (const text of [`url = "${string}"\n`, `DATABASE_URL=${string}\r\nNEXT=1\r\n`]) {
        const [finding, ...others] = findingsIn('config.py', text);
        assert.deepEqual(others, []);
        assert.equal(finding?.ruleId, 'secrets/connection-url-password');
        assert.equal(text.slice(finding?.offsets?.start, finding?.offsets?.end), string);
        assert.equal(finding?.impact, 'blocker');
        assert.ok(!finding?.message.includes(PASSWORD));
      }
    });
  }

  const silent = [
    'Server=myServerAddress;Database=myDataBase;User Id=myUsername;Password=myPassword;',
    'Server=db.tidepool.app;Database=shop;User=sa;Password=${DB_PASSWORD};',
    'Server={server};Database={db};User Id={user};Password={password};',
    'Server=(localdb)\\mssqllocaldb;Database=shop;Trusted_Connection=True',
    'host=localhost user=postgres password=postgres dbname=shop',
    'host=db.tidepool.app user=app password=$PGPASSWORD',
    'jdbc:mysql://db.tidepool.app/shop?user=app&password=${PW}',
    'root:password@tcp(127.0.0.1:3306)/shop',
    '%s:%s@tcp(%s)/%s',
    '?username=foo&password=bar',
  ];
  for (const string of silent) {
    it(`are not seen in ${string}`, () => assert.deepEqual(connectionStrings(`url = "${string}"`), []));
  }

  it('are no named arguments', () => {
    assert.deepEqual(
      connectionStrings('connect(host=settings.host, user=name, password=secret.value1A)'),
      [],
    );
    assert.deepEqual(connectionStrings(`run --host=a.b --user=c --password=${PASSWORD}`), []);
  });

  it('of a machine of one’s own are silent, or low when they look generated', () => {
    const text = (password: string): string => `"Server=localhost;User Id=sa;Password=${password};"\n`;
    assert.deepEqual(findingsIn('appsettings.json', text('Pa55w0rd')), []);
    assert.equal(findingsIn('appsettings.json', text(PASSWORD))[0]?.impact, 'low');
  });

  it('take time in proportion to the text, whatever it is', () => {
    for (const piece of ['password=', 'host=a;password=b;', 'a:a@tcp(', 'jdbc:a://b?password=c&'])
      connectionStrings(piece.repeat(400_000 / piece.length));
  });
});
