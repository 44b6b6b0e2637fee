import { strict as assert } from 'node:assert';
import type { Releases } from '../../../server/src/core/facts.ts';
import { locksIn, messagesIn } from './lockFindings.ts';

describe('rules about locks, in SQL for PostgreSQL', () => {
  describe('which statements hold people up', () => {
    const cases: readonly (readonly [sql: string, found: readonly string[]])[] = [
      ['CREATE INDEX i ON t (a)', ['blocking-index high']],
      ['CREATE UNIQUE INDEX i ON t (a) WHERE b IS NULL', ['blocking-index high']],
      ['CREATE INDEX i ON t USING hash (a)', ['blocking-index high']],
      ['CREATE INDEX CONCURRENTLY i ON t (a)', []],
      ['CREATE INDEX i ON ONLY t (a)', []],
      ['CREATE INDEX CONCURRENTLY i ON t (a, b, c, d)', ['wide-index low']],
      ['CREATE INDEX CONCURRENTLY i ON t USING gin (a, b, c, d)', []],
      ['CREATE UNIQUE INDEX CONCURRENTLY i ON t (a, b, c, d)', []],
      ['DROP INDEX i', ['blocking-index-drop medium']],
      ['DROP INDEX IF EXISTS i CASCADE', []],
      ['DROP INDEX CONCURRENTLY i', []],
      ['REINDEX INDEX i', ['blocking-reindex high']],
      ['REINDEX TABLE t', ['blocking-reindex high']],
      ['REINDEX SCHEMA public', ['blocking-reindex high']],
      ['REINDEX TABLE CONCURRENTLY t', []],
      ['ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES o (id)', ['blocking-foreign-key high']],
      ['ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES o (id) NOT VALID', []],
      ['ALTER TABLE t VALIDATE CONSTRAINT f', []],
      ['ALTER TABLE t ADD COLUMN a int REFERENCES o (id)', ['blocking-foreign-key low']],
      ['ALTER TABLE t ADD COLUMN a int DEFAULT 1 REFERENCES o (id)', ['blocking-foreign-key medium']],
      [
        'ALTER TABLE t ADD COLUMN a int; ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES o',
        ['blocking-foreign-key medium'],
      ],
      ['ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)', ['blocking-check high']],
      ['ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID', []],
      ['ALTER TABLE t ADD COLUMN a int CHECK (a > 0)', ['blocking-check high']],
      ['ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0)', ['blocking-check high']],
      ['ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID', []],
      ['CREATE DOMAIN d AS int; ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0)', []],
      ['ALTER TABLE t ADD CONSTRAINT u UNIQUE (a)', ['blocking-unique high']],
      ['ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i', []],
      ['ALTER TABLE t ADD COLUMN a int UNIQUE', ['blocking-unique high']],
      ['ALTER TABLE t ADD PRIMARY KEY (a)', ['blocking-primary-key high']],
      ['ALTER TABLE t ADD PRIMARY KEY USING INDEX i', []],
      ['ALTER TABLE t ADD EXCLUDE USING gist (a WITH =)', ['blocking-exclusion high']],
      ['ALTER TABLE t ALTER COLUMN a SET NOT NULL', ['not-null-scan high']],
      ['ALTER TABLE t ALTER COLUMN a DROP NOT NULL', []],
      ['ALTER TABLE t ADD CONSTRAINT n NOT NULL a', ['not-null-scan high']],
      ['ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID', []],
      ['ALTER TABLE t ADD COLUMN a int', []],
      ['ALTER TABLE t ADD COLUMN a int NOT NULL', ['required-column high']],
      ['TRUNCATE t; ALTER TABLE t ADD COLUMN a int NOT NULL', ['required-column medium']],
      ['DELETE FROM t WHERE b; ALTER TABLE t ADD COLUMN a int NOT NULL', ['required-column high']],
      ['ALTER TABLE t ADD COLUMN a int NOT NULL DEFAULT NULL', ['required-column high']],
      ['ALTER TABLE t ADD COLUMN a int PRIMARY KEY', ['required-column high']],
      ['ALTER TABLE t ADD COLUMN a int NOT NULL DEFAULT 3', []],
      ['ALTER TABLE t ADD COLUMN a timestamptz NOT NULL DEFAULT now()', []],
      [
        'ALTER TABLE t ADD COLUMN a int NOT NULL DEFAULT 3; ALTER TABLE t ALTER a DROP DEFAULT',
        ['required-column medium'],
      ],
      ['ALTER TABLE t ADD COLUMN a uuid DEFAULT gen_random_uuid()', ['rewriting-column high']],
      [
        'ALTER TABLE t ADD COLUMN a uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE',
        ['blocking-unique high', 'rewriting-column high'],
      ],
      ['ALTER TABLE t ADD COLUMN a text DEFAULT our_function()', ['rewriting-column low']],
      ['ALTER TABLE t ADD COLUMN a serial PRIMARY KEY', ['rewriting-column high']],
      ['ALTER TABLE t ADD COLUMN a int GENERATED ALWAYS AS IDENTITY', ['rewriting-column high']],
      ['ALTER TABLE t ADD COLUMN a int GENERATED ALWAYS AS (b + 1) STORED', ['rewriting-column high']],
      ['ALTER TABLE t ADD COLUMN a int GENERATED ALWAYS AS (b + 1) VIRTUAL', []],
      ['ALTER TABLE t ADD COLUMN a float DEFAULT random() CHECK (a > 0)', ['rewriting-column high']],
      ['ALTER TABLE t ADD COLUMN a json', ['json-column low']],
      ['ALTER TABLE t ADD COLUMN a jsonb', []],
      ['VACUUM FULL t', ['full-table-rewrite high']],
      ['VACUUM FULL', ['full-table-rewrite high']],
      ['VACUUM t', []],
      ['CLUSTER t USING i', ['full-table-rewrite high']],
      ['ALTER TABLE t SET LOGGED', ['full-table-rewrite high']],
      ['ALTER TABLE t SET UNLOGGED', ['full-table-rewrite high']],
      ['ALTER TABLE t SET TABLESPACE fast', ['full-table-rewrite high']],
      ['ALTER TABLE t SET ACCESS METHOD heap', ['full-table-rewrite high']],
      ['ALTER TABLE t SET (fillfactor = 70)', []],
      ['REFRESH MATERIALIZED VIEW v', ['blocking-refresh medium']],
      ['REFRESH MATERIALIZED VIEW CONCURRENTLY v', []],
      [
        'CREATE MATERIALIZED VIEW v AS SELECT 1 AS a; CREATE INDEX i ON v (a); REFRESH MATERIALIZED VIEW v',
        [],
      ],
      ['ALTER TABLE p ATTACH PARTITION t FOR VALUES FROM (1) TO (2)', ['partition-lock medium']],
      ['CREATE TABLE t (LIKE p); ALTER TABLE p ATTACH PARTITION t FOR VALUES FROM (1) TO (2)', []],
      ['ALTER TABLE p DETACH PARTITION t', ['partition-lock medium']],
      ['ALTER TABLE p DETACH PARTITION t CONCURRENTLY', []],
      ['ALTER TABLE p DETACH PARTITION t FINALIZE', []],
      ['CREATE TABLE t PARTITION OF p FOR VALUES FROM (1) TO (2)', ['partition-lock low']],
      ['LOCK TABLE t', ['explicit-table-lock high']],
      ['LOCK TABLE t IN SHARE MODE', ['explicit-table-lock medium']],
      ['LOCK TABLE t IN ROW EXCLUSIVE MODE', []],
      ['CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()', ['trigger-on-live-table low']],
      ['DROP TRIGGER x ON t', ['trigger-on-live-table low']],
      ['ALTER TABLE t DISABLE TRIGGER x', ['trigger-on-live-table low']],
      ['ALTER TABLE t DISABLE TRIGGER ALL', ['trigger-on-live-table medium']],
      ['ALTER TABLE t DROP CONSTRAINT f', []],
      ['ALTER TABLE t ALTER COLUMN a SET DEFAULT 1', []],
    ];
    for (const [sql, found] of cases)
      it(`${sql}: ${found.join(', ') || 'nobody'}`, () => {
        assert.deepEqual(locksIn({ 'migrations/002_change.sql': `${sql};` }), found);
      });
  });

  it('says nothing of a table that the same migration creates', () => {
    const sql = `CREATE TABLE t (id int, a int, b int);
      CREATE INDEX i ON t (a);
      ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES o (id), ADD CHECK (a > 0), ADD UNIQUE (a), ADD PRIMARY KEY (id);
      ALTER TABLE t ALTER COLUMN a SET NOT NULL, ALTER COLUMN b TYPE bigint, ADD COLUMN c serial, ADD COLUMN d int NOT NULL;
      CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
      DROP INDEX i; LOCK TABLE t; CLUSTER t; REINDEX TABLE t;`;
    assert.deepEqual(locksIn({ 'migrations/001_new.sql': sql }), []);
    assert.equal(locksIn({ 'migrations/002_old.sql': sql.slice(sql.indexOf(';') + 1) }).length, 13);
  });

  it('says nothing of a table that an earlier migration of the same deploy creates', () => {
    const files = {
      'migrations/001_t.sql': 'CREATE TABLE t (a int);',
      'migrations/002_t.sql': 'CREATE INDEX i ON t (a); ALTER TABLE t ALTER a SET NOT NULL;',
    };
    const released = (paths: Releases['paths']): Releases => ({ ref: 'origin/main', paths, deleted: [] });
    assert.deepEqual(locksIn(files, { released: released({}) }), []);
    assert.deepEqual(locksIn(files, { released: released({ 'migrations/001_t.sql': 'same' }) }), [
      'blocking-index high',
      'not-null-scan high',
    ]);
    assert.deepEqual(
      locksIn(files, {
        released: released({ 'migrations/001_t.sql': 'same', 'migrations/002_t.sql': 'same' }),
      }),
      ['blocking-index low', 'not-null-scan low'],
    );
  });

  it('believes a check that was validated, and no other', () => {
    const afterCheck = (check: string): readonly string[] =>
      locksIn({
        'migrations/001.sql': 'CREATE TABLE t (a text, b text);',
        'migrations/002.sql': `ALTER TABLE t ADD CONSTRAINT c CHECK (${check}) NOT VALID;`,
        'migrations/003.sql': 'ALTER TABLE t VALIDATE CONSTRAINT c;',
        'migrations/004.sql': 'ALTER TABLE t ALTER COLUMN a SET NOT NULL;',
      });
    assert.deepEqual(afterCheck('a IS NOT NULL'), []);
    assert.deepEqual(afterCheck('"a" IS NOT NULL AND b IS NOT NULL'), []);
    assert.deepEqual(afterCheck('a IS NOT NULL OR b IS NOT NULL'), ['not-null-scan high']);
    assert.deepEqual(afterCheck('a IS NOT NULL AND b = 1 OR b = 2'), ['not-null-scan high']);
    assert.deepEqual(afterCheck('b IS NOT NULL'), ['not-null-scan high']);
    assert.deepEqual(
      locksIn({
        'migrations/001.sql': 'CREATE TABLE t (a text);',
        'migrations/002.sql': 'ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID;',
        'migrations/003.sql': 'ALTER TABLE t ALTER COLUMN a SET NOT NULL;',
      }),
      ['not-null-scan high'],
    );
  });

  it('takes a check for proof that is added where it can not be seen', () => {
    const found = (sql: string): readonly string[] => locksIn({ 'migrations/003.sql': sql });
    assert.deepEqual(found('ALTER TABLE t VALIDATE CONSTRAINT c; ALTER TABLE t ALTER a SET NOT NULL;'), []);
    assert.deepEqual(
      found('ALTER TABLE t ALTER a SET NOT NULL; ALTER TABLE t DROP CONSTRAINT a_not_null;'),
      [],
    );
    assert.deepEqual(found('ALTER TABLE t ALTER a SET NOT NULL; ALTER TABLE t DROP CONSTRAINT t_fk;'), [
      'not-null-scan high',
    ]);
    assert.deepEqual(found('ALTER TABLE o VALIDATE CONSTRAINT c; ALTER TABLE t ALTER a SET NOT NULL;'), [
      'not-null-scan high',
    ]);
  });

  it('says nothing of a NOT NULL that is there already', () => {
    assert.deepEqual(
      locksIn({
        'migrations/001.sql': 'CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL);',
        'migrations/002.sql': 'ALTER TABLE t ALTER id SET NOT NULL, ALTER a SET NOT NULL;',
      }),
      [],
    );
  });

  it('knows what a server cannot do yet', () => {
    const on = (version: number, sql: string): readonly string[] =>
      locksIn({
        'compose.yaml': `services:\n  db:\n    image: postgres:${String(version)}\n`,
        'migrations/001.sql': 'CREATE TABLE t (a text);',
        'migrations/002.sql': sql,
      });
    const sql = 'ALTER TABLE t ADD COLUMN b int DEFAULT 1;';
    assert.deepEqual(on(10, sql), ['rewriting-column high']);
    assert.deepEqual(on(16, sql), []);
  });

  it('wants each primary key column to be NOT NULL before its index becomes the key', () => {
    const found = (column: string): readonly string[] =>
      locksIn({
        'migrations/001.sql': `CREATE TABLE t (a ${column});`,
        'migrations/002.sql': 'CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);',
        'migrations/003.sql': 'ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX i;',
      });
    assert.deepEqual(found('int'), ['blocking-primary-key medium']);
    assert.deepEqual(found('int NOT NULL'), []);
  });

  it('tells how to do it on a partitioned table', () => {
    const messages = messagesIn({
      'migrations/001.sql': 'CREATE TABLE t (a int) PARTITION BY RANGE (a);',
      'migrations/002.sql':
        'CREATE INDEX i ON t (a); ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES o (id); ALTER TABLE t ADD UNIQUE (a);',
    });
    assert.equal(messages.length, 3);
    for (const message of messages) assert.match(message, /partition/);
  });

  it('names a second table only where somebody uses it', () => {
    const both = (sql: string): string => messagesIn({ 'migrations/002.sql': sql })[0] ?? '';
    const key = 'ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES o (id);';
    assert.match(both(key), /nobody can write to t and o,/);
    assert.match(both(`CREATE TABLE o (id int PRIMARY KEY); ${key}`), /nobody can write to t,/);
  });

  it('names the tables, the columns and the way out', () => {
    assert.deepEqual(
      messagesIn({
        'prisma/migrations/20260101000000_a/migration.sql':
          'ALTER TABLE "Order" ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES "User" (id);\nALTER TABLE "User" ALTER COLUMN "teamId" SET NOT NULL;',
      }),
      [
        'While the rows of Order are compared with User, nobody can write to Order and User, and that takes longer the more rows there are. Add it with NOT VALID, which looks at no row, and check the rows in a later migration with ALTER TABLE … VALIDATE CONSTRAINT: people go on working meanwhile.',
        'While every row is checked for an empty User.teamId, nobody can read or write User, and that takes longer the larger the table is. Add CHECK ("teamId" IS NOT NULL) with NOT VALID, validate it in a later migration, and set NOT NULL after that: then no row is looked at.',
      ],
    );
  });
});
