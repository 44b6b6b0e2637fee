import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CLI, testEnvironment } from './commandLine.ts';
import { expand } from './expand.ts';
import { git, temporaryFolder, writeFiles } from './temporaryFolder.ts';

/** What stops a commit. */
export const LEAK = expand(
  `import Stripe from 'stripe';\nexport const stripe = new Stripe('{{stripe-secret-key}}');\n`,
);

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A repository whose commits are real, with launch-ready on the PATH as a program of its own. */
export interface HookProject {
  readonly root: string;
  /** Runs a program here, or in a folder below, deaf to the settings of whoever runs the tests. */
  readonly run: (
    program: string,
    args: readonly string[],
    more?: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
  ) => Ran;
  git(...args: readonly string[]): Ran;
  hook(...args: readonly string[]): Ran;
  /** Writes files and stages them. */
  stage(files: Readonly<Record<string, string>>): void;
  /** The subjects of the commits, the newest first. */
  log(): readonly string[];
}

export function hookProject(files: Readonly<Record<string, string>> = {}, root = newFolder()): HookProject {
  const home = temporaryFolder();
  const programs = path.join(home, 'programs of mine');
  mkdirSync(programs);
  writeFileSync(path.join(programs, 'launch-ready'), `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`);
  chmodSync(path.join(programs, 'launch-ready'), 0o755);
  const environment = testEnvironment({
    PATH: `${programs}${path.delimiter}${process.env['PATH'] ?? ''}`,
    HOME: home,
    GIT_CONFIG_GLOBAL: path.join(home, '.gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_EDITOR: 'true',
  });
  writeFileSync(
    path.join(home, '.gitconfig'),
    '[user]\n\tname = Test\n\temail = test@example.invalid\n[init]\n\tdefaultBranch = main\n[protocol "file"]\n\tallow = always\n[advice]\n\tdefaultBranchName = false\n',
  );
  const run: HookProject['run'] = (program, args, { cwd = root, env = {} } = {}) =>
    spawnSync(program, [...args], { cwd, encoding: 'utf8', env: { ...environment, ...env } });
  const project: HookProject = {
    root,
    run,
    git: (...args) => run('git', args),
    hook: (...args) => run('launch-ready', ['hook', ...args]),
    stage(changed) {
      writeFiles(root, changed);
      assert.equal(run('git', ['add', '--', ...Object.keys(changed)]).status, 0);
    },
    log: () =>
      run('git', ['log', '--format=%s'])
        .stdout.split('\n')
        .filter((line) => line !== ''),
  };
  git(root, 'init', '--quiet');
  writeFiles(root, { 'README.md': 'A shop.\n', ...files });
  project.git('add', '--all');
  project.git('commit', '--quiet', '--no-verify', '--message', 'first');
  return project;
}

function newFolder(): string {
  const root = path.join(temporaryFolder(), 'my project');
  mkdirSync(root);
  return root;
}

/** What no hook may change: the index, the work tree, stashes, branches. */
export function stateOf({ run }: HookProject): string {
  return [
    'status --porcelain=v2',
    'ls-files --stage',
    'diff',
    'stash list',
    'rev-parse HEAD',
    'branch --list',
  ]
    .map((command) => run('git', command.split(' ')).stdout)
    .join('\n');
}
