import { strict as assert } from 'node:assert';
import type { History } from '../../server/src/core/migrations/model.ts';
import { after, columns, constraints, indexes, table } from './replaying.ts';
import { processorTime } from '../support/processorTime.ts';

describe('a hostile history', () => {
  it('may call things as it likes', () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const history = after(
      names
        .map(
          (name) =>
            `CREATE TABLE "${name}" ("${name}" int); CREATE INDEX "i${name}" ON "${name}" ("${name}");`,
        )
        .join('\n'),
    );
    for (const name of names) {
      assert.deepEqual(columns(history, name), [name]);
      assert.equal(indexes(history, name).length, 1);
    }
    assert.equal(
      after('ALTER TABLE constructor ADD COLUMN a int;').final.tables.get('constructor')?.created,
      undefined,
    );
  });
  const takesLittle = (what: string, text: () => string, check: (history: History) => void): void => {
    it(`takes little time and memory: ${what}`, () => {
      const made = text();
      const start = processorTime();
      check(after(made));
      assert.ok(processorTime() - start < 8_000, `${processorTime() - start} ms`);
    });
  };
  const lines = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join('\n');
  takesLittle(
    '100,000 columns',
    () => `CREATE TABLE t (${Array.from({ length: 100_000 }, (_, index) => `c${index} int`).join()});`,
    (history) => assert.equal(table(history, 't').columns.size, 100_000),
  );
  takesLittle(
    '30,000 columns, one by one',
    () => `CREATE TABLE t (a int);${lines(30_000, (index) => `ALTER TABLE t ADD c${index} int;`)}`,
    (history) => assert.equal(table(history, 't').columns.size, 30_001),
  );
  takesLittle(
    'a table that is renamed 10,000 times',
    () =>
      `CREATE TABLE t0 (a int REFERENCES t0 (a)); CREATE INDEX i ON t0 (a);${lines(10_000, (index) => `ALTER TABLE t${index} RENAME TO t${index + 1};`)}`,
    (history) => {
      assert.deepEqual([...history.final.tables.keys()], ['t10000']);
      assert.deepEqual(constraints(history, 't10000'), ['foreign-key (a) > t10000(a)']);
      assert.deepEqual(indexes(history, 't10000'), ['i(a)']);
    },
  );
  takesLittle(
    '30,000 constraints, grants and policies',
    () =>
      `CREATE TABLE t (a int);${lines(10_000, (index) => `ALTER TABLE t ADD CONSTRAINT c${index} CHECK (a > ${index}); GRANT SELECT ON t TO r${index}; CREATE POLICY p${index} ON t USING (true);`)}`,
    (history) => assert.ok(table(history, 't').constraints.length >= 500),
  );
  takesLittle(
    '10,000 tables with as many indexes',
    () =>
      lines(
        10_000,
        (index) => `CREATE TABLE t${index} (a int PRIMARY KEY); CREATE INDEX i${index} ON t${index} (a);`,
      ),
    (history) => assert.equal(history.final.indexes.size, 20_000),
  );
});
