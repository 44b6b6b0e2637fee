import { strict as assert } from 'node:assert';
import type { RewriteForm } from '../../../server/src/core/finding.ts';
import { planRewriteMigration } from '../../../server/src/core/fixes/migrations/planRewriteMigration.ts';
import { memoryFiles } from '../../support/memoryFiles.ts';
import { judgeFiles } from '../../support/wholeWorkspace.ts';
import { fixed, rewritesIn } from './applying.ts';
import type { Texts } from './runners.ts';

const INIT = {
  'migrations/0001_init.sql': `CREATE TABLE users (id bigint PRIMARY KEY, email text, org_id bigint, age int);
CREATE TABLE orgs (id bigint PRIMARY KEY);
CREATE INDEX a ON users (email);
CREATE INDEX b ON users (org_id);
CREATE DOMAIN mail AS text;
CREATE TABLE parts (id bigint, day date) PARTITION BY RANGE (day);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
`,
};
const MYSQL = {
  'migrations/0001_init.sql': 'CREATE TABLE `u` (`id` bigint primary key, `e` varchar(20)) ENGINE=InnoDB;',
};

describe('what a safe form looks like', () => {
  describe('of indexes', () => {
    shape(
      'each of several indexes gets a statement of its own',
      'concurrently',
      INIT,
      'DROP INDEX IF EXISTS a, public.b;\n',
      {
        '0002_x.sql': 'DROP INDEX CONCURRENTLY IF EXISTS a;\nDROP INDEX CONCURRENTLY IF EXISTS public.b;\n',
      },
    );
    shape('in the letters of the statement', 'concurrently', INIT, 'create index c on users (age);\n', {
      '0002_x.sql': 'create index concurrently c on users (age);\n',
    });
    shape(
      'a schema is kept on the way back',
      'concurrently',
      INIT,
      {
        'migrations/0002_x.sql':
          '-- +migrate Up\nALTER TABLE orgs ADD COLUMN x int;\nCREATE INDEX "C" ON billing.invoices (age);\n-- +migrate Down\n',
      },
      {
        '0002_x.sql': '-- +migrate Up\nALTER TABLE orgs ADD COLUMN x int;\n-- +migrate Down\n',
        '0003_create_c.sql':
          '-- +migrate Up notransaction\nCREATE INDEX CONCURRENTLY "C" ON billing.invoices (age);\n\n-- +migrate Down notransaction\nDROP INDEX CONCURRENTLY IF EXISTS billing."C";\n',
      },
    );
    shape(
      'BEGIN and COMMIT stay round what is left',
      'concurrently',
      INIT,
      'BEGIN;\nALTER TABLE orgs ADD COLUMN x int;\nCREATE INDEX c ON users (age);\nCOMMIT;\n',
      {
        '0002_x.sql': 'BEGIN;\nALTER TABLE orgs ADD COLUMN x int;\nCOMMIT;\n',
        '0003_create_c.sql': 'CREATE INDEX CONCURRENTLY c ON users (age);\n',
      },
    );
    shape('a partition', 'concurrently', INIT, 'ALTER TABLE parts DETACH PARTITION parts_1;\n', {
      '0002_x.sql': 'ALTER TABLE parts DETACH PARTITION parts_1 CONCURRENTLY;\n',
    });
  });

  describe('of constraints', () => {
    shape(
      'a key beside a column, with all that belongs to it',
      'validate-later',
      INIT,
      'ALTER TABLE users ADD COLUMN o2 bigint DEFAULT 1 CONSTRAINT o2_fk REFERENCES orgs (id) ON DELETE SET NULL, ADD COLUMN z int;\n',
      {
        '0002_x.sql':
          'ALTER TABLE users ADD COLUMN o2 bigint DEFAULT 1, ADD COLUMN z int;\nALTER TABLE users ADD CONSTRAINT o2_fk FOREIGN KEY (o2) REFERENCES orgs (id) ON DELETE SET NULL NOT VALID;\n',
        '0003_validate_o2_fk.sql': 'ALTER TABLE users VALIDATE CONSTRAINT o2_fk;\n',
      },
    );
    shape('a domain', 'validate-later', INIT, "ALTER DOMAIN mail ADD CHECK (VALUE LIKE '%@%');\n", {
      '0002_x.sql': "ALTER DOMAIN mail ADD CONSTRAINT mail_check CHECK (VALUE LIKE '%@%') NOT VALID;\n",
      '0003_validate_mail_check.sql': 'ALTER DOMAIN mail VALIDATE CONSTRAINT mail_check;\n',
    });
    shape(
      'names in quotes',
      'not-null-by-check',
      { 'migrations/0001_init.sql': 'CREATE TABLE "Order" ("userId" int);' },
      'ALTER TABLE "Order" ALTER "userId" SET NOT NULL;\n',
      {
        '0002_x.sql':
          'ALTER TABLE "Order" ADD CONSTRAINT "Order_userId_not_null" CHECK ("userId" IS NOT NULL) NOT VALID;\n',
        '0003_validate_order_userid_not_null.sql': `SET lock_timeout = '5s';
ALTER TABLE "Order" VALIDATE CONSTRAINT "Order_userId_not_null";
-- The check tells that no row is empty: none is looked at.
ALTER TABLE "Order" ALTER COLUMN "userId" SET NOT NULL;
ALTER TABLE "Order" DROP CONSTRAINT "Order_userId_not_null";
`,
      },
    );
  });

  describe('of limits', () => {
    shape(
      'below what the file says of itself',
      'lock-timeout',
      INIT,
      '-- Adds a column\n\nALTER TABLE orgs ADD COLUMN y int;\n',
      {
        '0002_x.sql': "-- Adds a column\n\nSET lock_timeout = '5s';\nALTER TABLE orgs ADD COLUMN y int;\n",
      },
    );
    shape(
      'above an approval, which stays with its statement',
      'lock-timeout',
      INIT,
      '-- launch-ready-ignore-next-line migrations/required-column -- small table\nALTER TABLE users ADD COLUMN q int NOT NULL;\n',
      {
        '0002_x.sql':
          "SET lock_timeout = '5s';\n\n-- launch-ready-ignore-next-line migrations/required-column -- small table\nALTER TABLE users ADD COLUMN q int NOT NULL;\n",
      },
    );
  });

  describe('of MySQL', () => {
    shape('ALTER TABLE', 'refuse-to-copy', MYSQL, 'ALTER TABLE `u` MODIFY `e` varchar(20) NOT NULL;\n', {
      '0002_x.sql': 'ALTER TABLE `u` MODIFY `e` varchar(20) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;\n',
    });
    shape(
      'CREATE INDEX that says otherwise',
      'refuse-to-copy',
      MYSQL,
      'CREATE INDEX i ON `u` (`e`) ALGORITHM = COPY;\n',
      {
        '0002_x.sql': 'CREATE INDEX i ON `u` (`e`) ALGORITHM = INPLACE LOCK=NONE;\n',
      },
    );
  });

  describe('of rights', () => {
    const path = 'supabase/migrations/20260101000000_init.sql';
    const TODOS =
      'create table todos (id bigint primary key, u uuid);\nalter table todos enable row level security;\n';
    shape(
      'row-level security',
      'row-level-security',
      {},
      { [path]: 'create table if not exists public.todos (id bigint primary key);\n' },
      {
        '20260101000000_init.sql':
          'create table if not exists public.todos (id bigint primary key);\nalter table public.todos enable row level security;\n',
      },
    );
    shape(
      'what policies are about',
      'grant-to-api',
      {},
      {
        'supabase/migrations/20261112000000_init.sql':
          'create table public.tags (id bigint primary key);\nalter table tags enable row level security;\ncreate policy p on tags for select using (true);\n',
      },
      {
        '20261112000000_init.sql':
          'create table public.tags (id bigint primary key);\ngrant select on public.tags to anon;\ngrant select on public.tags to authenticated;\nalter table tags enable row level security;\ncreate policy p on tags for select using (true);\n',
      },
    );
    shape(
      'a view',
      'security-invoker',
      {},
      { [path]: `${TODOS}create view v (id) as select id from todos;\n` },
      {
        '20260101000000_init.sql': `${TODOS}create view v (id) with (security_invoker = true) as select id from todos;\n`,
      },
    );
    shape(
      'a function',
      'search-path',
      {},
      {
        [path]:
          'create function me() returns text language sql security definer as $$ select email from users $$;\n',
      },
      {
        '20260101000000_init.sql':
          "create function me() returns text language sql security definer set search_path = '' as $$ select email from users $$;\n",
      },
    );
    shape(
      'a policy',
      'evaluate-once',
      {},
      {
        [path]: `${TODOS}create policy p on todos to authenticated using (auth.uid() = u) with check ((select auth.uid()) = u);\n`,
      },
      {
        '20260101000000_init.sql': `${TODOS}create policy p on todos to authenticated using ((select auth.uid()) = u) with check ((select auth.uid()) = u);\n`,
      },
    );

    it('what has run is secured by a new migration', () => {
      const texts = { [path]: 'create table todos (id bigint primary key);\n' };
      const released = { ref: 'origin/main', paths: { [path]: 'same' as const }, deleted: [] };
      const fixes = judgeFiles(texts, { released }).flatMap(({ fixes: [fix] }) => (fix ? [fix] : []));
      const [fix] = fixes;
      assert.ok(fix?.kind === 'rewrite-migration' && fixes.length === 1);
      const after = fixed(texts, fix);
      assert.ok(typeof after !== 'string');
      assert.deepEqual(after.texts, {
        ...texts,
        'supabase/migrations/20260101000001_secure_todos.sql':
          'alter table todos enable row level security;\n',
      });
    });
  });

  it('an enum value is used in the next migration', () => {
    const after = fixedBy('own-file', {
      'migrations/0001_init.up.sql': "CREATE TYPE mood AS ENUM ('a');\nCREATE TABLE t (m mood);\n",
      'migrations/0002_x.up.sql':
        "ALTER TYPE mood ADD VALUE 'b';\nALTER TABLE t ALTER COLUMN m SET DEFAULT 'b';\n",
      'migrations/0002_x.down.sql': 'SELECT 1;\n',
    });
    assert.equal(after['migrations/0002_x.up.sql'], "ALTER TYPE mood ADD VALUE 'b';\n");
    assert.equal(
      after['migrations/0003_set_default_t.up.sql'],
      "ALTER TABLE t ALTER COLUMN m SET DEFAULT 'b';\n",
    );
  });
});

describe('a rewriting is refused', () => {
  const texts = {
    ...INIT,
    'migrations/0002_x.sql': 'CREATE INDEX c ON users (age);\nALTER TABLE orgs ADD x int;\n',
  };

  it('where the file has changed, or is gone', () => {
    const [finding] = rewritesIn(texts);
    assert.ok(finding);
    assert.equal(
      fixed({ ...texts, 'migrations/0002_x.sql': `-- New\n${texts['migrations/0002_x.sql']}` }, finding.fix),
      'migrations/0002_x.sql has changed since it was checked.',
    );
    assert.equal(fixed(INIT, finding.fix), 'migrations/0002_x.sql is gone.');
  });

  it('where a later statement of the file needs the index', () => {
    const all = {
      ...INIT,
      'migrations/0002_x.sql':
        'BEGIN;\nCREATE UNIQUE INDEX c ON users (age);\nALTER TABLE users ADD UNIQUE USING INDEX c;\nCOMMIT;\n',
    };
    const finding = rewritesIn(all).find(({ fix }) => fix.form === 'concurrently');
    assert.ok(finding);
    assert.match(
      JSON.stringify(fixed(all, finding.fix)),
      /It has to move into a migration of its own, and line 3 of the file needs it/,
    );
  });

  it('never for a name that is taken: it counts on', () => {
    const taken = { ...texts, 'migrations/0003_create_c.sql': 'SELECT 1;\n' };
    const finding = rewritesIn(texts).find(({ fix }) => fix.form === 'concurrently');
    assert.ok(finding);
    const plan = planRewriteMigration(finding.fix, memoryFiles(taken));
    assert.ok(!('refused' in plan));
    assert.ok(plan.edits.some(({ path, create }) => path === 'migrations/0004_create_c.sql' && create));
  });
});

/** `change`: the text of the second migration, or the files. */
function shape(
  what: string,
  form: RewriteForm,
  before: Texts,
  change: string | Texts,
  expected: Texts,
): void {
  it(`${what}: ${form}`, () => {
    const texts: Texts = {
      ...before,
      ...(typeof change === 'string' ? { 'migrations/0002_x.sql': change } : change),
    };
    const after = fixedBy(form, texts);
    const changed = Object.entries(after).filter(([path, text]) => texts[path] !== text);
    assert.deepEqual(
      Object.fromEntries(changed.map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text])),
      Object.fromEntries(Object.entries(expected).filter(([name, text]) => !isAsBefore(texts, name, text))),
    );
  });
}

function isAsBefore(texts: Texts, name: string, text: string): boolean {
  return Object.entries(texts).some(([path, before]) => path.endsWith(`/${name}`) && before === text);
}

function fixedBy(form: RewriteForm, texts: Texts): Texts {
  const finding = rewritesIn(texts).find(({ fix }) => fix.form === form);
  assert.ok(finding, 'the fix is offered');
  const after = fixed(texts, finding.fix);
  assert.ok(typeof after !== 'string', JSON.stringify(after));
  return after.texts;
}
