import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { loadPostgresGrammar } from '../../server/src/host/postgresGrammar.ts';

describe('PostgreSQL’s own grammar', () => {
  it('says where a statement goes wrong, in UTF-16 units', async () => {
    const check = await loadPostgresGrammar();
    assert.equal(check('ALTER TABLE users ADD COLUMN x int'), undefined);
    const sql = '/* ü😀 */ CREATE TABLE ä (id int,, b int)';
    assert.deepEqual(check(sql), { offset: sql.indexOf(',,') + 1 });
    assert.deepEqual(check('SELECT 1 FROM'), { offset: 'SELECT 1 FROM'.length });
  });

  it('is not optimised, which takes half a gigabyte', async () => {
    const check = await loadPostgresGrammar();
    const before = process.memoryUsage().rss;
    // Of all kinds, so that all of it is hot.
    const statements = readFileSync(new URL('../migrations/statements.sql', import.meta.url), 'utf8').split(
      /;\s*\n/,
    );
    for (let round = 0; round < 5; round++) for (const sql of statements) check(`${sql} /* ${round} */`);
    await wait(300);
    const peak = process.resourceUsage().maxRSS * 1_024;
    assert.ok(peak - before < 200e6, `${((peak - before) / 1e6).toFixed(0)} MB`);
  });
});
