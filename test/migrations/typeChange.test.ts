import { strict as assert } from 'node:assert';
import path from 'node:path';
import { lockCasesOf } from '../../server/src/core/migrations/lockCases.ts';
import type { DataType } from '../../server/src/core/migrations/operation.ts';
import { readSql } from '../../server/src/core/migrations/sql/readSql.ts';
import {
  costOfTypeChange,
  isPlainCast,
  type TypeChangeCost,
} from '../../server/src/core/migrations/typeChange.ts';
import type { Span } from '../../server/src/core/span.ts';
import { openScratch } from '../../server/src/host/trace/scratch.ts';
import type { Row, Session } from '../../server/src/host/trace/session.ts';
import { whyNoPglite } from '../support/postgres.ts';
import { historyOf } from '../support/migrationHistory.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** "varchar(10) > text", by what it costs. */
const CHANGES: Readonly<Record<TypeChangeCost, readonly string[]>> = {
  none: [
    'varchar(10) > varchar(10)',
    'varchar(10) > varchar(20)',
    'varchar(10) > text',
    'text > varchar',
    'cidr > inet',
    'xml > text',
    'xml > varchar',
    'numeric(10,2) > numeric(12,2)',
    'numeric(10,2) > numeric',
    'varbit(4) > varbit(8)',
    'bit varying(4) > varbit',
    'timestamp > timestamp(6)',
    'time(3) > time(6)',
    'interval(3) > interval',
    'interval > interval(6)',
    'varchar(5)[] > varchar(5)[]',
  ],
  indexes: [
    'bit(4) > varbit',
    'int > oid',
    'oid > int',
    'citext > text',
    'citext > varchar',
    'text > citext',
    'varchar > citext',
  ],
  zone: ['timestamp > timestamptz', 'timestamptz > timestamp', 'timestamp(3) > timestamptz(6)'],
  rewrite: [
    'int > bigint',
    'varchar(10) > varchar(5)',
    'text > varchar(10)',
    'citext > varchar(10)',
    'xml > varchar(10)',
    'bit(4) > varbit(8)',
    'varbit(4) > bit',
    'inet > cidr',
    'numeric(10,2) > numeric(12,4)',
    'numeric(10,2) > numeric(8,2)',
    'numeric > numeric(10,2)',
    'char(5) > char(10)',
    'char(5) > text',
    'interval > interval(3)',
    'timestamp > timestamp(3)',
    'timestamp(3) > timestamptz(3)',
    'varchar(5)[] > varchar(10)[]',
    'name > text',
  ],
};

const ALL = Object.entries(CHANGES).flatMap(([cost, changes]) =>
  changes.map((change) => {
    const [from = '', to = ''] = change.split(' > ');
    return { cost, change, from, to };
  }),
);

const NOWHERE: Span = { start: 0, end: 0, line: 1, column: 1 };

function typeIn(written: string): DataType {
  const sql = `ALTER TABLE t ALTER COLUMN c TYPE ${written}`;
  const operation = readSql(sql, { placeOf: () => NOWHERE }).statements[0]?.operations[0];
  assert.ok(operation?.kind === 'change-type' && operation.type, written);
  return operation.type;
}

function modifiedTo(written: string): DataType {
  const sql = `ALTER TABLE t MODIFY c ${written}`;
  const operation = readSql(sql, { placeOf: () => NOWHERE, dialect: 'mysql' }).statements[0]?.operations[0];
  assert.ok(operation?.kind === 'change-column' && operation.definition.type, written);
  return operation.definition.type;
}

describe('what a change of a type costs', () => {
  it('in PostgreSQL', () => {
    for (const { cost, change, from, to } of ALL)
      assert.equal(costOfTypeChange(typeIn(from), typeIn(to), 'postgres'), cost, change);
  });

  it('in MySQL', () => {
    const cost = (from: string, to: string): TypeChangeCost =>
      costOfTypeChange(typeIn(from), typeIn(to), 'mysql');
    assert.equal(cost('varchar(10)', 'varchar(63)'), 'none');
    assert.equal(cost('varchar(64)', 'varchar(200)'), 'none');
    assert.equal(cost('varchar(63)', 'varchar(64)'), 'rewrite');
    assert.equal(cost('varchar(20)', 'varchar(10)'), 'rewrite');
    assert.equal(cost('varchar(20)', 'text'), 'rewrite');
    assert.equal(cost("enum('a','b')", "enum('a','b','c')"), 'none');
    assert.equal(cost("enum('a','b')", "enum('a','c','b')"), 'rewrite');
    assert.equal(cost("enum('a','b')", "enum('a')"), 'rewrite');
    assert.equal(cost("set('a','b')", "set('a','b','c')"), 'none');
    const signed = modifiedTo('int');
    const unsigned = modifiedTo('int unsigned');
    assert.equal(costOfTypeChange(signed, unsigned, 'mysql'), 'rewrite');
    assert.equal(costOfTypeChange(unsigned, modifiedTo('int(10) unsigned'), 'mysql'), 'none');
    assert.equal(costOfTypeChange(modifiedTo('int(11)'), unsigned, 'mysql'), 'rewrite');
    assert.equal(costOfTypeChange(modifiedTo('int(11)'), modifiedTo('bigint(11)'), 'mysql'), 'rewrite');
    assert.equal(costOfTypeChange(unsigned, modifiedTo('INT UNSIGNED NOT NULL'), 'mysql'), 'none');
    const list = (type: string, count: number): string =>
      `${type}(${Array.from({ length: count }, (_, index) => `'v${index}'`).join()})`;
    assert.equal(cost(list('enum', 254), list('enum', 255)), 'none');
    assert.equal(cost(list('enum', 255), list('enum', 256)), 'rewrite');
    assert.equal(cost(list('set', 8), list('set', 9)), 'rewrite');
    assert.equal(cost(list('set', 33), list('set', 64)), 'none');
  });

  it('is what the locks of the statement are looked up by', () => {
    const casesOf = (from: string, to: string): unknown => {
      const table = `CREATE TABLE t (c ${from});\nCREATE INDEX i ON t (c);\n`;
      const step = historyOf({
        'migrations/0001_a.sql': table,
        'migrations/0002_b.sql': `ALTER TABLE t ALTER COLUMN c TYPE ${to};\n`,
      }).steps.at(-1);
      assert.ok(step);
      const found = lockCasesOf(step.operation, step);
      return [found?.cases.join(), found?.certain];
    };
    assert.deepEqual(casesOf('xml', 'text'), ['change-type/same-file', true]);
    assert.deepEqual(casesOf('int', 'oid'), ['change-type/collation', true]);
    assert.deepEqual(casesOf('citext', 'text'), ['change-type/collation', true]);
    assert.deepEqual(casesOf('int', 'bigint'), ['change-type/rewrite', true]);
    assert.deepEqual(casesOf('text', 'text COLLATE "C"'), ['change-type/collation', true]);
    assert.deepEqual(casesOf('text', 'int USING length(c)'), ['change-type/rewrite', true]);
    // The time zone of the session decides, and so does what a domain is made of.
    assert.deepEqual(casesOf('timestamp', 'timestamptz'), ['change-type/rewrite', false]);
    assert.deepEqual(casesOf('int', 'any_int'), ['change-type/rewrite', false]);
  });
});

const noPglite = whyNoPglite();
describe(`changes of a type on PGlite${noPglite === undefined ? '' : ` (left out: ${noPglite})`}`, () => {
  if (noPglite !== undefined) return;

  it('cost what we say', async function () {
    this.timeout(120_000);
    const session = await openScratch({ kind: 'pglite', folders: [ROOT] }, ['citext']);
    try {
      const { error } = await session.run('CREATE EXTENSION citext');
      assert.equal(error, undefined);
      for (const { cost, change, from, to } of ALL) {
        const inUtc = await measured(session, from, to, 'UTC');
        if (cost !== 'zone') assert.equal(inUtc, cost, change);
        else
          assert.deepEqual(
            [inUtc, await measured(session, from, to, 'Europe/Berlin')],
            ['indexes', 'rewrite'],
            change,
          );
      }
    } finally {
      await session.close();
    }
  });
});

/** By the files of a table and of its index, before and after. Some types can have no index. */
async function measured(session: Session, from: string, to: string, zone: string): Promise<TypeChangeCost> {
  const { error: broken } = await session.run(
    `DROP TABLE IF EXISTS t; SET timezone = '${zone}'; CREATE TABLE t (c ${from});`,
  );
  assert.equal(broken, undefined);
  await session.run('CREATE INDEX i ON t (c)');
  const before = await filesOf(session);
  const { error } = await session.run(`ALTER TABLE t ALTER COLUMN c TYPE ${to}`);
  assert.equal(error, undefined);
  const after = await filesOf(session);
  if (before?.['rows'] !== after?.['rows']) return 'rewrite';
  return before?.['keys'] === after?.['keys'] ? 'none' : 'indexes';
}

async function filesOf(session: Session): Promise<Row | undefined> {
  const { rows } = await session.run(
    "SELECT pg_relation_filenode('t') AS rows, pg_relation_filenode(to_regclass('i')) AS keys",
  );
  return rows[0];
}

describe('USING that only says the type again', () => {
  const isPlain = (text: string): boolean =>
    isPlainCast({ text, volatility: 'unknown', at: NOWHERE }, 'Total');

  it('is told from one that works something out', () => {
    for (const text of [
      '"Total"',
      '(total)',
      'total::text',
      '"total"::varchar(10)',
      '(total)::numeric(10, 2)',
      '(total::text)',
      'total :: double precision',
      'total::text[]',
      'CAST(total AS text)',
      'cast ( "Total"  as numeric(10, 2) )',
      'total::"public"."mood"',
    ])
      assert.ok(isPlain(text), text);
    for (const text of [
      'upper(total)',
      'other',
      'other::text',
      'CAST(other AS text)',
      'total || 1',
      'total::text || 1',
      'CAST(total AS text) || 1',
      "total AT TIME ZONE 'UTC'",
      "''",
      '',
    ])
      assert.ok(!isPlain(text), text);
    assert.ok(isPlainCast(undefined, 'total'));
  });

  it('takes no time to tell', () => {
    for (const piece of [' ', '(', 'a', '::a ', '[]', '. '])
      assert.ok(!isPlain(`total::${piece.repeat(1_000_000)}|`));
  });
});
