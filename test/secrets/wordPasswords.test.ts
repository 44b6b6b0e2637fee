import { strict as assert } from 'node:assert';
import hardCodedSecret from '../../server/src/core/rules/secrets/hard-coded-secret.ts';
import { findingsIn } from '../support/analyzeText.ts';

const ALONE = { rules: [hardCodedSecret] };

// Put together here, so that no scanner reports this file.
const HOST = ['db7', 'tidepool.app'].join('.');
const ADDRESS = [8, 31, 7, 20].join('.');

describe('passwords made of words', () => {
  const impactOf = (path: string, text: string): string | undefined =>
    findingsIn(path, text, ALONE)[0]?.impact;

  it('are found beside the host on the internet that they open', () => {
    const ways: readonly (readonly [path: string, text: string])[] = [
      ['src/db.ts', `const db = {\n  host: '${HOST}',\n  user: 'reader',\n  password: 'connecttoheron',\n};`],
      ['src/db.ts', `connect({ password: 'connecttoheron', port: 5432, host: "${HOST}" });`],
      ['app.py', `connect(\n  host="${HOST}",\n  database="shop",\n  password="connecttoheron",\n)`],
      ['db.yaml', `- username: reader\r\n  password: connecttoheron\r\n  host: ${HOST}\r\n`],
      ['app.ini', `[mail]\nHost = ${HOST}\nUser = reader\nPassword = connecttoheron\n`],
      ['db.json', `{\n  "host": "${ADDRESS}",\n  "port": 5432,\n  "password": "connecttoheron"\n}`],
    ];
    for (const [path, text] of ways) {
      const [finding, ...others] = findingsIn(path, text, ALONE);
      assert.deepEqual(others, [], text);
      assert.equal(finding?.impact, 'medium', text);
      assert.equal(text.slice(finding?.offsets?.start, finding?.offsets?.end), 'connecttoheron');
    }
    assert.equal(impactOf('tests/db.ts', ways[0]?.[1] ?? ''), 'low');
  });

  it('are not found where nothing says so', () => {
    const nothing: readonly (readonly [path: string, text: string])[] = [
      ['src/db.ts', `const db = { host: 'localhost', user: 'reader', password: 'connecttoheron' };`],
      ['src/db.ts', `const db = { host: '192.168.7.20', user: 'reader', password: 'connecttoheron' };`],
      ['src/db.ts', `const db = { host: 'db.example.com', user: 'reader', password: 'connecttoheron' };`],
      ['src/db.ts', `const db = { host: config.db.host, user: 'reader', password: 'connecttoheron' };`],
      ['src/db.ts', `const db = { host: '${HOST}', user: 'reader', password: 'your-password' };`],
      ['src/db.ts', `const db = { host: '${HOST}', user: 'reader', password: 'heron-db-password' };`],
      ['src/labels.ts', `const labels = { host: '${HOST}', password: 'Passphrase' };`],
      ['db.yaml', `- user: ada\n  host: ${HOST}\n- user: reader\n  password: connecttoheron\n`],
      ['db.ts', `const a = {\n  user: 'x',\n  host: '${HOST}',\n};\nconst password = 'connecttoheron';`],
    ];
    for (const [path, text] of nothing) assert.equal(impactOf(path, text), undefined, text);
  });

  it('are found in what Terraform sets up', () => {
    assert.equal(impactOf('prod.tfvars', 'db_password = "correctheronbattery"'), 'medium');
    assert.equal(impactOf('prod.tfvars', 'db_password = "changeme"'), 'low');
    assert.equal(impactOf('main.tf', 'resource "db" "a" {\n  password = "correctheronbattery"\n}'), 'low');
    assert.equal(impactOf('main.tf', 'resource "db" "a" {\n  password = var.db_password\n}'), undefined);
    assert.equal(impactOf('main.tf', 'password = "tidepool-db-password"'), undefined);
    assert.equal(impactOf('examples/main.tfvars', 'db_password = "correctheronbattery"'), undefined);
    assert.equal(impactOf('prod.tfvars.example', 'db_password = "correctheronbattery"'), undefined);
  });

  it('are found in the variables of Ansible, and where it logs in', () => {
    const found: readonly (readonly [path: string, text: string])[] = [
      ['group_vars/all.yml', 'mysql_root_password: correctheronbattery\n'],
      ['inventory/group_vars/all/db', 'postgres_password: "correctheronbattery"\n'],
      ['host_vars/web1/main.yml', 'users:\n  - name: app\n    password: correctheronbattery\n'],
      ['roles/db/vars/main.yml', 'mysql_root_password: tigerpaws\n'],
      ['hosts', 'web1 ansible_user=deploy ansible_ssh_pass=correctheronbattery\n'],
      ['site.yml', '- hosts: all\n  vars:\n    ansible_become_pass: correctheronbattery\n'],
    ];
    for (const [path, text] of found) {
      const [finding, ...others] = findingsIn(path, text, ALONE);
      assert.deepEqual(others, [], text);
      assert.equal(finding?.impact, 'medium', text);
      assert.match(text.slice(finding?.offsets?.start, finding?.offsets?.end), /^[a-z]+$/);
    }
    assert.equal(impactOf('group_vars/all.yml', 'mysql_root_password: changeme\n'), 'low');
    const nothing: readonly (readonly [path: string, text: string])[] = [
      ['group_vars/all.yml', 'mysql_root_password: "{{ vault_mysql_root_password }}"\n'],
      ['group_vars/all.yml', 'mysql_root_password: app-db-password\n'],
      ['group_vars/all.yml', 'users:\n  - name: app\n    update_password: on_create\n'],
      ['group_vars/dev.yml', 'mysql_root_password: correctheronbattery\n'],
      ['roles/db/defaults/main.yml', 'mysql_root_password: correctheronbattery\n'],
      ['site.yml', '- hosts: all\n  vars:\n    mysql_root_password: correctheronbattery\n'],
    ];
    for (const [path, text] of nothing) assert.equal(impactOf(path, text), undefined, text);
  });

  it('cost no more than the text is long', () => {
    const line = `password: 'connecttoheron', host: 'a', `;
    assert.deepEqual(findingsIn('src/a.ts', line.repeat(25_000), ALONE), []);
  });
});
