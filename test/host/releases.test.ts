import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import type { Releases } from '../../server/src/core/facts.ts';
import { createDiskWorkspace } from '../../server/src/host/diskWorkspace.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const FIRST = 'prisma/migrations/20240101000000_first/migration.sql';
const SECOND = 'prisma/migrations/20240201000000_second/migration.sql';
const FILES = {
  [FIRST]: 'CREATE TABLE a (id int);\n',
  [SECOND]: 'CREATE TABLE b (id int);\n',
  'src/a.ts': '',
};

async function releasesOf(root: string, trusted = true): Promise<Releases | undefined> {
  const workspace = createDiskWorkspace(root, { trusted: () => trusted });
  await workspace.list();
  return workspace.facts().released;
}

/** A clone of a repository with these files: its main branch is origin/main. */
function clone(files: Readonly<Record<string, string>>): string {
  const origin = temporaryRepository(files);
  const root = path.join(temporaryFolder(), 'clone');
  git(path.dirname(root), 'clone', '--quiet', origin, root);
  return root;
}

function commit(root: string): void {
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'next');
}

function numbered(at: number): string {
  return `db/migrations/00${at}_t.sql`;
}

/** Dated by a day of the year. */
function commitAt(root: string, day: number): void {
  const date = new Date(Date.UTC(2025, 0, day)).toISOString();
  git(root, 'add', '--all');
  execFileSync(
    'git',
    [
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@example.invalid',
      'commit',
      '--quiet',
      '--message',
      'next',
    ],
    {
      cwd: root,
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_COMMITTER_DATE: date,
      },
    },
  );
}

/** Six migrations, a hundred days: the fourth is old, and of the last three commits; the second is touched by the last. */
function datedRepository(): string {
  const root = temporaryRepository({ 'src/a.ts': '' });
  for (const [at, day] of [
    [1, 1],
    [2, 2],
    [3, 60],
    [4, 62],
    [5, 95],
    [6, 100],
  ] as const) {
    writeFiles(root, { [numbered(at)]: `CREATE TABLE t${at} (id int);\n` });
    if (at === 6) writeFiles(root, { [numbered(2)]: 'CREATE TABLE t2 (id bigint);\n' });
    commitAt(root, day);
  }
  return root;
}

describe('what production has', () => {
  it('is what the main branch of the remote has', async () => {
    const root = clone(FILES);
    const third = 'prisma/migrations/20240301000000_third/migration.sql';
    writeFiles(root, { [third]: 'DROP TABLE a;' });
    commit(root);
    assert.deepEqual(await releasesOf(root), {
      ref: 'origin/main',
      paths: { [FIRST]: 'same', [SECOND]: 'same' },
      deleted: [],
    });
  });

  it('is told without starting git in a submodule, whose configuration is a stranger’s', async () => {
    const root = clone({ ...FILES, 'prisma/migrations/vendor/a.ts': '' });
    const inner = path.join(root, 'prisma/migrations/lib');
    mkdirSync(inner);
    git(inner, 'init', '--quiet');
    writeFiles(inner, { 'a.ts': 'a\n' });
    commit(inner);
    git(root, 'add', 'prisma/migrations/lib');
    commit(root);
    git(inner, 'config', 'filter.x.clean', `touch '${path.join(root, 'ran')}'; cat`);
    writeFiles(inner, { '.git/info/attributes': '* filter=x\n', 'a.ts': 'b\n' });
    assert.ok(await releasesOf(root));
    assert.ok(!existsSync(path.join(root, 'ran')));
  });

  it('is told without a remote by the local main branch, files outside of git left out', async () => {
    const root = temporaryRepository(FILES);
    writeFiles(root, { 'prisma/migrations/20240301000000_third/migration.sql': 'DROP TABLE a;' });
    const released = await releasesOf(root);
    assert.equal(released?.ref, 'main');
    assert.deepEqual(released.paths, { [FIRST]: 'same', [SECOND]: 'same' });
  });

  it('knows an edit, committed or not, and a deletion', async () => {
    const root = clone(FILES);
    git(root, 'switch', '--quiet', '--create', 'work');
    writeFiles(root, { [FIRST]: 'CREATE TABLE a (id bigint);\n' });
    rmSync(path.join(root, SECOND));
    const expected = { ref: 'origin/main', paths: { [FIRST]: 'edited' }, deleted: [SECOND] };
    assert.deepEqual(await releasesOf(root), expected);
    commit(root);
    assert.deepEqual(await releasesOf(root), expected);
  });

  it('takes a file with new times and old contents for the same, other line breaks included', async () => {
    const root = clone(FILES);
    utimesSync(path.join(root, FIRST), 1_000, 1_000);
    writeFiles(root, { [SECOND]: 'CREATE TABLE b (id int);\r\n' });
    assert.deepEqual((await releasesOf(root))?.paths, { [FIRST]: 'same', [SECOND]: 'same' });
  });

  it('does not blame a branch for what came to main after it', async () => {
    const root = clone(FILES);
    git(root, 'switch', '--quiet', '--create', 'work');
    git(root, 'switch', '--quiet', 'main');
    writeFiles(root, {
      'prisma/migrations/20240301000000_third/migration.sql': 'DROP TABLE a;',
      [FIRST]: '--\n',
    });
    commit(root);
    git(root, 'push', '--quiet', root, 'main:refs/remotes/origin/main');
    git(root, 'switch', '--quiet', 'work');
    assert.deepEqual(await releasesOf(root), {
      ref: 'origin/main',
      paths: { [FIRST]: 'same', [SECOND]: 'same' },
      deleted: [],
    });
  });

  it('follows the default branch of the remote, whatever it is called', async () => {
    const origin = temporaryRepository(FILES);
    git(origin, 'branch', '--quiet', '--move', 'trunk');
    const root = path.join(temporaryFolder(), 'clone');
    git(path.dirname(root), 'clone', '--quiet', origin, root);
    assert.equal((await releasesOf(root))?.ref, 'origin/trunk');
  });

  it('works in a folder of a repository', async () => {
    const root = temporaryRepository({
      [`app/${FIRST}`]: FILES[FIRST] ?? '',
      [`app/${SECOND}`]: FILES[SECOND] ?? '',
      'other/migrations/1_a.sql': '',
    });
    writeFiles(root, { [`app/${FIRST}`]: 'CREATE TABLE a (id bigint);' });
    assert.deepEqual((await releasesOf(path.join(root, 'app')))?.paths, {
      [FIRST]: 'edited',
      [SECOND]: 'same',
    });
  });

  it('is told by dates where only this machine has a branch: a month older than the newest, and not of the last three', async () => {
    const dated = datedRepository();
    assert.deepEqual((await releasesOf(dated))?.paths, {
      [numbered(1)]: 'past',
      // It was touched again.
      [numbered(2)]: 'same',
      [numbered(3)]: 'past',
      [numbered(4)]: 'same',
      [numbered(5)]: 'same',
      [numbered(6)]: 'same',
    });
    writeFiles(dated, { [numbered(1)]: 'CREATE TABLE x (id int);\n' });
    assert.equal((await releasesOf(dated))?.paths[numbered(1)], 'edited');
  });

  it('is told by dates of another branch that is all there is, and of what is older than a branch of the remote by that alone', async () => {
    const dated = datedRepository();
    const root = path.join(temporaryFolder(), 'clone');
    git(path.dirname(root), 'clone', '--quiet', dated, root);
    assert.deepEqual(
      new Set(Object.values((await releasesOf(root))?.paths ?? {})),
      new Set(['same']),
      'origin/main has all',
    );
    git(dated, 'branch', '--quiet', '--move', 'work');
    const released = await releasesOf(dated);
    assert.equal(released?.ref, 'HEAD');
    assert.deepEqual([released.paths[numbered(1)], released.paths[numbered(6)]], ['past', 'same']);
  });

  it('is told by no dates where all came at once, or the newest came soon', async () => {
    const root = temporaryRepository({ 'src/a.ts': '' });
    for (const at of [1, 2, 3, 4, 5]) {
      writeFiles(root, { [numbered(at)]: `CREATE TABLE t${at} (id int);\n` });
      commitAt(root, at);
    }
    assert.deepEqual(new Set(Object.values((await releasesOf(root))?.paths ?? {})), new Set(['same']));
  });

  it('is unknown without a main branch, without migrations, without git and without trust', async () => {
    const detached = temporaryRepository(FILES);
    git(detached, 'switch', '--quiet', '--detach');
    git(detached, 'branch', '--quiet', '--delete', '--force', 'main');
    assert.equal(await releasesOf(detached), undefined);
    assert.equal(await releasesOf(temporaryRepository({ 'src/a.ts': '' })), undefined);
    assert.equal(await releasesOf(temporaryFolder(FILES)), undefined);
    assert.equal(await releasesOf(temporaryRepository(FILES), false), undefined);
  });

  it('reads code that may be a migration by its name, too', async () => {
    const files = [
      'db/migrate/20240101000000_a.rb',
      'app/migrations/0001_initial.py',
      'src/migration/1700-A.ts',
    ];
    const root = temporaryRepository({
      ...Object.fromEntries(files.map((file) => [file, ''])),
      'src/a.ts': '',
    });
    assert.deepEqual(Object.keys((await releasesOf(root))?.paths ?? {}).sort(), [...files].sort());
  });
});
