import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CLI, launchReadyIn, testEnvironment } from '../support/commandLine.ts';
import { expand } from '../support/expand.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const KEY = expand('{{stripe-secret-key}}');
const LEAK = `const stripe = new Stripe('${KEY}');\n`;
const CLEAN = 'const stripe = new Stripe(process.env.STRIPE_SECRET_KEY);\n';

interface Report {
  readonly summary: { readonly files: number; readonly commits: number };
  readonly findings: readonly {
    readonly file: string | null;
    readonly fingerprint: string;
    readonly commit: { readonly id: string; readonly authorDate: string; readonly inHead: boolean };
    readonly fixes: readonly string[];
    readonly suppressed: { readonly by: string } | null;
  }[];
  readonly errors: readonly { readonly file: string; readonly message: string }[];
}

function launchReady(cwd: string, ...args: readonly string[]) {
  return launchReadyIn(cwd, ['check', '--history', ...args]);
}

function report(cwd: string, ...args: readonly string[]): Report {
  return JSON.parse(launchReady(cwd, '--format', 'json', ...args).stdout) as Report;
}

function commit(root: string, files: Readonly<Record<string, string>>, message = 'change'): string {
  writeFiles(root, files);
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--allow-empty', '--message', message);
  return git(root, 'rev-parse', 'HEAD').trim();
}

/** A repository in which a key was committed and taken out again. */
function leakyRepository(): { readonly root: string; readonly id: string } {
  const root = temporaryRepository({ 'README.md': 'hello\n' });
  const id = commit(root, { 'src/pay.ts': LEAK });
  commit(root, { 'src/pay.ts': CLEAN });
  return { root, id };
}

describe('launch-ready check --history', () => {
  it('fails for a secret that only the history has', () => {
    const { root, id } = leakyRepository();
    const { status, stdout, stderr } = launchReady(root);
    assert.equal(status, 1);
    assert.equal(stderr, '');
    assert.match(stdout, new RegExp(`^ {2}src/pay\\.ts:1:28 in commit ${id.slice(0, 10)}$`, 'm'));
    assert.match(
      stdout.replaceAll(/\s+/g, ' '),
      /The current code no longer has it, but every clone does: rotate it\./,
    );
    assert.match(stdout, /1 blocker\..*\(3 commits with 3 versions of files checked in /);
    assert.ok(!stdout.includes(KEY));
    assert.equal(launchReady(root, '--fail-on', 'never').status, 0);
  });

  it('writes the commit into the JSON report', () => {
    const { root, id } = leakyRepository();
    const { summary, findings, errors } = report(root);
    assert.deepEqual([summary.files, summary.commits, errors], [3, 3, []]);
    assert.deepEqual(
      findings.map(({ file, commit: place, fixes }) => [file, place.id, place.inHead, fixes]),
      [['src/pay.ts', id, false, []]],
    );
    assert.match(findings[0]?.commit.authorDate ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/);
  });

  it('shows a secret in a message', () => {
    const { root } = leakyRepository();
    const id = commit(root, {}, `Take out ${KEY.replace(/.$/, 'Q')}`);
    assert.match(
      launchReady(root).stdout,
      new RegExp(`^ {2}the message of commit ${id.slice(0, 10)}:1:10$`, 'm'),
    );
    assert.equal(report(root).findings.filter(({ file }) => file === null).length, 1);
  });

  it('obeys --since, --only and paths', () => {
    const { root, id } = leakyRepository();
    assert.equal(launchReady(root, '--since', id).status, 0);
    assert.equal(launchReady(root, '--since', `${id}~`).status, 1);
    assert.equal(launchReady(root, '--only', 'secrets/private-key').status, 0);
    assert.equal(launchReady(root, '--only', 'secrets').status, 1);
    assert.equal(launchReady(root, 'README.md').status, 0);
    assert.equal(launchReady(root, 'src').status, 1);
  });

  it('accepts with a baseline what is there, and keeps what the baseline accepted before', () => {
    const { root } = leakyRepository();
    const file = path.join(root, 'launch-ready-baseline.json');
    const before = { version: 1, findings: [{ fingerprint: 'f', rule: 'env/other', file: '.env' }] };
    writeFiles(root, { 'launch-ready-baseline.json': JSON.stringify(before) });
    assert.equal(launchReady(root, '--write-baseline').status, 0);
    assert.equal((JSON.parse(readFileSync(file, 'utf8')) as typeof before).findings.length, 2);
    assert.equal(launchReady(root).status, 0);
    assert.equal(report(root).findings[0]?.suppressed?.by, 'baseline');
    commit(root, { 'b.ts': LEAK.replace(KEY, expand('{{stripe-secret-key:2}}')) });
    assert.equal(launchReady(root).status, 1);
  });

  it('exits with 2 for what it could not look at, and for wrong use', () => {
    const { root } = leakyRepository();
    const clone = path.join(temporaryFolder(), 'clone');
    git(root, 'clone', '--quiet', '--depth', '1', `file://${root}`, clone);
    const shallow = launchReady(clone);
    assert.equal(shallow.status, 2);
    assert.match(shallow.stdout, /^\.git: this clone is shallow: only 1 commit was looked at\./m);
    for (const [cwd, args, message] of [
      [root, ['--since', 'nowhere'], /--since: there is no commit “nowhere” in this repository/],
      [root, ['--since', '--all'], /--since: there is no commit “--all”/],
      [root, ['--fix'], /--history goes with neither --fix nor --verify/],
      [root, ['--only', 'config'], /--history looks for secrets/],
      [temporaryFolder({ 'a.ts': LEAK }), [], /this folder is in no git repository/],
    ] as const) {
      const { status, stderr, stdout } = launchReady(cwd, ...args);
      assert.equal(status, 2, args.join(' '));
      assert.match(stderr, message);
      assert.equal(stdout, '');
    }
  });

  it('ends with git when it is interrupted', async function () {
    if (process.platform === 'win32') this.skip();
    const { root } = leakyRepository();
    // A git that never answers stands for a long history; it leaves a file once it has started.
    const folder = temporaryFolder({ 'bin/git': `#!/bin/sh\necho $$ > '${root}/started'\nexec sleep 600\n` });
    chmodSync(path.join(folder, 'bin/git'), 0o755);
    const env = testEnvironment({
      PATH: `${path.join(folder, 'bin')}${path.delimiter}${process.env['PATH']}`,
    });
    const child = spawn(process.execPath, [CLI, 'check', '--history'], { cwd: root, env });
    const ended = once(child, 'exit');
    const started = path.join(root, 'started');
    while (!existsSync(started) || readFileSync(started, 'utf8') === '')
      await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGINT');
    assert.deepEqual(await ended, [130, null]);
    const pid = Number(readFileSync(started, 'utf8'));
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  });
});
