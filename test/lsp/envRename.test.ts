import { strict as assert } from 'node:assert';
import { openEnvProject, type EnvProject } from '../support/envProject.ts';

describe('renaming a variable, over stdio', () => {
  let project: EnvProject | undefined;
  const open = async (...options: Parameters<typeof openEnvProject>): Promise<EnvProject> =>
    (project = await openEnvProject(...options));
  afterEach(async () => {
    await project?.server.stop();
    project = undefined;
  });

  it('edits code, env files and compose files at once, those that git ignores too', async () => {
    const files = {
      'package.json': '{ "name": "shop", "dependencies": { "express": "5.0.0" } }\n',
      'src/db.ts': 'export const db = connect(process.env.DB_LINK!);\n',
      'src/pool.ts': "const { DB_LINK, DB_SIZE = '5' } = process.env;\nopen(DB_LINK, DB_SIZE);\n",
      'src/check.ts': "if (!process.env['DB_LINK']) throw new Error('DB_LINK is missing');\n",
      '.env.example': 'DB_LINK=\nDB_SIZE=5\n',
      'compose.yaml': 'services:\n  web:\n    image: shop\n    environment:\n      DB_LINK: ${DB_LINK}\n',
    };
    const {
      rename,
      applied,
      open: show,
    } = await open(files, {
      ignored: {
        '.env': 'DB_HOST=localhost\nDB_LINK="postgres://${DB_HOST}/shop"\nREPLICA=${DB_LINK}?replica\n',
      },
    });
    await show('src/db.ts');
    assert.deepEqual(applied(await rename('src/db.ts', 'DB_LINK', 'DATABASE_URL')), {
      '.env':
        'DB_HOST=localhost\nDATABASE_URL="postgres://${DB_HOST}/shop"\nREPLICA=${DATABASE_URL}?replica\n',
      '.env.example': 'DATABASE_URL=\nDB_SIZE=5\n',
      'compose.yaml':
        'services:\n  web:\n    image: shop\n    environment:\n      DATABASE_URL: ${DATABASE_URL}\n',
      'src/check.ts': "if (!process.env['DATABASE_URL']) throw new Error('DB_LINK is missing');\n",
      'src/db.ts': 'export const db = connect(process.env.DATABASE_URL!);\n',
      'src/pool.ts':
        "const { DATABASE_URL: DB_LINK, DB_SIZE = '5' } = process.env;\nopen(DB_LINK, DB_SIZE);\n",
    });
  });

  it('starts from an env file as well, with exactly the name', async () => {
    const {
      prepareRename,
      positionOf,
      open: show,
    } = await open({
      'app.py': 'import os\nkey = os.environ["API_KEY"]\n',
      '.env.example': '# keys\nexport API_KEY="x"\n',
    });
    await show('.env.example');
    const start = positionOf('.env.example', 'API_KEY');
    assert.deepEqual(await prepareRename('.env.example', 'API_KEY'), {
      range: { start, end: { line: start.line, character: start.character + 7 } },
      placeholder: 'API_KEY',
    });
    assert.equal(await prepareRename('.env.example', 'keys'), null);
  });

  it('goes by what editors show, saved or not', async () => {
    const {
      rename,
      applied,
      open: show,
      server,
    } = await open({
      'app.py': 'import os\nkey = os.environ["API_KEY"]\n',
      'other.py': 'import os\n',
      '.env.example': 'API_KEY=\n',
    });
    await show('app.py');
    await show('other.py', 'import os\n\nagain = os.environ["API_KEY"]\n');
    await server.change('app.py', 2, '\n\nimport os\nkey = os.environ["API_KEY"]\n');
    await show('.env.example');
    const edit = await rename('.env.example', 'API_KEY', 'MAIL_KEY');
    const { 'other.py': other, '.env.example': example } = applied(edit);
    assert.equal(other, 'import os\n\nagain = os.environ["MAIL_KEY"]\n');
    assert.equal(example, 'MAIL_KEY=\n');
    const change = edit?.documentChanges?.find(
      (item) => 'edits' in item && item.textDocument.uri === server.uri('app.py'),
    );
    assert.ok(change && 'edits' in change);
    assert.equal(change.textDocument.version, 2);
    assert.ok(change.edits[0] && 'range' in change.edits[0]);
    assert.equal(change.edits[0].range.start.line, 3);
  });

  it('starts from a property that a schema gives, too', async () => {
    const {
      prepareRename,
      rename,
      applied,
      open: show,
      definition,
    } = await open({
      'package.json': '{ "name": "shop", "dependencies": { "zod": "4.0.0" } }\n',
      'src/env.ts':
        "import { z } from 'zod';\nexport const env = z.object({ MAIL_KEY: z.string() }).parse(process.env);\n",
      'src/mail.ts': "import { env } from './env';\nsend(env.MAIL_KEY, 'MAIL_KEY of mail');\n",
      '.env': 'MAIL_KEY=x\n',
    });
    await show('src/mail.ts');
    assert.deepEqual(await definition('src/mail.ts', 'MAIL_KEY'), [
      '.env:1 MAIL_KEY',
      'src/env.ts:2 MAIL_KEY',
    ]);
    assert.equal(await prepareRename('src/mail.ts', 'MAIL_KEY', 2), null);
    assert.deepEqual(applied(await rename('src/mail.ts', 'MAIL_KEY', 'SMTP_KEY')), {
      '.env': 'SMTP_KEY=x\n',
      'src/env.ts':
        "import { z } from 'zod';\nexport const env = z.object({ SMTP_KEY: z.string() }).parse(process.env);\n",
      'src/mail.ts': "import { env } from './env';\nsend(env.SMTP_KEY, 'MAIL_KEY of mail');\n",
    });
  });

  it('refuses in words what would break', async () => {
    const {
      rename,
      prepareRename,
      open: show,
    } = await open({
      'package.json': '{ "name": "shop", "dependencies": { "next": "16.0.0", "aws-sdk": "2.0.0" } }\n',
      'src/a.ts': [
        'export const stage = process.env.NODE_ENV;',
        'export const key = process.env.MAIL_SECRET_KEY!;',
        'export const url = process.env.SITE_URL!;',
        'export const feature = (name: string) => process.env[`FEATURE_${name}`];',
        'export const chat = process.env.FEATURE_CHAT;',
        '',
      ].join('\n'),
      '.env.example': 'MAIL_SECRET_KEY=\nSITE_URL=\nFEATURE_CHAT=\n',
    });
    await show('src/a.ts');
    const refusal = async (asked: Promise<unknown>): Promise<string> =>
      asked.then(
        () => assert.fail('was done'),
        (error: Error) => error.message,
      );
    assert.match(
      await refusal(prepareRename('src/a.ts', 'NODE_ENV')),
      /NODE_ENV can't be renamed: it is set by/,
    );
    assert.match(
      await refusal(prepareRename('src/a.ts', 'FEATURE_CHAT')),
      /src\/a\.ts:4 puts names together when it runs/,
    );
    assert.match(
      await refusal(rename('src/a.ts', 'SITE_URL', 'SITE URL')),
      /letters, digits and underscores/,
    );
    assert.match(
      await refusal(rename('src/a.ts', 'SITE_URL', 'MAIL_SECRET_KEY')),
      /already: \.env\.example:1/,
    );
    assert.match(
      await refusal(rename('src/a.ts', 'MAIL_SECRET_KEY', 'NEXT_PUBLIC_MAIL_KEY')),
      /names that start with NEXT_PUBLIC_ become part of what browsers load/,
    );
  });

  it('leaves the secrets of a CI service under their name', async () => {
    const {
      rename,
      applied,
      open: show,
    } = await open({
      'app.py': 'import os\nkey = os.environ["API_KEY"]\n',
      '.env.example': 'API_KEY=\n',
      '.github/workflows/deploy.yml':
        'on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: python app.py\n        env:\n          API_KEY: ${{ secrets.API_KEY }}\n',
    });
    await show('app.py');
    const workflow = applied(await rename('app.py', 'API_KEY', 'MAIL_KEY'))['.github/workflows/deploy.yml'];
    assert.match(workflow ?? '', /MAIL_KEY: \$\{\{ secrets\.API_KEY \}\}/);
  });
});
