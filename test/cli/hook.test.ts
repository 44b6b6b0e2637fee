import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hookProject, LEAK, stateOf, type HookProject } from '../support/hookProject.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const ADVICE = `Launch Ready stopped this commit: 1 blocker.
  Fix it, stage the fix (git add) and commit again,
  or put it off: launch-ready defer src/pay.ts:2 --owner NAME --until YYYY-MM-DD --reason WHY
  or commit once without the review: git commit --no-verify
`;
/** A finding that is no blocker. */
const MINOR = { Dockerfile: 'FROM node:24\nENV API_TOKEN=\n' };

describe('a commit with the review in its hook', () => {
  it('is stopped by a blocker, and says what to do', () => {
    const project = installed();
    project.stage({ 'src/pay.ts': LEAK });
    const { status, stdout, stderr } = project.git('commit', '-m', 'second');
    assert.equal(status, 1);
    assert.match(stdout + stderr, /src\/pay\.ts:2:/);
    assert.ok((stdout + stderr).endsWith(ADVICE), stdout + stderr);
    assert.deepEqual(project.log(), ['first']);
    assert.equal(project.git('commit', '--no-verify', '-qm', 'second').status, 0);
  });

  it('passes without a word where there is nothing to say', () => {
    const project = installed();
    project.stage({ 'src/pay.ts': 'export const answer = 42;\n' });
    const { status, stdout, stderr } = project.git('commit', '-qm', 'second');
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
  });

  it('is judged by what is staged, not by what is on disk', () => {
    const project = installed();
    project.stage({ 'src/pay.ts': LEAK });
    writeFileSync(path.join(project.root, 'src/pay.ts'), 'export {};\n');
    assert.equal(project.git('commit', '-qm', 'second').status, 1);
    project.git('add', '.');
    writeFileSync(path.join(project.root, 'src/pay.ts'), LEAK);
    assert.equal(project.git('commit', '-qm', 'second').status, 0);
  });

  it('is judged by what `commit --all` and `commit FILE` take along', () => {
    const project = installed({ 'src/pay.ts': '', 'src/other.ts': '' });
    writeFileSync(path.join(project.root, 'src/pay.ts'), LEAK);
    assert.equal(project.git('commit', '--all', '-qm', 'all').status, 1);
    assert.equal(project.git('commit', '-qm', 'one', 'src/pay.ts').status, 1);
    project.stage({ 'src/pay.ts': LEAK, 'src/other.ts': '// other\n' });
    const other = project.git('commit', '-qm', 'other', 'src/other.ts');
    assert.equal(other.status, 0, other.stderr);
    assert.deepEqual(project.log(), ['other', 'first']);
  });

  it('is judged from every folder and work tree, and in submodules', () => {
    const project = installed({ 'src/pay.ts': '' });
    const tree = path.join(temporaryFolder(), 'a tree');
    project.git('worktree', 'add', '--quiet', '-b', 'side', tree);
    for (const cwd of [path.join(project.root, 'src'), tree]) {
      writeFileSync(path.join(cwd, 'pay.ts'), LEAK);
      project.run('git', ['add', '.'], { cwd });
      assert.equal(project.run('git', ['commit', '-qm', 'leak'], { cwd }).status, 1, cwd);
    }
    const outer = hookProject();
    outer.git('submodule', '--quiet', 'add', project.root, 'part');
    const cwd = path.join(outer.root, 'part');
    assert.equal(outer.run('launch-ready', ['hook', 'install'], { cwd }).status, 0);
    writeFileSync(path.join(cwd, 'pay.ts'), LEAK);
    outer.run('git', ['add', '.'], { cwd });
    assert.equal(outer.run('git', ['commit', '-qm', 'leak'], { cwd }).status, 1);
  });

  it('is the first one', () => {
    const project = hookProject();
    project.git('update-ref', '-d', 'HEAD');
    project.hook('install');
    project.stage({ 'src/pay.ts': LEAK });
    assert.equal(project.git('commit', '-qm', 'first').status, 1);
    project.git('rm', '-qf', 'src/pay.ts');
    assert.equal(project.git('commit', '-qm', 'first').status, 0);
  });

  it('amends one, ends a merge or a cherry-pick, or stands in a rebase', () => {
    const project = installed({ 'a.txt': 'one\n' });
    project.git('checkout', '-qb', 'side');
    project.stage({ 'a.txt': 'two\n' });
    project.git('commit', '-qm', 'side');
    project.git('checkout', '-q', 'main');
    project.stage({ 'a.txt': 'three\n' });
    project.git('commit', '-qm', 'main');
    project.git('tag', 'before');
    for (const [begin, abort] of [
      [
        ['merge', 'side'],
        ['merge', '--abort'],
      ],
      [
        ['cherry-pick', 'side'],
        ['cherry-pick', '--abort'],
      ],
      [
        ['rebase', 'side'],
        ['rebase', '--abort'],
      ],
    ] as const) {
      assert.notEqual(project.git(...begin).status, 0);
      project.stage({ 'a.txt': 'four\n', 'src/pay.ts': LEAK });
      const before = stateOf(project);
      assert.equal(project.git('commit', '-qm', 'leak').status, 1, begin[0]);
      assert.equal(stateOf(project), before);
      project.git('rm', '-qf', 'src/pay.ts');
      assert.equal(project.git('commit', '-qm', begin[0]).status, 0, begin[0]);
      project.git(...abort);
      project.git('reset', '--quiet', '--hard', 'before');
    }
    project.stage({ 'src/pay.ts': LEAK });
    assert.equal(project.git('commit', '--amend', '--no-edit', '-q').status, 1);
    assert.equal(project.git('stash', '--quiet').status, 0);
    assert.equal(project.git('commit', '--amend', '-qm', 'amended').status, 0);
    assert.equal(project.git('stash', 'pop', '--quiet').status, 0);
    assert.equal(readFileSync(path.join(project.root, 'src/pay.ts'), 'utf8'), LEAK);
  });

  it('changes neither the index nor the work tree', () => {
    const project = installed({ 'a b.txt': 'one\n', 'ä".txt': '' });
    project.stage({ 'a b.txt': 'two\n', 'src/pay.ts': LEAK });
    writeFileSync(path.join(project.root, 'a b.txt'), 'three\n');
    writeFileSync(path.join(project.root, 'new.txt'), '');
    const before = stateOf(project);
    assert.equal(project.git('commit', '-qm', 'leak').status, 1);
    assert.equal(stateOf(project), before);
  });

  it('names an impact that launch-ready.yaml or --fail-on stops', () => {
    const project = installed(MINOR);
    const threshold = (text: string) => writeFileSync(path.join(project.root, 'launch-ready.yaml'), text);
    project.stage({ 'src/pay.ts': LEAK });
    assert.equal(project.hook('run', '--fail-on', 'never').status, 0);
    assert.equal(
      project.hook('run', '--fail-on', 'never').stderr,
      'Launch Ready: 1 blocker in this commit. launch-ready check --staged shows them.\n',
    );
    threshold('rules:\n  secrets/*: high\n');
    project.git('add', '.');
    assert.equal(project.hook('run').status, 0);
    threshold('rules:\n  secrets/*: high\nreview:\n  failOn: high\n');
    project.git('add', '.');
    assert.equal(project.hook('run').status, 1);
    assert.equal(project.hook('run', '--fail-on', 'blocker').status, 0);
  });

  it('is judged by the configuration that is staged, not by the one on disk', () => {
    const stages = 'rules:\n  secrets/*: high\nreview:\n  failOn: high\n';
    const project = installed({ ...MINOR, 'launch-ready.yaml': stages });
    project.stage({ 'src/pay.ts': LEAK });
    const onDisk = path.join(project.root, 'launch-ready.yaml');
    writeFileSync(onDisk, stages.replace('failOn: high', 'failOn: blocker'));
    assert.equal(project.hook('run').status, 1);
    project.git('add', '.');
    writeFileSync(onDisk, stages);
    assert.equal(project.hook('run').status, 0);
    assert.equal(project.git('commit', '-qm', 'second').status, 0);
  });

  it('takes it from disk where git has none', () => {
    const project = installed({ '.gitignore': 'launch-ready.yaml\n' });
    writeFileSync(
      path.join(project.root, 'launch-ready.yaml'),
      'rules:\n  secrets/*: high\nreview:\n  failOn: high\n',
    );
    project.stage({ 'src/pay.ts': LEAK });
    assert.equal(project.hook('run').status, 1);
  });
});

describe('a review in a hook that fails', () => {
  it('says so and lets the commit pass', () => {
    const project = installed();
    const { status, stderr } = withoutGit(project);
    assert.equal(stderr, 'Launch Ready: This commit was not reviewed: there is no git, or no repository.\n');
    assert.equal(status, 0);
  });

  it('stops the commit if launch-ready.yaml says so', () => {
    const project = installed({ 'launch-ready.yaml': 'review:\n  onFailure: block\n' });
    const { status, stderr } = withoutGit(project);
    assert.equal(
      stderr,
      'Launch Ready: This commit is stopped because it could not be reviewed (review.onFailure in launch-ready.yaml): there is no git, or no repository.\n',
    );
    assert.equal(status, 1);
  });

  it('is no wrong verdict where it is called in another way than it knows', () => {
    const project = installed();
    project.stage({ 'src/pay.ts': LEAK });
    const hook = path.join(project.root, '.git/hooks/pre-commit');
    writeFileSync(hook, readFileSync(hook, 'utf8').replace('hook run', 'hook run --no-such-option'));
    const { status, stderr } = project.git('commit', '-qm', 'second');
    assert.match(stderr, /Launch Ready could not be run, so this commit was not reviewed\. Exit code 2\n/);
    assert.equal(status, 0);
  });

  /** The hook's own call, where no git can be found. */
  function withoutGit(project: HookProject) {
    const programs = temporaryFolder();
    symlinkSync(process.execPath, path.join(programs, 'node'));
    return project.run('/bin/sh', ['-c', '"$LAUNCH_READY" hook run'], {
      env: {
        PATH: programs,
        LAUNCH_READY: project.run('sh', ['-c', 'command -v launch-ready']).stdout.trim(),
      },
    });
  }
});

describe('launch-ready hook', () => {
  it('installs, tells, and takes out', () => {
    const project = hookProject();
    assert.deepEqual(told(project, 'status'), [
      1,
      'Commits are not reviewed here. Install it: launch-ready hook install\n',
    ]);
    assert.deepEqual(told(project, 'install'), [
      0,
      'The review of commits now stands in .git/hooks/pre-commit.\n',
    ]);
    assert.deepEqual(told(project, 'install'), [
      0,
      'The review of commits already stands in .git/hooks/pre-commit.\n',
    ]);
    assert.deepEqual(told(project, 'status'), [0, 'Commits are reviewed: .git/hooks/pre-commit (git).\n']);
    assert.deepEqual(told(project, 'uninstall'), [
      0,
      'Removed .git/hooks/pre-commit, which had nothing else.\n',
    ]);
    assert.ok(!existsSync(path.join(project.root, '.git/hooks/pre-commit')));
    assert.deepEqual(told(project, 'uninstall'), [0, 'There is no review of commits here to take out.\n']);
  });

  it('shows what it would write, and writes nothing', () => {
    const project = hookProject({ 'lefthook.yml': 'pre-commit:\n  jobs:\n    - run: npm test\n' });
    const before = stateOf(project);
    const [status, text] = told(project, 'install', '--dry-run');
    assert.equal(status, 0);
    assert.match(
      text,
      /^lefthook\.yml would be changed:\n\+ {5}# launch-ready begin: .*\n\+ {5}- name: launch-ready\n\+ {7}run: \(PATH=.*\n\+ {5}# launch-ready end\n$/,
    );
    assert.equal(stateOf(project), before);
    project.hook('install');
    assert.match(
      told(project, 'uninstall', '--dry-run')[1],
      /^lefthook\.yml would be changed:\n- {5}# launch-ready begin/,
    );
  });

  it('says why the review would not run', () => {
    const project = hookProject({ '.husky/pre-commit': 'npm test\n' });
    assert.deepEqual(told(project, 'install'), [
      0,
      'The review of commits now stands in .husky/pre-commit (husky).\nNot yet run: husky is not activated in this copy of the repository: run npx husky\n',
    ]);
    assert.deepEqual(told(project, 'status'), [
      1,
      'The review of commits stands in .husky/pre-commit (husky), but would not run:\n  husky is not activated in this copy of the repository: run npx husky\n',
    ]);
  });

  it('says how husky 4 is activated, which has no program for it', () => {
    const project = hookProject({
      'package.json': '{ "husky": { "hooks": { "pre-commit": "npm test" } } }\n',
    });
    assert.deepEqual(told(project, 'install'), [
      0,
      'The review of commits now stands in package.json (husky).\nNot yet run: husky is not activated in this copy of the repository: run npm rebuild husky\n',
    ]);
  });

  it('says that git skips a hook that is not executable', () => {
    const project = hookProject();
    project.hook('install');
    chmodSync(path.join(project.root, '.git/hooks/pre-commit'), 0o644);
    assert.deepEqual(told(project, 'status'), [
      1,
      'The review of commits stands in .git/hooks/pre-commit (git), but would not run:\n  .git/hooks/pre-commit is not executable, so git skips it: chmod +x .git/hooks/pre-commit\n',
    ]);
  });

  it('says what was written into the hook in front of the review', () => {
    const project = hookProject();
    const hook = path.join(project.root, '.git/hooks/pre-commit');
    project.hook('install');
    const script = readFileSync(hook, 'utf8');
    writeFileSync(hook, script.replace('\n', '\n[ -n "$SKIP" ] && exit 0\n'));
    assert.deepEqual(told(project, 'status'), [
      0,
      'Commits are reviewed: .git/hooks/pre-commit (git).\nLine 2 of the hook may end it before the review.\n',
    ]);
    writeFileSync(hook, script.replace('\n', '\nexit 0\n'));
    assert.deepEqual(told(project, 'status'), [
      1,
      'The review of commits stands in .git/hooks/pre-commit (git), but would not run:\n  The hook ends with “exit 0” (line 2), and the review behind it is not run.\n',
    ]);
  });

  it('says why it can’t be installed', () => {
    const project = hookProject();
    const hook = path.join(project.root, '.git/hooks/pre-commit');
    writeFileSync(hook, '#!/usr/bin/env python3\n', { mode: 0o755 });
    const [status, said] = told(project, 'status');
    assert.equal(status, 1);
    assert.match(
      said,
      /^Commits are not reviewed here\. \.git\/hooks\/pre-commit: The hook is written for \/usr/,
    );
  });

  it('says that git can’t run a hook whose first line ends with CR LF', () => {
    const project = hookProject();
    const hook = path.join(project.root, '.git/hooks/pre-commit');
    writeFileSync(hook, '#!/bin/sh\r\ntrue\r\n', { mode: 0o755 });
    const [, said] = told(project, 'install');
    assert.match(said, /Not yet run: The first line of \.git\/hooks\/pre-commit ends with CR LF/);
    assert.equal(told(project, 'status')[0], 1);
  });

  it('says that git looks elsewhere by now', () => {
    const project = hookProject();
    project.hook('install');
    mkdirSync(path.join(project.root, 'hooks'));
    project.git('config', 'core.hooksPath', 'hooks');
    assert.deepEqual(told(project, 'status'), [
      1,
      'The review of commits stands in .git/hooks/pre-commit (git), but would not run:\n  git looks for hooks in hooks, because core.hooksPath says so: run launch-ready hook install again.\n',
    ]);
    assert.equal(told(project, 'uninstall')[1], 'Removed .git/hooks/pre-commit, which had nothing else.\n');
  });

  it('refuses with 2 outside of a repository, and where a hook is no script of a shell', () => {
    const project = hookProject({ '.githooks/pre-commit': '#!/usr/bin/env node\n' });
    project.git('config', 'core.hooksPath', '.githooks');
    const refused = project.hook('install');
    assert.equal(refused.status, 2);
    assert.equal(
      refused.stderr,
      '.githooks/pre-commit: The hook is written for /usr/bin/env node, not for a shell. Let it call “launch-ready hook run”, and fail if that gives 1.\n',
    );
    const outside = project.run('launch-ready', ['hook', 'install'], { cwd: temporaryFolder() });
    assert.equal(outside.status, 2);
    assert.equal(
      outside.stderr,
      'There is no git repository here, or no git. Run this in the folder of your project.\n',
    );
  });

  it('ends with what git advises for a repository of somebody else', () => {
    const project = hookProject();
    const programs = temporaryFolder();
    const complaint = "fatal: detected dubious ownership\\n\\n\\tgit config --add safe.directory 'a b'\\n";
    const script = `#!/bin/sh\nprintf "${complaint}" >&2\nexit 128\n`;
    writeFileSync(path.join(programs, 'git'), script, { mode: 0o755 });
    const launchReady = project.run('sh', ['-c', 'command -v launch-ready']).stdout.trim();
    const PATH = `${programs}${path.delimiter}${path.dirname(process.execPath)}${path.delimiter}/usr/bin:/bin`;
    const { status, stderr } = project.run(launchReady, ['hook', 'status'], { env: { PATH } });
    assert.equal(status, 2);
    assert.match(stderr, /: fatal: detected dubious ownership git config --add safe\.directory 'a b'\n$/);
  });
});

function installed(files: Readonly<Record<string, string>> = {}): HookProject {
  const project = hookProject(files);
  assert.equal(project.hook('install').status, 0);
  return project;
}

function told(project: HookProject, ...args: readonly string[]): readonly [number | null, string] {
  const { status, stdout, stderr } = project.hook(...args);
  return [status, stdout + stderr];
}
