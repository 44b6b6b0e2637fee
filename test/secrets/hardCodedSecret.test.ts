import { strict as assert } from 'node:assert';
import hardCodedSecret from '../../server/src/core/rules/secrets/hard-coded-secret.ts';
import { RULES } from '../../server/src/core/rules/registry.ts';
import { analyzeText, findingsIn } from '../support/analyzeText.ts';
import { assertFindings } from '../support/carets.ts';
import { expand } from '../support/expand.ts';
import { randomNumbers } from '../support/fakeTokens.ts';
import { WAYS_OF_WRITING } from '../support/waysOfWriting.ts';
import { processorTime } from '../support/processorTime.ts';

const ALONE = { rules: [hardCodedSecret] };

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const VALUES: Readonly<Record<string, (seed: string) => string>> = {
  'letters and digits': (seed) => drawn(LETTERS, 24, seed),
  hexadecimal: (seed) => drawn('0123456789abcdef', 40, seed),
  base64: (seed) => `${drawn(`${LETTERS}+/`, 43, seed)}=`,
  base64url: (seed) => `${drawn(`${LETTERS}-_`, 42, seed)}x`,
  base32: (seed) => drawn(`${LETTERS.slice(0, 26)}234567`, 32, seed),
  'small letters and digits': (seed) => drawn(LETTERS.slice(26), 20, seed),
};

describe('secrets/hard-coded-secret', () => {
  it('offers the conventional variable', () => {
    const variableOf = (text: string): string | undefined =>
      findingsIn('src/a.ts', text.replace('§', drawn(LETTERS, 24, text)), ALONE)[0]?.fixes[0]?.title.split(
        ' as ',
      )[1];
    assert.equal(variableOf(`const stripe = { webhookSecret: '§' };`), 'WEBHOOK_SECRET');
    assert.equal(variableOf(`stripe.webhookSecret = '§';`), 'STRIPE_WEBHOOK_SECRET');
    assert.equal(variableOf(`client.setPassword('§');`), 'CLIENT_PASSWORD');
    assert.equal(variableOf(`const password = '§';`), 'APP_PASSWORD');
    assert.equal(variableOf(`const headers = { 'X-Api-Key': '§' };`), 'API_KEY');
  });

  for (const [kind, make] of Object.entries(VALUES)) {
    it(`finds ${kind} in every way of writing, and marks the value alone`, () => {
      for (const [what, path, text] of WAYS_OF_WRITING) {
        const value = make(`${kind} in ${what}`);
        const filled = text.replace('§', () => value);
        const found = findingsIn(path, filled, ALONE).map(({ offsets }) => offsets);
        const start = text.indexOf('§');
        assert.deepEqual(found, [{ start, end: start + value.length }], `${what}: ${filled}`);
      }
    });
  }

  it('finds passwords that people make up, wherever a password is given', () => {
    for (const [what, path, text] of WAYS_OF_WRITING) {
      if (!/passw/i.test(text) || what === 'a fallback of Python') continue;
      const found = findingsIn(path, text.replace('§', 'Kestrel#4471'), ALONE);
      assert.equal(found.length, 1, what);
    }
  });

  it('finds what is a file of its own, named by the file alone', () => {
    const value = drawn(LETTERS, 24, 'whole file');
    const found = (path: string, text: string): readonly string[] =>
      findingsIn(path, text, ALONE).map(
        ({ impact, offsets }) => `${impact} ${text.slice(offsets?.start, offsets?.end)}`,
      );
    for (const path of [
      'secrets/db_password.txt',
      'deploy/secrets/jwt_secret',
      'jwt.secret',
      '.session-secret',
      'run/api-key.txt',
    ])
      assert.deepEqual(found(path, `${value}\n`), [`high ${value}`], path);
    assert.match(
      findingsIn('secrets/db_password.txt', value, ALONE)[0]?.message ?? '',
      /^Password "db_password\.txt" in this file/,
    );
    for (const [path, text] of [
      ['secrets/db_password.txt', 'changeme'],
      ['secrets/db_password.txt', `${value} ${value}`],
      ['secrets/db_name.txt', value],
      ['src/token.ts', value],
      ['docs/public_key.txt', value],
      ['test/secrets/db_password.txt', value],
    ] as const)
      assert.deepEqual(found(path, text), [], path);
  });

  it('finds a key in a file of variables, where nothing is quoted', () => {
    const impactOf = (path: string): string | undefined =>
      findingsIn(path, `TUMBLR_KEY=${drawn(LETTERS, 40, 'tumblr')}`, ALONE)[0]?.impact;
    assert.equal(impactOf('.env.production'), 'low');
    assert.equal(impactOf('.env.example'), undefined);
    assert.equal(impactOf('notes.txt'), undefined);
  });

  it('says what it is and what to do, and shows little of it', () => {
    assertFindings(
      'src/session.ts',
      `
export const session = { cookieSecret: '{{password:3}}' };
                                        ^^^^^^^^^^^^^^ Secret "cookieSecret" in this file (`,
      ALONE,
    );
    const [finding] = findingsIn('src/a.ts', expand(`const apiKey = '{{password:3}}';`), ALONE);
    assert.ok(!JSON.stringify(finding).includes(expand('{{password:3}}')));
    assert.deepEqual(
      finding?.fixes.map(({ title }) => title),
      ['Move to .env as API_KEY'],
    );
  });

  it('is sure in the product, and in doubt in tests, examples and documentation', () => {
    const text = expand(`session_secret = "{{password:4}}"`);
    const impactIn = (path: string): string | undefined => findingsIn(path, text, ALONE)[0]?.impact;
    assert.equal(impactIn('app/settings.py'), 'high');
    for (const path of [
      'tests/test_login.py',
      'examples/app.py',
      'docs/setup.md',
      'db/seeds.rb',
      '.env.example',
    ]) {
      assert.equal(impactIn(path), 'low', path);
    }
  });

  it('judges what a name promises', () => {
    const value = drawn(LETTERS, 32, 'promise');
    const impactOf = (name: string): string | undefined =>
      findingsIn('src/a.ts', `const ${name} = '${value}';`, ALONE)[0]?.impact;
    assert.equal(impactOf('clientSecret'), 'high');
    assert.equal(impactOf('token'), 'medium');
    assert.equal(impactOf('warehouseKey'), 'low');
    assert.equal(impactOf('passwordSalt'), 'low');
    assert.equal(impactOf('sortKey'), undefined);
    assert.equal(impactOf('apiKeyId'), undefined);
  });

  it('judges passwords by how they were chosen', () => {
    const impactOf = (password: string, path = 'config/app.yml'): string | undefined =>
      findingsIn(path, `db:\n  password: ${password}\n`, ALONE)[0]?.impact;
    assert.equal(impactOf('Kestrel#4471'), 'medium');
    assert.equal(impactOf('hunter22'), 'low');
    assert.equal(impactOf('postgres'), undefined);
    assert.equal(impactOf('Kestrel#4471', 'tests/app.yml'), 'low');
    assert.equal(impactOf('hunter22', 'tests/app.yml'), undefined);
  });

  it('looks into values that are encoded once', () => {
    const encoded = (text: string): string => Buffer.from(text).toString('base64');
    const impactOf = (value: string): string | undefined =>
      findingsIn('k8s/secret.yml', `data:\n  db-password: ${value}\n`, ALONE)[0]?.impact;
    assert.equal(impactOf(encoded(drawn(LETTERS, 20, 'k8s'))), 'high');
    assert.equal(impactOf(encoded('Kestrel#4471')), 'medium');
    assert.equal(impactOf(encoded('replace-me-please')), undefined);
    assert.equal(impactOf(encoded('${DB_PASSWORD}')), undefined);
    assert.equal(impactOf(Buffer.from('correct-horse').toString('hex')), undefined);
    const login = (user: string): string =>
      `curl -H "Authorization: Basic ${encoded(user)}" https://tidepool.app`;
    assert.equal(findingsIn('deploy.sh', login('deploy:Kestrel#4471'), ALONE).length, 1);
    assert.equal(findingsIn('deploy.sh', login('user:password'), ALONE).length, 0);
  });

  it('is silent about variables in a text, and not about a dollar of its own', () => {
    const rules = (path: string, text: string) => findingsIn(path, text).map(({ ruleId }) => ruleId);
    const [value, dollar] = [expand('Ia{{password:7}}'), '$'];
    const known = ['secrets/hard-coded-secret'];
    for (const [path, text] of [
      ['login.ps1', `${dollar}stamp = Get-Date\n${dollar}password = "${value}${dollar}stamp"\n`],
      ['login.sh', `stamp=1\npassword="${value}${dollar}stamp"\n`],
      ['login.php', `<?php\n${dollar}stamp = time();\n${dollar}password = "${value}${dollar}stamp";\n`],
      ['login.sh', `for stamp in 1 2; do\npassword="${value}${dollar}{stamp}"\ndone\n`],
    ] as const)
      assert.deepEqual(rules(path, text), [], text);
    for (const [path, text] of [
      ['login.ps1', `${dollar}password = "${value}${dollar}stamp"\n`],
      ['login.ps1', `${dollar}stamp = 1\n${dollar}password = '${value}${dollar}stamp'\n`],
      ['login.sh', `stamp=1\npassword='${value}${dollar}stamp'\n`],
      ['login.py', `stamp=1\npassword="${value}${dollar}stamp"\n`],
      // Its variables have a dollar nowhere, so this is a text about another language.
      ['login.js', `// ${dollar}stamp = 1\nconst password = "${value}${dollar}stamp";\n`],
    ] as const)
      assert.deepEqual(rules(path, text), known, text);
  });

  it('is silent about what only looks like it', () => {
    for (const [path, text] of SILENT) {
      const filled = text.replaceAll('§', () => drawn(LETTERS, 28, text));
      assert.deepEqual(
        findingsIn(path, filled, ALONE).map(({ message }) => message),
        [],
        `${path}: ${filled}`,
      );
    }
  });

  it('leaves to other rules what they know, also where they found it harmless', () => {
    for (const text of [
      `const apiKey = '{{stripe-publishable-key}}';`,
      `PADDLE_CLIENT_TOKEN={{paddle-client-token}}`,
      `const supabaseKey = '{{jwt-supabase-anon}}';`,
      `const accessToken = '{{jwt-expired}}';`,
    ]) {
      assert.deepEqual(findingsIn('src/a.ts', expand(text), { rules: RULES }), [], text);
    }
    const [finding, ...others] = findingsIn('src/a.ts', expand(`const apiKey = '{{stripe-secret-key}}';`));
    assert.equal(finding?.ruleId, 'secrets/provider-token');
    assert.deepEqual(others, []);
  });

  it('says the same about bytes as about text', () => {
    for (const [, path, text] of WAYS_OF_WRITING) {
      const filled = text.replace('§', 'Kestrel#4471');
      const byText = analyzeText(path, filled, ALONE).findings;
      const bytes = new TextEncoder().encode(filled);
      const confirmed = hardCodedSecret.triggers.some((trigger) =>
        endsOf(filled, trigger).some((end) => hardCodedSecret.confirms?.(bytes, end, trigger)),
      );
      assert.ok(confirmed || byText.length === 0, filled);
    }
  });

  it('judges bytes once, however many names stand close together', () => {
    for (const piece of [
      'key',
      'key ',
      'password',
      'password: ',
      'secret =',
      'token ',
      'api_key',
      'key=/',
      '{\n{key ',
    ]) {
      const bytes = new TextEncoder().encode(piece.repeat(Math.ceil(1_000_000 / piece.length)));
      const { triggers, confirms } = hardCodedSecret;
      const trigger = triggers.find((each) => piece.includes(each)) ?? '';
      assert.ok(trigger !== '', piece);
      const start = processorTime();
      for (let end = piece.indexOf(trigger) + trigger.length; end <= bytes.length; end += piece.length)
        assert.equal(confirms?.(bytes, end, trigger), false, piece);
      assert.ok(processorTime() - start < 2_500, `${piece}: ${processorTime() - start} ms`);
    }
  });

  it('is not kept busy by values that stand in each other', () => {
    const secret = drawn(LETTERS, 24, 'crowded');
    for (const piece of ['key=', 'AccountKey=', 'password: key: ']) {
      const text = `password = "${secret}"\n${piece.repeat(Math.ceil(200_000 / piece.length))}`;
      const start = processorTime();
      assert.equal(findingsIn('src/a.py', text, ALONE).length, 1, piece);
      assert.ok(processorTime() - start < 3_000, `${piece}: ${processorTime() - start} ms`);
    }
  });

  it('takes time in proportion to the text', () => {
    for (const piece of HOSTILE) {
      const text = `password = "${piece}"\n`.repeat(Math.ceil(500_000 / (piece.length + 14)));
      const { errors } = analyzeText('src/a.ts', text, ALONE);
      assert.ok(!errors.some(({ message }) => message.includes('took longer')), piece.slice(0, 40));
    }
  });
});

/** What stands at §, where there is one, is random: the name or the place says that it is no secret. */
const SILENT: readonly (readonly [path: string, text: string])[] = [
  ['src/storage.ts', `export const TOKEN_KEY = 'auth_token';`],
  ['src/form.tsx', `<input type="password" name="password" placeholder="Password1!" />`],
  ['src/form.tsx', `<Input label="Password" autoComplete="current-password" id="password-2" />`],
  [
    'src/i18n.ts',
    `export const en = { password: 'Password', resetToken: 'Your reset code', apiKey: 'API key' };`,
  ],
  [
    'src/routes.ts',
    `export const routes = { forgotPassword: '/forgot-password', apiKeys: '/settings/api-keys' };`,
  ],
  ['src/events.ts', `track('password_reset', { token: 'reset_token_v2' });`],
  ['src/schema.ts', `export const schema = { password: z.string().min(8), token: z.string().uuid() };`],
  ['src/schema.graphql', `type User { password: String! apiToken: String }`],
  ['src/env.ts', `const secret = process.env.SESSION_SECRET;`],
  ['src/env.ts', `const apiKey = config.get('services.warehouse.apiKey2');`],
  ['app/settings.py', `SECRET_KEY = os.environ["DJANGO_SECRET_KEY_V2"]`],
  [
    'config/app.yml',
    'password: <%= ENV["DB_PASSWORD"] %>\nsecret: ${SECRET_KEY}\ntoken: {{ .Values.token }}\n',
  ],
  ['k8s/app.yml', 'secretKeyRef:\n  name: app-secrets-v2\n  key: database-password\n'],
  ['.github/workflows/ci.yml', 'env:\n  TOKEN: ${{ secrets.GITHUB_TOKEN }}\n'],
  ['src/docs.ts', `docsearch({ appId: 'R2IYF7ETH7', apiKey: '§', indexName: 'docs' });`],
  ['src/firebase.ts', `const config = { apiKey: '§', authDomain: 'tidepool.firebaseapp.com' };`],
  ['src/analytics.ts', `posthog.init('§', { token: '§' });`],
  ['src/env.ts', `const NEXT_PUBLIC_MAP_KEY = '§';`],
  ['src/keys.ts', `const publicKey = '§', siteKey = '§', primaryKey = '§', cacheKey = '§', queryKey = '§';`],
  ['src/user.rb', `password_digest: '§', token_id: '§', secret_name: '§'`],
  ['db/seeds.sql', `INSERT INTO users (password) VALUES ('$2b$10$§');`],
  ['src/hash.ts', `const passwordHash = '§';`],
  ['App.csproj', `<Reference Include="X, PublicKeyToken=b77a5c561934e089" />`],
  ['src/icons.svg', `<svg token="§" />`],
  ['src/uuid.ts', `const token = '7e3a9c1e-52b8-4f06-9e1d-a84c6b20f35d';`],
  [
    'src/regex.ts',
    `const passwordPattern = /^(?=.*[a-z])[A-Za-z0-9]{8,}$/; const token = '[A-Za-z0-9_-]{20,}';`,
  ],
  ['README.md', `Set \`API_KEY=your_api_key_here\` and \`TOKEN=xxxxxxxxxxxxxxxxxxxx\`.`],
  ['src/pay.ts', `const priceId = 'price_§'; const templateId = 'd-§';`],
  ['src/push.ts', `subscribe({ applicationServerKey: 'BN${'§'.repeat(3)}_' });`],
  ['src/live.ts', `new Pusher(pusherAppKey = '§');`],
  ['config/initializers/devise.rb', `Devise.setup do |config|\n  # config.secret_key = '§'\nend`],
  ['env/latest', `export REPL_PUBKEYS='{"prod":"§","vault-goval-token":"§"}'`],
  [
    'src/x.ts',
    `const headers = { Authorization: 'Bearer ${'A'.repeat(21)}NRILg${'A'.repeat(6)}nNwIzUejRCOuH5E6I8xnZz4puTs%3D§' };`,
  ],
  ['src/copy.ts', `const secretSauce = '§'; const tokenizer = '§'; const keyboard = '§';`],
];

const HOSTILE = [
  'a'.repeat(900),
  'a '.repeat(450),
  '<a'.repeat(450),
  '{a'.repeat(450),
  '(('.repeat(450),
  'a.'.repeat(450),
  '[a-'.repeat(300),
  'Aa1!'.repeat(225),
  'passwordadmin'.repeat(70),
  '$A'.repeat(450),
  '0'.repeat(900),
  '%41'.repeat(300),
];

function endsOf(text: string, literal: string): number[] {
  const ends: number[] = [];
  const lower = text.toLowerCase();
  for (let at = lower.indexOf(literal); at !== -1; at = lower.indexOf(literal, at + 1))
    ends.push(at + literal.length);
  return ends;
}

function drawn(alphabet: string, length: number, seed: string): string {
  const random = randomNumbers(seed);
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}
