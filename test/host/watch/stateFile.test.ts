import { strict as assert } from 'node:assert';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { EMPTY_STATE } from '../../../server/src/core/uptime/state.ts';
import { openStateFile, projectStateFile } from '../../../server/src/host/watch/stateFile.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const KNOWN = { ...EMPTY_STATE, lastEvent: 7 };

describe('the file of a watch', () => {
  it('has what was kept, for its user alone, and leaves nothing beside it', async () => {
    const file = path.join(temporaryFolder(), 'state.json');
    const opened = openStateFile(file);
    assert.deepEqual(opened.state, EMPTY_STATE);
    await opened.save(KNOWN);
    assert.deepEqual(openStateFile(file).state, KNOWN);
    assert.deepEqual(readdirSync(path.dirname(file)), ['state.json']);
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('is put aside where it is broken', () => {
    const file = path.join(temporaryFolder({ 'state.json': '{"version":1,"last' }), 'state.json');
    const { state, keptAside = '' } = openStateFile(file);
    assert.deepEqual(state, EMPTY_STATE);
    assert.equal(readFileSync(keptAside, 'utf8'), '{"version":1,"last');
    assert.equal(existsSync(file), false);
  });

  it('is in a folder of the project that git does not see', () => {
    const root = temporaryFolder();
    const file = projectStateFile(root);
    assert.equal(path.relative(root, file), path.join('.launch-ready', 'watch', 'state.json'));
    assert.equal(readFileSync(path.join(root, '.launch-ready/watch/.gitignore'), 'utf8'), '*\n');
    assert.equal(projectStateFile(root), file);
  });

  it('is not written through a link that a workspace brought', function () {
    if (process.platform === 'win32') return;
    const [root, elsewhere] = [temporaryFolder(), temporaryFolder()];
    mkdirSync(path.join(root, '.launch-ready'));
    symlinkSync(elsewhere, path.join(root, '.launch-ready/watch'));
    assert.throws(() => projectStateFile(root), /is no folder/);
    assert.deepEqual(readdirSync(elsewhere), []);
  });

  it('is refused where it is a folder, or below a file', async () => {
    const root = temporaryFolder();
    mkdirSync(path.join(root, 'state.json'));
    assert.throws(() => openStateFile(path.join(root, 'state.json')));
    writeFileSync(path.join(root, 'file'), '');
    await assert.rejects(async () => openStateFile(path.join(root, 'file', 'state.json')).save(KNOWN));
  });
});
