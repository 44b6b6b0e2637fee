import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { loadPostgresGrammar } from '../../server/src/host/postgresGrammar.ts';

const GRAMMAR = new URL('../../server/src/host/postgresGrammar.ts', import.meta.url).href;
const STATEMENTS = new URL('../migrations/statements.sql', import.meta.url).href;

describe('PostgreSQL’s own grammar', () => {
  it('says where a statement goes wrong, in UTF-16 units', async () => {
    const check = await loadPostgresGrammar();
    assert.equal(check('ALTER TABLE users ADD COLUMN x int'), undefined);
    const sql = '/* ü😀 */ CREATE TABLE ä (id int,, b int)';
    assert.deepEqual(check(sql), { offset: sql.indexOf(',,') + 1 });
    assert.deepEqual(check('SELECT 1 FROM'), { offset: 'SELECT 1 FROM'.length });
  });

  it('is not optimised, which takes half a gigabyte', () => {
    // In a process of its own, whose peak is its own. Statements of all kinds, so that all of it is hot.
    const script = `
      import { readFileSync } from 'node:fs';
      const { loadPostgresGrammar } = await import(${JSON.stringify(GRAMMAR)});
      const check = await loadPostgresGrammar();
      const statements = readFileSync(new URL(${JSON.stringify(STATEMENTS)}), 'utf8').split(/;\\s*\\n/);
      for (let round = 0; round < 5; round++) for (const sql of statements) check(sql + ' -- ' + round);
      // What a process was before it was ours counts in maxRSS on Linux: the size of whoever started it.
      const ofLinux = () => /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
      const peak = () => (process.platform === 'linux' ? ofLinux() : process.resourceUsage().maxRSS);
      setTimeout(() => console.log(peak() / 1024), 300);`;
    const peak = Number(
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
    );
    assert.ok(peak > 0 && peak < 300, `${peak} MB`);
  });
});
