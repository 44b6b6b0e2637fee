import { strict as assert } from 'node:assert';
import { applyTextEdits } from '../../server/src/core/edit.ts';
import { planRename } from '../../server/src/core/env/planRename.ts';
import { codeOf } from '../../server/src/core/parsers/code.ts';
import { createDocument } from '../../server/src/core/source.ts';
import {
  namesInStrings,
  replacementFor,
  schemaReaders,
  wordsIn,
} from '../../server/src/core/env/renameForms.ts';
import { envModelOf } from '../support/wholeWorkspace.ts';

/** The text after X was renamed to Y where « » stand round it. */
function renamed(path: string, marked: string): string {
  const start = marked.indexOf('«');
  const text = marked.replaceAll(/[«»]/g, '');
  const range = { start, end: marked.indexOf('»') - 1 };
  const newText = replacementFor(codeOf(createDocument({ path, text })), range, 'Y');
  return applyTextEdits(text, [{ range, newText }]);
}

describe('a new name in code', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['process.env.«X»', 'process.env.Y'],
    ["process.env['«X»']", "process.env['Y']"],
    ['const { «X» } = process.env', 'const { Y: X } = process.env'],
    ["const { A, «X» = 'd', B } = process.env", "const { A, Y: X = 'd', B } = process.env"],
    ['const { «X»: mine } = process.env', 'const { Y: mine } = process.env'],
    [
      'const {\n  // of the bank\n  «X»,\n} = process.env',
      'const {\n  // of the bank\n  Y: X,\n} = process.env',
    ],
    ['const { a: { b }, «X» } = process.env', 'const { a: { b }, Y: X } = process.env'],
    ["import { «X» } from '$env/static/private'", "import { Y as X } from '$env/static/private'"],
    ["import { A, «X» as x } from '$env/static/private'", "import { A, Y as x } from '$env/static/private'"],
    ['z.object({ «X»: z.string() })', 'z.object({ Y: z.string() })'],
    ['interface Env { «X»?: string }', 'interface Env { Y?: string }'],
    ['call(process.env.«X», process.env.A)', 'call(process.env.Y, process.env.A)'],
    ['const a = [«X», b]', 'const a = [Y, b]'],
    ["pick({ names: ['«X»', 'A'] })", "pick({ names: ['Y', 'A'] })"],
    ["pick({ name: '«X»' })", "pick({ name: 'Y' })"],
  ];
  for (const [before, after] of cases) it(before, () => assert.equal(renamed('a.ts', before), after));
});

describe('readers of a schema’s key', () => {
  const found = (text: string, name: string, hasKeys = false): string => {
    const code = codeOf(createDocument({ path: 'a.ts', text }));
    return schemaReaders(code, name, { hasKeys })
      .toReversed()
      .reduce(
        (all, { start, end }) => `${all.slice(0, start)}«${all.slice(start, end)}»${all.slice(end)}`,
        text,
      );
  };
  it('are properties of that name', () =>
    assert.equal(
      found('env.A_KEY; a().A_KEY; // A_KEY\nA_KEY; "env.A_KEY"; B_A_KEY', 'A_KEY'),
      'env.«A_KEY»; a().«A_KEY»; // A_KEY\nA_KEY; "env.A_KEY"; B_A_KEY',
    ));
  it('are properties of an object for it, where the name is an everyday one', () =>
    assert.equal(
      found('env.PORT; server.PORT; config().PORT', 'PORT'),
      'env.«PORT»; server.PORT; config().«PORT»',
    ));
  it('take it apart', () =>
    assert.equal(
      found('const { A_KEY, B } = env;\nconst { A_KEY } = props;', 'A_KEY'),
      'const { «A_KEY», B } = env;\nconst { A_KEY } = props;',
    ));
  it('are other keys beside the schema, in its own file alone', () => {
    const text = 'run({ A_KEY: a, b: c ? A_KEY : d })';
    assert.equal(found(text, 'A_KEY', true), 'run({ «A_KEY»: a, b: c ? A_KEY : d })');
    assert.equal(found(text, 'A_KEY'), text);
  });
  it('are found in no time in hostile texts', () => {
    for (const part of [
      '{',
      'A_KEY',
      '{A_KEY,',
      'A_KEY,',
      '.A_KEY',
      '(A_KEY',
      '{ A_KEY } = ',
      '"',
      '`${',
      '"A_KEY"',
    ]) {
      const text = part.repeat(300_000 / part.length);
      const code = codeOf(createDocument({ path: 'a.ts', text }));
      const ranges = [...schemaReaders(code, 'A_KEY', { hasKeys: true }), ...namesInStrings(code, 'A_KEY')];
      for (const range of ranges) replacementFor(code, range, 'Y');
      wordsIn(text, 'A_KEY');
    }
  });
});

describe('a plan to rename a variable', () => {
  const plan = (files: Readonly<Record<string, string>>, name: string, newName: string) => {
    const done = planRename({
      name,
      newName,
      model: envModelOf(files),
      paths: Object.keys(files),
      read: (path) => files[path],
    });
    if ('refused' in done) return done.refused;
    return Object.fromEntries(
      done.edits.map(({ path, edits }) => [path, applyTextEdits(files[path] ?? '', edits)]),
    );
  };

  it('goes through a schema to those who read its keys', () => {
    const files = {
      'package.json':
        '{ "dependencies": { "@t3-oss/env-nextjs": "1.0.0", "zod": "4.0.0", "next": "16.0.0" } }',
      'src/env.ts': [
        "import { createEnv } from '@t3-oss/env-nextjs';",
        'export const env = createEnv({',
        '  server: { MAIL_KEY: z.string() },',
        '  runtimeEnv: { MAIL_KEY: process.env.MAIL_KEY },',
        '});',
      ].join('\n'),
      'src/mail.ts': "import { env } from './env';\nsend(env.MAIL_KEY);\n",
      '.env': 'MAIL_KEY=x\n',
    };
    assert.deepEqual(plan(files, 'MAIL_KEY', 'SMTP_KEY'), {
      '.env': 'SMTP_KEY=x\n',
      'src/env.ts': files['src/env.ts'].replaceAll('MAIL_KEY', 'SMTP_KEY'),
      'src/mail.ts': "import { env } from './env';\nsend(env.SMTP_KEY);\n",
    });
  });

  it('goes to tables of names, and to commands that have the variable', () => {
    const files = {
      'src/mail.ts':
        "send(process.env.MAIL_KEY!);\nexport const needed = ['MAIL_KEY', 'MAIL_KEY is missing'];\n",
      '.github/workflows/deploy.yml': [
        'jobs:',
        '  deploy:',
        '    steps:',
        '      - run: deploy --key "$MAIL_KEY" --other "$OLD_MAIL_KEY"',
        '        env:',
        '          MAIL_KEY: ${{ secrets.MAIL_KEY }}',
        '',
      ].join('\n'),
      Dockerfile: 'FROM node\nARG MAIL_KEY\nRUN echo $MAIL_KEY ${MAIL_KEY}\n',
    };
    assert.deepEqual(plan(files, 'MAIL_KEY', 'SMTP_KEY'), {
      'src/mail.ts':
        "send(process.env.SMTP_KEY!);\nexport const needed = ['SMTP_KEY', 'MAIL_KEY is missing'];\n",
      '.github/workflows/deploy.yml': files['.github/workflows/deploy.yml']
        .replace('$MAIL_KEY', '$SMTP_KEY')
        .replace(' MAIL_KEY:', ' SMTP_KEY:'),
      Dockerfile: 'FROM node\nARG SMTP_KEY\nRUN echo $SMTP_KEY ${SMTP_KEY}\n',
    });
  });

  it('goes to tests that name a field of settings, or put something in its place', () => {
    const files = {
      'settings.py':
        'from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n    MAIL_KEY: str\n',
      'tests/test_mail.py':
        'patch("app.settings.MAIL_KEY", "x")\nfake = dict(MAIL_KEY=1)\nprint("the MAIL_KEY", settings.MAIL_KEY)\n',
    };
    assert.deepEqual(plan(files, 'MAIL_KEY', 'SMTP_KEY'), {
      'settings.py': files['settings.py'].replace('MAIL_KEY', 'SMTP_KEY'),
      'tests/test_mail.py':
        'patch("app.settings.SMTP_KEY", "x")\nfake = dict(MAIL_KEY=1)\nprint("the MAIL_KEY", settings.SMTP_KEY)\n',
    });
  });

  it('goes to what removes it from the environment', () => {
    const files = {
      'src/mail.ts': 'send(process.env.MAIL_KEY!);\n',
      'src/mail.test.ts': 'delete process.env.MAIL_KEY;\n',
    };
    assert.deepEqual(plan(files, 'MAIL_KEY', 'SMTP_KEY'), {
      'src/mail.test.ts': 'delete process.env.SMTP_KEY;\n',
      'src/mail.ts': 'send(process.env.SMTP_KEY!);\n',
    });
  });

  it('is refused for names that others chose, that are taken, or that are put together', () => {
    const refusal = (text: string, name: string, newName: string, more: Record<string, string> = {}) =>
      plan(
        { 'package.json': '{ "dependencies": { "vite": "7.0.0" } }', 'a.ts': text, ...more },
        name,
        newName,
      );
    assert.match(
      JSON.stringify(refusal('show(process.env.VERCEL_URL);\n', 'VERCEL_URL', 'SITE_URL')),
      /^"VERCEL_URL can't be renamed: it is set by /,
    );
    assert.equal(
      refusal('show(process.env.A_KEY, process.env.B_KEY);\n', 'A_KEY', 'B_KEY'),
      'There is a B_KEY already: a.ts:1.',
    );
    assert.equal(
      refusal('show(process.env.PAY_URL);\nshow(process.env[`PAY_${name}`]);\n', 'PAY_URL', 'SHOP_URL'),
      "PAY_URL can't be renamed: a.ts:2 puts names together when it runs, and this may be one of them.",
    );
    assert.equal(
      refusal('show(process.env.payUrl);\n', 'payUrl', 'PAY_URL'),
      "payUrl can't be renamed: nothing declares it, so that the build may put it in.",
    );
    assert.equal(
      refusal('sign(process.env.AUTH_SECRET);\n', 'AUTH_SECRET', 'VITE_AUTH_SECRET'),
      'AUTH_SECRET looks like a secret, and names that start with VITE_ become part of what browsers load.',
    );
    assert.deepEqual(
      refusal('sign(import.meta.env.VITE_AUTH_SECRET);\n', 'VITE_AUTH_SECRET', 'VITE_SECRET'),
      {
        'a.ts': 'sign(import.meta.env.VITE_SECRET);\n',
      },
    );
    // A pattern that fits every name says nothing about this one.
    assert.deepEqual(refusal('show(process.env.A_KEY);\nshow(process.env[name]);\n', 'A_KEY', 'B_KEY'), {
      'a.ts': 'show(process.env.B_KEY);\nshow(process.env[name]);\n',
    });
  });

  it('is refused where an object that nobody knows may hold it', () => {
    const files = {
      'src/mail.ts': "import env from './environment';\nsend(env.MAIL_KEY);\n",
      '.env': 'MAIL_KEY=x\n',
    };
    assert.equal(
      plan(files, 'MAIL_KEY', 'SMTP_KEY'),
      "MAIL_KEY can't be renamed for you: src/mail.ts:2 seems to read it in a way of its own. Rename it by hand.",
    );
  });

  it('is refused where a field of a class stands for the name', () => {
    const files = {
      'settings.py':
        'from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n    mail_key: str\n',
      '.env': 'MAIL_KEY=x\n',
    };
    assert.equal(
      plan(files, 'MAIL_KEY', 'SMTP_KEY'),
      "MAIL_KEY can't be renamed for you: settings.py:4 writes it as mail_key. Rename it there by hand.",
    );
  });

  it('is refused where the file is another one by now', () => {
    const files = { 'a.py': 'import os\nos.environ["MAIL_KEY"]\n' };
    const done = planRename({
      name: 'MAIL_KEY',
      newName: 'SMTP_KEY',
      model: envModelOf(files),
      paths: ['a.py'],
      read: () => 'import os\n',
    });
    assert.ok('refused' in done && done.refused.includes('a.py:2 has changed'), JSON.stringify(done));
  });
});
