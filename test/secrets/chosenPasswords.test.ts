import { strict as assert } from 'node:assert';
import hardCodedSecret from '../../server/src/core/rules/secrets/hard-coded-secret.ts';
import { findingsIn } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

const ALONE = { rules: [hardCodedSecret] };

const LABEL = 'Password 12'.replace(' ', '');
const CHOSEN = ['Kestrel', '4471'].join('#');

/** § stands for the password. */
const WAYS: readonly (readonly [path: string, text: string])[] = [
  ['app.py', `pw = "§"`],
  ['app.py', `auth = ("admin", "§")`],
  ['app.py', `User.objects.create_user("ada", "ada@tidepool.app", "§")`],
  ['Db.java', `DriverManager.getConnection(url, "sa", "§");`],
  ['db.php', `$db = mysqli_connect("db.tidepool.app", "root", "§", "shop");`],
  ['db.php', `$db = new PDO($dsn, "root", "§");`],
  ['db.php', `'password' => bcrypt('§'),`],
  ['users.ts', `const user = { password: await hashSecret("§") };`],
  ['client.rb', `http.basic_auth "deploy", "§"`],
  ['login_spec.rb', `let(:password) { "§" }`],
  ['login_spec.rb', `fill_in "Password", with: "§"`],
  ['login_spec.rb', `fill_in :user_password, with: "§"`],
  ['login.spec.ts', `await page.fill("#password", "§");`],
  ['login.spec.ts', `await page.getByLabel("Password").fill("§");`],
  ['login.spec.ts', `await page.locator('input[type="password"]').fill("§");`],
  ['login.spec.ts', `cy.get("input[name=password]").type("§{enter}");`],
  ['login.spec.ts', `await user.type(screen.getByLabelText("Password"), "§");`],
  ['login_test.py', `driver.find_element(By.ID, "password").send_keys("§")`],
  ['keys.sh', `keytool -importkeystore -storepass § -alias app`],
  ['Dockerfile', `RUN echo "root:§" | chpasswd`],
  ['ldap.conf', `bindpw §`],
  ['cluster.conf', `auth_pass §`],
  ['setup.ps1', `$key = ConvertTo-SecureString "§" -AsPlainText -Force`],
  ['wifi.cpp', `WiFi.begin("boat", "§");`],
  ['notes.md', 'The password is `§` for now.'],
  ['notes.md', 'The default password (`§`) is for you.'],
  ['sign.ts', `jwt.sign({ sub: user.id }, "§");`],
];

describe('passwords that people choose', () => {
  it('are found where they are given', () => {
    for (const [path, text] of WAYS) {
      const value = text.includes('jwt.sign') ? expand('{{password:7}}') : CHOSEN;
      const found = findingsIn(path, text.replace('§', value), ALONE);
      const start = text.indexOf('§');
      assert.deepEqual(
        found.map(({ offsets }) => offsets),
        [{ start, end: start + value.length }],
        text,
      );
    }
  });

  it('are worth a glance in tests where somebody took care with them', () => {
    const impactOf = (value: string): string | undefined =>
      findingsIn('tests/login.ts', `const password = "${value}";`, ALONE)[0]?.impact;
    for (const value of ['Adm1n#77', 'sup3rs3cret', 'Welcome1', 'qwe123RTY', 'S3cr3t!', 'Str0ng-Horse-2'])
      assert.equal(impactOf(value), 'low', value);
    for (const value of [
      'password',
      'password123',
      'test1234',
      'changeme',
      'your-password',
      'xxxxxxxx',
      'Wrong',
    ])
      assert.equal(impactOf(value), undefined, value);
  });

  it('are found in a name with a login', () => {
    const text = `ADMIN_CREDENTIALS: 'ada@tidepool.app:${CHOSEN}',`;
    assert.equal(findingsIn('e2e/setup.ts', text, ALONE)[0]?.impact, 'low');
    assert.deepEqual(findingsIn('e2e/setup.ts', `CREDENTIALS: 'same-origin:include',`, ALONE), []);
  });

  it('are not taken from lists, objects and routes', () => {
    for (const [path, text] of NO_PASSWORDS) {
      assert.deepEqual(
        findingsIn(path, text, ALONE).map(({ message }) => message),
        [],
        text,
      );
    }
  });
});

const NO_PASSWORDS: readonly (readonly [path: string, text: string])[] = [
  ['src/common.ts', `const COMMON = [\n  'password',\n  '${CHOSEN}',\n];`],
  ['src/countries.json', `{ "pw": { "alpha3": "PLW" } }`],
  ['board.jsonl', `{ "a": "${LABEL}", "${expand('{{password:9}}')}": "x" }`],
  ['AGENTS.md', 'Components pass `max-w-*` on.'],
  ['src/domains.php', `$domains = ['tidepool.pw', 'kestrel-44.pl'];`],
  ['config/routes.rb', `get "/login/forgot_password" => "login#forgot_password"`],
  ['routes/web.php', `Route::post('password', 'SettingsController@passwordUpdate');`],
  ['site.conf', `fastcgi_pass unix:/var/run/php/php7.2-fpm.sock;`],
  ['infra/sql.bicep', `resource sqlPasswordSecret 'Microsoft.KeyVault/vaults/secrets@2022-07-01' = {`],
  ['lang/de/auth.php', `'password' => '${CHOSEN}',`],
  ['src/locales/xx.ts', `export const password = 'crwdns6846:0crwdne6846:0';`],
];
