import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { transform } from 'esbuild';
import type { WriteSchemaFix } from '../../server/src/core/finding.ts';
import { planWriteSchema } from '../../server/src/core/fixes/writeSchema.ts';
import { findingsIn } from '../support/analyzeText.ts';
import { memoryFiles } from '../support/memoryFiles.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { judgeFiles } from '../support/wholeWorkspace.ts';

const USES = ['DATABASE_URL', 'SESSION_SECRET', 'STRIPE_SECRET_KEY', 'RESEND_API_KEY', 'UPLOADS_BUCKET'];

describe('writing a schema', () => {
  it('by hand, where the project has no library', () => {
    assert.equal(
      written(project({})),
      `/** What the product needs from its environment. It stops at startup when something is missing. */
export const env = {
  DATABASE_URL: required('DATABASE_URL', process.env.DATABASE_URL),
  RESEND_API_KEY: required('RESEND_API_KEY', process.env.RESEND_API_KEY),
  SESSION_SECRET: required('SESSION_SECRET', process.env.SESSION_SECRET),
  STRIPE_SECRET_KEY: required('STRIPE_SECRET_KEY', process.env.STRIPE_SECRET_KEY),
  UPLOADS_BUCKET: required('UPLOADS_BUCKET', process.env.UPLOADS_BUCKET),
  SENTRY_DSN: process.env.SENTRY_DSN,
};

function required(name: string, value: string | undefined): string {
  if (!value) throw new Error(\`Set \${name} in the environment: the product needs it.\`);
  return value;
}
`,
    );
  });

  it('with zod, and with each public name written out for the build', () => {
    const files = {
      ...project({ next: '16.0.0', zod: '4.0.0' }),
      'src/app.ts': 'export const url = `${process.env.NEXT_PUBLIC_APP_URL}/app`;\n',
      '.env.production': 'NEXT_PUBLIC_APP_URL=https://tidepool.app\n',
    };
    const fix = {
      ...fixFor(files),
      variables: variablesOf(['DATABASE_URL', 'NEXT_PUBLIC_APP_URL', '?SENTRY_DSN']),
    };
    assert.equal(fix.library, 'zod');
    assert.equal(
      textOf(fix),
      `import { z } from 'zod';

/** What the product needs from its environment. It stops at startup when something is missing. For the server alone: browsers have none of its secrets. */
export const env = z
  .object({
    DATABASE_URL: z.string().min(1),
    NEXT_PUBLIC_APP_URL: z.string().url(),
    SENTRY_DSN: z.string().optional(),
  })
  .parse({
    ...process.env,
    NEXT_PUBLIC_APP_URL: process.env.NEXT_PUBLIC_APP_URL,
  });
`,
    );
  });

  it('with whichever library the project has', () => {
    const variables = variablesOf(['DATABASE_URL', '?SENTRY_DSN']);
    const lines = (library: WriteSchemaFix['library']) =>
      textOf({ ...fixFor(project({})), library, variables });
    assert.match(
      lines('valibot'),
      /v\.parse\(\n {2}v\.object\(\{\n {4}DATABASE_URL: v\.pipe\(v\.string\(\), v\.nonEmpty\(\)\),\n {4}SENTRY_DSN: v\.optional\(v\.string\(\)\),/,
    );
    assert.match(lines('envalid'), /^import \{ cleanEnv, str \} from 'envalid';/);
    assert.match(
      lines('envalid'),
      /cleanEnv\(process\.env, \{\n {2}DATABASE_URL: str\(\),\n {2}SENTRY_DSN: str\(\{ default: undefined \}\),\n\}\);/,
    );
    assert.match(lines('joi'), /Joi\.object\(\{\n {2}DATABASE_URL: Joi\.string\(\)\.required\(\),/);
    assert.match(
      lines('t3-env-nextjs'),
      /createEnv\(\{\n {2}server: \{\n {4}DATABASE_URL: z\.string\(\)\.min\(1\),/,
    );
    for (const [name, version] of [
      ['zod', '4'],
      ['valibot', '1'],
      ['envalid', '8'],
      ['joi', '18'],
    ] as const)
      assert.equal(fixFor(project({ [name]: version })).library, name);
  });

  it('in Python', () => {
    const files = {
      'requirements.txt': 'flask\n',
      'app/main.py': `import os\n${USES.map((name) => `${name.toLowerCase()} = os.getenv("${name}").strip()\n`).join('')}`,
    };
    const fix = { ...fixFor(files), variables: variablesOf(['DATABASE_URL', '?SENTRY_DSN']) };
    assert.equal(fix.path, 'app/environment.py');
    assert.match(
      textOf(fix),
      /^DATABASE_URL = require_env\("DATABASE_URL"\)\nSENTRY_DSN = os\.environ\.get\("SENTRY_DSN"\)\n$/m,
    );
    const settings = textOf({ ...fix, library: 'pydantic-settings' });
    assert.match(
      settings,
      /class Settings\(BaseSettings\):\n {4}database_url: str\n {4}sentry_dsn: str \| None = None\n/,
    );
  });

  it('yields what the compiler takes, with the strictest settings', () => {
    const variables = variablesOf(['DATABASE_URL', 'NEXT_PUBLIC_APP_URL', '#RETRIES', '?SENTRY_DSN']);
    const files: Record<string, string> = {
      'vite-env.d.ts': 'interface ImportMeta { readonly env: Record<string, string> }',
    };
    for (const library of ['none', 'zod', 'valibot'] as const)
      for (const source of ['process.env', 'import.meta.env'] as const) {
        const text = textOf({ ...fixFor(project({})), library, source, variables });
        files[`${library}-${source.slice(0, 6)}.ts`] =
          `${text}\nexport const address: string = env.DATABASE_URL;\n`;
      }
    assert.equal(compilerOn(files), '');
  });

  it('yields what parses, in every language and with every library', async () => {
    const variables = variablesOf(['DATABASE_URL', 'NEXT_PUBLIC_APP_URL', '#RETRIES', '?SENTRY_DSN']);
    const libraries = ['none', 'zod', 'valibot', 'envalid', 'joi', 't3-env-nextjs', 't3-env-core'] as const;
    for (const library of libraries)
      for (const language of ['typescript', 'javascript', 'commonjs'] as const) {
        const text = textOf({ ...fixFor(project({})), library, language, variables });
        await transform(text, { loader: language === 'typescript' ? 'ts' : 'js' });
        if (language === 'commonjs') assert.doesNotMatch(text, /^(?:import|export)\b/m);
      }
  });

  it('yields a file that stops the start when something is missing', () => {
    const text = textOf({
      ...fixFor(project({})),
      language: 'commonjs',
      variables: variablesOf(['DATABASE_URL', '?SENTRY_DSN']),
    });
    const root = temporaryFolder({ 'env.js': text });
    const run = (env: NodeJS.ProcessEnv) =>
      spawnSync(process.execPath, ['-p', "require('./env.js').env.DATABASE_URL"], {
        cwd: root,
        env,
        encoding: 'utf8',
      });
    assert.match(run({}).stderr, /Error: Set DATABASE_URL in the environment: the product needs it\./);
    assert.equal(run({ DATABASE_URL: 'somewhere' }).stdout, 'somewhere\n');
  });

  it('takes the finding away, and brings no other', () => {
    for (const dependencies of [
      {},
      { zod: '4.0.0' },
      { valibot: '1.0.0' },
      { envalid: '8.0.0' },
      { joi: '18.0.0' },
    ]) {
      const files = project(dependencies);
      const before = judgeFiles(files);
      const fix = fixFor(files);
      const text = textOf(fix);
      const after = judgeFiles({ ...files, [fix.path]: text });
      assert.deepEqual(
        after.filter(({ ruleId }) => ruleId === 'env/no-validation').map(({ file }) => file),
        [],
        JSON.stringify(dependencies),
      );
      const known = new Set(before.map(({ ruleId, kind }) => `${ruleId} ${kind}`));
      assert.deepEqual(
        after
          .filter(({ ruleId, kind }) => !known.has(`${ruleId} ${kind}`))
          .map(({ ruleId, file }) => [ruleId, file]),
        [],
        JSON.stringify(dependencies),
      );
      assert.deepEqual(findingsIn(fix.path, text), []);
    }
  });

  it('leaves out what the build writes into the code', () => {
    const files = {
      ...project({ next: '16.0.0' }),
      'next.config.mjs': 'export default { env: { revision: "1", MAIL_SENDER: read() } };\n',
      'src/about.ts':
        'export const about = [process.env.MAIL_SENDER!.trim(), process.env.MAIL_TARGET!.trim()];\n',
    };
    const text = written(files);
    assert.match(text, /MAIL_TARGET/);
    assert.doesNotMatch(text, /MAIL_SENDER/);
  });

  it('says what is left to do', () => {
    const plan = planWriteSchema(fixFor(project({})), memoryFiles({}));
    assert.deepEqual('notes' in plan && plan.notes, [
      'Read src/env.ts, and make optional what the product can do without.',
      'Import src/env.ts where the product starts, before anything else: it stops there when a variable is missing.',
      'Then read the variables from it, such as env.DATABASE_URL.',
    ]);
  });

  it('refuses to overwrite a file, and leaves out what is no name', () => {
    const fix = fixFor(project({}));
    assert.deepEqual(planWriteSchema(fix, memoryFiles({ [fix.path]: '' })), {
      refused: 'src/env.ts is there already.',
    });
    const hostile = { ...fix, variables: variablesOf(["A'); process.exit(1); ('", 'B']) };
    assert.doesNotMatch(textOf(hostile), /process\.exit/);
    assert.ok('refused' in planWriteSchema({ ...fix, variables: [] }, memoryFiles({})));
  });
});

function project(dependencies: Readonly<Record<string, string>>): Record<string, string> {
  return {
    'package.json': JSON.stringify({ name: 'tidepool', dependencies }),
    'src/config.ts': [
      ...USES.map((name) => `export const ${name.toLowerCase()} = process.env.${name}!.trim();`),
      "export const dsn = process.env.SENTRY_DSN ?? '';",
      '',
    ].join('\n'),
  };
}

function fixFor(files: Readonly<Record<string, string>>): WriteSchemaFix {
  const fix = judgeFiles(files)
    .flatMap(({ fixes }) => fixes)
    .find((each) => each.kind === 'write-schema');
  assert.ok(fix);
  return fix;
}

/** `?NAME` is optional, `#NAME` a number, and names say whether they are public and URLs. */
function variablesOf(names: readonly string[]): WriteSchemaFix['variables'] {
  return names.map((short) => {
    const name = short.replace(/^[?#]/, '');
    const isPublic = name.startsWith('NEXT_PUBLIC_');
    const type = short.startsWith('#') ? 'number' : isPublic && name.endsWith('_URL') ? 'url' : 'string';
    return { name, optional: short.startsWith('?'), type, isPublic };
  });
}

function written(files: Readonly<Record<string, string>>): string {
  return textOf(fixFor(files));
}

function textOf(fix: WriteSchemaFix): string {
  const plan = planWriteSchema(fix, memoryFiles({}));
  assert.ok(!('refused' in plan), JSON.stringify(plan));
  const [edit] = plan.edits;
  assert.equal(edit?.path, fix.path);
  assert.deepEqual(edit.create, {});
  return edit.edits[0]?.newText ?? '';
}

/** What the compiler says of modules beside the libraries of this repository. */
function compilerOn(files: Readonly<Record<string, string>>): string {
  const modules = path.join(import.meta.dirname, '../../node_modules');
  const settings = {
    compilerOptions: {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: true,
      target: 'es2023',
      module: 'esnext',
      moduleResolution: 'bundler',
      typeRoots: [path.join(modules, '@types')],
      types: ['node'],
      paths: { zod: [path.join(modules, 'zod')], valibot: [path.join(modules, 'valibot')] },
    },
    files: Object.keys(files),
  };
  const root = temporaryFolder({ ...files, 'tsconfig.json': JSON.stringify(settings) });
  const compiler = path.join(modules, 'typescript/bin/tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', root], { encoding: 'utf8' });
  return stdout + stderr;
}
