import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expand } from '../support/expand.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const CLI = path.join(import.meta.dirname, '../../dist/cli.cjs');
const LEAK = expand("export const key = '{{stripe-secret-key}}';\n");

describe('what launch-ready check knows from the time before', () => {
  it('changes nothing but the time it takes, and is no part of the folder', () => {
    const root = temporaryRepository({ 'src/pay.ts': LEAK, 'src/b.ts': '', 'README.md': 'hello\n' });
    const home = temporaryFolder({});
    const kept = path.join(home, 'launch-ready');
    const plain = check(root, home, '--no-cache');
    assert.equal(plain.findings.length, 1);
    assert.equal(existsSync(kept), false);
    assert.deepEqual(check(root, home), plain);
    assert.deepEqual(check(root, home), plain);
    if (process.platform !== 'darwin') assert.ok(existsSync(kept));
    const part = check(root, home, 'src');
    assert.deepEqual(part.findings, plain.findings);
    assert.deepEqual(check(root, home), plain);

    writeFiles(root, { 'src/pay.ts': '//\n' });
    assert.deepEqual(check(root, home).findings, []);
    assert.equal(git(root, 'status', '--porcelain').trim(), 'M src/pay.ts');
  });

  it('is kept nowhere in what is checked', () => {
    const home = temporaryRepository({ 'src/pay.ts': LEAK });
    check(home, home);
    assert.equal(existsSync(path.join(home, 'launch-ready')), false);
  });

  it('is done without where there is no place for it', () => {
    const root = temporaryRepository({ 'src/pay.ts': LEAK });
    const nowhere = path.join(temporaryFolder({ file: '' }), 'file');
    assert.equal(check(root, nowhere).findings.length, 1);
  });
});

interface Report {
  readonly findings: readonly unknown[];
  readonly errors: readonly unknown[];
}

function check(root: string, home: string, ...args: readonly string[]): Report {
  const env = { ...process.env, XDG_CACHE_HOME: home, LOCALAPPDATA: home, HOME: home };
  const { stdout } = spawnSync(process.execPath, [CLI, 'check', '--format', 'json', ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  const { findings, errors } = JSON.parse(stdout) as Report;
  return { findings, errors };
}
