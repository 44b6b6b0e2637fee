import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { renameSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createDiskWorkspace } from '../../server/src/host/diskWorkspace.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

describe('a folder on disk', function () {
  if (process.platform === 'win32') return;

  it('gives no small file that lies outside, by whatever link', () => {
    const outside = temporaryFolder({ '.env': 'A=1\n', 'deep/.env': 'A=1\n' });
    const root = temporaryFolder({ 'app/.env': 'B=1\n' });
    symlinkSync(path.join(outside, '.env'), path.join(root, '.env'));
    symlinkSync(outside, path.join(root, 'linked'));
    const workspace = createDiskWorkspace(root, { trusted: () => true });
    const read = (file: string): string | undefined => workspace.read(file);
    assert.equal(read('app/.env'), 'B=1\n');
    for (const file of [
      '.env',
      'linked/.env',
      'linked/deep/.env',
      '../x',
      `../${path.basename(outside)}/.env`,
    ])
      assert.equal(read(file), undefined, file);
    // A folder may become a link while the editor runs.
    renameSync(path.join(root, 'app'), path.join(root, 'old'));
    symlinkSync(outside, path.join(root, 'app'));
    assert.equal(read('app/.env'), undefined);
  });

  it('lists neither names nor texts of env files behind a link, and waits for no pipe', async () => {
    const outside = temporaryFolder({ 'package.json': '{}', '.env': 'A=1\n' });
    const root = temporaryFolder({ 'package.json': '{}' });
    symlinkSync(outside, path.join(root, 'linked'));
    execFileSync('mkfifo', [path.join(root, '.env')]);
    symlinkSync('/dev/zero', path.join(root, '.env.local'));
    const workspace = createDiskWorkspace(root, { trusted: () => false });
    const listed = await workspace.list();
    assert.deepEqual(
      listed.filter((file) => file.startsWith('linked')),
      [],
    );
    assert.deepEqual(workspace.facts().ignoredEnv, []);
    for (const file of ['.env', '.env.local']) {
      assert.equal(workspace.read(file), undefined);
      assert.equal(workspace.open(file), undefined);
    }
  });
});
