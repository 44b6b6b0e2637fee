import { strict as assert } from 'node:assert';
import {
  LOCK_TABLE,
  LOCK_TABLE_SETUP,
  type MeasuredStatement,
} from '../../server/src/core/migrations/lockTable.ts';
import { judgeFiles } from '../support/wholeWorkspace.ts';

/** Locks under which customers wait: for reading, or for writing. */
const BLOCKING = /^(?:Share|ShareRowExclusive|Exclusive|AccessExclusive)$/;
/** What these do to rows is worse than that somebody waits, and said by the rules about lost data. */
const LOSES_DATA = /^(?:DROP|TRUNCATE)/;

/** What migrations alone don't tell, so that rules keep quiet or say "if": domains, the time zone of the server, CHECKs on the column. */
const CANT_TELL = [
  'ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (1) VIRTUAL NOT NULL',
  'ALTER TABLE w ALTER COLUMN z TYPE int',
  'ALTER TABLE t ALTER COLUMN q TYPE any_int',
  "SET TIME ZONE 'Europe/Berlin'; ALTER TABLE t ALTER COLUMN at TYPE timestamptz",
  'ALTER TABLE k ALTER COLUMN b TYPE varchar(20)',
  'ALTER TABLE k ALTER COLUMN b TYPE text',
  'ALTER TABLE g ALTER COLUMN s SET EXPRESSION AS (a + 2)',
];

describe('what rules say of locks', () => {
  for (const row of LOCK_TABLE.filter(({ sql }) => !CANT_TELL.includes(sql))) {
    if (takesLong(row))
      it(`a long wait is told: ${row.sql}`, () => assert.ok(told(row).length > 0, 'nothing is told'));
    else
      it(`a moment is not made a long wait: ${row.sql}`, () =>
        assert.deepEqual(
          told(row).filter((one) => !one.startsWith('low ')),
          [],
        ));
  }

  it('differs from the measured table where migrations alone don’t tell, and nowhere else', () => {
    const differs = LOCK_TABLE.filter(
      (row) => told(row).some((one) => !one.startsWith('low ')) !== takesLong(row),
    );
    for (const sql of CANT_TELL)
      assert.ok(
        differs.some((row) => row.sql === sql),
        sql,
      );
  });
});

/** Impact and rule of each finding about locks, as if the tables were there since an earlier migration. */
function told({ sql }: MeasuredStatement): readonly string[] {
  return judgeFiles({ 'db/0001_setup.sql': LOCK_TABLE_SETUP, 'db/0002_change.sql': `${sql};\n` })
    .filter(({ file, ruleId }) => file === 'db/0002_change.sql' && SAYS.has(ruleId))
    .map(({ ruleId, impact }) => `${impact} ${ruleId}`);
}

/** The rules that say that somebody waits for as long as the table is large. */
const SAYS: ReadonlySet<string> = new Set(
  [
    'blocking-check',
    'blocking-exclusion',
    'blocking-foreign-key',
    'blocking-index',
    'blocking-primary-key',
    'blocking-refresh',
    'blocking-reindex',
    'blocking-unique',
    'full-table-rewrite',
    'not-null-scan',
    'required-column',
    'rewriting-column',
    'rewriting-type-change',
  ].map((name) => `migrations/${name}`),
);

/** Rows are read or written, or an index is built, while others are kept out. */
function takesLong({ sql, locks, rewrite, scan, index }: MeasuredStatement): boolean {
  const keepsOut = locks.some(({ lock, role }) => role === 'main' && BLOCKING.test(lock));
  return keepsOut && !sql.includes('CONCURRENTLY') && !LOSES_DATA.test(sql) && (rewrite || scan || index);
}
