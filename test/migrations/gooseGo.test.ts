import { strict as assert } from 'node:assert';
import type { MigrationFacts } from '../../server/src/core/migrations/types.ts';
import { judgeFiles } from '../support/wholeWorkspace.ts';
import { collected } from './collecting.ts';

const PATH = 'db/migrations/00002_orders.go';

function file(register: string, functions: string): string {
  return `package migrations\n\nimport (\n\t"context"\n\t"database/sql"\n\n\t"github.com/pressly/goose/v3"\n)\n\nfunc init() {\n\t${register}\n}\n\n${functions}\n`;
}

function factsOf(text: string): MigrationFacts {
  const facts = collected(PATH, text)?.migration;
  assert.ok(facts);
  return facts;
}

/** Each operation with what is underlined. */
function listed(text: string, statements: MigrationFacts['down']): readonly string[] | undefined {
  return statements?.flatMap(({ operations }) =>
    operations.map(({ kind, at }) => `${kind} | ${text.slice(at.start, at.end)}`),
  );
}

function up(body: string, more = ''): readonly string[] | undefined {
  const text = file(
    'goose.AddMigrationContext(up, nil)',
    `func up(ctx context.Context, tx *sql.Tx) error {\n${body}\n}\n${more}`,
  );
  return listed(text, factsOf(text).up);
}

describe("goose's migrations in Go", () => {
  it('run the SQL that a transaction is given, both ways', () => {
    const text = file(
      'goose.AddMigrationContext(upOrders, downOrders)',
      'func upOrders(ctx context.Context, tx *sql.Tx) error {\n' +
        '\tif _, err := tx.ExecContext(ctx, `ALTER TABLE orders ADD COLUMN note text;\n\t\tDROP TABLE carts;`); err != nil {\n\t\treturn err\n\t}\n' +
        '\treturn nil\n}\n\n' +
        'func downOrders(ctx context.Context, tx *sql.Tx) error {\n\t_, err := tx.Exec("ALTER TABLE orders DROP COLUMN note")\n\treturn err\n}\n',
    );
    const facts = factsOf(text);
    assert.equal(facts.tool, 'goose');
    assert.equal(facts.transaction, undefined);
    assert.deepEqual(listed(text, facts.up), [
      'add-column | ADD COLUMN note text',
      'drop-table | DROP TABLE carts',
    ]);
    assert.deepEqual(listed(text, facts.down), ['drop-column | DROP COLUMN note']);
  });

  it('may be registered without a transaction, under a name, and with functions written out', () => {
    const text = file(
      'goose.AddNamedMigrationNoTxContext("00002_orders.go", func(ctx context.Context, db *sql.DB) error {\n\t\t_, err := db.ExecContext(ctx, "CREATE INDEX CONCURRENTLY i ON orders (total)")\n\t\treturn err\n\t}, down)',
      'func down(ctx context.Context, db *sql.DB) error {\n\treturn errors.New("there is no way back")\n}\n',
    );
    const { transaction, up: statements, down, irreversible } = factsOf(text);
    assert.equal(transaction?.use, false);
    assert.deepEqual(listed(text, statements), [
      'create-index | CREATE INDEX CONCURRENTLY i ON orders (total)',
    ]);
    assert.deepEqual(down, []);
    assert.ok(irreversible && text.startsWith('return errors.New', irreversible.start));
  });

  it('follow constants, variables, lists, fmt.Sprintf and functions of the file', () => {
    assert.deepEqual(
      up(
        [
          '\tquery := "ALTER TABLE orders " +\n\t\t"DROP COLUMN note"',
          '\tif _, err := tx.Exec(query); err != nil {\n\t\treturn err\n\t}',
          '\tquery = "DROP TABLE carts"',
          '\ttx.Exec(query)',
          '\tfor _, statement := range statements {\n\t\ttx.ExecContext(ctx, statement)\n\t}',
          '\tfor _, table := range []string{"users", "shops"} {\n\t\ttx.Exec(fmt.Sprintf("TRUNCATE %s", table))\n\t}',
          '\treturn more(tx)',
        ].join('\n'),
        'const last = `DROP VIEW totals`\n\nvar statements = []string{\n\t`CREATE INDEX a ON orders (total)`,\n\t"DELETE FROM orders",\n}\n\nfunc more(tx *sql.Tx) (err error) {\n\t_, err = tx.Exec(last)\n\treturn more(tx)\n}\n',
      ),
      [
        'drop-column | DROP COLUMN note',
        'drop-table | DROP TABLE carts',
        'create-index | CREATE INDEX a ON orders (total)',
        'delete | DELETE FROM orders',
        'truncate | TRUNCATE %s',
        'drop-view | DROP VIEW totals',
      ],
    );
  });

  it('may do what nobody can read', () => {
    assert.deepEqual(up('\t_, err := tx.Exec(load("users.sql"))\n\treturn err'), [
      'unknown | _, err := tx.Exec(load("users.sql"))',
    ]);
    assert.equal(collected(PATH, 'package migrations\n\nfunc f() {}\n'), undefined);
    assert.equal(collected('db/migrations/00002_orders_test.go', 'goose.AddMigration(up, down)'), undefined);
    assert.deepEqual(factsOf('goose.AddMigration(up, down').up, []);
  });

  it('are judged with the SQL files beside them', () => {
    const files = {
      'docker-compose.yml': 'services:\n  db:\n    image: postgres:16\n',
      'db/migrations/00001_start.sql':
        '-- +goose Up\nCREATE TABLE orders (id bigint PRIMARY KEY, total int);\n-- +goose Down\nDROP TABLE orders;\n',
      [PATH]: file(
        'goose.AddMigrationContext(up, down)',
        'func up(ctx context.Context, tx *sql.Tx) error {\n\t_, err := tx.Exec(`CREATE INDEX CONCURRENTLY i ON orders (total)`)\n\treturn err\n}\n\nfunc down(ctx context.Context, tx *sql.Tx) error {\n\t_, err := tx.Exec(`DROP INDEX i`)\n\treturn err\n}\n',
      ),
    };
    assert.deepEqual(
      judgeFiles(files)
        .filter(({ impact }) => impact !== 'low')
        .map(({ ruleId, file: where, fixes }) => [ruleId, where, fixes.length]),
      [['migrations/concurrently-in-transaction', PATH, 0]],
    );
  });

  it('are read in time in proportion to the text', () => {
    const calls = 'func a() {\n\tb(); b(); tx.Exec("DROP TABLE a" + \n}\nfunc b() {\n\ta(); a()\n}\n'.repeat(
      2_000,
    );
    const line = 'a := "x" + '.repeat(20_000);
    for (const hostile of [
      calls,
      line,
      '('.repeat(100_000),
      '[]string{'.repeat(20_000),
      'x = range x '.repeat(20_000),
    ])
      assert.ok(collected(PATH, `goose.AddMigration(a, b)\nfunc a() {\n${hostile}\n}\n${hostile}`));
  });
});
