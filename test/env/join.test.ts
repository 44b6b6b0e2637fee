import assert from 'node:assert/strict';
import type { EnvModel } from '../../server/src/core/env/model.ts';
import type { EnvFacts } from '../../server/src/core/env/types.ts';
import { at, call, code, declared, envFile, join, node, use, variable } from './factsOfEnv.ts';

function sources(model: EnvModel, path: string, name: string): readonly string[] {
  return variable(model, path, name).declarations.map(({ file }) => file);
}

function files(model: EnvModel, path: string): readonly string[] {
  return model.packageOf(path).envFiles.map((file) => file.path);
}

describe('packages of a workspace', () => {
  it('has the root, and the innermost package wins', () => {
    const model = join({
      'package.json': node('root'),
      'apps/web/package.json': node('web', ['next']),
      'apps/web/src/a.ts': code('A'),
    });
    assert.deepEqual(
      model.packages.map(({ folder }) => folder),
      ['', 'apps/web'],
    );
    assert.equal(model.packageOf('apps/web/src/deep/file.ts').folder, 'apps/web');
    assert.equal(model.packageOf('apps/other/file.ts').folder, '');
    assert.equal(model.packageOf('README.md').folder, '');
  });

  it('has a root without any file', () => {
    const model = join({});
    assert.deepEqual(
      model.packages.map(({ folder, variables }) => [folder, variables.size]),
      [['', 0]],
    );
    assert.deepEqual(model.names, []);
  });

  it('merges package files that lie in one folder', () => {
    const model = join({
      'package.json': node('product', ['vite']),
      'pyproject.toml': { package: { ecosystem: 'python', name: 'backend', dependencies: ['django'] } },
      'requirements/dev.txt': { package: { ecosystem: 'python', dependencies: ['environs'] } },
    });
    const [root] = model.packages;
    assert.equal(model.packages.length, 1);
    assert.deepEqual(root?.ecosystems, ['node', 'python']);
    assert.deepEqual(root?.facts?.dependencies, ['vite', 'django', 'environs']);
    assert.deepEqual(
      root?.frameworks.map(({ id }) => id),
      ['vite', 'django', 'python-dotenv'],
    );
  });

  it('takes no notice of a package file that names nothing', () => {
    const model = join({
      'apps/web/package.json': node('web'),
      'apps/web/cjs/package.json': { package: { ecosystem: 'node', dependencies: [] } },
    });
    assert.deepEqual(
      model.packages.map(({ folder }) => folder),
      ['', 'apps/web'],
    );
  });
});

describe('env files of a package', () => {
  it('are its own; those above count as templates only', () => {
    const model = join({
      'package.json': node('root'),
      '.env': envFile('A'),
      '.env.example': envFile('A'),
      'apps/web/package.json': node('web', ['next']),
      'apps/web/.env.local': envFile('A'),
    });
    assert.deepEqual(files(model, 'apps/web/x.ts'), ['apps/web/.env.local', '.env.example']);
  });

  it('are those above where it has none', () => {
    const model = join({ '.env': envFile('A'), 'apps/web/package.json': node('web', ['next']) });
    assert.deepEqual(files(model, 'apps/web/x.ts'), ['.env']);
  });

  it('are those that it loads by name, and that scripts above it load', () => {
    const load = (file: string): EnvFacts => ({ loads: [{ file, at: at(), dialect: 'dotenv' }] });
    const model = join({
      'package.json': { ...node('root'), ...load('config/shared.env') },
      'config/shared.env': envFile('S'),
      '.env': envFile('R'),
      'apps/api/package.json': node('api'),
      'apps/api/.env': envFile('O'),
      'apps/api/src/main.ts': load('../../../.env'),
      'apps/other/package.json': node('other'),
      'apps/other/.env': envFile('O'),
      'apps/other/main.ts': {
        loads: ['**/.env', '/etc/x.env', '../../../../.env'].flatMap((name) => load(name).loads ?? []),
      },
    });
    assert.deepEqual(files(model, 'apps/api/x.ts'), ['apps/api/.env', '.env', 'config/shared.env']);
    assert.deepEqual(files(model, 'apps/other/x.ts'), ['apps/other/.env', 'config/shared.env']);
    assert.deepEqual(
      model.packageOf('apps/other/x.ts').loads.map(({ target }) => target),
      [undefined, undefined, undefined],
    );
  });

  it('lie in its folders too, but not in those of tests and examples', () => {
    const model = join({
      'package.json': node('root', ['next']),
      'supabase/functions/.env': envFile('A'),
      'docker/.env': envFile('A'),
      'test/fixtures/.env': envFile('A'),
      'examples/small/.env.example': envFile('A'),
    });
    assert.deepEqual(files(model, 'x.ts'), ['docker/.env', 'supabase/functions/.env']);
    assert.equal(model.envFiles.size, 4);
  });

  it('know their role, their last declarations and who reads them', () => {
    const model = join(
      {
        'package.json': node('root', ['next', 'dotenv']),
        'compose.yaml': { declarations: [declared('X', { by: 'compose' })] },
        '.env': { declarations: [declared('A', { at: at(1) }), declared('A', { at: at(2) })] },
        '.env.local.example': envFile('A'),
      },
      (path) => path === '.env',
    );
    const file = model.envFiles.get('.env');
    assert.equal(file?.ignored, true);
    assert.equal(file?.byName.get('A')?.at.line, 2);
    assert.deepEqual([...(file?.dialects ?? [])].sort(), ['compose', 'dotenv', 'dotenv-expand']);
    assert.deepEqual(model.envFiles.get('.env.local.example')?.dialects, ['dotenv-expand']);
    assert.equal(model.envFiles.get('.env.local.example')?.role.template, true);
  });
});

describe('where a variable comes from', () => {
  it('includes manifests of the package and above it, but not those of other packages', () => {
    const manifest: EnvFacts = { declarations: [declared('A', { by: 'manifest' })] };
    const model = join({
      'render.yaml': manifest,
      'deploy/prod.yaml': manifest,
      'misc/other.yaml': manifest,
      'apps/web/package.json': node('web'),
      'apps/web/fly.toml': manifest,
      'apps/web/a.ts': code('A'),
      'apps/api/package.json': node('api'),
      'apps/api/fly.toml': manifest,
    });
    assert.deepEqual(sources(model, 'apps/web/a.ts', 'A'), [
      'apps/web/fly.toml',
      'deploy/prod.yaml',
      'misc/other.yaml',
      'render.yaml',
    ]);
  });

  it('includes the env files of the packages that a library runs in, however far away', () => {
    const model = join({
      'apps/web/package.json': node('web', ['@x/lib']),
      'apps/web/.env.example': envFile('A'),
      'apps/api/package.json': node('api'),
      'apps/api/.env.example': envFile('A'),
      'packages/lib/package.json': node('@x/lib', ['@x/base']),
      'packages/base/package.json': node('@x/base'),
      'packages/base/a.ts': code('A'),
    });
    assert.deepEqual(sources(model, 'packages/base/a.ts', 'A'), ['apps/web/.env.example']);
    assert.equal(variable(model, 'apps/web/a.ts', 'A').need, 'required');
    assert.deepEqual(
      variable(model, 'apps/web/a.ts', 'A').usesElsewhere.map(({ file }) => file),
      ['packages/base/a.ts'],
    );
    assert.equal(variable(model, 'apps/api/a.ts', 'A').need, 'unread');
  });

  it('is any env file for what reads a name and has no file at all', () => {
    const model = join({
      'web/package.json': node('web'),
      'web/.env': envFile('A', 'B'),
      'lib/package.json': node('lib'),
      'lib/a.ts': code('A'),
      'lib/fly.toml': { declarations: [declared('B', { by: 'manifest' })] },
    });
    assert.deepEqual(sources(model, 'lib/a.ts', 'A'), ['web/.env']);
    assert.deepEqual(sources(model, 'lib/a.ts', 'B'), ['lib/fly.toml']);
  });

  it('survives packages that depend on each other', () => {
    const model = join({
      'a/package.json': node('a', ['b']),
      'b/package.json': node('b', ['a']),
      'b/x.ts': code('X'),
      'a/.env': envFile('X'),
    });
    assert.deepEqual(sources(model, 'b/x.ts', 'X'), ['a/.env']);
  });

  it('leaves out what tests set', () => {
    const set: EnvFacts = { declarations: [declared('A', { by: 'code' })] };
    const model = join({ 'a.ts': code('A'), 'a.test.ts': set, 'test/setup.ts': set, 'start.ts': set });
    assert.deepEqual(sources(model, 'a.ts', 'A'), ['start.ts']);
  });
});

describe('whether a variable is needed', () => {
  const need = (given: Readonly<Record<string, EnvFacts>>, name = 'A') =>
    variable(join({ '.env.example': envFile(name), ...given }), 'x', name).need;

  it('is required by product code without a default', () => {
    assert.equal(need({ 'src/a.ts': code('A') }), 'required');
    assert.equal(need({ 'src/a.ts': { uses: [use('A', { need: 'optional' })] } }), 'optional');
  });

  it('is optional where only tests and tools read it', () => {
    for (const path of [
      'scripts/seed.ts',
      'test/a.test.ts',
      '.github/workflows/ci.yml',
      'playwright.config.ts',
      'prisma/seed.ts',
      'docker-compose.dev.yml',
      'bin/setup.sh',
      'backup.sh',
    ])
      assert.equal(need({ [path]: code('A') }), 'optional', path);
    for (const path of ['lib/ai/tools/a.ts', 'next.config.ts', 'docker-entrypoint.sh', 'compose.yml'])
      assert.equal(need({ [path]: code('A') }), 'required', path);
  });

  it('is optional where only code for pasting reads it', () => {
    assert.equal(need({ 'cli/template/src/a.ts': code('A') }), 'optional');
    assert.equal(need({ 'src/collections/Docs/index.ts': code('A') }), 'required');
    assert.equal(need({ 'docs/src/config.ts': code('A') }), 'optional');
    assert.equal(need({ 'charts/templates/web.yaml': code('A') }), 'required');
  });

  it('is unread where only documentation speaks of it', () => {
    assert.equal(need({}), 'unread');
    assert.equal(need({ 'docs/setup.md': code('A') }), 'unread');
    assert.equal(need({ 'src/docs/setup.md': code('A') }), 'unread');
  });

  it('is not unread where a name is worked out that may be it', () => {
    const dynamic = (prefix: string, suffix = ''): EnvFacts => ({ dynamics: [{ at: at(), prefix, suffix }] });
    assert.equal(need({ 'a.ts': dynamic('PAYPAL_') }, 'PAYPAL_ID'), 'optional');
    assert.equal(need({ 'a.ts': dynamic('PAYPAL_', '_KEY') }, 'PAYPAL_ID'), 'unread');
    assert.equal(need({ 'a.ts': dynamic('') }), 'optional');
    assert.equal(need({ 'test/a.ts': dynamic('') }), 'unread');
  });

  it('is not unread where another value is made of it', () => {
    const reference = { name: 'A', at: at(), need: 'required' } as const;
    assert.equal(
      need({ '.env': { declarations: [declared('URL', { references: [reference] })] } }),
      'optional',
    );
  });

  it('is optional where a schema says so, whatever reads it afterwards', () => {
    const asked = (said: 'required' | 'optional') => ({
      uses: [use('A', { need: said, schema: { library: 'zod' } })],
    });
    assert.equal(need({ 'src/a.ts': code('A'), 'src/env.ts': asked('optional') }), 'optional');
    assert.equal(need({ 'src/a.ts': code('A'), 'src/env.ts': asked('required') }), 'required');
    const both = { 'src/env.ts': asked('optional'), 'src/server.ts': asked('required') };
    assert.equal(need({ 'src/a.ts': code('A'), ...both }), 'required');
    assert.equal(need({ 'src/a.ts': code('A'), 'src/env.test.ts': asked('optional') }), 'required');
  });

  it('may be read in a package that nobody says to depend on', () => {
    const inputs = {
      'web/package.json': node('web'),
      'web/.env.example': envFile('A', 'B'),
      'lib/package.json': node('lib'),
      'lib/a.ts': code('A'),
      'api/package.json': node('api'),
      'api/.env.example': envFile('B'),
      'api/b.ts': code('B'),
    };
    const model = join(inputs);
    assert.equal(variable(model, 'web/x', 'A').need, 'required');
    assert.equal(variable(model, 'web/x', 'B').need, 'unread');
  });

  it('is not required by what comes from a store', () => {
    assert.equal(need({ 'src/a.ts': { uses: [use('A', { store: 'GitHub secrets' })] } }), 'optional');
  });
});

describe('calls of helpers', () => {
  const helper: EnvFacts = { helpers: [{ name: 'requireEnv', parameter: 0, need: 'required' }] };

  it('are uses where the helper is at hand, with the need that it states', () => {
    const model = join({
      'src/env.ts': helper,
      'src/a.ts': { calls: [call('requireEnv', 'A'), call('requireEnv', 'B', { hasFallback: true })] },
    });
    assert.deepEqual(
      ['A', 'B'].map((name) => variable(model, 'x', name).need),
      ['required', 'optional'],
    );
    assert.equal(variable(model, 'x', 'A').uses[0]?.use.through, 'requireEnv');
  });

  it('are nothing with another name, argument, or package', () => {
    const calls = [
      call('other', 'A'),
      call('requireEnv', 'B', { parameter: 1 }),
      call('requireEnv', 'userId'),
    ];
    const model = join({
      'src/env.ts': helper,
      'src/a.ts': { calls },
      'b/package.json': node('b'),
      'b/env.ts': { helpers: [{ name: 'mine', parameter: 0, need: 'required' }] },
      'src/b.ts': { calls: [call('mine', 'C')] },
    });
    assert.deepEqual(model.names, []);
  });

  it('count for declared names wherever the helper is defined', () => {
    const model = join({
      '.env.example': envFile('A'),
      'a/package.json': node('a'),
      'a/x.ts': { calls: [call('requireEnv', 'A'), call('requireEnv', 'B')] },
      'b/package.json': node('b'),
      'b/env.ts': helper,
    });
    assert.equal(variable(model, 'x', 'A').need, 'optional');
    assert.deepEqual(model.names, ['A']);
  });

  it('reach into packages that are depended on', () => {
    const model = join({
      'a/package.json': node('a', ['b']),
      'a/x.ts': { calls: [call('requireEnv', 'X')] },
      'b/package.json': node('b'),
      'b/env.ts': helper,
    });
    assert.equal(variable(model, 'a/x.ts', 'X').need, 'required');
  });
});

describe('what is known of a name', () => {
  it('says whether it is public, and whether it promises a secret', () => {
    const model = join({
      'package.json': node('web', ['next']),
      'a.ts': code('NEXT_PUBLIC_URL', 'STRIPE_SECRET_KEY', 'VITE_X'),
    });
    const of = (name: string) => variable(model, 'a.ts', name);
    assert.equal(of('NEXT_PUBLIC_URL').publicPrefix, 'NEXT_PUBLIC_');
    assert.equal(of('VITE_X').publicPrefix, undefined);
    assert.equal(of('STRIPE_SECRET_KEY').isSecret, true);
    assert.equal(of('NEXT_PUBLIC_URL').isSecret, false);
  });

  it('lists every place in the workspace', () => {
    const reference = { name: 'A', at: at(3), need: 'required' } as const;
    const model = join({
      'b/package.json': node('b'),
      'b/x.ts': code('A'),
      'a.ts': code('A'),
      '.env': { declarations: [declared('A'), declared('U', { references: [reference] })] },
    });
    const places = model.placesOf('A');
    assert.deepEqual(
      [places.uses, places.declarations, places.references].map((list) => list.map(({ file }) => file)),
      [['a.ts', 'b/x.ts'], ['.env'], ['.env']],
    );
    assert.deepEqual(model.names, ['A', 'U']);
    assert.deepEqual(model.placesOf('NOWHERE'), { uses: [], declarations: [], references: [] });
  });

  it('is the same whatever order the files come in', () => {
    const given: Readonly<Record<string, EnvFacts>> = {
      'package.json': node('root', ['next']),
      '.env': envFile('B', 'A'),
      '.env.example': envFile('A', 'C'),
      'b.ts': code('A', 'B'),
      'a.ts': code('C', 'A'),
    };
    const reversed = Object.fromEntries(Object.entries(given).reverse());
    const shown = (model: EnvModel) => JSON.stringify(model.packages.map((one) => [...one.variables]));
    assert.equal(shown(join(given)), shown(join(reversed)));
  });
});
