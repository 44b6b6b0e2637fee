import { strict as assert } from 'node:assert';
import { findingsIn } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

const REDIS = ['redis', 'cli'].join('-');

const PEM = ['BEGIN', 'END']
  .map((word) => `-----${word} RSA PRIVATE KEY-----`)
  .join(expand('\n{{pem-body}}\n'));

/** § is random. */
function impactOf(path: string, text: string): string | undefined {
  return findingsIn(path, text.replaceAll('§', expand('{{password:11}}{{password:12}}')))[0]?.impact;
}

describe('places where a secret is probably none', () => {
  it('are never more than a low impact', () => {
    for (const [path, text] of DOUBTFUL) assert.equal(impactOf(path, text), 'low', text);
  });

  it('are silent where it is known what stands there', () => {
    for (const [path, text] of SILENT) assert.equal(impactOf(path, text), undefined, text);
  });

  it('are no excuse for what stands beside them', () => {
    for (const [path, text] of SERIOUS) assert.match(impactOf(path, text) ?? '', /high|blocker/, text);
  });
});

const DOUBTFUL: readonly (readonly [path: string, text: string])[] = [
  ['src/oauth.ts', `/**\n *   access_token: §\n */`],
  ['public/llms-full.txt', `token: "§"`],
  ['public.yml', `roadmap: 'https://my.tidepool.app/list#share-auth-token=§'`],
  ['src/upload.php', `# curl -X POST http://localhost:8000/upload -H "X-API-TOKEN: §"`],
  ['src/preflight.ts', `if (text.includes('DJANGO_SECRET_KEY=§')) warn();`],
  ['package.json', `{ "scripts": { "e2e": "cypress run --env AUTH_PASSWORD=§" } }`],
  ['config/secrets.yml', `development:\n  secret_key_base: §\n`],
  ['config/secrets.yml', `production:\n  a: b\n\ntest:\n  # made up\n  secret_key_base: §\n`],
  ['.ddev/config.yaml', `web_environment:\n  - APP_KEY=§\n`],
  ['api-docs/api.yaml', `last_fm_session_key: §`],
  ['templates/howto_app.html', `<pre>client_secret=§</pre>`],
  ['docker/ci-config/signing.key', PEM],
  ['apps/client/localhost.pem', PEM],
  ['.env.development', `LICENSE=${expand('{{jwt-forever}}')}`],
  [
    'nx.json',
    `{ "nxCloudAccessToken": "${Buffer.from('0f6c9d52-41be-4f7a-9c35-7be2d8130a44|read').toString('base64')}" }`,
  ],
  ['docker-compose.dev.yml', `test: ["CMD-SHELL", "${REDIS} -a bitnami -p 6370 cluster info"]`],
];

const SILENT: readonly (readonly [path: string, text: string])[] = [
  ['src/logos.ts', 'return `https://img.tidepool.app/${site}?token=pk_§`;'],
  ['release.yml', `RELEASE_GPG_KEY: 7D061A4AA61436B40713D42EFF054DACD908493A`],
  [
    'src/api.ts',
    `type Headers = { authorization: string }; // "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpX5cJ9..."`,
  ],
  ['records_test.go', `ensureDeleted(app, "_pb_users_auth_", "4q1xlclmfloku33")`],
  ['tests/login.ts', `const token = '{{jwt}}';`.replace('{{jwt}}', expand('{{jwt-forever}}'))],
  ['docs/api.md', `const token = '{{jwt}}';`.replace('{{jwt}}', expand('{{jwt-forever}}'))],
  ['src/Version1.php', `$this->renameIndex('oauth2_access_tokens', 'idx_20c9fb24a76ed395', 'user_id');`],
  ['board.jsonl', `{ "7f3kq9x1mpw": "§" }`],
  ['src/agent.rb', `url = "/#{options['secret'] || ':secret'}"`],
  ['src/chat.ts', `const WEBSITE_TOKEN = "§";`],
  ['saved.html', `<form><input type="hidden" name="_token" value="§"></form>`],
  ['saved.html', `<script data-cf-beacon='{"version": "2024", "token": "§"}'></script>`],
  ['book.txt', `Session-ID: 269349C84A4702EFA7 ...\nMaster-Key: § ...\n`],
  ['NOTES.md', `- Secret Key: \`sk_live_${expand('{{password:11}}{{password:12}}')}...\`\n`],
  ['src/Installer.php', `$this->checkEnvKeys('APP_KEY', "key:generate failed?");`],
  ['messages/Admin.properties', `Admin_Password=Password`],
  ['agent.yml', `- name: ACCESS_KEY\n  value: 8312341g-5678-abcd-4a2b2c-33bcsd655\n`],
];

const SERIOUS: readonly (readonly [path: string, text: string])[] = [
  ['config/signing.key', PEM],
  ['board.json', `{ "admin_pw": "§" }`],
  ['config/secrets.yml', `test:\n  a: b\n\nproduction:\n  secret_key_base: §\n`],
  ['k8s/ceph.yml', `apiVersion: v1\nkind: Secret\ndata:\n  key: §\n`],
  ['k8s/ceph.yml', `kind: Pod\napiVersion: v1\n---\napiVersion: v1\ndata:\n  key: §\nkind: Secret\n`],
  ['src/a.ts', `const accessToken = '§';`],
  ['src/chat.ts', `const WEBSITE_ADMIN_TOKEN = "§";`],
  ['saved.html', `<form><input type="hidden" name="api_token" value="§"></form>`],
  ['book.txt', `Master-Key: §. The rest\n`],
];
