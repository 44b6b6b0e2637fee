import { strict as assert } from 'node:assert';
import type { MigrationFacts } from '../../server/src/core/migrations/types.ts';
import { judgeFiles } from '../support/wholeWorkspace.ts';
import { collected } from './collecting.ts';

const JAVA = 'src/main/java/db/migration/V2__Orders.java';
const KOTLIN = 'src/main/kotlin/db/migration/V3__Orders.kt';

function java(body: string, more = ''): string {
  return `package db.migration;\n\nimport org.flywaydb.core.api.migration.BaseJavaMigration;\nimport org.flywaydb.core.api.migration.Context;\n\npublic class V2__Orders extends BaseJavaMigration {\n${more}  @Override\n  public void migrate(Context context) throws Exception {\n${body}\n  }\n}\n`;
}

function factsOf(path: string, text: string): MigrationFacts | undefined {
  return collected(path, text)?.migration;
}

/** Each operation with what is underlined. */
function up(path: string, text: string): readonly string[] | undefined {
  return factsOf(path, text)?.up.flatMap(({ operations }) =>
    operations.map(({ kind, at }) => `${kind} | ${text.slice(at.start, at.end)}`),
  );
}

describe("Flyway's migrations in Java and Kotlin", () => {
  it('run the SQL that statements are given', () => {
    const text = java(
      [
        '    try (var statement = context.getConnection().createStatement()) {',
        '      statement.execute("CREATE INDEX i ON orders (email)");',
        '      statement.executeUpdate("ALTER TABLE orders " +\n          "DROP COLUMN note");',
        '      statement.addBatch("""\n        DROP TABLE carts;\n        """);',
        '      statement.execute(LAST);',
        '      statement.execute(String.format("TRUNCATE %s", table));',
        '    }',
        '    try (var prepared = context.getConnection().prepareStatement("UPDATE orders SET email = ?")) {',
        '      prepared.setString(1, "");\n      prepared.execute();',
        '    }',
        '    digest.update(bytes);\n    statement.execute(made());',
      ].join('\n'),
      '  private static final String LAST = "DROP VIEW totals";\n',
    );
    assert.deepEqual(up(JAVA, text), [
      'create-index | CREATE INDEX i ON orders (email)',
      'drop-column | DROP COLUMN note',
      'drop-table | DROP TABLE carts',
      'drop-view | DROP VIEW totals',
      'truncate | TRUNCATE %s',
      'update | UPDATE orders SET email = ?',
      'unknown | statement.execute(made())',
    ]);
  });

  it('are read in Kotlin', () => {
    const text =
      'package db.migration\n\nclass V3__Orders : BaseJavaMigration() {\n  override fun migrate(context: Context) {\n    context.connection.createStatement().use { it.execute("""ALTER TABLE orders DROP COLUMN note""".trimIndent()) }\n  }\n}\n';
    assert.deepEqual(up(KOTLIN, text), ['drop-column | DROP COLUMN note']);
  });

  it('may run outside of a transaction', () => {
    const text = java(
      '    run("x");',
      '  @Override\n  public boolean canExecuteInTransaction() {\n    return false;\n  }\n\n',
    );
    assert.equal(factsOf(JAVA, text)?.transaction?.use, false);
    const kotlin =
      'class V3__Orders : BaseJavaMigration() {\n  override fun canExecuteInTransaction() = false\n  override fun migrate(context: Context) {}\n}\n';
    assert.equal(factsOf(KOTLIN, kotlin)?.transaction?.use, false);
    assert.equal(factsOf(JAVA, java(''))?.transaction, undefined);
  });

  it('are nothing else', () => {
    assert.equal(factsOf('src/main/java/shop/Orders.java', java('')), undefined);
    assert.equal(factsOf(JAVA, 'class V2__Orders {}\n'), undefined);
  });

  it('stand in one history with those in SQL', () => {
    const found = judgeFiles({
      'src/main/resources/db/migration/V1__start.sql':
        'CREATE TABLE orders (id bigserial PRIMARY KEY, email text);\n',
      [JAVA]: java(
        '    context.getConnection().createStatement().execute("CREATE INDEX i ON orders (email)");\n    context.getConnection().createStatement().execute("CREATE TABLE fresh (id bigserial PRIMARY KEY)");',
      ),
      'src/main/resources/db/migration/V3__next.sql': 'CREATE INDEX j ON fresh (id);\n',
    }).filter(({ ruleId }) => ruleId === 'migrations/blocking-index');
    assert.deepEqual(
      found.map(({ file, range, fixes }) => [file, range?.start.line, fixes]),
      [
        [JAVA, 9, []],
        ['src/main/resources/db/migration/V3__next.sql', 1, found[1]?.fixes],
      ],
    );
  });

  it('takes no time in hostile texts', () => {
    for (const part of ['.execute(', '"+"', 'canExecuteInTransaction()', '.sql("'])
      collected(JAVA, java(part.repeat(20_000)));
  });
});
