import assert from 'node:assert/strict';
import { effective, environmentsOf, loadOrder, type Stage } from '../../server/src/core/env/loadOrder.ts';
import type { EnvFacts } from '../../server/src/core/env/types.ts';
import { code, declared, envFile, join, node } from './factsOfEnv.ts';

/** The files that give a variable in a stage, the strongest first. */
function order(dependency: string, stage: Stage, names: readonly string[]): readonly string[] {
  const files = Object.fromEntries(names.map((name) => [name, envFile('A')]));
  const model = join({ 'package.json': node('x', [dependency]), ...files });
  const found = effective(model.packageOf('x'), stage).get('A');
  return found ? [found.wins.file, ...found.shadowed.map(({ file }) => file)] : [];
}

const ALL = [
  '.env',
  '.env.local',
  '.env.production',
  '.env.production.local',
  '.env.test',
  '.env.test.local',
];

describe('the order in which env files are loaded', () => {
  it('is that of Next.js: .env.local beats .env.production, and tests leave it out', () => {
    assert.deepEqual(order('next', 'production', ALL), [
      '.env.production.local',
      '.env.local',
      '.env.production',
      '.env',
    ]);
    assert.deepEqual(order('next', 'test', ALL), ['.env.test.local', '.env.test', '.env']);
  });

  it('is that of Vite: .env.production beats .env.local, and tests read it', () => {
    assert.deepEqual(order('vite', 'production', ALL), [
      '.env.production.local',
      '.env.production',
      '.env.local',
      '.env',
    ]);
    assert.deepEqual(order('@sveltejs/kit', 'test', ALL), [
      '.env.test.local',
      '.env.test',
      '.env.local',
      '.env',
    ]);
  });

  it('is .env.dev for Symfony and .env.testing for Laravel', () => {
    assert.deepEqual(
      order('symfony/runtime', 'production', ['.env', '.env.prod', '.env.local', '.env.prod.local']),
      ['.env.prod.local', '.env.prod', '.env.local', '.env'],
    );
    assert.deepEqual(order('laravel/framework', 'test', ['.env', '.env.testing']), ['.env.testing']);
  });

  it('is .dev.vars alone for Cloudflare Workers, and env files where there is none', () => {
    assert.deepEqual(order('wrangler', 'development', ['.env', '.dev.vars']), ['.dev.vars']);
    assert.deepEqual(order('wrangler', 'development', ['.env', '.env.local']), ['.env.local', '.env']);
  });

  it('can be asked of a framework', () => {
    const [framework] = join({ 'package.json': node('x', ['gatsby']) }).packageOf('x').frameworks;
    assert.ok(framework);
    assert.deepEqual(loadOrder(framework, 'production'), ['.env.production']);
  });
});

describe('the environments of a package', () => {
  const shown = (files: Readonly<Record<string, EnvFacts>>, path = 'x') =>
    environmentsOf(join(files).packageOf(path)).map(({ id, cells }) => [
      id,
      Object.fromEntries([...cells].map(([name, { state }]) => [name, state])),
    ]);

  it('are the stages that files are named after, the template and the manifests', () => {
    const files = {
      'package.json': node('x', ['next']),
      'a.ts': code('A', 'B', 'C', 'D'),
      '.env': envFile('A', 'B='),
      '.env.production': {
        declarations: [declared('B'), declared('C', { value: { state: 'placeholder' } })],
      },
      '.env.example': envFile('A=', 'B=', 'C='),
      'render.yaml': { declarations: [declared('D', { by: 'manifest', value: { state: 'elsewhere' } })] },
      'eas.json': { declarations: [declared('A', { by: 'manifest', environment: 'preview' })] },
    } satisfies Readonly<Record<string, EnvFacts>>;
    assert.deepEqual(shown(files), [
      ['development', { A: 'present', B: 'empty', C: 'missing', D: 'missing' }],
      ['production', { A: 'inherited', B: 'present', C: 'placeholder', D: 'missing' }],
      ['template', { A: 'empty', B: 'empty', C: 'empty', D: 'missing' }],
      ['eas.json#preview', { A: 'present', B: 'missing', C: 'missing', D: 'missing' }],
      ['render.yaml', { A: 'missing', B: 'missing', C: 'missing', D: 'present' }],
    ]);
  });

  it('say which declaration wins and which it hides', () => {
    const model = join({
      'package.json': node('x', ['next']),
      '.env': envFile('A'),
      '.env.local': envFile('A'),
    });
    const cell = environmentsOf(model.packageOf('x'))[0]?.cells.get('A');
    assert.equal(cell?.file, '.env.local');
    assert.deepEqual(
      cell?.shadowed?.map(({ file }) => file),
      ['.env'],
    );
  });

  it('inherit from folders above', () => {
    assert.deepEqual(
      shown({ '.env': envFile('A'), 'web/package.json': node('web'), 'web/a.ts': code('A') }, 'web/a.ts'),
      [['development', { A: 'inherited' }]],
    );
  });

  it('have names of their own', () => {
    assert.deepEqual(
      shown({ 'package.json': node('x', ['vite']), '.env.staging': envFile('A'), '.env': envFile('B') }),
      [
        ['development', { A: 'missing', B: 'present' }],
        ['staging', { A: 'present', B: 'inherited' }],
      ],
    );
  });

  it('are none without any file', () => {
    assert.deepEqual(shown({ 'a.ts': code('A') }), []);
  });
});
