import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync, chmodSync, symlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { COMMAND_LINE } from '../../../server/src/host/hooks/command.ts';
import { writeHookFile } from '../../../server/src/host/hooks/hookFile.ts';
import { choosePlace, planInstall, planUninstall } from '../../../server/src/host/hooks/plan.ts';
import { openHookRepository } from '../../../server/src/host/hooks/repository.ts';
import type { HookPlan, Manager, Refused } from '../../../server/src/host/hooks/types.ts';
import { git, temporaryFolder, writeFiles } from '../../support/temporaryFolder.ts';

const LEFTHOOK = {
  'a list of jobs':
    'pre-commit:\n  jobs:\n    - name: lint\n      run: npm run lint\n\npre-push:\n  jobs:\n    - run: npm test\n',
  'a list that is not indented':
    'pre-commit:\n  jobs:\n  - run: npm run lint # first\n  - run: npm test\n# the end\n',
  'commands, and comments':
    '# ours\npre-commit:\n  commands:\n    lint:\n      glob: "*.ts"\n      run: >-\n        npm run lint\n        -- --fix\n    # last\n\n\nmin_version: 1.0.0\n',
  'another hook': 'commit-msg:\n  commands:\n    lint:\n      run: npx commitlint --edit',
  'settings of the hook alone': 'pre-commit:\n  parallel: false\n',
  'line ends of Windows': 'pre-commit:\r\n  commands:\r\n    lint:\r\n      run: npm run lint\r\n',
  'no last line end':
    'pre-commit:\n    commands:\n        lint:\n            run: |\n                npm run lint',
  'nothing but comments': '# lefthook.yml\n# pre-commit:\n#   jobs:\n',
  nothing: '',
};

const PRE_COMMIT = {
  'several repositories':
    "default_stages: [pre-commit]\nrepos:\n  - repo: https://github.com/pre-commit/pre-commit-hooks\n    rev: v5.0.0 # kept\n    hooks:\n      - id: end-of-file-fixer\n  - repo: local\n    hooks:\n      - id: lint\n        name: lint\n        entry: npm run lint\n        language: system\n\nexclude: 'dist/'\n",
  'a list that is not indented':
    'repos:\n-   repo: https://example.invalid/hooks\n    rev: v1\n    hooks:\n    -   id: one\n        args: [--fix]',
  'line ends of Windows': 'repos:\r\n- repo: meta\r\n  hooks:\r\n  - id: identity\r\n',
  'a byte order mark': '\u00ef\u00bb\u00bfrepos:\n- repo: meta\n  hooks:\n  - id: identity\n',
  'no list yet': 'fail_fast: true\n',
};

const JSON_FILES = {
  'a command':
    '{\n  "name": "shop",\n  "simple-git-hooks": {\n    "pre-commit": "npx lint-staged"\n  },\n  "private": true\n}\n',
  'another hook': '{\n\t"simple-git-hooks": {\n\t\t"pre-push": "npm test"\n\t}\n}',
  'one line': '{"simple-git-hooks":{"pre-push":"npm test"},"devDependencies":{"simple-git-hooks":"2"}}',
  'no hook yet': '{ "simple-git-hooks": {} }\n',
  'none of its own': '{\n    "devDependencies": {\n        "simple-git-hooks": "^2.0.0"\n    }\n}\n',
  'line ends of Windows': '{\r\n  "simple-git-hooks": {\r\n    "pre-push": "npm test"\r\n  }\r\n}\r\n',
};

const CASES: readonly (readonly [Manager, string, Readonly<Record<string, string>>])[] = [
  ['lefthook', 'lefthook.yml', LEFTHOOK],
  ['lefthook', '.config/lefthook.yaml', { 'a hook': LEFTHOOK['a list of jobs'] }],
  [
    'lefthook',
    'lefthook.toml',
    {
      commands: '[pre-commit.commands.lint]\nrun = "npm run lint"\n',
      jobs: '[pre-commit]\nparallel = false\n\n[[pre-commit.jobs]]\nrun = "npm run lint"',
      nothing: '',
    },
  ],
  [
    'lefthook',
    'lefthook.json',
    {
      commands:
        '{\n  "pre-commit": {\n    "commands": {\n      "lint": { "run": "npm run lint" }\n    }\n  }\n}\n',
      'another hook': '{"pre-push":{}}',
    },
  ],
  ['pre-commit', '.pre-commit-config.yaml', PRE_COMMIT],
  ['simple-git-hooks', 'package.json', JSON_FILES],
  [
    'simple-git-hooks',
    '.simple-git-hooks.json',
    { 'a command': '{\n  "pre-commit": "npm test",\n}\n', nothing: '{}' },
  ],
  [
    'husky',
    'package.json',
    { 'version 4': '{\n  "husky": {\n    "hooks": {\n      "pre-commit": "lint-staged"\n    }\n  }\n}\n' },
  ],
  ['husky', '.huskyrc', { 'version 4': '{ "hooks": { "pre-commit": "lint-staged" } }\n' }],
  [
    'husky',
    '.husky/pre-commit',
    {
      'version 9': 'npx lint-staged\n',
      'version 8': '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\nnpx lint-staged\n',
    },
  ],
];

describe('the review in the file of a hook manager', () => {
  for (const [manager, file, texts] of CASES)
    for (const [what, text] of Object.entries(texts))
      it(`goes in once and comes out to the byte: ${manager}, ${file}, ${what}`, async () => {
        const root = temporaryFolder();
        git(root, 'init', '--quiet');
        writeFiles(root, { [file]: '' });
        writeFileSync(path.join(root, file), text, 'latin1');
        chmodSync(path.join(root, file), 0o640);
        const installed = await install(root);
        assert.equal(installed.place.manager, manager);
        assert.equal(path.relative(root, installed.place.file), path.normalize(file));
        const written = readFileSync(path.join(root, file), 'latin1');
        assert.equal(written.split(COMMAND_LINE).length - 1, file.startsWith('.husky/') ? 0 : 1);
        if (text.includes('\r\n')) assert.doesNotMatch(written, /[^\r]\n/);
        const again = await install(root);
        assert.equal(again.before, again.after);
        await uninstall(root);
        assert.equal(readFileSync(path.join(root, file), 'latin1'), text);
        assert.equal(statSync(path.join(root, file)).mode & 0o777, 0o640);
        assert.deepEqual(await uninstall(root), []);
      });

  it('runs behind all that may rewrite what is staged', async () => {
    const root = repository({ 'lefthook.yml': LEFTHOOK['a list of jobs'] });
    await install(root);
    assert.deepEqual(yaml(root, 'lefthook.yml'), {
      'pre-commit': {
        jobs: [
          { name: 'lint', run: 'npm run lint' },
          { name: 'launch-ready', run: COMMAND_LINE },
        ],
      },
      'pre-push': { jobs: [{ run: 'npm test' }] },
    });
  });

  it('says where lefthook’s order of work keeps it from seeing all', async () => {
    const root = repository({
      'lefthook.yml':
        'pre-commit:\n  parallel: true\n  commands:\n    format:\n      run: npm run format\n      stage_fixed: true\n  scripts:\n    check.sh:\n      runner: sh\n',
    });
    assert.deepEqual((await install(root)).notes, [
      'lefthook runs the commands side by side (“parallel: true”): if one of them rewrites what is staged, the review may see it as it was before.',
      'lefthook runs its scripts after the review: let none of them rewrite what is staged.',
      'lefthook stages what a command changed (“stage_fixed: true”) after the review, which sees it as it was before. Commands that call “git add” themselves are seen.',
    ]);
  });

  it('is a hook of its own for pre-commit', async () => {
    const root = repository({
      '.pre-commit-config.yaml': 'repos:\n  - repo: meta\n    hooks:\n      - id: identity\n',
    });
    await install(root);
    assert.deepEqual(yaml(root, '.pre-commit-config.yaml'), {
      repos: [
        { repo: 'meta', hooks: [{ id: 'identity' }] },
        {
          repo: 'local',
          hooks: [
            {
              id: 'launch-ready',
              name: 'Launch Ready',
              entry: `sh -c "${COMMAND_LINE}"`,
              language: 'system',
              always_run: true,
              pass_filenames: false,
              require_serial: true,
              verbose: true,
              stages: ['pre-commit'],
            },
          ],
        },
      ],
    });
  });

  it('takes what was added since for its own no more than what was there', async () => {
    const root = repository({ 'lefthook.yml': '' });
    await install(root);
    const file = path.join(root, 'lefthook.yml');
    writeFileSync(file, `${readFileSync(file, 'utf8')}    other:\n      run: npm test\n`);
    assert.deepEqual(await refusalsOf(root), [
      'lefthook.yml: What stands below the lines of Launch Ready needs them by now: take them out yourself.',
    ]);
  });

  it('goes with the file that was made for it, and with no other', async () => {
    for (const manager of ['git', 'husky', 'lefthook', 'pre-commit'] as const) {
      const root = repository({});
      const { place } = await install(root, manager);
      assert.ok(existsSync(place.file), manager);
      assert.equal((await uninstall(root))[0]?.after, undefined, manager);
      assert.ok(!existsSync(place.file), manager);
      await install(root, manager);
      writeFileSync(place.file, `${readFileSync(place.file, 'utf8')}# mine\n`);
      await uninstall(root);
      assert.match(readFileSync(place.file, 'utf8'), /^(?:#!\/bin\/sh\n)?# mine\n$/, manager);
    }
  });

  for (const [file, text, refused] of [
    ['lefthook.yml', 'pre-commit: { jobs: [{ run: npm test }] }\n', NOT_BLOCKS('lefthook.yml')],
    ['lefthook.yml', 'pre-commit: [\n', 'lefthook.yml: The file can’t be read as YAML: mend it first.'],
    ['.pre-commit-config.yaml', 'repos: []\n', NOT_BLOCKS('.pre-commit-config.yaml')],
    [
      '.pre-commit-config.yaml',
      'repos: []\n---\nrepos: []\n',
      '.pre-commit-config.yaml: The file can’t be read as YAML: mend it first.',
    ],
    [
      'lefthook.toml',
      'pre-commit = { parallel = true }\n',
      `lefthook.toml: The file sets pre-commit without a [table]. Add this yourself, as the last of what it runs before a commit: ${COMMAND_LINE}`,
    ],
    [
      'lefthook.json',
      '{"pre-commit":{"jobs":[]}}',
      `lefthook.json: Add a job to the end of “jobs” yourself, with this to run: ${COMMAND_LINE}`,
    ],
    [
      'package.json',
      '{"simple-git-hooks":{"pre-commit":"npm test # all"}}',
      `package.json: Add the review to the end of the command for pre-commit yourself: ${COMMAND_LINE}`,
    ],
    [
      '.simple-git-hooks.cjs',
      'module.exports = {}\n',
      'The hooks stand in .simple-git-hooks.cjs, which only a person can change. Add “launch-ready hook run” to the end of its command for pre-commit.',
    ],
    [
      'prek.toml',
      '',
      'Nothing is written into prek.toml. Add a hook of your own to it, with “launch-ready hook run” as its entry.',
    ],
  ] as const)
    it(`is left to people where nothing can be added safely: ${file} ${text.trim()}`, async () => {
      const root = repository({ [file]: text });
      assert.equal(await refusalOf(root), refused);
      assert.equal(readFileSync(path.join(root, file), 'utf8'), text);
    });
});

describe('where the review of commits is written', () => {
  it('is git’s own hook where the project has no manager', async () => {
    const root = repository({ 'package.json': '{}' });
    assert.equal(await placeOf(root), '.git/hooks/pre-commit');
  });

  it('is where core.hooksPath leads', async () => {
    const root = repository({ '.githooks/pre-push': '' });
    git(root, 'config', 'core.hooksPath', '.githooks');
    assert.equal(await placeOf(root), '.githooks/pre-commit');
    await install(root);
    assert.equal(statSync(path.join(root, '.githooks/pre-commit')).mode & 0o777, 0o755);
  });

  it('is nowhere where core.hooksPath leads out of the repository', async () => {
    const outside = temporaryFolder();
    const root = repository({});
    git(root, 'config', 'core.hooksPath', outside);
    assert.equal(
      await refusalOf(root),
      `${outside}/pre-commit leads out of this repository, so nothing is written through it. core.hooksPath (local) says “${outside}”. Add “launch-ready hook run || exit 1” to the pre-commit there yourself, or give this repository hooks of its own: git config core.hooksPath .githooks`,
    );
  });

  it('is nowhere where a link leads out of the repository', async () => {
    const outside = temporaryFolder({ hook: '#!/bin/sh\n' });
    const root = repository({});
    rmSync(path.join(root, '.git/hooks/pre-commit'), { force: true });
    symlinkSync(path.join(outside, 'hook'), path.join(root, '.git/hooks/pre-commit'));
    assert.match(await refusalOf(root), /^\.git\/hooks\/pre-commit leads out of this repository/);
    assert.equal(readFileSync(path.join(outside, 'hook'), 'utf8'), '#!/bin/sh\n');
  });

  it('is the file that a link in the repository leads to', async () => {
    const root = repository({ 'tools/hook': '#!/bin/sh\nnpm test\n' });
    symlinkSync('../../tools/hook', path.join(root, '.git/hooks/pre-commit'));
    await install(root);
    assert.match(readFileSync(path.join(root, 'tools/hook'), 'utf8'), /npm test\n# launch-ready begin/);
    await uninstall(root);
    assert.equal(readFileSync(path.join(root, 'tools/hook'), 'utf8'), '#!/bin/sh\nnpm test\n');
  });

  it('is the hook of the repository in each of its work trees', async () => {
    const root = repository({ a: '' });
    git(root, 'add', '.');
    git(root, 'commit', '--quiet', '--message', 'first');
    const tree = path.join(temporaryFolder(), 'tree');
    git(root, 'worktree', 'add', '--quiet', tree);
    const { place } = await install(tree);
    assert.equal(place.file, path.join(root, '.git/hooks/pre-commit'));
  });

  it('is the hook of a submodule in a submodule', async () => {
    const part = repository({ a: '' });
    git(part, 'add', '.');
    git(part, 'commit', '--quiet', '--message', 'first');
    const root = repository({});
    git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', part, 'part');
    const { place } = await install(path.join(root, 'part'));
    assert.equal(place.file, path.join(root, '.git/modules/part/hooks/pre-commit'));
  });

  it('is the manager that git calls, of several', async () => {
    const root = repository({ 'lefthook.yml': '', '.husky/pre-commit': '' });
    assert.equal(
      await refusalOf(root),
      'This project has husky and lefthook, and git calls none of them yet. Say which it is: --manager husky',
    );
    writeFiles(root, { '.git/hooks/pre-commit': '#!/bin/sh\ncall_lefthook run "pre-commit" "$@"\n' });
    assert.equal(await placeOf(root), 'lefthook.yml');
    git(root, 'config', 'core.hooksPath', '.husky/_');
    assert.equal(await placeOf(root), '.husky/pre-commit');
  });

  it('is no file that a manager writes over', async () => {
    const root = repository({ '.git/hooks/pre-commit': '#!/bin/sh\ncall_lefthook run "pre-commit" "$@"\n' });
    assert.equal(
      await refusalOf(root),
      '.git/hooks/pre-commit is written by lefthook, which would write over what is added to it. Use --manager lefthook.',
    );
  });

  it('does not change what was changed since it was looked at', async () => {
    const root = repository({ '.husky/pre-commit': 'npm test\n' });
    const opened = await openHookRepository(root);
    const place = choosePlace(opened);
    assert.ok('file' in place);
    const plan = planInstall(opened, place);
    assert.ok('after' in plan);
    writeFiles(root, { '.husky/pre-commit': 'npm run lint\n' });
    assert.deepEqual(writeHookFile(opened, plan), {
      refused: '.husky/pre-commit has changed meanwhile. Run the command again.',
    });
  });
});

function NOT_BLOCKS(file: string): string {
  return `${file}: The file is not written as lists and mappings with a line for each entry. Add this yourself, as the last of what it runs before a commit: ${COMMAND_LINE}`;
}

function repository(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  git(root, 'init', '--quiet');
  writeFiles(root, files);
  return root;
}

async function planned(root: string, manager?: Manager): Promise<HookPlan | Refused> {
  const opened = await openHookRepository(root);
  const place = choosePlace(opened, manager);
  return 'refused' in place ? place : planInstall(opened, place);
}

async function install(root: string, manager?: Manager): Promise<HookPlan> {
  const plan = await planned(root, manager);
  assert.ok('after' in plan, 'refused' in plan ? plan.refused : '');
  if (plan.after !== plan.before)
    assert.equal(writeHookFile(await openHookRepository(root), plan), undefined);
  return plan;
}

async function uninstall(root: string): Promise<readonly HookPlan[]> {
  const opened = await openHookRepository(root);
  const plans = planUninstall(opened).filter((plan) => 'place' in plan);
  for (const plan of plans) assert.equal(writeHookFile(opened, plan), undefined);
  return plans;
}

async function refusalOf(root: string): Promise<string> {
  const plan = await planned(root);
  return 'refused' in plan ? plan.refused : '';
}

async function refusalsOf(root: string): Promise<readonly string[]> {
  return planUninstall(await openHookRepository(root)).flatMap((plan) =>
    'refused' in plan ? [plan.refused] : [],
  );
}

async function placeOf(root: string): Promise<string> {
  const place = choosePlace(await openHookRepository(root));
  return 'file' in place ? path.relative(root, place.file) : place.refused;
}

function yaml(root: string, file: string): unknown {
  return parse(readFileSync(path.join(root, file), 'utf8'));
}
