import { strict as assert } from 'node:assert';
import { openEnvProject, type EnvProject } from '../support/envProject.ts';

const FILES = {
  'package.json': '{ "name": "shop", "dependencies": { "vite": "7.0.0" } }\n',
  'src/db.ts': 'export const db = connect(process.env.DB_LINK!);\n',
  'src/mail.ts': "export const from = process.env.MAIL_FROM ?? 'shop@example.com';\n",
  'src/site.ts': 'export const site = import.meta.env.VITE_SITE!;\n',
  '.env': 'DB_LINK=postgres://localhost/shop\nOLD_THING=1\n',
  '.env.example': 'DB_LINK=\n',
};

describe('completion of names, over stdio', () => {
  let project: EnvProject;
  before(async () => {
    project = await openEnvProject(FILES);
  });
  after(() => project.server.stop());

  const completed = async (file: string, text: string) => {
    await project.open(file, text);
    const items = await project.complete();
    await project.server.close(file);
    return items && [...items].sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
  };
  const names = async (file: string, text: string) =>
    (await completed(file, text))?.map(({ label }) => label);

  it('offers what the package reads and what its env files have, the required first', async () => {
    const items = await completed('src/new.ts', 'const a = process.env.‸\n');
    assert.deepEqual(
      items?.slice(0, 3).map(({ label, labelDetails, detail }) => [label, labelDetails?.description, detail]),
      [
        ['DB_LINK', 'required', 'Declared in .env, .env.example (template, empty)'],
        ['VITE_SITE', 'required · public', 'Not declared anywhere'],
        ['MAIL_FROM', 'optional', 'Not declared anywhere'],
      ],
    );
    assert.equal(items?.[3]?.label, 'OLD_THING');
    assert.ok(!JSON.stringify(items).includes('postgres'), 'no value');
  });

  it('replaces what was typed of the name', async () => {
    const [item] = (await completed('src/new.ts', "const a = process.env['DB_‸'];\n")) ?? [];
    assert.deepEqual(item?.textEdit, {
      range: { start: { line: 0, character: 23 }, end: { line: 0, character: 26 } },
      newText: 'DB_LINK',
    });
  });

  it('offers public names alone where there are no others', async () => {
    assert.deepEqual(await names('src/new.ts', 'const a = import.meta.env.‸\n'), ['VITE_SITE']);
    assert.deepEqual(await names('src/new.ts', "import { ‸ } from '$env/static/private';\n"), [
      'DB_LINK',
      'MAIL_FROM',
      'OLD_THING',
    ]);
  });

  it('offers names in references of env files and compose files', async () => {
    assert.ok((await names('.env.local', 'A=${‸}\n'))?.includes('DB_LINK'));
    assert.ok((await names('compose.yaml', 'services:\n  web:\n    image: ${‸\n'))?.includes('DB_LINK'));
  });

  it('offers keys that an env file lacks, with the sign', async () => {
    const items = await completed('.env', 'DB_LINK=x\n‸\n');
    assert.deepEqual(
      items?.map(({ textEdit }) => textEdit?.newText),
      ['VITE_SITE=', 'MAIL_FROM='],
    );
    const [renamed] = (await completed('.env', 'DB_LINK=x\nVITE‸=y\n')) ?? [];
    assert.equal(renamed?.textEdit?.newText, 'VITE_SITE');
  });

  it('is silent everywhere else', async () => {
    assert.equal(await names('src/new.ts', 'const a = process.‸\n'), undefined);
    assert.equal(await names('src/new.ts', 'const a = other.env.‸\n'), undefined);
    assert.equal(await names('src/new.ts', "const a = get('‸');\n"), undefined);
    assert.equal(await names('.env', 'A=‸\n'), undefined);
    assert.equal(await names('README.md', 'process.env.‸\n'), undefined);
  });
});
