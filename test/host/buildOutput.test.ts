import { strict as assert } from 'node:assert';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { findBuildOutput } from '../../server/src/host/buildOutput.ts';
import { createDiskWorkspace } from '../../server/src/host/diskWorkspace.ts';
import { scan } from '../../server/src/host/scan.ts';
import { NEVER_CANCELLED } from '../../server/src/core/workspace.ts';
import { TODAY } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const NEXT = {
  'apps/web/.next/static/chunks/a.js': '',
  'apps/web/.next/static/chunks/a.js.map': '',
  'apps/web/.next/static/media/a.woff2': '',
  'apps/web/.next/server/app/index.html': '',
  'apps/web/.next/server/app/page.js': '',
  'apps/web/.next/cache/webpack/a.js': '',
};

describe('build output', () => {
  it('is found beside every package, without the parts that stay on the server', () => {
    const root = temporaryFolder({
      ...NEXT,
      'build/index.html': '',
      'build/static/js/main.js': '',
      'build/server/index.js': '',
      'dist/server/entry.js': '',
      'dist/client/assets/b.js': '',
      'other/dist/index.html': '',
    });
    const { files, folders, cut } = findBuildOutput(root, [
      'package.json',
      'vite.config.ts',
      'apps/web/package.json',
    ]);
    assert.deepEqual([...files].sort(), [
      'apps/web/.next/server/app/index.html',
      'apps/web/.next/static/chunks/a.js',
      'apps/web/.next/static/chunks/a.js.map',
      'build/index.html',
      'build/static/js/main.js',
      'dist/client/assets/b.js',
    ]);
    assert.equal(cut, false);
    assert.ok(folders.every(({ served }) => served));
  });

  it('is not the output of a library or a server, unless the package shows signs of the web', () => {
    const files = { 'package.json': '', 'dist/index.js': '', 'src/a.ts': '' };
    const node = temporaryFolder(files);
    assert.deepEqual(findBuildOutput(node, Object.keys(files)), { files: [], folders: [], cut: false });
    const web = { ...files, 'vite.config.ts': '' };
    const { files: found, folders } = findBuildOutput(temporaryFolder(web), [
      'package.json',
      'vite.config.ts',
    ]);
    assert.deepEqual(found, ['dist/index.js']);
    assert.deepEqual(folders, [{ folder: 'dist', served: false }]);
  });

  it('is not a folder of sources that is called "build"', () => {
    const files = { 'package.json': '', 'index.html': '', 'build/index.html': '', 'build/webpack.js': '' };
    assert.deepEqual(findBuildOutput(temporaryFolder(files), Object.keys(files)).files, []);
    assert.deepEqual(findBuildOutput(temporaryFolder(files), ['package.json', 'build/.gitkeep']).files, [
      'build/index.html',
      'build/webpack.js',
    ]);
  });

  it('is looked at within limits, and says so', () => {
    const root = temporaryFolder({ 'dist/index.html': 'a', 'dist/a.js': 'aa', 'dist/b.js': 'aa' });
    const few = findBuildOutput(root, [], { mostFiles: 2 });
    assert.deepEqual([few.files.length, few.cut], [2, true]);
    const small = findBuildOutput(root, [], { mostBytes: 4 });
    assert.deepEqual([small.files.length, small.cut], [2, true]);
  });

  it('is not reached through links', function () {
    if (process.platform === 'win32') this.skip();
    const outside = temporaryFolder({ 'index.html': '', 'a.js': '' });
    const root = temporaryFolder({ 'package.json': '', 'out/index.html': '' });
    symlinkSync(outside, path.join(root, 'dist'));
    symlinkSync(outside, path.join(root, 'out', 'linked'));
    assert.deepEqual(findBuildOutput(root, ['package.json']).files, ['out/index.html']);
  });
});

describe('a workspace with build output', () => {
  const KEY = expand('{{stripe-secret-key}}');

  it('is checked with what git ignores of it and the env files of this machine, and nothing else of that', async () => {
    const root = temporaryRepository({ 'package.json': '{}', '.gitignore': 'dist/\n.env\n*.log\n' });
    writeFiles(root, {
      'dist/index.html': '',
      'dist/a.js': `x("${KEY}")`,
      '.env': `A=${KEY}\n`,
      'a.log': KEY,
    });
    const workspace = createDiskWorkspace(root, { trusted: () => true });
    const paths = await workspace.list();
    assert.deepEqual([...paths].sort(), [
      '.env',
      '.gitignore',
      'dist/a.js',
      'dist/index.html',
      'package.json',
    ]);
    assert.deepEqual(workspace.facts().ignoredEnv, ['.env']);
    assert.ok(workspace.isBuilt('dist/a.js') && workspace.isIgnored('dist/a.js'));
    assert.ok(!workspace.isBuilt('package.json'));
    assert.deepEqual(await rulesIn(root, paths, workspace), ['dist/a.js secrets/secret-in-bundle blocker']);
  });

  it('knows the names of ignored env files beside a Dockerfile, and what git tracks', async () => {
    const root = temporaryRepository({
      Dockerfile: 'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nUSER node\nCMD ["node", "a.js"]\n',
      '.gitignore': '.env\n',
      'keys/release.p12': 'binary\0',
    });
    writeFiles(root, { '.env': 'A=1\n', '.env.local': expand('JWT_SECRET={{password}}\n') });
    const workspace = createDiskWorkspace(root, { trusted: () => true });
    const paths = await workspace.list();
    assert.deepEqual(workspace.facts().sensitive, ['keys/release.p12', '.env.local', '.env']);
    const found = await rulesIn(root, paths, workspace);
    for (const expected of [
      '.env.local secrets/committed-env-file high',
      'Dockerfile secrets/unignored-build-context high',
      'keys/release.p12 secrets/committed-key-file high',
    ])
      assert.ok(found.includes(expected), `${expected} is missing from ${found.join(', ')}`);
    git(root, 'rm', '--cached', '--quiet', 'keys/release.p12');
    writeFiles(root, { '.gitignore': '.env*\nkeys/\n', '.dockerignore': '.env*\n' });
    workspace.forgetIgnoreRules();
    assert.deepEqual(await rulesIn(root, await workspace.list(), workspace), []);
  });
});

async function rulesIn(
  root: string,
  paths: readonly string[],
  workspace: ReturnType<typeof createDiskWorkspace>,
): Promise<readonly string[]> {
  const found: string[] = [];
  const settings = {
    root,
    configText: '',
    baselineText: '',
    today: TODAY,
    salt: 's',
    facts: workspace.facts(),
  };
  await scan(settings, {
    paths,
    threads: 0,
    cancellation: NEVER_CANCELLED,
    onResult: (_path, result) =>
      found.push(
        ...(result?.analysis.findings ?? []).map(({ file, ruleId, impact }) => `${file} ${ruleId} ${impact}`),
      ),
  });
  return found.sort();
}
