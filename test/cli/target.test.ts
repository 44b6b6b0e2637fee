import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { resolveTarget } from '../../server/src/cli/target.ts';

describe('the root of a check', () => {
  let top = '';

  before(() => {
    top = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'launch-ready-target-')));
    for (const folder of ['product/.git', 'product/src', 'plain/src', 'other/.git'])
      mkdirSync(path.join(top, folder), { recursive: true });
  });
  after(() => rmSync(top, { recursive: true, force: true }));

  it('is the present folder', () => {
    assert.deepEqual(resolveTarget(top, ['plain']), { root: top, paths: ['plain'] });
    const product = path.join(top, 'product');
    assert.deepEqual(resolveTarget(product, ['src']), { root: product, paths: ['src'] });
  });

  it('is the repository that is named from outside of any', () => {
    const product = path.join(top, 'product');
    assert.deepEqual(resolveTarget(top, ['product']), { root: product, paths: [''] });
    assert.deepEqual(resolveTarget(top, ['product/src', 'product']), { root: product, paths: ['src', ''] });
  });

  it('is the present folder where several repositories are named', () => {
    assert.deepEqual(resolveTarget(top, ['product', 'other']), { root: top, paths: ['product', 'other'] });
  });

  it('is a folder elsewhere', () => {
    const plain = path.join(top, 'plain');
    assert.deepEqual(resolveTarget(path.join(top, 'product'), [plain]), { root: plain, paths: [''] });
  });
});
