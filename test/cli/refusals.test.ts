import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import path from 'node:path';
import { CLI, launchReadyIn, testEnvironment } from '../support/commandLine.ts';
import { expand } from '../support/expand.ts';
import { git, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const leak = (seed: number): string => expand(`export const key = '{{stripe-secret-key:${seed}}}';\n`);

describe('options that say different things', () => {
  it('are refused, instead of one of them being passed over', () => {
    const root = temporaryRepository({ 'a.ts': 'export {};\n' });
    const wrong = (...args: readonly string[]): string => {
      const { status, stdout, stderr } = launchReadyIn(root, args);
      assert.deepEqual([status, stdout], [2, ''], args.join(' '));
      return stderr;
    };
    assert.match(wrong('check', '--staged', '--stdin-filename', 'a.ts'), /^--staged reviews a change/);
    assert.match(wrong('check', '--since', 'main', '--stdin-filename', 'a.ts'), /^--since reviews a change/);
    assert.match(wrong('check', '--list-files', '--format', 'json'), /^--list-files prints names/);
    assert.match(wrong('check', '--list-files', '-o', 'names.txt'), /^--list-files prints names/);
    assert.match(
      wrong('check', '--write-baseline', '--format', 'json'),
      /^--write-baseline writes a baseline/,
    );
    assert.match(
      wrong('check', '--write-baseline', '-o', 'report.txt'),
      /^--write-baseline writes a baseline/,
    );
    assert.match(wrong('snapshot', '--fail-on', 'low'), /^--fail-on goes with --since/);
    assert.equal(existsSync(path.join(root, 'launch-ready-baseline.json')), false);
    assert.equal(existsSync(path.join(root, 'launch-ready-snapshot.json')), false);
  });
});

describe('the help of a command that there is not', () => {
  it('says so', () => {
    const { status, stdout, stderr } = launchReadyIn(process.cwd(), ['help', 'nope']);
    assert.deepEqual([status, stdout], [2, '']);
    assert.equal(stderr, 'There is no command “nope”.\nlaunch-ready --help shows what there is.\n');
    assert.match(launchReadyIn(process.cwd(), ['help', 'check']).stdout, /^Usage: launch-ready check/);
  });
});

describe('a report that can’t be written', () => {
  const FULL = '/dev/full';
  const into = (root: string, args: readonly string[]) => {
    const full = openSync(FULL, 'w');
    try {
      return spawnSync(process.execPath, [CLI, ...args], {
        cwd: root,
        encoding: 'utf8',
        env: testEnvironment(),
        stdio: ['ignore', full, 'pipe'],
      });
    } finally {
      closeSync(full);
    }
  };
  (existsSync(FULL) ? it : it.skip)('is said so, and the exit code is that of a failure', () => {
    const root = temporaryRepository({ 'a.ts': 'export {};\n' });
    const { status, stderr } = into(root, ['check']);
    assert.deepEqual([status, stderr], [2, 'The report can’t be written (ENOSPC).\n']);
  });

  (existsSync(FULL) ? it : it.skip)('lets no commit pass that is to be stopped', () => {
    const root = temporaryRepository({ 'a.ts': 'export {};\n' });
    writeFiles(root, { 'a.ts': leak(1) });
    git(root, 'add', '--all');
    const { status, stderr } = into(root, ['hook', 'run']);
    assert.equal(status, 1);
    assert.doesNotMatch(stderr, /not reviewed/);
  });
});
