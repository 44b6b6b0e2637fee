import { strict as assert } from 'node:assert';
import { findingsOf, linesOf, packageJson } from './findingsOf.ts';

const RULE = 'env/missing-variable';
const TEMPLATE = { 'package.json': packageJson('express'), '.env.example': 'DATABASE_URL=\n' };

describe('env/missing-variable', () => {
  it('reports a name once, at its first use in the product, with the others beside it', () => {
    const files = {
      ...TEMPLATE,
      'src/a.test.ts': 'send(process.env.MAIL_KEY!);\n',
      'src/b.ts': 'send(process.env.MAIL_KEY!);\n',
      'src/c.ts': 'const key = process.env.MAIL_KEY!;\n',
    };
    assert.deepEqual(linesOf(RULE, files), ['high MAIL_KEY src/b.ts']);
    const [finding] = findingsOf(RULE, files);
    assert.deepEqual(
      finding?.related.map(({ file, range }) => [file, range.start.line, range.start.column]),
      [['src/c.ts', 1, 25]],
    );
    assert.deepEqual(finding?.fixes, [
      {
        kind: 'declare-variable',
        title: 'Add MAIL_KEY to .env.example',
        variable: 'MAIL_KEY',
        file: '.env.example',
      },
    ]);
  });

  it('is about the places where nobody else sets it', () => {
    const files = {
      ...TEMPLATE,
      'supabase/functions/a/index.ts': "serve(Deno.env.get('SUPABASE_URL')!);\n",
      'scripts/a.ts': 'go(process.env.SUPABASE_URL!);\n',
    };
    assert.deepEqual(linesOf(RULE, files), []);
    const product = { 'src/z.ts': 'go(process.env.SUPABASE_URL!);\n' };
    assert.deepEqual(linesOf(RULE, { ...files, ...product }), ['high SUPABASE_URL src/z.ts']);
  });

  it('tells once what Supabase’s functions need and no file lists, for Supabase may have it', () => {
    const read = (...names: readonly string[]): string =>
      names.map((name) => `serve(Deno.env.get('${name}')!);\n`).join('');
    const files = {
      ...TEMPLATE,
      'supabase/functions/mail/index.ts': read('MAIL_KEY', 'SUPABASE_URL'),
      'supabase/functions/pay/index.ts': read('PAY_KEY', 'PAY_SECRET'),
    };
    const low = ['low MAIL_KEY supabase/functions/mail/index.ts'];
    assert.deepEqual(linesOf(RULE, files), low);
    const [finding] = findingsOf(RULE, files);
    assert.match(
      finding?.message ?? '',
      /functions need: MAIL_KEY, PAY_KEY, PAY_SECRET\. Supabase keeps them/,
    );
    assert.deepEqual(
      finding?.related.map(({ file }) => file),
      ['supabase/functions/pay/index.ts', 'supabase/functions/pay/index.ts'],
    );
    assert.equal(finding.fixes[0]?.title, 'Add MAIL_KEY to supabase/functions/.env.example');

    const other = { 'src/a.ts': 'send(process.env.PAY_KEY!);\n' };
    assert.deepEqual(linesOf(RULE, { ...files, ...other }), ['high PAY_KEY src/a.ts', ...low]);
    const none = { ...files, '.env.example': '' };
    assert.deepEqual(linesOf(RULE, none), low);
    // A list that has one of three is none.
    assert.deepEqual(linesOf(RULE, { ...files, '.env.example': 'PAY_KEY=\n' }), low);
    const forgotten = ['high MAIL_KEY supabase/functions/mail/index.ts'];
    assert.deepEqual(linesOf(RULE, { ...files, '.env.example': 'PAY_KEY=\nPAY_SECRET=\n' }), forgotten);
    for (const path of ['supabase/functions/.env.example', 'supabase/.env'])
      assert.deepEqual(linesOf(RULE, { ...files, [path]: 'PAY_KEY=\n' }), [
        ...forgotten,
        'high PAY_SECRET supabase/functions/pay/index.ts',
      ]);
    assert.deepEqual(linesOf(RULE, { ...files, 'supabase/functions/.env.test': 'PAY_KEY=\n' }), low);
  });

  it('shows ten of the other uses', () => {
    const uses = Object.fromEntries(
      Array.from({ length: 14 }, (_, index) => [
        `src/${String(index).padStart(2, '0')}.ts`,
        'go(process.env.MAIL_KEY!);\n',
      ]),
    );
    assert.equal(findingsOf(RULE, { ...TEMPLATE, ...uses })[0]?.related.length, 10);
  });

  it('is silent where something declares the name, in whichever way', () => {
    const use = { 'src/a.ts': 'send(process.env.MAIL_KEY!);\n' };
    const ways: Record<string, string>[] = [
      { '.env.example': 'DATABASE_URL=\nMAIL_KEY=\n' },
      { '.env.example': 'DATABASE_URL=\n# MAIL_KEY=\n' },
      { '.env': 'MAIL_KEY=abc\n' },
      { 'docker-compose.yml': 'services:\n  web:\n    build: .\n    environment:\n      MAIL_KEY: abc\n' },
      { Dockerfile: 'FROM node:24\nENV MAIL_KEY=abc\n' },
      { 'fly.toml': 'app = "tidepool"\n[env]\nMAIL_KEY = "abc"\n' },
      {
        'render.yaml':
          'services:\n  - type: web\n    name: web\n    envVars:\n      - key: MAIL_KEY\n        sync: false\n',
      },
    ];
    for (const way of ways)
      assert.deepEqual(linesOf(RULE, { ...TEMPLATE, ...use, ...way }), [], JSON.stringify(way));
  });

  it('doesn’t take what tests and workflows set for a declaration', () => {
    const files = {
      ...TEMPLATE,
      'src/a.ts': 'send(process.env.MAIL_KEY!);\n',
      '.env.test': 'MAIL_KEY=abc\n',
      '.github/workflows/ci.yml':
        'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    env:\n      MAIL_KEY: abc\n    steps:\n      - run: npm test\n',
    };
    assert.deepEqual(linesOf(RULE, files), ['high MAIL_KEY src/a.ts']);
  });

  it('is silent about names with a default, those that are asked for first, and those that a host sets', () => {
    const files = {
      ...TEMPLATE,
      'src/a.ts': [
        "const size = process.env.PAGE_SIZE ?? '20';",
        'if (process.env.MAIL_KEY) send(process.env.MAIL_KEY);',
        'const { NODE_ENV, VERCEL_URL } = process.env;',
        'listen(process.env.PORT!);',
        '',
      ].join('\n'),
    };
    assert.deepEqual(linesOf(RULE, files), []);
  });

  it('is unsure about a secret that JavaScript hands on as it is, and leaves other options to the rule about templates', () => {
    const code =
      'export const options = { region: process.env.UPLOAD_REGION, apiKey: process.env.UPLOAD_API_KEY };\n';
    const files = { ...TEMPLATE, 'src/a.js': code };
    assert.deepEqual(linesOf(RULE, files), ['low UPLOAD_API_KEY src/a.js']);
    assert.match(findingsOf(RULE, files)[0]?.message ?? '', /reads UPLOAD_API_KEY without a default/);
    assert.deepEqual(linesOf('env/missing-in-example', files), ['low UPLOAD_REGION src/a.js']);
    // TypeScript lets it pass only where it may be undefined.
    assert.deepEqual(linesOf(RULE, { ...TEMPLATE, 'src/a.ts': code }), []);
  });

  it('takes an argument of a call in JavaScript for needed, but not a comparison or a look at it', () => {
    const files = { ...TEMPLATE, 'src/a.js': 'mongoose.connect(process.env.STORE_NAME, options);\n' };
    assert.deepEqual(linesOf(RULE, files), ['high STORE_NAME src/a.js']);
    for (const code of [
      'if (process.env.STORE_NAME == id) go();\n',
      'console.log(process.env.STORE_NAME);\n',
    ])
      assert.deepEqual(linesOf(RULE, { ...TEMPLATE, 'src/a.js': code }), [], code);
  });

  it('leaves a feature that says itself that it is not configured to the rule about templates', () => {
    const code = "if (!process.env.MAIL_KEY) throw new HttpException('Mail is not configured', 400);\n";
    assert.deepEqual(linesOf(RULE, { ...TEMPLATE, 'src/a.ts': code }), []);
    assert.deepEqual(linesOf('env/missing-in-example', { ...TEMPLATE, 'src/a.ts': code }), [
      'low MAIL_KEY src/a.ts',
    ]);
  });

  it('is silent where a committed env file has the name behind a comment sign', () => {
    const files = {
      ...TEMPLATE,
      'src/a.ts': 'send(process.env.MAIL_KEY!);\n',
      '.env.production': 'A=1\n# MAIL_KEY=\n',
    };
    assert.deepEqual(linesOf(RULE, files), []);
    assert.deepEqual(linesOf(RULE, files, ['.env.production']), ['high MAIL_KEY src/a.ts']);
  });

  it('insists where the code does: it says so, checks, or makes a text of it', () => {
    const forms = [
      'go(process.env.MAIL_KEY as string);',
      'go(`Bearer ${process.env.MAIL_KEY}`);',
      "const key = process.env.MAIL_KEY;\nif (!key) throw new Error('no key');",
      "if (!process.env.MAIL_KEY) throw new Error('no key');",
      'go(process.env.MAIL_KEY.trim());',
      'const { MAIL_KEY } = process.env;\ngo(MAIL_KEY!);',
    ];
    for (const form of forms)
      assert.deepEqual(
        linesOf(RULE, { ...TEMPLATE, 'src/a.ts': `${form}\n` }),
        ['high MAIL_KEY src/a.ts'],
        form,
      );
  });

  it('asks whether another name was meant: one that nobody reads and that looks alike, or lacks the prefix', () => {
    const slip = {
      ...TEMPLATE,
      '.env.example': 'SENDGRID_API_KEY=\n',
      'src/a.ts': 'go(process.env.SENDGIRD_API_KEY!);\n',
    };
    assert.match(findingsOf(RULE, slip)[0]?.message ?? '', /Did you mean SENDGRID_API_KEY\?/);
    const prefix = {
      'package.json': packageJson('next'),
      '.env.example': 'API_URL=\n',
      'app/a.ts': 'go(process.env.NEXT_PUBLIC_API_URL!, process.env.API_URL!);\n',
    };
    assert.match(findingsOf(RULE, prefix)[0]?.message ?? '', /Did you mean API_URL\?/);
  });

  it('doesn’t take a name that the code reads as well for a slip', () => {
    const files = {
      ...TEMPLATE,
      '.env.example': 'REDIS_HOSTS=\n',
      'src/a.ts': 'go(process.env.REDIS_HOST!, process.env.REDIS_HOSTS!);\n',
    };
    assert.doesNotMatch(findingsOf(RULE, files)[0]?.message ?? '', /Did you mean/);
  });

  it('names the package that has it, where only another one does', () => {
    const files = {
      'package.json': '{ "name": "root", "private": true, "workspaces": ["apps/*"] }',
      'apps/web/package.json': '{ "name": "web", "dependencies": { "next": "15.0.0" } }',
      'apps/web/.env.example': 'MAIL_KEY=\n',
      'apps/web/app/a.ts': 'go(process.env.MAIL_KEY!);\n',
      'apps/api/package.json': '{ "name": "api", "dependencies": { "express": "5.0.0" } }',
      'apps/api/.env.example': 'DATABASE_URL=\n',
      'apps/api/src/a.ts': 'go(process.env.MAIL_KEY!);\n',
    };
    assert.deepEqual(linesOf(RULE, files), ['medium MAIL_KEY apps/api/src/a.ts']);
    assert.match(findingsOf(RULE, files)[0]?.message ?? '', /only apps\/web\/\.env\.example does/);
  });

  it('says once that there is no template, where nothing is declared', () => {
    const files = {
      'package.json': packageJson('express'),
      'src/a.ts': 'go(process.env.MAIL_KEY!, process.env.MAIL_SENDER!);\n',
      'src/b.ts': 'go(process.env.DATABASE_URL!);\n',
    };
    const [finding, ...others] = findingsOf(RULE, files);
    assert.deepEqual(others, []);
    assert.equal(finding?.impact, 'medium');
    assert.equal(finding.kind, '.env.example');
    assert.match(finding.message, /DATABASE_URL, MAIL_KEY, MAIL_SENDER/);
  });

  it('is unsure about one half of a choice: parts beside a URL, a secret whose id is asked for', () => {
    const url = { ...TEMPLATE, 'src/a.ts': 'go(process.env.DATABASE_URL!, process.env.DATABASE_HOST!);\n' };
    assert.deepEqual(linesOf(RULE, url), ['low DATABASE_HOST src/a.ts']);
    const family = {
      ...TEMPLATE,
      '.env.example': 'GITHUB_CLIENT_ID=\n',
      'src/a.ts': 'if (process.env.GITHUB_CLIENT_ID) go(process.env.GITHUB_CLIENT_SECRET!);\n',
    };
    assert.deepEqual(linesOf(RULE, family), ['low GITHUB_CLIENT_SECRET src/a.ts']);
  });

  it('leaves out what the build puts in by hand', () => {
    const files = {
      'package.json': packageJson('next'),
      '.env.example': 'DATABASE_URL=\n',
      'next.config.mjs': "export default { env: { RELEASE_NAME: 'a' } };\n",
      'app/a.ts': 'go(process.env.RELEASE_NAME!);\n',
    };
    assert.deepEqual(linesOf(RULE, files), []);
  });

  it('leaves out what another program is started with, scripts of developers, and what GitHub Actions give', () => {
    const started = {
      ...TEMPLATE,
      'src/worker.ts': 'go(process.env.CHANNEL_ID!);\n',
      'desktop/Cargo.toml': '[package]\nname = "desktop"\n',
      'desktop/src/main.rs': 'fn main() { let mut cmd = Command::new("node"); cmd.env("CHANNEL_ID", id); }\n',
    };
    assert.deepEqual(linesOf(RULE, started), []);
    const script = {
      ...TEMPLATE,
      'package.json':
        '{ "name": "a", "scripts": { "translate": "tsx ./i18n.ts --all", "start": "node a.js" } }',
      'i18n.ts': 'go(process.env.TRANSLATE_KEY!);\n',
    };
    assert.deepEqual(linesOf(RULE, script), []);
    const starts = { ...script, 'package.json': '{ "name": "a", "scripts": { "start": "tsx i18n.ts" } }' };
    assert.deepEqual(linesOf(RULE, starts), ['high TRANSLATE_KEY i18n.ts']);
    const action = {
      ...TEMPLATE,
      'src/a.ts': 'go(process.env.GITHUB_TOKEN!, process.env.GITHUB_REPOSITORY!);\n',
    };
    assert.deepEqual(linesOf(RULE, action), []);
  });

  it('knows what other languages can’t do without', () => {
    const python = {
      'pyproject.toml': '[project]\nname = "tidepool"\ndependencies = ["django"]\n',
      '.env.example': 'DATABASE_URL=\n',
      'app/settings.py':
        "import os\nKEY = os.environ['MAIL_KEY']\nSIZE = os.environ.get('PAGE_SIZE', '20')\n",
    };
    assert.deepEqual(linesOf(RULE, python), ['high MAIL_KEY app/settings.py']);
    const ruby = {
      Gemfile: "gem 'rails'\n",
      '.env.example': 'DATABASE_URL=\n',
      'config/initializers/mail.rb': "key = ENV.fetch('MAIL_KEY')\nsize = ENV.fetch('PAGE_SIZE', 20)\n",
    };
    assert.deepEqual(linesOf(RULE, ruby), ['high MAIL_KEY config/initializers/mail.rb']);
  });

  it('honours a comment that says why', () => {
    const files = {
      ...TEMPLATE,
      'src/a.ts':
        '// launch-ready-ignore-next-line env/missing-variable -- set by our base image\ngo(process.env.MAIL_KEY!);\n',
    };
    assert.deepEqual(linesOf(RULE, files), []);
  });

  it('is low for a program of a terminal, and not for a server that begins like one', () => {
    const text =
      "#!/usr/bin/env node\nconst key = process.env.MAIL_KEY;\nif (!key) {\n  console.error('MAIL_KEY?');\n  process.exit(1);\n}\nsend(key);\n";
    assert.deepEqual(linesOf(RULE, { ...TEMPLATE, 'clis/mail.js': text }), ['low MAIL_KEY clis/mail.js']);
    assert.deepEqual(linesOf(RULE, { ...TEMPLATE, 'clis/server.js': text }), [
      'high MAIL_KEY clis/server.js',
    ]);
  });

  it('is low for a package that people install for its command', () => {
    const code = { ...TEMPLATE, 'src/a.ts': 'send(process.env.MAIL_KEY!);\n' };
    const manifest = (more: string) => ({
      'package.json': `{\n  "name": "mail",\n  "bin": "dist/a.js"${more}\n}\n`,
    });
    assert.deepEqual(linesOf(RULE, { ...code, ...manifest('') }), ['low MAIL_KEY src/a.ts']);
    assert.deepEqual(linesOf(RULE, { ...code, ...manifest(',\n  "private": true') }), [
      'high MAIL_KEY src/a.ts',
    ]);
  });

  it('is low for a script that stops without it, where there is a template', () => {
    const files = {
      'package.json': packageJson('next'),
      'scripts/report.py':
        "import os\nput(bucket=os.environ['REPORT_BUCKET'], region=os.environ.get('REGION'))\n",
    };
    assert.deepEqual(linesOf(RULE, { ...files, '.env.example': 'A_URL=\n' }), [
      'low REPORT_BUCKET scripts/report.py',
    ]);
    assert.deepEqual(linesOf(RULE, files), []);
    assert.deepEqual(linesOf(RULE, { ...files, '.env.example': 'REPORT_BUCKET=\n' }), []);
  });
});
