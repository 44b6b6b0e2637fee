import { strict as assert } from 'node:assert';
import { judgeFiles, type WholeOptions } from '../../support/wholeWorkspace.ts';

const RULES =
  /^migrations\/(?:foreign-key-|duplicate-index|table-without-primary-key|policy-calls|policy-column|several-|disabled-|full-replica|table-created|forced-|superuser-)/;

/** "duplicate-index low orders_idx": rule, impact and what it is at. */
function found(files: Readonly<Record<string, string>>, options?: WholeOptions): readonly string[] {
  return judgeFiles(files, options)
    .filter(({ ruleId }) => RULES.test(ruleId))
    .map(
      ({ ruleId, impact, file, offsets }) =>
        `${ruleId.slice(ruleId.indexOf('/') + 1)} ${impact}: ${(files[file ?? ''] ?? '').slice(offsets?.start, offsets?.end)}`,
    )
    .sort();
}

type Cases = readonly (readonly [sql: string, expected: readonly string[]])[];

function tell(cases: Cases, file = 'migrations/001_start.sql', before = ''): void {
  for (const [sql, expected] of cases)
    it(sql, () => {
      assert.deepEqual(found({ [file]: before + sql }), expected);
    });
}

const SHOP = 'CREATE TABLE o (id bigint PRIMARY KEY, at timestamptz);\n';

describe('rules about indexes and keys', () => {
  describe('foreign keys without an index', () => {
    const missing = (impact: string, at: string): readonly string[] => [
      `foreign-key-without-index ${impact}: ${at}`,
    ];
    tell(
      [
        [
          'CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES o)',
          missing('low', 'a bigint REFERENCES o'),
        ],
        [
          'CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES o ON DELETE SET NULL)',
          missing('medium', 'a bigint REFERENCES o ON DELETE SET NULL'),
        ],
        [
          'CREATE TABLE t (id bigint PRIMARY KEY, a bigint,\n FOREIGN KEY (a) REFERENCES o (id) ON DELETE CASCADE)',
          missing('medium', 'FOREIGN KEY (a) REFERENCES o (id) ON DELETE CASCADE'),
        ],
        [
          'CREATE TABLE t (id bigint PRIMARY KEY);\nALTER TABLE t ADD COLUMN a bigint REFERENCES o',
          missing('low', 'a bigint REFERENCES o'),
        ],
        ['CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES o); CREATE INDEX i ON t (a)', []],
        [
          'CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES o); CREATE INDEX CONCURRENTLY i ON t (a, id)',
          [],
        ],
        [
          'CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES o); CREATE INDEX i ON t (id, a)',
          missing('low', 'a bigint REFERENCES o'),
        ],
        [
          'CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES o); CREATE INDEX i ON t (a) WHERE id > 5',
          missing('low', 'a bigint REFERENCES o'),
        ],
        [
          'CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES o); CREATE INDEX i ON t (a) WHERE a IS NOT NULL',
          [],
        ],
        [
          'CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES o); CREATE INDEX i ON t USING brin (a)',
          missing('low', 'a bigint REFERENCES o'),
        ],
        [
          'CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES o); CREATE INDEX i ON t (a); DROP INDEX i',
          missing('low', 'a bigint REFERENCES o'),
        ],
        ['CREATE TABLE t (a bigint REFERENCES o UNIQUE, id bigint PRIMARY KEY)', []],
        ['CREATE TABLE t (a bigint REFERENCES o, b int, PRIMARY KEY (a, b))', []],
        [
          'CREATE TABLE t (a bigint, b bigint, id bigint PRIMARY KEY, FOREIGN KEY (a, b) REFERENCES p (x, y)); CREATE INDEX i ON t (b, a, id)',
          [],
        ],
        // The table has what nobody can see.
        ['ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES o NOT VALID', []],
        ['ALTER TABLE t ADD COLUMN a bigint REFERENCES o', missing('low', 'a bigint REFERENCES o')],
        [
          'CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES o); ALTER TABLE t DROP CONSTRAINT t_a_fkey',
          [],
        ],
        ['CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES o); ALTER TABLE t DROP COLUMN a', []],
      ].map(([sql, expected]) => [sql as string, expected as readonly string[]]),
      undefined,
      SHOP,
    );

    it('says what to write, once for a table in use and once for a new one', () => {
      const messages = (files: Readonly<Record<string, string>>): readonly string[] =>
        judgeFiles(files)
          .filter(({ ruleId }) => ruleId === 'migrations/foreign-key-without-index')
          .map(({ message }) => message);
      const table = 'CREATE TABLE "T" (id bigint PRIMARY KEY, at timestamptz, "orderId" bigint);';
      const key = 'ALTER TABLE "T" ADD FOREIGN KEY ("orderId") REFERENCES o (id);';
      assert.deepEqual(messages({ 'migrations/1_a.sql': SHOP + table + key }), [
        'No index begins with orderId: whenever a row of o is deleted, the whole of T is read, and so it is when the two are joined. That gets slower the more rows T has. Add CREATE INDEX "T_orderId_idx" ON "T" ("orderId").',
      ]);
      const [later = ''] = messages({ 'migrations/1_a.sql': SHOP + table, 'migrations/2_b.sql': key });
      assert.match(
        later,
        /Add CREATE INDEX CONCURRENTLY "T_orderId_idx" ON "T" \("orderId"\), in a file of its own/,
      );
    });

    it('is told once for the keys of a table that came with one file', () => {
      const tables =
        'CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES o, b bigint REFERENCES o ON DELETE CASCADE, c bigint REFERENCES o);';
      const [finding, ...others] = judgeFiles({ 'migrations/1_a.sql': SHOP + tables }).filter(
        ({ ruleId }) => ruleId === 'migrations/foreign-key-without-index',
      );
      assert.deepEqual(others, []);
      assert.equal(finding?.impact, 'medium');
      assert.equal(
        finding.message,
        'No index begins with b: whenever a row of o is deleted, the whole of t is read, and so it is when the two are joined. That gets slower the more rows t has. So it is with a and c. Add CREATE INDEX t_b_idx ON t (b). Do the same for the others.',
      );
      assert.deepEqual(
        finding.related.map(({ message }) => message),
        [
          'No index begins with a either, which refers to o',
          'No index begins with c either, which refers to o',
        ],
      );
    });

    it('is about Supabase, where each request looks for rows of a user', () => {
      const files = {
        'supabase/migrations/20260101000000_a.sql':
          'create table n (id uuid primary key, user_id uuid references auth.users);\ncreate table m (id uuid primary key, approved_by uuid references auth.users);\nalter table n enable row level security;\nalter table m enable row level security;',
      };
      const short = found(files).map((one) => one.split(' ').slice(1, 3).join(' '));
      assert.deepEqual(short, ['low: approved_by', 'medium: user_id']);
    });

    it('is silent for frameworks that make the index, and for those on MySQL', () => {
      assert.deepEqual(
        found({
          'db/migrate/20260101000000_a.rb':
            'class A < ActiveRecord::Migration[7.1]\n  def change\n    create_table :o\n    create_table(:t) { |t| t.references :o, foreign_key: true }\n  end\nend\n',
          'config/database.yml': 'production:\n  adapter: postgresql\n',
        }),
        [],
      );
      assert.deepEqual(
        found({
          'migrations/1_a.sql':
            'CREATE TABLE `o` (`id` int PRIMARY KEY) ENGINE=InnoDB;\nCREATE TABLE `t` (`id` int PRIMARY KEY, `a` int, FOREIGN KEY (`a`) REFERENCES `o` (`id`)) ENGINE=InnoDB;',
        }),
        [],
      );
    });
  });

  describe('foreign keys of another type', () => {
    const table = (type: string, other: string): string =>
      `CREATE TABLE p (id ${other} PRIMARY KEY);\nCREATE TABLE t (id bigint PRIMARY KEY, a ${type} REFERENCES p (id));\nCREATE INDEX i ON t (a)`;
    const cases: readonly (readonly [string, string, string | undefined])[] = [
      ['integer', 'bigint', 'medium'],
      ['smallint', 'integer', 'medium'],
      ['integer', 'bigserial', 'medium'],
      ['bigint', 'integer', 'low'],
      ['text', 'uuid', 'medium'],
      ['uuid', 'bigint', 'medium'],
      ['bigint', 'bigserial', undefined],
      ['integer', 'serial', undefined],
      ['varchar(20)', 'text', undefined],
      ['citext', 'text', undefined],
      ['numeric', 'bigint', undefined],
    ];
    for (const [type, other, impact] of cases)
      it(`${type} refers to ${other}`, () => {
        assert.deepEqual(
          found({ 'migrations/1_a.sql': table(type, other) }),
          impact === undefined ? [] : [`foreign-key-type-mismatch ${impact}: a ${type} REFERENCES p (id)`],
        );
      });

    it('goes by the types in the end', () => {
      assert.deepEqual(
        found({
          'migrations/1_a.sql': table('integer', 'bigint'),
          'migrations/2_b.sql': 'ALTER TABLE t ALTER COLUMN a TYPE bigint;',
        }),
        [],
      );
    });
  });

  describe('indexes that are there already', () => {
    tell(
      [
        [
          'CREATE INDEX i ON o (at); CREATE INDEX j ON o (at)',
          ['duplicate-index low: CREATE INDEX j ON o (at)'],
        ],
        ['CREATE INDEX i ON o (id)', ['duplicate-index low: CREATE INDEX i ON o (id)']],
        [
          'CREATE INDEX i ON o (at); CREATE UNIQUE INDEX j ON o (at)',
          ['duplicate-index low: CREATE INDEX i ON o (at)'],
        ],
        ['CREATE INDEX i ON o (at); CREATE INDEX j ON o (at DESC)', []],
        ['CREATE INDEX i ON o (at); CREATE INDEX j ON o USING brin (at)', []],
        ['CREATE INDEX i ON o (at); CREATE INDEX j ON o (at) WHERE id > 1', []],
        ['CREATE INDEX i ON o (at); CREATE INDEX j ON o (at) INCLUDE (id)', []],
        ['CREATE INDEX i ON o (at); CREATE INDEX j ON o (at, id)', []],
        ['CREATE INDEX i ON o (at); DROP INDEX i; CREATE INDEX j ON o (at)', []],
        ['CREATE INDEX i ON o (lower(id::text)); CREATE INDEX j ON o (upper(id::text))', []],
        [
          'ALTER TABLE o RENAME CONSTRAINT o_pkey TO k; ALTER TABLE o DROP CONSTRAINT k; ALTER TABLE o ADD PRIMARY KEY (id)',
          [],
        ],
      ],
      undefined,
      SHOP,
    );
  });

  describe('tables without a primary key', () => {
    tell([
      ['CREATE TABLE t (a int)', ['table-without-primary-key low: CREATE TABLE t (a int)']],
      ['CREATE TABLE t (a int PRIMARY KEY)', []],
      ['CREATE TABLE t (a int UNIQUE)', []],
      ['CREATE TABLE t (a int); ALTER TABLE t ADD PRIMARY KEY (a)', []],
      ['CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a)', []],
      ['CREATE TABLE t (a int); DROP TABLE t', []],
      ['CREATE TEMP TABLE t (a int)', []],
      ['CREATE UNLOGGED TABLE t (a int)', []],
      ['CREATE TABLE t AS SELECT 1 AS a', []],
      ['CREATE TABLE t (LIKE o INCLUDING ALL)', []],
      ['CREATE TABLE t PARTITION OF o FOR VALUES IN (1)', []],
    ]);
  });

  describe('tables that are created twice', () => {
    const first = 'supabase/migrations/20260101000000_a.sql';
    const second = 'supabase/migrations/20260102000000_b.sql';
    const start = 'create table t (id int primary key);\nalter table t enable row level security;';
    const cases: Cases = [
      [
        'create table t (id int primary key)',
        ['table-created-twice medium: create table t (id int primary key)'],
      ],
      ['create table if not exists t (id int primary key)', []],
      ['drop table t; create table t (id int primary key)', []],
      ['alter table t rename to u; create table t (id int primary key)', []],
      ['set search_path = other; create table t (id int primary key)', []],
      ['create table other.t (id int primary key)', []],
      ['create temp table t (id int primary key)', []],
    ];
    for (const [sql, expected] of cases)
      it(sql, () => {
        const files = { [first]: start, [second]: `${sql};` };
        assert.deepEqual(
          found(files).filter((one) => one.startsWith('table-created')),
          expected,
        );
      });

    it('is low where nobody knows what runs the files', () => {
      const files = {
        'sql/migrations/1_a.sql': 'CREATE TABLE t (id int PRIMARY KEY);',
        'sql/migrations/2_b.sql': 'CREATE TABLE t (id int PRIMARY KEY);',
      };
      assert.deepEqual(found(files), ['table-created-twice low: CREATE TABLE t (id int PRIMARY KEY)']);
    });
  });

  describe('policies', () => {
    const start = `create table n (id uuid primary key, u uuid, g text);\nalter table n enable row level security;\n`;
    const index = 'create index i on n (u);\n';
    const policy = (condition: string): string => `create policy p on n for select using (${condition});`;
    const perRow: readonly (readonly [string, boolean])[] = [
      ['auth.uid() = u', true],
      ["(auth.jwt() ->> 'g') = g", true],
      ["current_setting('app.user')::uuid = u", true],
      ['exists (select 1 from m where m.u = auth.uid())', true],
      ['u in (select m.u from m where m.u = (select auth.uid()))', false],
      ['(select auth.uid()) = u', false],
      ['u = ( SELECT auth.uid() AS uid)', false],
      ["((select auth.jwt()) ->> 'g') = g", false],
      ["(select (auth.jwt() -> 'x') ->> 'g') = g", false],
      ['u is not null', false],
    ];
    for (const [condition, isReported] of perRow)
      it(`${condition} ${isReported ? 'asks for each row' : 'asks once'}`, () => {
        const file = 'supabase/migrations/20260101000000_a.sql';
        assert.deepEqual(
          found({ [file]: start + index + policy(condition) }),
          isReported ? [`policy-calls-per-row low: ${condition}`] : [],
        );
        // Elsewhere, files that speak of auth.uid() are taken for Supabase's.
        assert.deepEqual(
          found({ 'migrations/1_a.sql': start + index + policy(condition) }),
          isReported && condition.includes('auth.') ? [`policy-calls-per-row low: ${condition}`] : [],
        );
      });

    const columns: readonly (readonly [string, boolean])[] = [
      ['(select auth.uid()) = u', true],
      ['u = (select auth.uid())', true],
      ['n.u = ( SELECT auth.uid() AS uid)', true],
      ['id = (select auth.uid())', false],
      ['g = (select auth.uid())::text', true],
      ['exists (select 1 from m where u = (select auth.uid()))', false],
      ['m.u = (select auth.uid())', false],
    ];
    for (const [condition, isReported] of columns)
      it(`${condition} ${isReported ? 'needs an index' : 'needs none'}`, () => {
        const file = 'supabase/migrations/20260101000000_a.sql';
        assert.deepEqual(
          found({ [file]: start + policy(condition) }),
          isReported ? [`policy-column-without-index low: ${condition}`] : [],
        );
      });

    it('leaves a foreign key to the rule for foreign keys', () => {
      const file = 'supabase/migrations/20260101000000_a.sql';
      const table = start.replace('u uuid', 'u uuid references auth.users');
      assert.deepEqual(found({ [file]: table + policy('(select auth.uid()) = u') }), [
        'foreign-key-without-index low: u uuid references auth.users',
      ]);
    });
  });

  describe('locks, settings and roles', () => {
    tell([
      [
        'BEGIN;\nALTER TABLE a ADD COLUMN x int; ALTER TABLE b ADD COLUMN x int; ALTER TABLE c ADD COLUMN x int; COMMIT',
        ['several-locked-tables low: ADD COLUMN x int'],
      ],
      ['BEGIN;\nALTER TABLE a ADD COLUMN x int; ALTER TABLE a ADD COLUMN y int; COMMIT', []],
      ['BEGIN;\nALTER TABLE a ADD COLUMN x int; COMMIT; BEGIN; ALTER TABLE b ADD COLUMN x int; COMMIT', []],
      [
        "BEGIN;\nSET lock_timeout = '5s'; ALTER TABLE a ADD COLUMN x int; ALTER TABLE b ADD COLUMN x int; COMMIT",
        [],
      ],
      [
        'BEGIN;\nCREATE TABLE a (id int PRIMARY KEY); ALTER TABLE a ADD COLUMN x int; ALTER TABLE b ADD COLUMN x int; COMMIT',
        [],
      ],
      [
        'ALTER TABLE a SET (autovacuum_enabled = off, fillfactor = 90)',
        ['disabled-autovacuum low: SET (autovacuum_enabled = off, fillfactor = 90)'],
      ],
      ['ALTER TABLE a SET (autovacuum_enabled = true)', []],
      ['ALTER TABLE a SET (autovacuum_enabled = false); ALTER TABLE a SET (autovacuum_enabled = true)', []],
      ['ALTER TABLE a REPLICA IDENTITY FULL', ['full-replica-identity low: REPLICA IDENTITY FULL']],
      ['ALTER TABLE a REPLICA IDENTITY DEFAULT', []],
      ['CREATE USER a WITH SUPERUSER', ['superuser-role high: CREATE USER a WITH SUPERUSER']],
      ['ALTER USER a BYPASSRLS', ['superuser-role high: ALTER USER a BYPASSRLS']],
      ['CREATE ROLE a CREATEDB CREATEROLE', ['superuser-role high: CREATE ROLE a CREATEDB CREATEROLE']],
      ['CREATE ROLE a CREATEDB', []],
      ['CREATE ROLE a NOSUPERUSER NOBYPASSRLS', []],
      ["CREATE ROLE a PASSWORD 'superuser'", []],
      [
        "DO $$ BEGIN CREATE ROLE a LOGIN PASSWORD 'x;'; CREATE ROLE b BYPASSRLS; END $$",
        ['superuser-role high: CREATE ROLE b BYPASSRLS'],
      ],
    ]);

    it('a table that is known to have no key needs its whole rows for replication', () => {
      const sql = 'CREATE UNLOGGED TABLE a (x int);\nALTER TABLE a REPLICA IDENTITY FULL;';
      assert.deepEqual(found({ 'migrations/1_a.sql': sql }), []);
    });

    it('force is told once a file, and not of tables that are known to be there', () => {
      const migration = (body: string): string =>
        `class A < ActiveRecord::Migration[7.1]\n  def change\n${body}\n  end\nend\n`;
      const forced =
        '    create_table :a, force: true do |t|\n    end\n    create_table(:b, force: :cascade)';
      assert.deepEqual(found({ 'db/migrate/20260101000000_a.rb': migration(forced) }), [
        'forced-create-table high: create_table :a, force: true do |t|',
      ]);
      assert.deepEqual(
        found({
          'db/migrate/20260101000000_a.rb': migration('    create_table :a\n    create_table :b'),
          'db/migrate/20260102000000_b.rb': migration(forced),
        }).filter((one) => one.startsWith('forced')),
        [],
      );
    });
  });

  it('takes time in proportion to the text', () => {
    const deep = `${'('.repeat(20_000)}auth.uid() = u${')'.repeat(20_000)}`;
    const files = {
      'supabase/migrations/20260101000000_a.sql': `create table n (id uuid primary key, u uuid);\ncreate policy p on n using (${deep});\nalter role a ${'x '.repeat(200_000)};`,
    };
    assert.ok(Array.isArray(found(files)));
  });
});
