import { strict as assert } from 'node:assert';
import { isWeak, lockModeFrom, lockName, type LockMode } from '../../server/src/core/migrations/lockModes.ts';
import { lockOf, strongest, type LockVerdict } from '../../server/src/core/migrations/locks.ts';
import {
  LOCK_TABLE,
  LOCK_TABLE_SETUP,
  type MeasuredStatement,
} from '../../server/src/core/migrations/lockTable.ts';
import { historyOf } from '../support/migrationHistory.ts';

/** What these lock depends on more than migrations tell; or nobody waits for it, and nothing is said. */
const WITHOUT_VERDICT =
  /^(?:COMMENT|CREATE PUBLICATION|GRANT|REVOKE|CREATE SEQUENCE|DROP SEQUENCE|DROP STATISTICS|DROP SCHEMA|ALTER DOMAIN positive SET|ALTER INDEX (?:idx SET|pidx))|ATTACH PARTITION|DETACH PARTITION|INHERIT h|PARTITION OF pd|positive|TABLE pd1|_int|SET EXPRESSION|EXCLUDE|NOT VALID$|n_distinct|WITHOUT CLUSTER|CREATE RULE|yr|TABLE h |w ALTER COLUMN z/;

describe('what is said of a statement without running it', () => {
  for (const row of LOCK_TABLE.filter(({ sql }) => !WITHOUT_VERDICT.test(sql)))
    it(`is what was measured: ${row.sql}`, () => {
      const sql = row.sql.replace(/^SET TIME ZONE '[^']*'; /, '');
      const verdicts = verdictsOn(sql, row.from ?? row.to);
      if (row.sql.startsWith('SET TIME ZONE')) assert.ok(verdicts.every(({ certain }) => !certain));
      else assert.equal(said(verdicts), measured(row));
    });

  it('is left open where the statement does not tell', () => {
    const open = LOCK_TABLE.filter(({ sql }) => WITHOUT_VERDICT.test(sql));
    const sure = open.filter((row) => {
      const verdicts = verdictsOn(row.sql, row.from ?? row.to);
      return verdicts.some(({ certain }) => certain) && said(verdicts) !== measured(row);
    });
    // Tables that inherit from another are not in the model: PostgreSQL changes them together with it.
    assert.deepEqual(
      sure.map(({ sql }) => sql),
      ['ALTER TABLE h ADD COLUMN z int'],
    );
  });
});

/** Of the last statement, on the tables that the table of locks was measured on. */
function verdictsOn(sql: string, serverVersion?: number): readonly LockVerdict[] {
  const { steps } = historyOf({ 'db/0001_setup.sql': LOCK_TABLE_SETUP, 'db/0002_change.sql': `${sql};\n` });
  const own = steps.filter(({ migration }) => migration.index === 1);
  return own.flatMap((step) => lockOf(step.operation, { ...step, serverVersion }) ?? []);
}

function said(verdicts: readonly LockVerdict[]): string {
  const locks = new Map<string, LockMode>();
  for (const { on, lock } of verdicts.flatMap((one) => [one, ...one.also]))
    locks.set(on, strongest(lock, locks.get(on) ?? 'AccessShare'));
  return line(
    [...locks].map(([on, lock]) => ({ on, lock })),
    {
      rewrite: verdicts.some(({ rewrite }) => rewrite),
      scan: verdicts.some(({ scan }) => scan),
      index: verdicts.some(({ buildsIndex }) => buildsIndex),
    },
  );
}

function measured({ locks, rewrite, scan, index }: MeasuredStatement): string {
  return line(locks, { rewrite, scan, index });
}

/** Locks that nobody waits for are left out, and what a rewrite does anyway. */
function line(
  locks: readonly { readonly on: string; readonly lock: LockMode }[],
  { rewrite, scan, index }: { readonly rewrite: boolean; readonly scan: boolean; readonly index: boolean },
): string {
  const strong = locks.filter(({ lock }) => !isWeak(lock)).map(({ on, lock }) => `${on}:${lock}`);
  return `${strong.toSorted().join(' ')} |${rewrite ? ' rewrite' : `${scan ? ' scan' : ''}${index ? ' index' : ''}`}`;
}

describe('the words about a lock', () => {
  const words = (sql: string): string | undefined => verdictsOn(sql)[0]?.words;

  it('say who waits, and for what', () => {
    assert.equal(
      words('CREATE INDEX i ON t (a)'),
      'Whoever writes to it waits while an index is built over all rows: the more rows, the longer.',
    );
    assert.equal(
      words('ALTER TABLE t ALTER COLUMN c TYPE bigint'),
      'Whoever reads or writes it waits while every row is written anew: the more rows, the longer.',
    );
    assert.equal(
      words('ALTER TABLE t ADD COLUMN z int'),
      'Whoever reads or writes it waits, for a moment only, once all that is under way has ended.',
    );
    assert.equal(
      words('CREATE INDEX CONCURRENTLY i ON t (a)'),
      'Nobody waits but other changes of the schema, while an index is built over all rows.',
    );
    assert.equal(words('UPDATE t SET a = 1'), 'Nobody waits but changes of the schema.');
  });

  it('know that reading stops while an index is built again, since every query looks at all indexes', () => {
    const [verdict] = verdictsOn('REINDEX INDEX idx');
    assert.deepEqual([verdict?.lock, verdict?.blocks], ['Share', 'reads and writes']);
  });
});

describe('lockOf', () => {
  it('answers by what happens as a rule where nothing is known', () => {
    const [verdict] = historyOf({ 'db/1.sql': 'ALTER TABLE t ALTER COLUMN c TYPE bigint;' }).steps.flatMap(
      ({ operation }) => lockOf(operation) ?? [],
    );
    assert.deepEqual([verdict?.lock, verdict?.rewrite, verdict?.certain], ['AccessExclusive', true, false]);
  });

  it('knows that old servers write a default into every row', () => {
    const sql = 'ALTER TABLE t ADD COLUMN z int DEFAULT 3';
    assert.deepEqual(
      [10, 11, 18].map((version) => verdictsOn(sql, version)[0]?.rewrite),
      [true, false, false],
    );
  });

  it('says nothing of a table that is made, but of the one it refers to', () => {
    assert.deepEqual(verdictsOn('CREATE TABLE n (id int)'), []);
    assert.equal(verdictsOn('CREATE TABLE n (o int REFERENCES o)')[0]?.on, 'o');
  });

  it('names the partitions that are locked with their table', () => {
    const [verdict] = verdictsOn('ALTER TABLE p ADD COLUMN z int');
    assert.deepEqual(verdict?.also, [{ on: 'p1', lock: 'AccessExclusive' }]);
  });
});

describe('lock modes', () => {
  it('are read and written as LOCK TABLE does', () => {
    assert.equal(lockName('ShareRowExclusive'), 'SHARE ROW EXCLUSIVE');
    for (const written of ['SHARE ROW EXCLUSIVE MODE', 'share row exclusive', 'ShareRowExclusive'])
      assert.equal(lockModeFrom(written), 'ShareRowExclusive');
    assert.equal(lockModeFrom('no such'), undefined);
  });
});
