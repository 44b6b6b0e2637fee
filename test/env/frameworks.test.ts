import assert from 'node:assert/strict';
import { FRAMEWORK_TABLE } from '../../server/src/core/env/frameworkTable.ts';
import { envFile, join, node } from './factsOfEnv.ts';

function found(dependencies: readonly string[], files: readonly string[] = []): readonly string[] {
  const others = Object.fromEntries(files.map((path) => [path, {}]));
  const model = join({ 'package.json': node('x', dependencies), ...others });
  return model.packageOf('x').frameworks.map(({ id }) => id);
}

describe('frameworks', () => {
  it('are told by their dependencies, the most telling first', () => {
    assert.deepEqual(found(['dotenv', 'next']), ['nextjs', 'dotenv']);
    assert.deepEqual(found(['react']), []);
  });

  it('hide what they are built on', () => {
    assert.deepEqual(found(['vite', '@sveltejs/kit']), ['sveltekit']);
    assert.deepEqual(found(['astro', 'vite', 'vitest']), ['astro']);
  });

  it('are those of the language, where several have a package of that name', () => {
    const ids = (ecosystem: 'ruby' | 'node' | 'rust') =>
      join({ 'x.file': { package: { ecosystem, dependencies: ['dotenv'] } } })
        .packageOf('x')
        .frameworks.map(({ id }) => id);
    assert.deepEqual([ids('node'), ids('ruby'), ids('rust')], [['dotenv'], ['dotenv-ruby'], ['rust-dotenv']]);
  });

  it('load no env file where no library does it', () => {
    const loads = (dependencies: readonly string[]) =>
      join({ 'x.file': { package: { ecosystem: 'python', dependencies } } })
        .packageOf('x')
        .frameworks.flatMap((framework) => framework.loads.production);
    assert.deepEqual(loads(['django']), []);
    assert.deepEqual(loads(['django', 'django-environ']), ['.env', '.flaskenv']);
  });

  it('are told by files where dependencies say nothing', () => {
    assert.deepEqual(found([], ['wrangler.toml', 'docker-compose.prod.yml']), ['wrangler', 'compose']);
    assert.deepEqual(found([], ['sub/wrangler.toml']), []);
  });

  it('name the prefixes that go to browsers', () => {
    const prefixes = (dependencies: readonly string[], set?: readonly string[]) =>
      join({
        'package.json': node('x', dependencies),
        ...(set ? { 'vite.config.ts': { publicPrefixes: set } } : {}),
      }).packageOf('x').publicPrefixes;
    assert.deepEqual(prefixes(['next']), ['NEXT_PUBLIC_']);
    assert.deepEqual(prefixes(['vite'], ['APP_']), ['APP_']);
    assert.deepEqual(prefixes(['vite'], ['APP_', 'VITE_']), ['APP_', 'VITE_']);
    assert.deepEqual(prefixes(['express']), []);
  });

  it('know what React Router takes from Vite, and only in development', () => {
    const [framework] = join({ 'package.json': node('x', ['@react-router/dev', 'vite']) }).packageOf(
      'x',
    ).frameworks;
    assert.deepEqual(
      [framework?.loads.development.includes('.env.local'), framework?.loads.production],
      [true, []],
    );
  });

  it('have wrangler replace references in .env, but not in .dev.vars', () => {
    const model = join({ 'wrangler.toml': {}, '.dev.vars': envFile('A'), '.env': envFile('A') });
    assert.deepEqual(model.envFiles.get('.dev.vars')?.dialects, ['dotenv']);
    assert.deepEqual(model.envFiles.get('.env')?.dialects, ['dotenv-expand']);
  });

  it('give a library the prefixes of the packages that use it', () => {
    const model = join({
      'web/package.json': node('web', ['next', 'lib']),
      'lib/package.json': node('lib'),
    });
    assert.deepEqual(model.packageOf('lib/a.ts').publicPrefixes, ['NEXT_PUBLIC_']);
  });

  it('have an id, a source and something to be told by, each once', () => {
    const ids = FRAMEWORK_TABLE.map(({ framework }) => framework.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const { framework, source, dependencies, file, ecosystem, replaces } of FRAMEWORK_TABLE) {
      assert.match(source, /^https:\/\//, framework.id);
      assert.ok(dependencies ?? file ?? ecosystem, framework.id);
      for (const other of replaces ?? []) assert.ok(ids.includes(other), other);
      for (const name of Object.values(framework.loads).flat())
        assert.match(name, /^\.(?:env|dev\.vars|flaskenv)/);
    }
  });
});
