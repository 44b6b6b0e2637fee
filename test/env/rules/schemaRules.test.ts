import { strict as assert } from 'node:assert';
import { breachOf } from '../../../server/src/core/env/judging/schemaBreach.ts';
import { applyTextEdits } from '../../../server/src/core/edit.ts';
import { findingsOf, linesOf, packageJson } from './findingsOf.ts';

describe('env/schema-violation', () => {
  const RULE = 'env/schema-violation';
  const SCHEMA = {
    'package.json': packageJson('zod'),
    'src/env.ts': [
      "import { z } from 'zod';",
      'export const env = z.object({',
      '  PORT: z.coerce.number(),',
      "  LOG_LEVEL: z.enum(['debug', 'info', 'warn']),",
      '  API_URL: z.string().url(),',
      '  SUPPORT: z.string().email(),',
      '  SECRET: z.string().min(32),',
      '}).parse(process.env);',
      '',
    ].join('\n'),
  };
  const wrong = 'PORT=http\nLOG_LEVEL=inof\nAPI_URL=tidepool.app\nSUPPORT=Tide <a@b.co>\nSECRET=tooshort\n';

  it('reports what the schema refuses, worst in production', () => {
    const names = ['PORT', 'LOG_LEVEL', 'API_URL', 'SUPPORT', 'SECRET'];
    assert.deepEqual(
      linesOf(RULE, { ...SCHEMA, '.env.production': wrong }),
      names.map((name) => `high ${name} .env.production`),
    );
    assert.deepEqual(
      linesOf(RULE, { ...SCHEMA, '.env': wrong }),
      names.map((name) => `medium ${name} .env`),
    );
  });

  it('never says the value', () => {
    for (const finding of findingsOf(RULE, { ...SCHEMA, '.env': wrong }))
      assert.doesNotMatch(JSON.stringify({ ...finding, fixes: [] }), /inof|"http"|tooshort|Tide </);
  });

  it('offers the allowed value that was meant', () => {
    const text = "# \nLOG_LEVEL='inof' # how much\n";
    const [finding] = findingsOf(RULE, { ...SCHEMA, '.env': text });
    const [fix] = finding?.fixes ?? [];
    assert.ok(fix?.kind === 'edit');
    assert.equal(fix.title, 'Write “info”, which the schema allows');
    assert.equal(applyTextEdits(text, fix.edits), "# \nLOG_LEVEL='info' # how much\n");
    assert.deepEqual(findingsOf(RULE, { ...SCHEMA, '.env': 'LOG_LEVEL=verbose\n' })[0]?.fixes, []);
  });

  it('is silent about templates, empty values, placeholders and references', () => {
    const files = {
      ...SCHEMA,
      '.env.example': wrong,
      '.env': 'PORT=${HTTP_PORT}\nLOG_LEVEL=\nAPI_URL=your-api-url\nSECRET=changeme\n',
      'test/.env.test': wrong,
    };
    assert.deepEqual(linesOf(RULE, files), []);
  });

  it('reads the value as the loader does', () => {
    assert.deepEqual(linesOf(RULE, { ...SCHEMA, '.env': 'LOG_LEVEL=info # not much\nPORT="3000"\n' }), []);
    assert.deepEqual(linesOf(RULE, { ...SCHEMA, '.env': 'LOG_LEVEL=inof\nLOG_LEVEL=info\n' }), []);
  });
});

describe('a breach of a schema', () => {
  it('is what no library takes', () => {
    const passes: readonly (readonly [Parameters<typeof breachOf>[1]['type'], readonly string[]])[] = [
      ['number', ['1', '-2.5', '1_000', '1e3', '0x10']],
      ['boolean', ['true', 'FALSE', '1', '0', 'yes', 'off', 'y']],
      ['url', ['https://a.b', 'postgres://a:b@c/d', 'localhost:3000', 'mailto:a@b.co']],
      ['email', ['a@b.co', 'a.b+c@d.e.f']],
      ['port', ['1', '65535']],
      ['json', ['{}', '[1]', '"a"']],
      ['string', ['anything']],
    ];
    const fails: typeof passes = [
      ['number', ['ten', '10mb', '1,5']],
      ['boolean', ['maybe', '2']],
      ['url', ['tidepool.app', '/path', 'https://a b']],
      ['email', ['a', 'a@b', 'Tide <a@b.co>']],
      ['port', ['0', '65536', '80a', '-1']],
      ['json', ['{', 'a']],
    ];
    for (const [type, values] of passes)
      for (const value of values)
        assert.equal(
          breachOf(value, { library: 'zod', ...(type && { type }) }),
          undefined,
          `${type} ${value}`,
        );
    for (const [type, values] of fails)
      for (const value of values)
        assert.ok(breachOf(value, { library: 'zod', ...(type && { type }) }), `${type} ${value}`);
  });

  it('takes time in proportion to the value', () => {
    const types = ['number', 'boolean', 'url', 'email', 'port', 'json', 'string', 'enum'] as const;
    for (const value of [
      `a@${'.'.repeat(1_000_000)}@`,
      'a'.repeat(1_000_000),
      '['.repeat(100_000),
      '1_'.repeat(500_000),
    ])
      for (const type of types)
        breachOf(value, { library: 'zod', type, values: type === 'enum' ? ['a'] : [] });
  });

  it('knows what was meant only where one value is near', () => {
    const instead = (value: string, values: readonly string[]): string | undefined =>
      breachOf(value, { library: 'zod', type: 'enum', values })?.instead;
    assert.equal(instead('prodution', ['development', 'production']), 'production');
    assert.equal(instead('Production', ['development', 'production']), 'production');
    assert.equal(instead('ture', ['true', 'false']), 'true');
    assert.equal(instead('ab', ['aa', 'bb']), undefined);
    assert.equal(instead('staging', ['development', 'production']), undefined);
    assert.equal(instead('x'.repeat(1_000_000), ['a'.repeat(1_000_000)]), undefined);
  });
});

describe('env/no-validation', () => {
  const RULE = 'env/no-validation';
  const NAMES = ['DATABASE_URL', 'SESSION_SECRET', 'MAIL_KEY', 'UPLOADS_BUCKET', 'API_URL'];
  const reading = (names: readonly string[]): string =>
    names.map((name) => `use(process.env.${name}!.trim());\n`).join('');
  const BASE = { 'package.json': packageJson('express') };

  it('is found once in a package, in the file that tells most', () => {
    const files = {
      ...BASE,
      'src/a.ts': reading(NAMES),
      'src/config/index.ts': 'export const key = process.env.MAIL_KEY!.trim();\n',
    };
    assert.deepEqual(linesOf(RULE, files), ['medium MAIL_KEY src/config/index.ts']);
    assert.match(
      findingsOf(RULE, files)[0]?.message ?? '',
      /without 5 variables \(MAIL_KEY, .+ and 2 more\)/,
    );
    assert.equal(findingsOf(RULE, files)[0]?.related.length, 4);
  });

  it('weighs little for few names, and nothing for very few', () => {
    assert.deepEqual(linesOf(RULE, { ...BASE, 'src/a.ts': reading(NAMES.slice(0, 3)).repeat(2) }), [
      'low DATABASE_URL src/a.ts',
    ]);
    assert.deepEqual(linesOf(RULE, { ...BASE, 'src/a.ts': reading(NAMES.slice(0, 2)).repeat(5) }), []);
    assert.deepEqual(linesOf(RULE, { ...BASE, 'src/a.ts': reading(NAMES.slice(0, 4)) }), []);
  });

  it('weighs little where what is there is handed on', () => {
    const handed = NAMES.map(
      (name) => `export const ${name.toLowerCase()} = { url: process.env.${name} };\n`,
    );
    assert.deepEqual(linesOf(RULE, { ...BASE, 'src/a.ts': handed.join('') }), ['low DATABASE_URL src/a.ts']);
  });

  it('is silent where something checks them', () => {
    const uses = { ...BASE, 'src/a.ts': reading(NAMES) };
    assert.equal(linesOf(RULE, uses).length, 1);
    const schema = `import { z } from 'zod';\nexport const env = z.object({ ${NAMES.map((name) => `${name}: z.string()`).join(', ')} }).parse(process.env);\n`;
    assert.deepEqual(linesOf(RULE, { ...uses, 'src/env.ts': schema }), [], 'a schema');
    const list = `for (const name of [${NAMES.map((name) => `'${name}'`).join(', ')}]) {\n  if (!process.env[name]) throw new Error(name);\n}\n`;
    assert.deepEqual(linesOf(RULE, { ...uses, 'src/check.ts': list }), [], 'a list');
    const guards = NAMES.map((name) => `if (!process.env.${name}) throw new Error('${name}');\n`).join('');
    assert.deepEqual(linesOf(RULE, { ...uses, 'src/check.ts': guards }), [], 'guards');
    assert.deepEqual(linesOf(RULE, { ...uses, 'package.json': packageJson('env-var') }), [], 'a library');
  });

  it('follows packages of the workspace', () => {
    const schema = `import { z } from 'zod';\nexport const env = z.object({ ${NAMES.map((name) => `${name}: z.string()`).join(', ')} }).parse(process.env);\n`;
    const files = {
      'package.json': JSON.stringify({ name: 'root', workspaces: ['apps/*', 'packages/*'] }),
      'apps/web/package.json': JSON.stringify({ name: 'web', dependencies: { '@tide/env': '*' } }),
      'apps/web/src/a.ts': reading(NAMES),
      'packages/env/package.json': JSON.stringify({ name: '@tide/env', dependencies: { zod: '4' } }),
      'packages/env/index.ts': 'export {};\n',
    };
    assert.deepEqual(linesOf(RULE, files), ['medium DATABASE_URL apps/web/src/a.ts']);
    assert.deepEqual(linesOf(RULE, { ...files, 'packages/env/index.ts': schema }), []);
    // Whoever runs a library has to check.
    const library = { ...files, 'packages/env/index.ts': reading(NAMES), 'apps/web/src/a.ts': '' };
    assert.deepEqual(linesOf(RULE, library), []);
  });

  it('counts neither tests nor tools nor what has a default', () => {
    const withDefault = NAMES.map((name) => `use(process.env.${name} ?? 'x');\n`).join('');
    assert.deepEqual(linesOf(RULE, { ...BASE, 'src/a.ts': withDefault }), []);
    for (const file of ['test/a.test.ts', 'scripts/a.ts', 'docs/a.ts'])
      assert.deepEqual(linesOf(RULE, { ...BASE, [file]: reading(NAMES) }), [], file);
  });

  it('chooses the place, the language and the library by what is there', () => {
    const fixOf = (files: Readonly<Record<string, string>>) => {
      const fix = findingsOf(RULE, files)[0]?.fixes[0];
      assert.ok(fix?.kind === 'write-schema');
      return [fix.path, fix.language, fix.library, fix.source];
    };
    assert.deepEqual(fixOf({ ...BASE, 'src/a.ts': reading(NAMES) }), [
      'src/env.ts',
      'typescript',
      'none',
      'process.env',
    ]);
    assert.deepEqual(
      fixOf({ 'package.json': packageJson('zod'), 'src/a.ts': reading(NAMES), 'src/env.ts': 'export {};\n' }),
      ['src/environment.ts', 'typescript', 'zod', 'process.env'],
    );
    assert.deepEqual(
      fixOf({ ...BASE, 'server.js': `const a = require('a');\n${reading(NAMES).replaceAll('!', '')}` }),
      ['env.js', 'commonjs', 'none', 'process.env'],
    );
    assert.deepEqual(
      fixOf({
        'package.json': packageJson('vite'),
        'src/a.ts': NAMES.map((name) => `use(import.meta.env.VITE_${name}.trim());\n`).join(''),
      }),
      ['src/env.ts', 'typescript', 'none', 'import.meta.env'],
    );
    assert.deepEqual(
      fixOf({
        'pyproject.toml': '[project]\nname = "tide"\ndependencies = ["flask", "pydantic-settings"]\n',
        'tide/main.py': `import os\n${NAMES.map((name) => `a = os.getenv("${name}").strip()\n`).join('')}`,
      }),
      ['tide/environment.py', 'python', 'pydantic-settings', 'os.environ'],
    );
  });
});
