import { strict as assert } from 'node:assert';
import { chmodSync, existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createDiskWorkspace } from '../../server/src/host/diskWorkspace.ts';
import { findValue, git as ask, listGitFiles } from '../../server/src/host/git.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const VALUE = 'q7Rw2Zk9Lp4Xt6Vb1Nc8';

describe('asking git', () => {
  it('finds a value in history, in the index, or says that it can’t', async () => {
    const root = temporaryRepository({ 'a.ts': `key = '${VALUE}'\n`, 'b.ts': 'nothing\n' });
    assert.equal(await findValue(root, 'a.ts', VALUE), 'history');
    assert.equal(await findValue(root, 'b.ts', `${VALUE}-not`), 'unseen');
    writeFiles(root, { 'b.ts': 'another-Value-77\n' });
    git(root, 'add', 'b.ts');
    assert.equal(await findValue(root, 'b.ts', 'another-Value-77'), 'index');
    await assert.rejects(findValue(temporaryFolder({ 'a.ts': '' }), 'a.ts', VALUE));
  });

  it('gives what git complains of in one line', async () => {
    const root = temporaryRepository({ 'a.ts': '' });
    await assert.rejects(ask(root, ['log', 'nope']), {
      name: 'GitError',
      message: /^git log: fatal: ambiguous argument 'nope'[^\n]+ Use '--' [^\n]+ 'git <command>[^\n]+$/,
    });
  });

  it('still knows the value of a file that was moved, and of one with an odd name', async () => {
    const root = temporaryRepository({ 'a.ts': `key = '${VALUE}'\n`, ':(glob)*.ts': VALUE });
    renameSync(path.join(root, 'a.ts'), path.join(root, 'moved.ts'));
    assert.equal(await findValue(root, 'moved.ts', VALUE), 'index');
    assert.equal(await findValue(root, ':(glob)*.ts', VALUE), 'history');
  });

  it('compares by lines, since line breaks differ between the work tree and git', async () => {
    const root = temporaryRepository({ 'key.pem': `-----BEGIN-----\n${VALUE}${VALUE}\n-----END-----\n` });
    assert.equal(
      await findValue(root, 'key.pem', `-----BEGIN-----\r\n${VALUE}${VALUE}\r\n-----END-----`),
      'history',
    );
  });

  it('asks the repository that the file belongs to', async () => {
    const root = temporaryRepository({ 'a.ts': '' });
    const inner = path.join(root, 'inner');
    writeFiles(inner, { 'b.ts': VALUE });
    git(inner, 'init', '--quiet');
    git(inner, 'add', '--all');
    git(inner, 'commit', '--quiet', '--message', 'inner');
    assert.equal(await findValue(root, 'inner/b.ts', VALUE), 'history');
  });

  it('runs no program that the repository’s own settings name', async () => {
    const root = temporaryRepository({ 'a.ts': VALUE });
    const trap = path.join(root, 'trapped');
    const script = path.join(root, 'evil.sh');
    writeFileSync(script, `#!/bin/sh\ntouch '${trap}'\nexit 1\n`);
    chmodSync(script, 0o755);
    for (const name of [
      'core.fsmonitor',
      'gpg.program',
      'gpg.ssh.program',
      'core.pager',
      'diff.external',
      'core.sshCommand',
      'credential.helper',
      'filter.x.clean',
      'filter.x.process',
      'diff.x.textconv',
    ]) {
      git(root, 'config', name, script);
    }
    git(root, 'config', 'log.showSignature', 'true');
    writeFiles(root, {
      '.gitattributes': '* filter=x diff=x\n',
      '.git/hooks/post-index-change': `#!/bin/sh\ntouch '${trap}'\n`,
    });
    chmodSync(path.join(root, '.git/hooks/post-index-change'), 0o755);
    signCommit(root);
    await findValue(root, 'a.ts', VALUE);
    await findValue(root, 'a.ts', 'something else');
    await listGitFiles(root);
    assert.ok(!existsSync(trap));
  });

  it('lists files of repositories inside, and none that a crafted index names elsewhere', async () => {
    const root = temporaryRepository({ 'a.ts': '' });
    writeFiles(path.join(root, 'inner'), { 'b.ts': '' });
    git(path.join(root, 'inner'), 'init', '--quiet');
    const workspace = createDiskWorkspace(root, { trusted: () => true });
    assert.deepEqual([...(await workspace.list())].sort(), ['a.ts', 'inner/b.ts']);
  });

  it('reads nothing through folders that are links to elsewhere', () => {
    const outside = temporaryFolder({ 'secret.ts': VALUE });
    const root = temporaryRepository({ 'a.ts': VALUE });
    symlinkSync(outside, path.join(root, 'link'));
    symlinkSync('loop', path.join(root, 'loop'));
    mkdirSync(path.join(root, 'folder'));
    const workspace = createDiskWorkspace(root, { trusted: () => true });
    assert.notEqual(workspace.stamp('a.ts'), undefined);
    for (const entry of ['link/secret.ts', 'loop', 'folder', 'missing'])
      assert.equal(workspace.stamp(entry), undefined, entry);
  });
});

/** Puts a signature into the newest commit, so that git would check it if it were asked to. */
function signCommit(root: string): void {
  const commit = git(root, 'cat-file', 'commit', 'HEAD');
  const signed = commit.replace(
    '\n\n',
    '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----\n\n',
  );
  writeFileSync(path.join(root, '.git/signed'), signed);
  git(root, 'update-ref', 'HEAD', git(root, 'hash-object', '-t', 'commit', '-w', '.git/signed').trim());
}
