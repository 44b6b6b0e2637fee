import { strict as assert } from 'node:assert';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { openResultCache } from '../../server/src/host/resultCache.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

describe('the folder of the cache', () => {
  it('is made with those above it, for the user alone', () => {
    const folder = path.join(temporaryFolder(), 'a/b/launch-ready');
    assert.ok(openResultCache({ folder, engine: 'test' }));
    if (process.platform !== 'win32') assert.equal(statSync(folder).mode & 0o777, 0o700);
  });

  // Linux has such a place. Asked to make all folders at once there, Node never comes back.
  if (existsSync('/proc/self'))
    it('is done without where nobody can make it', () => {
      assert.equal(openResultCache({ folder: '/proc/nowhere/launch-ready', engine: 'test' }), undefined);
    });
});
