import assert from 'node:assert/strict';
import { folderOf, insideOf, join, lowerNameOf, nameOf, resolve } from '../../server/src/core/paths.ts';

describe('paths', () => {
  it('take a path apart', () => {
    assert.deepEqual(['a.ts', 'apps/web/.ENV', 'apps'].map(folderOf), ['', 'apps/web', '']);
    assert.deepEqual(['a.ts', 'apps/web/.ENV', ''].map(nameOf), ['a.ts', '.ENV', '']);
    assert.equal(lowerNameOf('Apps/web/.ENV'), '.env');
  });

  it('join a folder and a name, and take the folder away again', () => {
    for (const folder of ['', 'apps/web']) assert.equal(insideOf(join(folder, '.env'), folder), '.env');
    assert.equal(join('', '.env'), '.env');
    assert.equal(join('apps/web', '.env'), 'apps/web/.env');
  });

  it('work out what is written relative to a folder', () => {
    assert.equal(resolve('apps/web', '../../.env'), '.env');
    assert.equal(resolve('', './deploy//web.env'), 'deploy/web.env');
    assert.equal(resolve('apps/web', '../..'), '');
  });

  it('have no path for what leaves the root', () => {
    assert.equal(resolve('apps', '../../.env'), undefined);
    assert.equal(resolve('', '../apps/.env'), undefined);
  });
});
