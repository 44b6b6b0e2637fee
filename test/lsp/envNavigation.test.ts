import { strict as assert } from 'node:assert';
import { openEnvProject, type EnvProject } from '../support/envProject.ts';

const FILES = {
  'package.json': '{ "name": "shop", "dependencies": { "express": "5.0.0" } }\n',
  'src/db.ts': 'export const db = connect(process.env.DB_LINK!);\n',
  'src/check.ts': "if (!process.env['DB_LINK']) throw new Error('no DB_LINK');\n",
  '.env': 'DB_LINK=postgres://localhost/shop\nREPLICA=${DB_LINK}\n',
  '.env.example': 'DB_LINK=\n',
  'compose.yaml': 'services:\n  web:\n    image: shop\n    environment:\n      DB_LINK: postgres://db/shop\n',
};

describe('the ways between code and env files, over stdio', () => {
  let project: EnvProject;
  before(async () => {
    project = await openEnvProject(FILES);
    await project.open('src/db.ts');
    await project.open('.env');
  });
  after(() => project.server.stop());

  it('lead from code to env files first, then the template, then manifests', async () => {
    assert.deepEqual(await project.definition('src/db.ts', 'DB_LINK'), [
      '.env:1 DB_LINK',
      '.env.example:1 DB_LINK',
      'compose.yaml:5 DB_LINK',
    ]);
  });

  it('lead from a reference to the line that it speaks of', async () => {
    assert.equal((await project.definition('.env', 'DB_LINK', 2))?.[0], '.env:1 DB_LINK');
  });

  it('lead from a line to itself, so that editors show who reads it', async () => {
    assert.deepEqual(await project.definition('.env', 'DB_LINK'), ['.env:1 DB_LINK']);
  });

  it('lead to all places that name it', async () => {
    const all = [
      '.env:1 DB_LINK',
      '.env:2 DB_LINK',
      '.env.example:1 DB_LINK',
      'compose.yaml:5 DB_LINK',
      'src/check.ts:1 DB_LINK',
      'src/db.ts:1 DB_LINK',
    ];
    for (const file of ['src/db.ts', '.env'])
      assert.deepEqual([...((await project.references(file, 'DB_LINK')) ?? [])].sort(), [...all].sort());
  });

  it('lead nowhere from other words', async () => {
    assert.equal(await project.definition('src/db.ts', 'connect'), null);
    assert.equal(await project.definition('src/db.ts', 'env'), null);
    assert.equal(await project.references('.env', 'postgres'), null);
  });
});

describe('the ways from a schema, over stdio', () => {
  it('lead to those who read its keys', async () => {
    const project = await openEnvProject({
      'package.json': '{ "name": "shop", "dependencies": { "zod": "4.0.0" } }\n',
      'src/env.ts':
        "import { z } from 'zod';\nexport const env = z.object({ MAIL_KEY: z.string() }).parse(process.env);\n",
      'src/mail.ts': "import { env } from './env';\nsend(env.MAIL_KEY, 'MAIL_KEY of mail');\n",
      '.env': 'MAIL_KEY=x\n',
    });
    await project.open('.env');
    const found = await project.references('.env', 'MAIL_KEY');
    await project.server.stop();
    assert.deepEqual(found, ['.env:1 MAIL_KEY', 'src/env.ts:2 MAIL_KEY', 'src/mail.ts:2 MAIL_KEY']);
  });
});
