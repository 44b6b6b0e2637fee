import { strict as assert } from 'node:assert';
import { migrationModelOf } from '../support/wholeWorkspace.ts';
import { after, columns, constraints, indexes, table } from './replaying.ts';

const ORDERS =
  'CREATE TABLE orders (id bigint PRIMARY KEY, email text UNIQUE, total int NOT NULL DEFAULT 0);';

describe('the schema after columns change', () => {
  it('has the columns of a new table, with what stands beside them', () => {
    const history = after(ORDERS);
    assert.deepEqual(columns(history, 'orders'), ['id!', 'email', 'total!']);
    assert.deepEqual(constraints(history, 'orders'), ['primary-key (id)', 'unique (email)']);
    assert.deepEqual(indexes(history, 'orders'), [
      'orders_pkey(id) of constraint',
      'orders_email_key(email) of constraint',
    ]);
  });
  it('knows that a key of the whole table is never NULL', () => {
    assert.deepEqual(columns(after('CREATE TABLE a (x int, y int, z int, PRIMARY KEY (x, y));'), 'a'), [
      'x!',
      'y!',
      'z',
    ]);
    assert.deepEqual(columns(after('CREATE TABLE a (x int);', 'ALTER TABLE a ADD PRIMARY KEY (x);'), 'a'), [
      'x!',
    ]);
  });
  it('adds, changes and drops', () => {
    const history = after(
      ORDERS,
      'ALTER TABLE orders ADD COLUMN note text, ADD COLUMN IF NOT EXISTS total bigint, ALTER COLUMN email SET NOT NULL;',
      'ALTER TABLE orders ALTER COLUMN total TYPE bigint, ALTER COLUMN total DROP NOT NULL, ALTER COLUMN total DROP DEFAULT;',
    );
    assert.deepEqual(columns(history, 'orders'), ['id!', 'email!', 'total', 'note']);
    const total = table(history, 'orders').columns.get('total');
    assert.equal(total?.type?.name, 'bigint');
    assert.equal(total?.default, undefined);
    const dropped = after(
      ORDERS,
      'CREATE INDEX by_email ON orders (total, email);',
      'ALTER TABLE orders DROP COLUMN email;',
    );
    assert.deepEqual(columns(dropped, 'orders'), ['id!', 'total!']);
    assert.deepEqual(indexes(dropped, 'orders'), ['orders_pkey(id) of constraint']);
    assert.deepEqual(constraints(dropped, 'orders'), ['primary-key (id)']);
  });
  it('sees a default come and an expression go', () => {
    const history = after(
      'CREATE TABLE a (x int, y int GENERATED ALWAYS AS (x + 1) STORED);',
      'ALTER TABLE a ALTER COLUMN x SET DEFAULT 7, ALTER COLUMN y DROP EXPRESSION;',
    );
    assert.equal(table(history, 'a').columns.get('x')?.default?.text, '7');
    assert.equal(table(history, 'a').columns.get('y')?.generated, undefined);
  });
  it('follows a column that is renamed into indexes, constraints and foreign keys of others', () => {
    const history = after(
      ORDERS,
      'CREATE TABLE lines (order_id bigint REFERENCES orders (id));',
      'CREATE INDEX by_id ON orders (total, id) INCLUDE (email);',
      'ALTER TABLE orders RENAME COLUMN id TO key; ALTER TABLE orders RENAME COLUMN email TO mail;',
    );
    assert.deepEqual(columns(history, 'orders'), ['total!', 'key!', 'mail']);
    assert.deepEqual(constraints(history, 'orders'), ['primary-key (key)', 'unique (mail)']);
    assert.deepEqual(constraints(history, 'lines'), ['foreign-key (order_id) > orders(key)']);
    assert.ok(indexes(history, 'orders').includes('by_id(total,key)'));
    assert.deepEqual(history.final.indexes.get('by_id')?.include, ['mail']);
  });
  it('says nothing of what no statement told', () => {
    const history = after(
      'ALTER TABLE legacy ADD COLUMN x int; ALTER TABLE legacy ALTER COLUMN y SET NOT NULL;',
    );
    const legacy = table(history, 'legacy');
    assert.equal(legacy.created, undefined);
    assert.equal(legacy.complete, false);
    assert.deepEqual(columns(history, 'legacy'), ['x']);
  });
});

describe('the schema after tables change', () => {
  it('carries everything along when a table is renamed', () => {
    const history = after(
      `${ORDERS} CREATE INDEX by_total ON orders (total);
       CREATE TABLE lines (order_id bigint REFERENCES orders (id));
       CREATE VIEW big AS SELECT * FROM orders;
       ALTER TABLE orders ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON orders USING (true); GRANT SELECT ON orders TO app;`,
      'ALTER TABLE orders RENAME TO purchases;',
    );
    assert.equal(history.final.tables.has('orders'), false);
    assert.deepEqual(constraints(history, 'lines'), ['foreign-key (order_id) > purchases(id)']);
    assert.equal(indexes(history, 'purchases').length, 3);
    assert.deepEqual(indexes(history, 'orders'), []);
    assert.deepEqual(history.final.views.get('big')?.reads, ['purchases']);
    const { rowLevelSecurity, policies, grants } = table(history, 'purchases');
    assert.deepEqual([rowLevelSecurity, [...policies.keys()], grants.length], [true, ['p'], 1]);
  });
  it('goes on after the rename: foreign keys follow a second one, and one to itself', () => {
    const history = after(
      'CREATE TABLE a (id int PRIMARY KEY, parent int REFERENCES a (id)); CREATE TABLE b (a_id int REFERENCES a (id));',
      'ALTER TABLE a RENAME TO c;',
      'ALTER TABLE c SET SCHEMA billing;',
    );
    assert.deepEqual(constraints(history, 'b'), ['foreign-key (a_id) > billing.c(id)']);
    assert.deepEqual(constraints(history, 'billing.c'), [
      'primary-key (id)',
      'foreign-key (parent) > billing.c(id)',
    ]);
  });
  it('moves tables with their schema, and drops them with it', () => {
    const texts = ['CREATE SCHEMA a; CREATE TABLE a.t (id int); CREATE TABLE t (id int);'];
    assert.deepEqual([...after(...texts, 'ALTER SCHEMA a RENAME TO b;').final.tables.keys()].sort(), [
      'b.t',
      't',
    ]);
    assert.deepEqual([...after(...texts, 'DROP SCHEMA a CASCADE;').final.tables.keys()], ['t']);
  });
  it('forgets a table that is dropped, with its indexes, and knows a new one of its name', () => {
    const history = after(
      `${ORDERS} CREATE INDEX by_total ON orders (total);`,
      'DROP TABLE orders;',
      'CREATE TABLE orders (a int);',
    );
    assert.deepEqual(columns(history, 'orders'), ['a']);
    assert.deepEqual(indexes(history, 'orders'), []);
    assert.equal(table(history, 'orders').created?.migration, 2);
  });
  it('drops foreign keys and views with CASCADE alone', () => {
    const texts = [
      `${ORDERS} CREATE TABLE lines (order_id bigint REFERENCES orders (id)); CREATE VIEW v AS SELECT * FROM orders;`,
    ];
    const cascade = after(...texts, 'DROP TABLE orders CASCADE;');
    assert.deepEqual(constraints(cascade, 'lines'), []);
    assert.equal(cascade.final.views.has('v'), false);
    assert.equal(constraints(after(...texts, 'DROP TABLE orders;'), 'lines').length, 1);
  });
  it('leaves a table alone that is there already', () => {
    assert.deepEqual(columns(after(ORDERS, 'CREATE TABLE IF NOT EXISTS orders (a int);'), 'orders'), [
      'id!',
      'email',
      'total!',
    ]);
  });
  it('knows the partitions and what a table is made like', () => {
    const history = after(
      'CREATE TABLE p (id int, at date) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2); CREATE TABLE l (LIKE p);',
      'ALTER TABLE p RENAME TO q;',
    );
    assert.equal(table(history, 'p1').partitionOf, 'q');
    assert.deepEqual(columns(history, 'p1'), ['id', 'at']);
    assert.deepEqual(columns(history, 'l'), ['id', 'at']);
    assert.equal(table(history, 'l').complete, false);
    assert.equal(
      table(
        after(
          'CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE x (id int);',
          'ALTER TABLE p ATTACH PARTITION x DEFAULT;',
        ),
        'x',
      ).partitionOf,
      'p',
    );
  });
  it('keeps the foreign keys of others while SQLite copies a table', () => {
    const model = migrationModelOf({
      'prisma/schema.prisma': 'datasource db {\n  provider = "sqlite"\n  url = "file:./dev.db"\n}\n',
      'prisma/migrations/20240101000000_a/migration.sql':
        'CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT);\nCREATE TABLE "Post" ("userId" INTEGER NOT NULL, CONSTRAINT "fk" FOREIGN KEY ("userId") REFERENCES "User" ("id"));\n',
      'prisma/migrations/20240102000000_b/migration.sql':
        'PRAGMA foreign_keys=OFF;\nCREATE TABLE "new_User" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL);\nINSERT INTO "new_User" ("id", "name") SELECT "id", "name" FROM "User";\nDROP TABLE "User";\nALTER TABLE "new_User" RENAME TO "User";\nCREATE UNIQUE INDEX "User_name_key" ON "User"("name");\nPRAGMA foreign_keys=ON;\n',
    });
    const [history] = model.histories;
    assert.ok(history);
    assert.equal(history.dialect, 'sqlite');
    assert.deepEqual([...history.final.tables.keys()].sort(), ['Post', 'User']);
    assert.deepEqual(columns(history, 'User'), ['id!', 'name!']);
    assert.deepEqual(constraints(history, 'Post'), ['foreign-key fk(userId) > User(id)']);
    assert.ok(indexes(history, 'User').includes('User_name_key(name)'));
  });
  it('follows CHANGE, MODIFY and DROP PRIMARY KEY of MySQL', () => {
    const model = migrationModelOf({
      'migrations/0001_a.sql':
        'CREATE TABLE `a` (`id` int NOT NULL, `x` varchar(10), PRIMARY KEY (`id`), KEY `by_x` (`x`)) ENGINE=InnoDB;\nCREATE TABLE `b` (`x` int, KEY `by_x` (`x`)) ENGINE=InnoDB;\n',
      'migrations/0002_b.sql':
        'ALTER TABLE `a` CHANGE `x` `y` varchar(20) NOT NULL;\nALTER TABLE `a` DROP PRIMARY KEY;\nDROP INDEX `by_x` ON `b`;\n',
    });
    const [history] = model.histories;
    assert.ok(history);
    assert.equal(history.dialect, 'mysql');
    assert.deepEqual(columns(history, 'a'), ['id!', 'y!']);
    assert.deepEqual(table(history, 'a').columns.get('y')?.type?.args, [20]);
    assert.deepEqual(constraints(history, 'a'), []);
    assert.deepEqual(indexes(history, 'a'), ['by_x(y)'], 'each table has its own names');
    assert.deepEqual(indexes(history, 'b'), []);
  });
});

describe('the schema after constraints and indexes change', () => {
  it('drops by the names that databases and frameworks make up', () => {
    const make =
      'CREATE TABLE a (id int PRIMARY KEY, b_id int REFERENCES b (id), mail text UNIQUE, n int CHECK (n > 0));';
    for (const name of ['a_b_id_fkey', 'a_b_id_foreign'])
      assert.deepEqual(constraints(after(make, `ALTER TABLE a DROP CONSTRAINT ${name};`), 'a'), [
        'primary-key (id)',
        'unique (mail)',
        'check (n)',
      ]);
    for (const name of ['a_mail_key', 'a_mail_unique']) {
      const history = after(make, `ALTER TABLE a DROP CONSTRAINT ${name};`);
      assert.deepEqual(constraints(history, 'a'), [
        'primary-key (id)',
        'foreign-key (b_id) > b(id)',
        'check (n)',
      ]);
      assert.deepEqual(indexes(history, 'a'), ['a_pkey(id) of constraint']);
    }
    assert.equal(constraints(after(make, 'ALTER TABLE a DROP CONSTRAINT a_other_fkey;'), 'a').length, 4);
  });
  it('validates and renames', () => {
    const history = after(
      'CREATE TABLE a (n int); ALTER TABLE a ADD CONSTRAINT c CHECK (n > 0) NOT VALID; ALTER TABLE a ADD CONSTRAINT d CHECK (n > 1) NOT VALID; ALTER TABLE a ADD CONSTRAINT u UNIQUE (n);',
      'ALTER TABLE a VALIDATE CONSTRAINT c; ALTER TABLE a RENAME CONSTRAINT d TO e; ALTER TABLE a RENAME CONSTRAINT u TO v;',
    );
    assert.deepEqual(constraints(history, 'a'), ['check c()', 'check e() not valid', 'unique v(n)']);
    assert.deepEqual(indexes(history, 'a'), ['v(n) of constraint']);
  });
  it('takes over an index as a constraint', () => {
    const history = after(
      'CREATE TABLE a (n int); CREATE UNIQUE INDEX i ON a (n);',
      'ALTER TABLE a ADD CONSTRAINT k PRIMARY KEY USING INDEX i;',
    );
    assert.deepEqual(constraints(history, 'a'), ['primary-key k(n)']);
    assert.deepEqual(columns(history, 'a'), ['n!']);
    assert.deepEqual(indexes(history, 'a'), ['k(n) of constraint']);
  });
  it('finds an index by its name, with or without its schema', () => {
    const make = 'CREATE TABLE s.a (n int); CREATE INDEX i ON s.a (n); CREATE INDEX j ON s.a (n);';
    assert.deepEqual(indexes(after(make, 'DROP INDEX s.i;'), 's.a'), ['j(n)']);
    assert.deepEqual(indexes(after(make, 'DROP INDEX other.i;'), 's.a').length, 2);
    assert.deepEqual(indexes(after(make, 'ALTER INDEX s.i RENAME TO k;'), 's.a').toSorted(), [
      'j(n)',
      'k(n)',
    ]);
    assert.equal(indexes(after(make, 'CREATE INDEX IF NOT EXISTS i ON s.a (n, n);'), 's.a')[0], 'i(n)');
  });
});

describe('the schema after other objects change', () => {
  it('knows the values of an enum, and columns of a type that is renamed', () => {
    const history = after(
      "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood);",
      "ALTER TYPE mood ADD VALUE 'b'; ALTER TYPE mood ADD VALUE IF NOT EXISTS 'b'; ALTER TYPE mood RENAME VALUE 'a' TO 'c';",
      'ALTER TYPE mood RENAME TO feeling;',
    );
    assert.deepEqual(history.final.enums.get('feeling')?.values, ['c', 'b']);
    assert.equal(table(history, 't').columns.get('m')?.type?.name, 'feeling');
    assert.equal(after("CREATE TYPE mood AS ENUM ('a');", 'DROP TYPE mood;').final.enums.size, 0);
  });
  it('knows who sees rows', () => {
    const history = after(
      'CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY a ON t USING (true); CREATE POLICY b ON t USING (true);',
      'ALTER POLICY a ON t USING (id = 1); ALTER POLICY a ON t RENAME TO c; DROP POLICY b ON t; ALTER TABLE t DISABLE ROW LEVEL SECURITY;',
    );
    const { policies, rowLevelSecurity, securedAt } = table(history, 't');
    assert.deepEqual([...policies.keys()], ['c']);
    assert.deepEqual(
      [
        policies.get('c')?.origin.migration,
        policies.get('c')?.usingFrom.migration,
        policies.get('c')?.checkFrom.migration,
      ],
      [0, 1, 0],
    );
    assert.deepEqual([rowLevelSecurity, securedAt?.migration], [false, 1]);
  });
  it('knows what was granted, and taken back', () => {
    const grants = (...texts: readonly string[]): number =>
      after('CREATE TABLE t (id int);', ...texts).final.tables.get('t')?.grants.length ?? -1;
    assert.equal(grants('GRANT SELECT, INSERT ON t TO app;'), 1);
    assert.equal(grants('GRANT SELECT, INSERT ON t TO app;', 'REVOKE SELECT ON t FROM app;'), 1);
    assert.equal(grants('GRANT SELECT, INSERT ON t TO app;', 'REVOKE ALL ON t FROM app;'), 0);
    assert.equal(grants('GRANT SELECT ON t TO app;', 'REVOKE ALL ON t FROM other;'), 1);
    const all = after('GRANT SELECT ON ALL TABLES IN SCHEMA public TO app;');
    assert.equal(all.final.grants.length, 1);
    assert.equal(
      after(
        'GRANT SELECT ON ALL TABLES IN SCHEMA public TO app;',
        'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM app;',
      ).final.grants.length,
      0,
    );
  });
  it('knows options of views, also as pg_dump writes them', () => {
    const invoker = (options: string): unknown =>
      after(`CREATE VIEW v WITH (${options}) AS SELECT 1;`).final.views.get('v')?.securityInvoker;
    for (const options of [
      '"security_invoker"=\'true\'',
      'security_invoker',
      'security_barrier, security_invoker = on',
    ])
      assert.equal(invoker(options), true, options);
    for (const options of ['"security_invoker"=\'false\'', '"security_barrier"=\'true\''])
      assert.notEqual(invoker(options), true, options);
  });

  it('knows views and functions', () => {
    const history = after(
      'CREATE VIEW v AS SELECT * FROM t; CREATE MATERIALIZED VIEW m AS SELECT 1; CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$; CREATE FUNCTION g() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;',
      "ALTER VIEW v SET (security_invoker = true); ALTER VIEW v RENAME TO w; ALTER FUNCTION f() SET search_path = ''; DROP FUNCTION g();",
    );
    assert.deepEqual(
      [...history.final.views.values()]
        .map(({ name, securityInvoker, materialized }) => `${name} ${securityInvoker} ${materialized}`)
        .toSorted(),
      ['m false true', 'w true false'],
    );
    assert.deepEqual(
      [...history.final.functions.values()].map(({ name, securityDefiner, searchPath }) => [
        name,
        securityDefiner,
        searchPath,
      ]),
      [['f', true, '']],
    );
    assert.equal(after('CREATE VIEW v AS SELECT 1;', 'DROP VIEW v;').final.views.size, 0);
  });
  it('knows which tables have rows', () => {
    assert.equal(table(after('CREATE TABLE t (id int); INSERT INTO t VALUES (1);'), 't').hasRows, true);
    assert.equal(
      table(after('CREATE TABLE t (id int); INSERT INTO t VALUES (1); TRUNCATE t;'), 't').hasRows,
      undefined,
    );
  });
});
