import { strict as assert } from 'node:assert';
import type { Releases } from '../../server/src/core/facts.ts';
import { migrationModelOf } from '../support/wholeWorkspace.ts';

const [ONE, TWO] = ['migrations/1_a.sql', 'migrations/2_b.sql'];
const last = (files: Readonly<Record<string, string>>, released?: Releases): string | undefined =>
  migrationModelOf(files, released ? { released } : {}).histories[0]?.steps.at(-1)?.liveness;
const onMain = (...paths: readonly string[]): Releases => ({
  ref: 'origin/main',
  paths: Object.fromEntries(paths.map((path) => [path, 'same'])),
  deleted: [],
});
const CREATE = 'CREATE TABLE a (id int);\n';
const CHANGE = 'ALTER TABLE a ADD b int;\n';

describe('whether a table is in use', () => {
  it('is new in the file that makes it', () => assert.equal(last({ [ONE]: CREATE + CHANGE }), 'new'));
  it('is new where nothing of it is released', () =>
    assert.equal(last({ [ONE]: CREATE, [TWO]: CHANGE }, onMain()), 'new'));
  it('is live where the table is released', () =>
    assert.equal(last({ [ONE]: CREATE, [TWO]: CHANGE }, onMain(ONE)), 'live'));
  it('is live where both are released', () =>
    assert.equal(last({ [ONE]: CREATE, [TWO]: CHANGE }, onMain(ONE, TWO)), 'live'));
  it('is live where nobody knows what is released', () =>
    assert.equal(last({ [ONE]: CREATE, [TWO]: CHANGE }), 'live'));
  it('is unknown where no migration makes it', () =>
    assert.equal(last({ [TWO]: CHANGE }, onMain()), 'unknown'));
  it('follows the table through a rename', () => {
    const files = { [ONE]: CREATE, [TWO]: 'ALTER TABLE a RENAME TO c;\nALTER TABLE c ADD b int;\n' };
    assert.equal(last(files, onMain(ONE)), 'live');
    assert.equal(last(files, onMain()), 'new');
  });
  it('is that of the new table where one is made again', () =>
    assert.equal(last({ [ONE]: CREATE, [TWO]: `DROP TABLE a;\n${CREATE}${CHANGE}` }, onMain(ONE)), 'new'));
});
