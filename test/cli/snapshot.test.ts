import { strict as assert } from 'node:assert';
import { readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { launchReadyIn } from '../support/commandLine.ts';
import { expand } from '../support/expand.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const FILE = 'launch-ready-snapshot.json';
const leak = (seed: number): string => `export const key = '${expand(`{{stripe-secret-key:${seed}}}`)}';\n`;
const OPEN_CORS = "import cors from 'cors';\napp.use(cors({ origin: true, credentials: true }));\n";
const snapshot = (root: string, ...args: readonly string[]) => launchReadyIn(root, ['snapshot', ...args]);
const readIn = (root: string): string => readFileSync(path.join(root, FILE), 'utf8');

describe('launch-ready snapshot', () => {
  it('writes what is found, with the commit, and no secret', () => {
    const root = temporaryRepository({ 'src/pay.ts': leak(1), 'src/copy.ts': leak(1) });
    const { status, stdout } = snapshot(root);
    assert.equal(status, 0);
    assert.equal(
      stdout,
      'launch-ready-snapshot.json has 1 finding of 2 files, readiness 35 of 100. Commit it; launch-ready snapshot --since says what changed.\n',
    );
    const text = readIn(root);
    assert.ok(!text.includes(expand('{{stripe-secret-key:1}}')));
    const { commit, date, findings } = JSON.parse(text) as {
      commit: string;
      date: string;
      findings: { file: string; rule: string; sameAs: string[] }[];
    };
    assert.equal(commit, git(root, 'rev-parse', 'HEAD').trim());
    assert.match(date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(
      findings.map(({ file, rule, sameAs }) => [file, rule, sameAs.length]),
      [['src/copy.ts', 'secrets/provider-token', 1]],
    );
  });

  it('says what changed, and fails for what is new alone', () => {
    const root = temporaryRepository({ 'src/pay.ts': leak(1), 'src/app.js': OPEN_CORS });
    snapshot(root);
    const before = readIn(root);
    const same = snapshot(root, '--since');
    assert.equal(same.status, 0, 'blockers of before are no news');
    assert.match(same.stdout, /\nNothing changed: 2 findings as before\.\n$/);

    renameSync(path.join(root, 'src/app.js'), path.join(root, 'src/server.js'));
    renameSync(path.join(root, 'src/pay.ts'), path.join(root, 'src/payment.ts'));
    const moved = snapshot(root, '--since');
    assert.equal(moved.status, 0);
    assert.match(moved.stdout, /\nMoved \(2\)\n/);
    assert.match(moved.stdout, /was in src\/app\.js/);
    assert.match(moved.stdout, /was in src\/pay\.ts/);

    writeFiles(root, { 'src/mail.ts': leak(2) });
    rmSync(path.join(root, 'src/server.js'));
    const changed = snapshot(root, '--since');
    assert.equal(changed.status, 1);
    assert.match(changed.stdout, /^Readiness 31 → 31 of 100 since /);
    assert.match(changed.stdout, /\nNew \(1\)\n {2}src\/mail\.ts\n/);
    assert.match(changed.stdout, /\nFixed \(1\)\n {2}src\/app\.js\n/);
    assert.equal(snapshot(root, '--since', '--fail-on', 'never').status, 0);
    assert.match(snapshot(root, '--since', '--format', 'markdown').stdout, /\n## Fixed \(1\)\n/);
    const json = JSON.parse(snapshot(root, '--since', FILE, '--format', 'json').stdout) as {
      changes: { new: { file: string }[] };
    };
    assert.deepEqual(
      json.changes.new.map(({ file }) => file),
      ['src/mail.ts'],
    );
    assert.equal(readIn(root), before, 'a look changes nothing');
  });

  it('does not call fixed what a rule that is off no longer looks for', () => {
    const root = temporaryRepository({ 'src/app.js': OPEN_CORS });
    snapshot(root);
    writeFiles(root, { 'launch-ready.yaml': 'rules:\n  cors/credentials-for-every-origin: off\n' });
    const { stdout } = snapshot(root, '--since');
    assert.match(
      stdout,
      /\nNot looked for any more: the rule is off, or the file could not be checked \(1\)\n/,
    );
    assert.doesNotMatch(stdout, /Fixed/);
  });

  it('refuses what is no snapshot with a word of what to do', () => {
    const root = temporaryRepository({ 'package.json': '{}\n', 'newer.json': '{ "schemaVersion": 2 }\n' });
    const refusals: readonly (readonly [args: readonly string[], message: string])[] = [
      [
        ['--since'],
        'There is no snapshot “launch-ready-snapshot.json” to compare with. launch-ready snapshot writes one: do that first, and again whenever you want to start from there.\n',
      ],
      [
        ['--since', 'package.json'],
        '“package.json” can’t be used: it is no snapshot. Name a file that launch-ready snapshot wrote, or write a new one.\n',
      ],
      [
        ['--since', 'newer.json'],
        '“newer.json” can’t be used: a newer Launch Ready wrote it: update this one. Name a file that launch-ready snapshot wrote, or write a new one.\n',
      ],
      [['--since', '.'], '“.” can’t be used: it must be a plain text file under 64 MB.\n'],
      [
        ['--since', '--out', 'x.json'],
        '--since writes nothing: leave out --out, or run launch-ready snapshot afterwards.\n',
      ],
      [['--format', 'json'], '--format goes with --since. A snapshot itself is JSON.\n'],
      [['package.json'], '“package.json” is no folder: name the folder of the product.\n'],
    ];
    for (const [args, message] of refusals) {
      const { status, stderr, stdout } = snapshot(root, ...args);
      assert.deepEqual([status, stderr, stdout], [2, message, ''], args.join(' '));
    }
  });

  it('overwrites nothing but snapshots', () => {
    const root = temporaryRepository({ 'package.json': '{}\n' });
    assert.equal(snapshot(root, '--out', 'package.json').status, 2);
    assert.equal(readFileSync(path.join(root, 'package.json'), 'utf8'), '{}\n');
    symlinkSync('package.json', path.join(root, FILE));
    assert.match(snapshot(root).stderr, /is no plain file: name another with --out/);
    assert.equal(snapshot(root, '--out', 'kept.json').status, 0);
    assert.equal(snapshot(root, '--out', 'kept.json').status, 0, 'again');
    assert.match(
      snapshot(root, '--out', 'nowhere/x.json').stderr,
      /^There is no folder “.*nowhere” to write/,
    );
  });

  it('works without git', () => {
    const root = temporaryFolder({ 'src/app.js': OPEN_CORS });
    assert.equal(snapshot(root).status, 0);
    assert.equal((JSON.parse(readIn(root)) as { commit: null }).commit, null);
    assert.match(snapshot(root, '--since').stdout, /1 finding as before/);
  });
});

describe('launch-ready check --format markdown', () => {
  it('writes the risk list', () => {
    const root = temporaryRepository({ 'src/app.js': OPEN_CORS });
    const { status, stdout } = launchReadyIn(root, ['check', '--format', 'markdown']);
    assert.equal(status, 1);
    assert.match(stdout, /^# Launch risks: launch-ready-test-/);
    assert.match(stdout, /\n### Every website may read what your users see\n/);
    assert.match(stdout, /\n {2}- Quick fix in the editor: Let in the origins of ALLOWED\\?_ORIGINS only\n/);
  });
});
