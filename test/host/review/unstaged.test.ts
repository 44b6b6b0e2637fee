import { strict as assert } from 'node:assert';
import { renameSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { GitError } from '../../../server/src/host/git.ts';
import { unstagedOf } from '../../../server/src/host/review/unstaged.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../../support/temporaryFolder.ts';

const FILES = { 'src/a.ts': 'a\n', 'src/b.ts': 'b\n', '.gitignore': '.env\n' };

describe('what of a file is not staged', () => {
  const asked = async (root: string, ...paths: string[]): Promise<readonly string[]> => [
    ...(await unstagedOf(root, paths)),
  ];

  it('is nothing where all of it is, committed or not', async () => {
    const root = temporaryRepository(FILES);
    writeFiles(root, { 'src/b.ts': 'staged\n', 'new.ts': 'new\n' });
    git(root, 'add', '--all');
    assert.deepEqual(await asked(root, 'src/a.ts', 'src/b.ts', 'new.ts'), []);
  });

  it('is an edit after staging, a deletion, and a file that git does not have', async () => {
    const root = temporaryRepository(FILES);
    writeFiles(root, { 'src/a.ts': 'staged\n' });
    git(root, 'add', '--all');
    writeFiles(root, { 'src/a.ts': 'staged\nlater\n', '“new”\nfile.ts': 'new\n', '.env': 'A=1\n' });
    rmSync(path.join(root, 'src/b.ts'));
    const paths = ['src/a.ts', 'src/b.ts', '“new”\nfile.ts', '.env', '.gitignore', 'none.ts'];
    assert.deepEqual((await asked(root, ...paths)).toSorted(), ['src/a.ts', 'src/b.ts', '“new”\nfile.ts']);
  });

  it('is asked of these files alone', async () => {
    const root = temporaryRepository(FILES);
    writeFiles(root, { 'src/a.ts': 'edited\n', 'src/b.ts': 'edited\n' });
    assert.deepEqual(await asked(root, 'src/b.ts'), ['src/b.ts']);
    assert.deepEqual(await asked(root), []);
    assert.deepEqual(await asked(root, 'src/*.ts'), []);
  });

  it('is nothing where a file was only touched, and git’s index stays as it was', async () => {
    const root = temporaryRepository(FILES);
    utimesSync(path.join(root, 'src/a.ts'), 0, 0);
    const before = git(root, 'ls-files', '--debug');
    assert.deepEqual(await asked(root, 'src/a.ts'), []);
    assert.equal(git(root, 'ls-files', '--debug'), before);
  });

  it('is told of both names of a rename that is staged and edited', async () => {
    const root = temporaryRepository(FILES);
    renameSync(path.join(root, 'src/a.ts'), path.join(root, 'src/c.ts'));
    git(root, 'add', '--all');
    writeFiles(root, { 'src/c.ts': 'a\nlater\n' });
    assert.deepEqual(await asked(root, 'src/a.ts', 'src/c.ts'), ['src/c.ts']);
  });

  it('does not take the old name of a rename for an entry', async () => {
    const root = temporaryRepository({ ...FILES, 'MM src/b.ts': 'long enough to be known again\n' });
    renameSync(path.join(root, 'MM src/b.ts'), path.join(root, 'src/c.ts'));
    git(root, 'add', '--all');
    assert.deepEqual(await asked(root, 'MM src/b.ts', 'src/b.ts', 'src/c.ts'), []);
  });

  it('is all of a file whose conflict is not resolved', async () => {
    const root = temporaryRepository(FILES);
    git(root, 'checkout', '-q', '-b', 'other');
    writeFiles(root, { 'src/a.ts': 'theirs\n' });
    git(root, 'commit', '-qam', 'theirs');
    git(root, 'checkout', '-q', '-');
    writeFiles(root, { 'src/a.ts': 'ours\n' });
    git(root, 'commit', '-qam', 'ours');
    assert.throws(() => git(root, 'merge', 'other'));
    assert.deepEqual(await asked(root, 'src/a.ts', 'src/b.ts'), ['src/a.ts']);
  });

  it('fails where there is no repository', async () => {
    await assert.rejects(asked(temporaryFolder(), 'a.ts'), GitError);
  });
});
