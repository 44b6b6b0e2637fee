import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { patternsBelow, requireMatches, selectTarget } from '../../server/src/cli/patterns.ts';
import { configuredRoot, selectFiles } from '../../server/src/cli/target.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const FILES = [
  '.env',
  'README.md',
  'app/[slug]/page.tsx',
  'app/layout.tsx',
  'src/a.ts',
  'src/a.test.ts',
  'src/deep/b.ts',
  'src/deep/er/c.js',
  'src/!odd #1.ts',
];

describe('the patterns that are named', () => {
  let root = '';
  before(() => {
    root = temporaryFolder(Object.fromEntries(FILES.map((file) => [file, ''])));
    mkdirSync(path.join(root, '.git'));
  });

  function matched(cwd: string, ...given: readonly string[]): readonly string[] {
    const target = selectTarget(path.join(root, cwd), { given, ignored: [] });
    const listing = target.root === root ? FILES : FILES.map((file) => path.posix.relative(cwd, file));
    requireMatches(target, listing);
    return selectFiles(listing, target);
  }

  it('mean what a shell makes of them, and hidden files too', () => {
    assert.deepEqual(matched('', '*'), FILES);
    assert.deepEqual(matched('', '*.md'), ['README.md']);
    assert.deepEqual(matched('', 'src/*.ts'), ['src/a.ts', 'src/a.test.ts', 'src/!odd #1.ts']);
    assert.deepEqual(matched('', 'src/?.ts'), ['src/a.ts']);
    assert.deepEqual(matched('', 'src/**/*.ts'), [
      'src/a.ts',
      'src/a.test.ts',
      'src/deep/b.ts',
      'src/!odd #1.ts',
    ]);
    assert.deepEqual(matched('', '**/*.js'), ['src/deep/er/c.js']);
    assert.deepEqual(matched('', 'src/[ab].ts'), ['src/a.ts']);
    assert.deepEqual(matched('', 'src/[!b].ts'), ['src/a.ts']);
    assert.deepEqual(matched('', '.e*'), ['.env']);
  });

  it('know alternatives, in each other as well', () => {
    assert.deepEqual(matched('', '{app,src/deep}/*.{ts,tsx}'), ['app/layout.tsx', 'src/deep/b.ts']);
    assert.deepEqual(matched('', 'src/{a{,.test},deep/b}.ts'), [
      'src/a.ts',
      'src/a.test.ts',
      'src/deep/b.ts',
    ]);
    const many = '{a,b}'.repeat(11);
    assert.throws(() => matched('', `src/${many}`), {
      message: `The pattern “${many}” has more than 1,000 alternatives.`,
    });
  });

  it('stand for all that is in a folder that matches', () => {
    assert.deepEqual(matched('', 'src/d*'), ['src/deep/b.ts', 'src/deep/er/c.js']);
  });

  it('are no patterns where something is called just so', () => {
    assert.deepEqual(selectTarget(root, { given: ['app/[slug]'], ignored: [] }).paths, ['app/[slug]']);
    assert.deepEqual(matched('', 'app/[slug]/*.tsx'), ['app/[slug]/page.tsx']);
  });

  it('begin in the present folder, or where they say', () => {
    assert.deepEqual(matched('src', '*.ts'), ['a.ts', 'a.test.ts', '!odd #1.ts']);
    assert.deepEqual(matched('', path.join(root, 'app/*.tsx')), ['app/layout.tsx']);
    assert.deepEqual(matched('', './src/deep/../a.*'), ['src/a.ts', 'src/a.test.ts']);
  });

  it('go with paths', () => {
    assert.deepEqual(matched('', 'README.md', 'app/*.tsx'), ['README.md', 'app/layout.tsx']);
  });

  it('fail where they match nothing', () => {
    assert.throws(() => matched('', 'src/a.ts', 'src/*.rb'), {
      message: 'No file matches “src/*.rb”. Files that git ignores are not looked at.',
    });
    assert.throws(() => matched('', 'lib/**/*.ts'), {
      message: 'No file matches “lib/**/*.ts”: there is no folder “lib”.',
    });
    assert.throws(() => matched('', 'README.md/*'), {
      message: 'No file matches “README.md/*”: there is no folder “README.md”.',
    });
  });

  it('leave files out as .gitignore does, counted from the present folder', () => {
    const left = (cwd: string, ...lines: readonly string[]): readonly string[] => {
      const patterns = patternsBelow(root, path.join(root, cwd), lines);
      return FILES.filter((file) => patterns.match(file));
    };
    assert.deepEqual(left('', 'deep/'), ['src/deep/b.ts', 'src/deep/er/c.js']);
    assert.deepEqual(left('', '*.ts', '!a.ts'), ['src/a.test.ts', 'src/deep/b.ts', 'src/!odd #1.ts']);
    assert.deepEqual(left('', '/a.ts'), []);
    assert.deepEqual(left('src', '/a.ts'), ['src/a.ts']);
    assert.deepEqual(left('src', '*.tsx'), []);
  });
});

describe('the folder whose configuration counts', () => {
  it('is the nearest above that has one, within the repository', () => {
    const top = temporaryFolder({
      'launch-ready.yaml': '',
      'product/.git/HEAD': '',
      'product/launch-ready.yaml': '',
      'product/apps/web/src/a.ts': '',
      'product/apps/own/launch-ready.yaml': '',
      'product/sub/.git': 'gitdir: elsewhere',
      'bare/.git/HEAD': '',
      'bare/src/a.ts': '',
      'plain/src/a.ts': '',
      'accepted/.git/HEAD': '',
      'accepted/launch-ready-baseline.json': '',
      'accepted/src/a.ts': '',
    });
    const rootOf = (folder: string): string => path.relative(top, configuredRoot(path.join(top, folder)));
    assert.equal(rootOf('product'), 'product');
    assert.equal(rootOf('product/apps/web/src'), 'product');
    assert.equal(rootOf('product/apps/own'), 'product/apps/own');
    assert.equal(rootOf('product/sub'), 'product/sub');
    assert.equal(rootOf('bare/src'), 'bare/src');
    assert.equal(rootOf('plain/src'), 'plain/src');
    assert.equal(rootOf('accepted/src'), 'accepted');
  });

  it('is the root, below which the paths are', () => {
    const root = temporaryFolder({
      '.git/HEAD': '',
      'launch-ready.yaml': '',
      'web/src/a.ts': '',
      'db/a.ts': '',
    });
    const at = (...given: readonly string[]) => selectTarget(path.join(root, 'web'), { given, ignored: [] });
    assert.deepEqual(at(), { root, paths: ['web'] });
    assert.deepEqual(at('src'), { root, paths: ['web/src'] });
    assert.deepEqual(at('../db'), { root, paths: ['db'] });
    assert.deepEqual(selectFiles(['web/src/a.ts', 'db/a.ts'], at('../d*/*.ts')), ['db/a.ts']);
  });
});
