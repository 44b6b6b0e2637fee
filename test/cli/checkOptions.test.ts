import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CLI, launchReadyIn, testEnvironment } from '../support/commandLine.ts';
import { expand } from '../support/expand.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

/** A secret in several places is one finding: files that are to be told apart get a key of their own by its seed. */
const leak = (seed = 1): string => expand(`export const key = '{{stripe-secret-key:${seed}}}';\n`);
const TEST_KEY = expand("export const key = '{{stripe-test-secret-key}}';\n");

interface Report {
  readonly root: string;
  readonly summary: {
    readonly files: number;
    readonly byImpact: Readonly<Record<string, number>>;
    readonly leftOut?: number;
  };
  readonly findings: readonly { readonly file: string; readonly impact: string; readonly ruleId: string }[];
}

function reportOf(cwd: string, ...args: readonly string[]): Report {
  return JSON.parse(launchReadyIn(cwd, ['check', ...args, '--format', 'json']).stdout) as Report;
}

function filesOf(cwd: string, ...args: readonly string[]): readonly string[] {
  return [...new Set(reportOf(cwd, ...args).findings.map(({ file }) => file))].sort();
}

/** What stands before the time that it took. */
function withoutTime(text: string): string {
  return text.replace(/checked in [\d.]+ m?s/, 'checked');
}

describe('launch-ready check below its configuration', () => {
  it('obeys the one above, and checks the present folder', () => {
    const root = temporaryRepository({
      'launch-ready.yaml': 'ignore:\n  - paths: [web/samples]\n    reason: they are samples\n',
      'web/a.ts': leak(1),
      'web/samples/b.ts': leak(2),
      'db/c.ts': leak(3),
    });
    const web = path.join(root, 'web');
    const report = reportOf(web);
    assert.equal(report.root, root);
    assert.equal(report.summary.byImpact['blocker'], 1);
    assert.deepEqual(filesOf(web), ['web/a.ts', 'web/samples/b.ts']);
    assert.deepEqual(filesOf(root, 'web'), filesOf(web));
    assert.match(launchReadyIn(web, ['check']).stdout, /^ {2}a\.ts:1:21$/m);
    assert.match(launchReadyIn(web, ['check', '../db']).stdout, /^ {2}\.\.\/db\/c\.ts:1:21$/m);
  });

  it('says where a configuration with a mistake is', () => {
    const root = temporaryRepository({ 'launch-ready.yaml': 'ignor: []\n', 'web/a.ts': '' });
    const { stderr } = launchReadyIn(path.join(root, 'web'), ['check']);
    assert.match(stderr, /^Nothing of the configuration is used: \.\.\/launch-ready\.yaml:\d+:\d+: /);
  });

  it('keeps what the baseline accepts elsewhere when a part is written again', () => {
    const root = temporaryRepository({ 'launch-ready.yaml': '', 'web/a.ts': leak(1), 'db/b.ts': leak(2) });
    const web = path.join(root, 'web');
    assert.equal(launchReadyIn(root, ['check', '--write-baseline']).status, 0);
    writeFiles(root, { 'web/a.ts': '' });
    const { stdout } = launchReadyIn(web, ['check', '--write-baseline']);
    assert.match(stdout, /^\.\.\/launch-ready-baseline\.json accepts 1 finding[;.]/);
    assert.equal(launchReadyIn(root, ['check']).status, 0);
    assert.deepEqual(readdirSync(web), ['a.ts']);
  });
});

describe('launch-ready check on patterns', () => {
  it('expands what a shell did not, and fails where nothing matches', () => {
    const root = temporaryRepository({ 'src/a.ts': leak(1), 'src/deep/b.ts': leak(2), 'src/c.js': leak(3) });
    assert.deepEqual(filesOf(root, 'src/**/*.ts'), ['src/a.ts', 'src/deep/b.ts']);
    assert.deepEqual(filesOf(root, '**', '--ignore-pattern', 'deep/', '--ignore-pattern', '*.js'), [
      'src/a.ts',
    ]);
    const { status, stderr, stdout } = launchReadyIn(root, ['check', 'src/*.rb']);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.equal(stderr, 'No file matches “src/*.rb”. Files that git ignores are not looked at.\n');
  });

  it('lists what would be checked, and checks nothing', () => {
    const root = temporaryRepository({
      '.gitignore': '*.log\n',
      'src/a.ts': leak(),
      'src/logo.png': '',
      'src/b.log': '',
      'docs/c.md': '',
    });
    const list = (cwd: string, ...args: readonly string[]) => {
      const { status, stdout, stderr } = launchReadyIn(cwd, ['check', '--list-files', ...args]);
      assert.equal(status, 0);
      assert.equal(stderr, '');
      return stdout.split('\n').sort();
    };
    assert.deepEqual(list(root), ['', '.gitignore', 'docs/c.md', 'src/a.ts']);
    assert.deepEqual(list(root, 'src'), ['', 'src/a.ts']);
    assert.deepEqual(list(path.join(root, 'docs'), '../src'), ['', '../src/a.ts']);
    assert.deepEqual(list(root, '--ignore-pattern', 'src', '--ignore-pattern', '.*'), ['', 'docs/c.md']);
  });
});

describe('launch-ready check --stdin', () => {
  const root = (): string =>
    temporaryRepository({ '.gitignore': 'private/\n', 'src/a.ts': '', 'launch-ready.yaml': '' });

  function check(cwd: string, input: string | Buffer, ...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'check', '--stdin', ...args], {
      cwd,
      input,
      env: testEnvironment(),
    });
    return { status, stdout: stdout.toString(), stderr: stderr.toString() };
  }

  it('judges a text as if it stood in a file, which need not exist', () => {
    const { status, stdout } = check(root(), leak(), '--stdin-filename', 'src/new.ts', '--format', 'json');
    assert.equal(status, 1);
    const { findings, summary } = JSON.parse(stdout) as Report;
    assert.deepEqual(
      findings.map(({ file, ruleId }) => [file, ruleId]),
      [['src/new.ts', 'secrets/provider-token']],
    );
    assert.equal(summary.files, 1);
  });

  it('takes the text and not what is on disk, and names its file from the present folder', () => {
    const folder = root();
    writeFiles(folder, { 'src/a.ts': leak() });
    assert.equal(check(folder, '', '--stdin-filename', 'src/a.ts').status, 0);
    const { stdout } = check(
      path.join(folder, 'src'),
      leak(),
      '--stdin-filename',
      'a.ts',
      '--format',
      'json',
    );
    assert.equal((JSON.parse(stdout) as Report).findings[0]?.file, 'src/a.ts');
    const elsewhere = temporaryFolder();
    const absolute = check(
      elsewhere,
      leak(),
      '--stdin-filename',
      path.join(folder, 'src/b.ts'),
      '--format',
      'json',
    );
    assert.equal((JSON.parse(absolute.stdout) as Report).findings[0]?.file, 'src/b.ts');
  });

  it('judges a migration with those before it', () => {
    const folder = temporaryRepository({
      'migrations/001_users.up.sql': 'CREATE TABLE users (id bigint PRIMARY KEY);\n',
    });
    const { stdout } = check(
      folder,
      'CREATE INDEX users_id ON users (id);\n',
      '--stdin-filename',
      'migrations/002_index.up.sql',
      '--format',
      'json',
    );
    const { findings } = JSON.parse(stdout) as Report;
    assert.deepEqual([...new Set(findings.map(({ file }) => file))], ['migrations/002_index.up.sql']);
  });

  it('reads UTF-16, and finds nothing in what is no text', () => {
    const folder = root();
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(leak(), 'utf16le')]);
    assert.equal(check(folder, utf16, '--stdin-filename', 'src/b.ts').status, 1);
    const binary = Buffer.concat([Buffer.from([0]), Buffer.from(leak())]);
    assert.equal(check(folder, binary, '--stdin-filename', 'src/b.ts').status, 0);
  });

  it('says what is not checked', () => {
    const folder = root();
    const ignored = check(folder, leak(), '--stdin-filename', 'private/a.ts');
    assert.equal(ignored.status, 0);
    assert.equal(
      ignored.stderr,
      'Nothing to check: private/a.ts is ignored by git, so it is not committed.\n',
    );
    const left = check(folder, leak(), '--stdin-filename', 'src/b.ts', '--ignore-pattern', 'src');
    assert.equal(left.stderr, 'Nothing to check: src/b.ts is left out by --ignore-pattern.\n');
  });

  it('says what is missing or too much', () => {
    const folder = root();
    const wrong = (...args: readonly string[]): string => {
      const { status, stdout, stderr } = check(folder, '', ...args);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      return stderr;
    };
    assert.equal(
      wrong(),
      '--stdin needs a name for the text, since what is wrong depends on the kind of file: --stdin-filename src/pay.ts, say. The file need not exist.\n',
    );
    assert.equal(
      wrong('--stdin-filename', 'src'),
      '--stdin-filename: “src” is a folder. Name a file: it need not exist.\n',
    );
    assert.equal(
      wrong('--stdin-filename', 'a.ts', 'src'),
      '--stdin checks one text: name no files or folders, but --stdin-filename.\n',
    );
    assert.equal(
      wrong('--stdin-filename', 'a.ts', '--fix'),
      '--stdin checks a text: it goes with none of --fix, --verify, --history, --write-baseline and --list-files.\n',
    );
    assert.equal(
      wrong('--stdin-filename', 'a.ts', '--staged'),
      '--staged reviews a change: it goes with none of --stdin, --stdin-filename and --list-files.\n',
    );
    assert.equal(
      launchReadyIn(folder, ['check', '--stdin-filename', 'a.ts']).stderr,
      '--stdin-filename names the text that --stdin reads: use both.\n',
    );
  });
});

const REPORT = 'reports/launch-ready.json';

describe('what launch-ready check reports', () => {
  it('is at most as many findings as are wanted; the exit code is that of all', () => {
    const root = temporaryRepository({ 'a.ts': leak(1), 'b.ts': leak(2), 'c.ts': TEST_KEY });
    const report = reportOf(root, '--max-findings', '1');
    assert.equal(report.findings.length, 1);
    assert.equal(report.summary.leftOut, 2);
    assert.deepEqual(report.summary.byImpact, { blocker: 2, high: 0, medium: 0, low: 1 });
    const { status, stdout } = launchReadyIn(root, ['check', '--max-findings', '0']);
    assert.equal(status, 1);
    assert.equal(
      withoutTime(stdout),
      '✖ 2 blockers, 1 low. Readiness 31 of 100. (3 files checked) Not listed: 2 blockers, 1 low.\n',
    );
    assert.match(
      launchReadyIn(root, ['check', '--max-findings', 'many']).stderr,
      /Write a whole number, 0 or more\./,
    );
  });

  it('is only what fails with --quiet, and nothing where nothing does', () => {
    const root = temporaryRepository({ 'a.ts': leak(), 'c.ts': TEST_KEY });
    assert.deepEqual(filesOf(root, '--quiet'), ['a.ts']);
    assert.deepEqual(filesOf(root, '--quiet', '--fail-on', 'low'), ['a.ts', 'c.ts']);
    const calm = launchReadyIn(root, ['check', 'c.ts', '--quiet']);
    assert.deepEqual([calm.status, calm.stdout, calm.stderr], [0, '', '']);
    assert.deepEqual(filesOf(root, 'c.ts', '--quiet'), []);
  });

  it('goes to a file, with a line that says so', () => {
    const root = temporaryRepository({ 'a.ts': leak() });
    const { status, stdout, stderr } = launchReadyIn(root, ['check', '--format', 'json', '-o', REPORT]);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.equal(
      withoutTime(stderr),
      '✖ 1 blocker. Readiness 35 of 100. (1 file checked) The report is in reports/launch-ready.json.\n',
    );
    const { findings } = JSON.parse(
      readFileSync(path.join(root, 'reports/launch-ready.json'), 'utf8'),
    ) as Report;
    assert.equal(findings.length, 1);
    assert.deepEqual(readdirSync(path.join(root, 'reports')), ['launch-ready.json']);
  });

  // Linux has such a place, from which Node does not come back when it is asked for all folders at once.
  if (existsSync('/proc/self'))
    it('fails where no folder can be made, and does without a cache there', () => {
      const root = temporaryRepository({ 'a.ts': '' });
      const { status, stderr } = launchReadyIn(root, ['check', '-o', '/proc/nowhere/reports/report.json']);
      assert.deepEqual(
        [status, stderr],
        [2, '--output-file: “/proc/nowhere/reports/report.json” can’t be written (ENOENT).\n'],
      );
      const rules = ['watch', 'generate', 'prometheus', '--out', '/proc/nowhere/reports/rules.yaml'];
      assert.match(launchReadyIn(root, rules).stderr, /^--out: “.*” can’t be written \(ENOENT\)\.$/m);
      const done = launchReadyIn(root, ['check'], { XDG_CACHE_HOME: '/proc/nowhere/cache' });
      assert.deepEqual([done.status, done.stderr], [0, '']);
    });

  it('takes the place of nothing but a plain file', () => {
    const root = temporaryRepository({ 'a.ts': '' });
    const other = path.join(temporaryFolder({ mine: 'mine' }), 'mine');
    symlinkSync(other, path.join(root, 'report.json'));
    mkdirSync(path.join(root, 'folder'));
    for (const name of ['report.json', 'folder']) {
      const { status, stderr } = launchReadyIn(root, ['check', '-o', name]);
      assert.equal(status, 2);
      assert.equal(stderr, `--output-file: “${name}” is no plain file but a folder, a link or a device.\n`);
    }
    assert.equal(readFileSync(other, 'utf8'), 'mine');
    assert.equal(
      launchReadyIn(root, ['check', '-o', 'a.ts/report.json']).stderr,
      '--output-file: “a.ts/report.json” can’t be written (ENOTDIR).\n',
    );
  });

  it('has no colours with --no-color, whatever the environment says', () => {
    const root = temporaryRepository({ 'a.ts': leak() });
    const coloured = launchReadyIn(root, ['check'], { FORCE_COLOR: '1' });
    assert.ok(coloured.stdout.includes('\x1b['));
    const plain = launchReadyIn(root, ['check', '--no-color'], { FORCE_COLOR: '1' });
    assert.ok(!plain.stdout.includes('\x1b['));
  });
});

describe('the place that --cache-location names', () => {
  const kept = (folder: string): number =>
    existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.results')).length : 0;

  it('keeps what is known of files', () => {
    const root = temporaryRepository({ '.gitignore': '.cache/\n', 'a.ts': leak() });
    const outside = path.join(temporaryFolder(), 'deep/er');
    for (const folder of [outside, path.join(root, '.cache/launch-ready')]) {
      assert.equal(launchReadyIn(root, ['check', '--cache-location', folder]).status, 1);
      assert.equal(kept(folder), 1);
      assert.deepEqual(filesOf(root, '--cache-location', folder), ['a.ts']);
    }
  });

  it('is refused where a stranger could have filled it', () => {
    const root = temporaryRepository({ '.gitignore': '.kept/\n', 'a.ts': leak() });
    const refusal = (cwd: string, folder: string): string => {
      const { status, stdout, stderr } = launchReadyIn(cwd, ['check', '--cache-location', folder]);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      return stderr;
    };
    assert.equal(
      refusal(root, 'cache'),
      '--cache-location: “cache” lies in a repository that does not ignore it: its files could be committed, and a committed cache can hide findings. Add “/cache/” to .gitignore, or name a folder outside.\n',
    );
    writeFiles(root, { '.kept/x.results': '' });
    git(root, 'add', '--force', '.kept/x.results');
    assert.equal(
      refusal(root, '.kept'),
      '--cache-location: “.kept” holds files that are committed: whoever wrote them could hide findings. Take them out of git (git rm -r --cached .kept), or name another folder.\n',
    );
    assert.equal(
      refusal(root, '.'),
      '--cache-location: “.” is a repository itself. Name a folder of its own.\n',
    );
    assert.equal(
      refusal(root, '.git/cache'),
      '--cache-location: “.git/cache” belongs to git. Name a folder of its own.\n',
    );
    const plain = temporaryFolder({ 'a.ts': leak() });
    assert.equal(
      refusal(plain, 'cache'),
      '--cache-location: “cache” lies in the folder that is checked, and without git nobody can tell who filled it. Name a folder outside.\n',
    );
    assert.ok(!existsSync(path.join(plain, 'cache')));
  });

  it('is not hidden by a link', () => {
    const root = temporaryRepository({ '.gitignore': '/kept\n', 'a.ts': leak(), 'cache/x.results': '' });
    symlinkSync('cache', path.join(root, 'kept'));
    assert.match(
      launchReadyIn(root, ['check', '--cache-location', 'kept']).stderr,
      /^--cache-location: “kept” lies in a repository that does not ignore it/,
    );
  });

  it('goes not with --no-cache, and must be one', () => {
    const root = temporaryRepository({ 'a.ts': '' });
    assert.equal(
      launchReadyIn(root, ['check', '--no-cache', '--cache-location', 'x']).stderr,
      '--no-cache keeps nothing, so --cache-location has nothing to say: use one of them.\n',
    );
    const folder = temporaryFolder({ file: '' });
    writeFileSync(path.join(folder, 'file'), '');
    const named = path.join(folder, 'file/cache');
    assert.equal(
      launchReadyIn(root, ['check', '--cache-location', named]).stderr,
      `--cache-location: “${named}” can’t be made.\n`,
    );
  });
});
