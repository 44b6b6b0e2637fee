import { strict as assert } from 'node:assert';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { launchReadyIn } from '../support/commandLine.ts';
import { expand } from '../support/expand.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

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

  it('still tells that a secret in a new file is one that is known', () => {
    const home = temporaryFolder({});
    const root = temporaryRepository({ 'src/pay.ts': LEAK });
    // Only what is older than two seconds when a check starts is taken for known by the next one.
    const { ctimeMs } = statSync(path.join(root, 'src/pay.ts'));
    while (Date.now() < ctimeMs + 2_100) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    check(root, home);
    writeFiles(root, { 'src/mail.ts': LEAK });
    assert.equal(check(root, home).findings.length, 1);
    assert.deepEqual(check(root, home), check(root, home, '--no-cache'));
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
  const env = { XDG_CACHE_HOME: home, LOCALAPPDATA: home, HOME: home };
  const { stdout } = launchReadyIn(root, ['check', '--format', 'json', ...args], env);
  const { findings, errors } = JSON.parse(stdout) as Report;
  return { findings, errors };
}
