import assert from 'node:assert/strict';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hookProject, LEAK, type HookProject } from '../support/hookProject.ts';

/** How a project is set up for a manager, and what makes git call it. */
interface Setup {
  /** The program that has to be on the PATH for this. */
  readonly program: string;
  readonly files: Readonly<Record<string, string>>;
  readonly activate: readonly string[];
  /** Again, once the review is written: for managers that copy their configuration. */
  readonly copies?: true;
  readonly place: string;
}

const MARK = 'echo formatted >> ran.txt';
const PRE_COMMIT_CONFIG = `repos:\n  - repo: local\n    hooks:\n      - id: format\n        name: format\n        entry: sh -c '${MARK}'\n        language: system\n        always_run: true\n        pass_filenames: false\n`;
const MANIFEST = (own: object): string =>
  `${JSON.stringify({ name: 'shop', private: true, ...own }, undefined, 2)}\n`;

const SETUPS: Readonly<Record<string, Setup>> = {
  husky: {
    program: 'husky',
    files: {
      'package.json': MANIFEST({ devDependencies: { husky: '9' } }),
      '.husky/pre-commit': `${MARK}\n`,
    },
    activate: ['husky'],
    place: '.husky/pre-commit (husky)',
  },
  'husky without a hook yet': {
    program: 'husky',
    files: { 'package.json': MANIFEST({ devDependencies: { husky: '9' } }) },
    activate: ['husky'],
    place: '.husky/pre-commit (husky)',
  },
  'lefthook with commands': {
    program: 'lefthook',
    files: { 'lefthook.yml': `pre-commit:\n  commands:\n    lint:\n      run: ${MARK}\n` },
    activate: ['lefthook', 'install'],
    place: 'lefthook.yml (lefthook)',
  },
  'lefthook with jobs': {
    program: 'lefthook',
    files: { '.config/lefthook.yaml': `pre-commit:\n  piped: true\n  jobs:\n    - run: ${MARK}\n` },
    activate: ['lefthook', 'install'],
    place: '.config/lefthook.yaml (lefthook)',
  },
  'lefthook in TOML': {
    program: 'lefthook',
    files: { 'lefthook.toml': `[[pre-commit.jobs]]\nrun = "${MARK}"\n` },
    activate: ['lefthook', 'install'],
    place: 'lefthook.toml (lefthook)',
  },
  'lefthook in JSON': {
    program: 'lefthook',
    files: { 'lefthook.json': `{"pre-commit":{"commands":{"lint":{"run":"${MARK}"}}}}\n` },
    activate: ['lefthook', 'install'],
    place: 'lefthook.json (lefthook)',
  },
  'simple-git-hooks': {
    program: 'simple-git-hooks',
    files: {
      'package.json': MANIFEST({
        'simple-git-hooks': { 'pre-commit': MARK },
        devDependencies: { 'simple-git-hooks': '2' },
      }),
    },
    activate: ['simple-git-hooks'],
    copies: true,
    place: 'package.json (simple-git-hooks)',
  },
  'pre-commit': {
    program: 'pre-commit',
    files: { '.pre-commit-config.yaml': PRE_COMMIT_CONFIG },
    activate: ['pre-commit', 'install'],
    place: '.pre-commit-config.yaml (pre-commit)',
  },
  prek: {
    program: 'prek',
    files: { '.pre-commit-config.yaml': PRE_COMMIT_CONFIG },
    activate: ['prek', 'install'],
    place: '.pre-commit-config.yaml (pre-commit)',
  },
};

for (const [name, setup] of Object.entries(SETUPS).filter(([, { program }]) => isOnPath(program)))
  describe(`the review of commits through ${name}`, () => {
    it('stops and passes commits, beside what is there, until it is taken out', () => {
      const project = hookProject({ ...setup.files, '.gitignore': 'ran.txt\n' });
      activate(project, setup);
      assert.equal(project.hook('install').status, 0);
      if (setup.copies) {
        assert.equal(project.hook('status').status, 1);
        activate(project, setup);
      }
      const status = project.hook('status');
      assert.deepEqual([status.status, status.stdout], [0, `Commits are reviewed: ${setup.place}.\n`]);
      project.stage({ ...written(project, setup), 'src/pay.ts': LEAK });
      const stopped = project.git('commit', '-m', 'leak');
      assert.equal(stopped.status, 1);
      assert.match(
        stopped.stdout + stopped.stderr,
        /src\/pay\.ts:2:[^]*Launch Ready stopped this commit: 1 blocker\./,
      );
      const own = Object.values(setup.files).some((text) => text.includes(MARK));
      if (own) assert.equal(readFileSync(path.join(project.root, 'ran.txt'), 'utf8'), 'formatted\n');
      project.stage({ 'src/pay.ts': 'export {};\n' });
      const passed = project.git('commit', '-m', 'clean');
      assert.equal(passed.status, 0, passed.stderr);
      assert.equal(project.hook('uninstall').status, 0);
      for (const [file, text] of Object.entries(setup.files))
        assert.equal(readFileSync(path.join(project.root, file), 'utf8'), text);
      if (setup.copies) activate(project, setup);
      project.git('add', '--all');
      project.stage({ 'src/pay.ts': LEAK });
      assert.equal(project.git('commit', '-m', 'unreviewed').status, 0);
    });

    it('lets commits pass where launch-ready is not installed, and says so', () => {
      const project = hookProject({ ...setup.files, '.gitignore': 'ran.txt\n' });
      activate(project, setup);
      project.hook('install');
      if (setup.copies) activate(project, setup);
      project.stage({ ...written(project, setup), 'src/pay.ts': LEAK });
      const env = {
        PATH: (process.env['PATH'] ?? '')
          .split(path.delimiter)
          .filter((folder) => !has(folder, 'launch-ready'))
          .join(path.delimiter),
      };
      const { status, stdout, stderr } = project.run('git', ['commit', '-m', 'leak'], { env });
      assert.equal(status, 0, stderr);
      assert.match(stdout + stderr, /Launch Ready is not installed here, so this commit was not reviewed\./);
    });
  });

const FORMATTERS: Readonly<Record<string, Omit<Setup, 'place'>>> = {
  'lint-staged in husky': {
    program: 'lint-staged',
    files: {
      '.husky/pre-commit': 'lint-staged\n',
      'package.json': MANIFEST({ 'lint-staged': { '*.ts': 'node clean.mjs' } }),
    },
    activate: ['husky'],
  },
  'lint-staged in a hook of git': {
    program: 'lint-staged',
    files: {
      '.githooks/pre-commit': '#!/bin/sh\nlint-staged\n',
      'package.json': MANIFEST({ 'lint-staged': { '*.ts': 'node clean.mjs' } }),
    },
    activate: ['sh', '-c', 'chmod +x .githooks/pre-commit && git config core.hooksPath .githooks'],
  },
  'commands of lefthook': {
    program: 'lefthook',
    files: {
      'lefthook.yml':
        'pre-commit:\n  commands:\n    prettier:\n      glob: "*.ts"\n      run: node clean.mjs {staged_files} && git add {staged_files}\n',
    },
    activate: ['lefthook', 'install'],
  },
};

for (const [name, { program, files, activate: command }] of Object.entries(FORMATTERS).filter(
  ([, setup]) => isOnPath(setup.program) && isOnPath(setup.activate[0] ?? ''),
))
  describe(`the review of commits beside ${name}`, () => {
    it('judges what became of what was staged', () => {
      assert.ok(isOnPath(program));
      // Takes the secret out, as a formatter changes what is staged.
      const project = hookProject({ ...files, 'clean.mjs': formatterTo('export {};\n') });
      activate(project, { activate: command });
      project.hook('install');
      project.git('add', '--all');
      project.stage({ 'src/pay.ts': LEAK });
      const { status, stderr } = project.git('commit', '-m', 'formatted');
      assert.equal(status, 0, stderr);
      assert.equal(project.git('show', 'HEAD:src/pay.ts').stdout, 'export {};\n');
      writeFileSync(path.join(project.root, 'clean.mjs'), formatterTo(LEAK));
      project.stage({ 'src/pay.ts': 'export const a = 1;\n' });
      assert.equal(project.git('commit', '-m', 'leaked').status, 1);
      assert.deepEqual(project.log(), ['formatted', 'first']);
    });
  });

/** A program that makes this text of every file. */
function formatterTo(text: string): string {
  const bytes = Buffer.from(text).toString('hex');
  return `import fs from 'node:fs';\nfor (const file of process.argv.slice(2)) fs.writeFileSync(file, Buffer.from('${bytes}', 'hex'));\n`;
}

describe('the review of commits of a project that has launch-ready in its packages', () => {
  it('takes that one', () => {
    const project = hookProject({ '.gitignore': 'node_modules\n' });
    project.hook('install');
    const program = project.run('sh', ['-c', 'command -v launch-ready']).stdout.trim();
    project.run('mkdir', ['-p', 'node_modules/.bin']);
    symlinkSync(program, path.join(project.root, 'node_modules/.bin/launch-ready'));
    project.stage({ 'src/pay.ts': LEAK });
    const env = { PATH: process.env['PATH'] };
    assert.equal(project.run('git', ['commit', '-qm', 'leak'], { env }).status, 1);
  });
});

function activate(
  { run }: HookProject,
  { activate: [program = '', ...args] }: Pick<Setup, 'activate'>,
): void {
  const { status, stdout, stderr } = run(program, args, { env: { CI: '' } });
  assert.equal(status, 0, stdout + stderr);
}

/** The files with the review in them, which belong to the commit. */
function written({ root }: HookProject, { files }: Setup): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.keys(files).map((file) => [file, readFileSync(path.join(root, file), 'utf8')]),
  );
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => has(folder, program));
}

function has(folder: string, program: string): boolean {
  return folder !== '' && existsSync(path.join(folder, program));
}
