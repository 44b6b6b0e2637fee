import { strict as assert } from 'node:assert';
import { inventoryOf } from '../../server/src/core/env/inventory.ts';
import {
  inventoryAsJson,
  inventoryAsMarkdown,
  inventoryAsText,
} from '../../server/src/core/report/environment.ts';
import { envModelOf } from '../support/wholeWorkspace.ts';

const FILES = {
  'package.json': '{ "name": "shop", "dependencies": { "next": "16.0.0" } }\n',
  'src/mail.ts': 'export const mail = new Mail(process.env.MAIL_API_KEY!);\n',
  'src/log.ts': "export const level = process.env.LOG_LEVEL ?? 'info';\n",
  'src/page.tsx':
    'export const url = process.env.NEXT_PUBLIC_SITE_URL;\nexport const sha = process.env.VERCEL_GIT_COMMIT_SHA;\n',
  '.env.example': 'MAIL_API_KEY=\nNEXT_PUBLIC_SITE_URL=http://localhost:3000\nOLD_NAME=1\n',
  '.env.production': 'NEXT_PUBLIC_SITE_URL=https://shop.test\n',
};

describe('the inventory of variables', () => {
  const inventory = inventoryOf(envModelOf(FILES, { ignored: [] }));
  const [shop] = inventory.packages;
  const variable = (name: string) => shop?.variables.find((one) => one.name === name);

  it('says for each variable who needs it, what it is, and where it stands', () => {
    assert.equal(inventory.packages.length, 1);
    assert.equal(shop?.name, 'shop');
    assert.equal(variable('MAIL_API_KEY')?.need, 'required');
    assert.equal(variable('MAIL_API_KEY')?.visibility, 'secret');
    assert.deepEqual(variable('MAIL_API_KEY')?.usedAt, [
      { file: 'src/mail.ts', line: 1, column: 42, through: 'process.env', place: 'product' },
    ]);
    assert.deepEqual(variable('MAIL_API_KEY')?.declaredAt, [{ file: '.env.example', line: 1, column: 1 }]);
    assert.equal(variable('LOG_LEVEL')?.need, 'optional');
    assert.deepEqual(variable('LOG_LEVEL')?.defaultAt, { file: 'src/log.ts', line: 1, column: 34 });
    assert.equal(variable('NEXT_PUBLIC_SITE_URL')?.visibility, 'public');
    assert.equal(variable('VERCEL_GIT_COMMIT_SHA')?.suppliedBy, 'Vercel');
    assert.equal(variable('OLD_NAME')?.need, 'unread');
  });

  it('shows the state of each variable in each environment, and no value', () => {
    const production = shop?.environments.find(({ files }) => files.includes('.env.production'));
    const example = shop?.environments.find(({ files }) => files.includes('.env.example'));
    assert.ok(production && example);
    assert.equal(variable('NEXT_PUBLIC_SITE_URL')?.environments[production.id], 'present');
    assert.equal(variable('MAIL_API_KEY')?.environments[production.id], 'missing');
    assert.equal(variable('MAIL_API_KEY')?.environments[example.id], 'empty');
    for (const report of [
      inventoryAsText(inventory),
      inventoryAsMarkdown(inventory),
      inventoryAsJson(inventory, { version: '1.0.0', root: '/shop' }),
    ]) {
      assert.match(report, /NEXT_PUBLIC_SITE_URL/);
      assert.doesNotMatch(report, /shop\.test|localhost/);
    }
  });

  it('is one line a variable in a terminal, required ones first', () => {
    const lines = inventoryAsText(inventory).split('\n');
    assert.equal(lines[0], 'shop (Next.js): 5 variables');
    const rows = lines.filter((line) => /^ {2}[A-Z_]{4,}/.test(line));
    assert.deepEqual(
      rows.map((row) => row.trim().split(/ {2,}/)[1]),
      ['required', 'required', 'required', 'optional', 'not read'],
    );
    assert.match(rows[0] ?? '', /^ {2}MAIL_API_KEY +required +secret .*src\/mail\.ts:1/);
    assert.match(rows.at(-1) ?? '', /OLD_NAME +not read/);
  });

  it('escapes what would be markup in a document', () => {
    const odd = inventoryOf(envModelOf({ 'a|b<i>.ts': 'connect(process.env.MAIL_API_KEY!);\n' }));
    assert.match(inventoryAsMarkdown(odd), /a\\\|b\\<i\\>\.ts/);
  });

  it('says so where there is nothing to list', () => {
    assert.match(inventoryAsText({ packages: [] }), /No environment variables were found/);
    assert.match(inventoryAsMarkdown({ packages: [] }), /No environment variables were found/);
  });

  it('stands more variables, and more files that are named like environments, than anybody has', () => {
    const lines = Array.from({ length: 150_000 }, (_, index) => `NAME_${index}=1`).join('\n');
    const large = inventoryOf(envModelOf({ '.env': lines }, { ignored: [] }));
    assert.equal(inventoryAsText(large).split('\n').length, 150_005);
    const files = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, index) => [`.env.e${index}`, `NAME_${index}=1\n`]),
    );
    const [many] = inventoryOf(
      envModelOf({ ...files, '.env.production': 'A=1\n' }, { ignored: [] }),
    ).packages;
    assert.equal(many?.variables.length, 3_001);
    assert.equal(many?.environments.length, 50);
    assert.ok(many?.environments.some(({ name }) => name === 'production'));
  });
});
