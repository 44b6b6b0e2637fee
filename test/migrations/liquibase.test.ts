import { strict as assert } from 'node:assert';
import type { MigrationFacts } from '../../server/src/core/migrations/types.ts';
import type { Releases } from '../../server/src/core/facts.ts';
import { mayBeMigration } from '../../server/src/core/migrations/migrationPath.ts';
import { judgeFiles } from '../support/wholeWorkspace.ts';
import { collected } from './collecting.ts';
import { migrationModelOf } from '../support/wholeWorkspace.ts';

const XML = 'src/main/resources/db/changelog/002-orders.xml';
const YAML = 'src/main/resources/db/changelog/002-orders.yaml';

function log(...changeSets: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">\n${changeSets.join('\n')}\n</databaseChangeLog>\n`;
}

function changeSet(changes: string, attributes = ''): string {
  return `<changeSet id="1" author="a"${attributes}>\n${changes}\n</changeSet>`;
}

function factsOf(path: string, text: string): MigrationFacts {
  const facts = collected(path, text)?.migration;
  assert.ok(facts);
  return facts;
}

/** Each operation on the way up with what it is about, and what is underlined. */
function operations(path: string, text: string): readonly string[] {
  return factsOf(path, text).up.flatMap((statement) =>
    statement.operations.map((operation) => {
      const parts = [operation.kind, 'table' in operation ? operation.table : undefined];
      if ('column' in operation)
        parts.push(typeof operation.column === 'string' ? operation.column : operation.column.name);
      return `${parts.filter((part) => part !== undefined).join(' ')} | ${text.slice(operation.at.start, operation.at.end)}`;
    }),
  );
}

/** Rules and what is underlined. */
function findings(files: Readonly<Record<string, string>>, released?: Releases): readonly string[] {
  return judgeFiles(files, released ? { released } : {})
    .filter(({ ruleId }) => ruleId.startsWith('migrations/'))
    .map(
      ({ ruleId, impact, file, offsets }) =>
        `${ruleId.slice(11)} ${impact}: ${(files[file ?? ''] ?? '').slice(offsets?.start, offsets?.end)}`,
    );
}

const SERVER = { 'docker-compose.yml': 'services:\n  db:\n    image: postgres:15\n' };

describe("Liquibase's change logs", () => {
  it('have changes of tables and columns', () => {
    const text = log(
      changeSet(
        [
          '<createTable tableName="plans"><column name="id" type="bigint" autoIncrement="true"><constraints primaryKey="true" nullable="false"/></column><column name="code" type="varchar(20)"><constraints unique="true"/></column></createTable>',
          '<addColumn tableName="orders">',
          '  <column name="note" type="clob"/>',
          '  <column name="state" type="varchar(10)" value="open" defaultValue="new"><constraints nullable="false"/></column>',
          '</addColumn>',
          '<dropColumn tableName="orders" columnName="old"/>',
          '<dropColumn tableName="orders"><column name="a"/><column name="b"/></dropColumn>',
          '<renameColumn tableName="orders" oldColumnName="a" newColumnName="b"/>',
          '<renameTable oldTableName="orders" newTableName="sales"/>',
          '<modifyDataType tableName="sales" columnName="total" newDataType="bigint"/>',
          '<addNotNullConstraint tableName="sales" columnName="total" defaultNullValue="0"/>',
          '<dropNotNullConstraint tableName="sales" columnName="total"/>',
          '<dropTable tableName="sales" cascadeConstraints="true"/>',
        ].join('\n'),
      ),
    );
    assert.deepEqual(operations(XML, text), [
      'create-table plans | <createTable tableName="plans"><column name="id" type="bigint" autoIncrement="true"><constraints primaryKey="true" nullable="false"/></column><column name="code" type="varchar(20)"><constraints unique="true"/></column></createTable>',
      'add-column orders note | <column name="note" type="clob"/>',
      'add-column orders state | <column name="state" type="varchar(10)" value="open" defaultValue="new">',
      'update orders | <column name="state" type="varchar(10)" value="open" defaultValue="new">',
      'drop-column orders old | <dropColumn tableName="orders" columnName="old"/>',
      'drop-column orders a | <column name="a"/>',
      'drop-column orders b | <column name="b"/>',
      'rename-column orders a | <renameColumn tableName="orders" oldColumnName="a" newColumnName="b"/>',
      'rename-table orders | <renameTable oldTableName="orders" newTableName="sales"/>',
      'change-type sales total | <modifyDataType tableName="sales" columnName="total" newDataType="bigint"/>',
      'update sales | <addNotNullConstraint tableName="sales" columnName="total" defaultNullValue="0"/>',
      'set-not-null sales total | <addNotNullConstraint tableName="sales" columnName="total" defaultNullValue="0"/>',
      'drop-not-null sales total | <dropNotNullConstraint tableName="sales" columnName="total"/>',
      'drop-table sales | <dropTable tableName="sales" cascadeConstraints="true"/>',
    ]);
  });

  it('have indexes and constraints', () => {
    const text = log(
      changeSet(
        [
          '<createIndex indexName="i" tableName="orders" unique="true"><column name="number"/><column name="lower(code)" computed="true"/></createIndex>',
          '<dropIndex indexName="i" tableName="orders"/>',
          '<addUniqueConstraint tableName="orders" columnNames="shop, number" constraintName="u"/>',
          '<addPrimaryKey tableName="orders" columnNames="id"/>',
          '<addForeignKeyConstraint baseTableName="orders" baseColumnNames="customer_id" constraintName="f" referencedTableName="customers" referencedColumnNames="id" onDelete="CASCADE"/>',
          '<addCheckConstraint tableName="orders" constraintBody="total &gt; 0"/>',
          '<dropForeignKeyConstraint baseTableName="orders" constraintName="f"/>',
          '<dropUniqueConstraint tableName="orders" constraintName="u"/>',
          '<delete tableName="orders"><where>id &lt; 10</where></delete>',
          '<update tableName="orders"><column name="state" value="open"/></update>',
        ].join('\n'),
      ),
    );
    const { up } = factsOf(XML, text);
    const all = up.flatMap((statement) => statement.operations);
    assert.deepEqual(
      all.map(({ kind }) => kind),
      [
        'create-index',
        'drop-index',
        'add-constraint',
        'add-constraint',
        'add-constraint',
        'add-constraint',
        'drop-constraint',
        'drop-constraint',
        'delete',
        'update',
      ],
    );
    const [index, , unique, primary, foreign, check] = all;
    assert.ok(index?.kind === 'create-index' && index.index.unique);
    assert.ok(unique?.kind === 'add-constraint' && primary?.kind === 'add-constraint');
    assert.deepEqual(unique.constraint.columns, ['shop', 'number']);
    assert.equal(primary.constraint.type, 'primary-key');
    assert.ok(foreign?.kind === 'add-constraint' && check?.kind === 'add-constraint');
    assert.equal(foreign.constraint.references?.table, 'customers');
    assert.equal(check.constraint.check?.text.replace(/\s+/g, ' '), 'total > 0');
    assert.ok(all[8]?.kind === 'delete' && all[8].where);
    assert.ok(all[9]?.kind === 'update' && !all[9].where);
  });

  it('have SQL at its place, with CDATA and entities', () => {
    const text = log(
      changeSet(
        '<sql>\n  CREATE INDEX i ON orders (number) WHERE total &gt; 0;\n  DROP TABLE old;\n</sql>\n<sql splitStatements="false"><![CDATA[ALTER TABLE orders ADD COLUMN a int]]></sql>\n<createView viewName="big">SELECT id FROM orders</createView>',
      ),
    );
    assert.deepEqual(operations(XML, text), [
      'create-index orders | CREATE INDEX i ON orders (number) WHERE total &gt; 0',
      'drop-table old | DROP TABLE old',
      'add-column orders a | ADD COLUMN a int',
      'create-view | <createView viewName="big">SELECT id FROM orders</createView>',
    ]);
  });

  it('may be written in YAML', () => {
    const text = `databaseChangeLog:
  - changeSet:
      id: 1
      author: a
      changes:
        - createTable:
            tableName: plans
            columns:
              - column:
                  name: id
                  type: bigint
                  constraints:
                    primaryKey: true
        - addColumn:
            tableName: orders
            columns:
              - column:
                  name: country
                  type: varchar(2)
                  constraints:
                    nullable: false
        - createIndex:
            tableName: orders
            indexName: orders_number
            columns:
              - column:
                  name: number
        - sql:
            sql: UPDATE orders SET state = 'open'
  - include:
      file: other.yaml
`;
    assert.deepEqual(operations(YAML, text), [
      'create-table plans | createTable',
      'add-column orders country | column',
      'create-index orders | createIndex',
      "update orders | UPDATE orders SET state = 'open'",
    ]);
    const [, added] = factsOf(YAML, text).up.flatMap((statement) => statement.operations);
    assert.ok(added?.kind === 'add-column' && added.column.notNull);
  });

  it('run each change set in a transaction, or in none', () => {
    const text = log(
      changeSet('<sql>CREATE INDEX CONCURRENTLY i ON orders (a)</sql>', ' runInTransaction="false"'),
      changeSet('<sql>CREATE INDEX CONCURRENTLY j ON orders (b)</sql>'),
    );
    assert.deepEqual(
      findings({ ...SERVER, [XML]: text }).filter((one) => one.startsWith('concurrently')),
      ['concurrently-in-transaction high: CREATE INDEX CONCURRENTLY j ON orders (b)'],
    );
    assert.deepEqual(
      factsOf(XML, text).up.map(({ begins }) => begins),
      [true, true],
    );
  });

  it('leave out what is for other databases and for tests', () => {
    const drop = '<dropTable tableName="orders"/>';
    const text = log(
      changeSet(drop, ' dbms="oracle,mssql"'),
      changeSet(drop, ' context="test"'),
      changeSet(
        '<addColumn tableName="orders"><column name="a" type="int"/></addColumn>',
        ' dbms="postgresql"',
      ),
    );
    assert.deepEqual(operations(XML, text), ['add-column orders a | <column name="a" type="int"/>']);
    assert.equal(factsOf(XML, text).dialect, 'postgres');
  });

  it('say the way back, or leave it to Liquibase', () => {
    const back = (text: string): readonly string[] | undefined =>
      factsOf(XML, text).down?.flatMap(({ operations: all }) => all.map(({ kind }) => kind));
    assert.deepEqual(
      back(log(changeSet('<addColumn tableName="a"><column name="b" type="int"/></addColumn>'))),
      ['other'],
    );
    assert.equal(back(log(changeSet('<dropTable tableName="a"/>'))), undefined);
    assert.deepEqual(
      back(log(changeSet('<sql>DROP TABLE a</sql><rollback>CREATE TABLE a (id int)</rollback>'))),
      ['create-table'],
    );
    assert.deepEqual(
      back(log(changeSet('<dropTable tableName="a"/><rollback><createTable tableName="a"/></rollback>'))),
      ['create-table'],
    );
  });

  it('are judged as other migrations are', () => {
    const before = {
      ...SERVER,
      'src/main/resources/db/changelog/001-start.xml': log(
        changeSet(
          '<createTable tableName="orders"><column name="id" type="bigint"><constraints primaryKey="true"/></column><column name="number" type="varchar(20)"/></createTable>',
        ),
      ),
    };
    const index = '<createIndex indexName="i" tableName="orders"><column name="number"/></createIndex>';
    const column = '<column name="country" type="varchar(2)"><constraints nullable="false"/></column>';
    const text = log(changeSet(index), changeSet(`<addColumn tableName="orders">${column}</addColumn>`));
    const strong = findings({ ...before, [XML]: text }).filter((found) => !/ low:/.test(found));
    assert.deepEqual(strong, [
      `blocking-index high: ${index}`,
      'required-column high: <column name="country" type="varchar(2)">',
    ]);
    const inNewTable = log(
      changeSet(
        '<createTable tableName="notes"><column name="id" type="bigint"><constraints primaryKey="true"/></column></createTable><createIndex indexName="i" tableName="notes"><column name="id"/></createIndex>',
      ),
    );
    assert.deepEqual(
      findings({ ...before, [XML]: inNewTable }).filter((one) => !/ low:/.test(one)),
      [],
    );
    for (const { fixes } of judgeFiles({ ...before, [XML]: text })) assert.deepEqual(fixes, []);
  });

  it('grow: a change set that is added to a released file is no edit', () => {
    const released: Releases = { ref: 'origin/main', paths: { [XML]: 'edited' }, deleted: [] };
    const one = changeSet('<addColumn tableName="orders"><column name="a" type="int"/></addColumn>');
    const edited = (text: string): boolean =>
      findings({ [XML]: text }, released).some((found) => found.startsWith('edited-migration'));
    assert.equal(edited(log(one)), true);
    assert.equal(edited(log(one, one)), false);
  });

  it('are told by their path and their first element', () => {
    for (const path of [XML, YAML, 'config/liquibase/2024_users.xml', 'db/migrations/1.xml'])
      assert.equal(mayBeMigration(path), true, path);
    for (const path of ['.github/workflows/migrate.yml', 'pom.xml', 'src/test/resources/db/changelog/a.xml'])
      assert.equal(mayBeMigration(path), false, path);
    assert.equal(collected(XML, '<beans><changeSet/></beans>'), undefined);
    assert.equal(collected(XML, log('<include file="a.xml"/>'))?.migration, undefined);
    assert.equal(
      collected(YAML, 'databaseChangeLog:\n  - include:\n      file: a.yaml\n')?.migration,
      undefined,
    );
  });

  it('are read in time in proportion to the text', () => {
    const nested = '<column name="a">'.repeat(50_000);
    collected(XML, log(changeSet(`<createTable tableName="a">${nested}`)));
    collected(
      XML,
      log(
        changeSet(
          `<createTable tableName="a">${'<column name="a" type="int"/>'.repeat(20_000)}</createTable>`,
        ),
      ),
    );
    collected(XML, log(changeSet('<sql>x</sql>').repeat(20_000)));
  });
});

describe('the order of change logs', () => {
  const inFile = (name: string, changes: string): string =>
    log(`<changeSet id="${name}" author="a">${changes}</changeSet>`);
  const table = (name: string): string =>
    `<createTable tableName="${name}"><column name="id" type="bigint"><constraints primaryKey="true"/></column></createTable>`;
  const files = {
    'app/db/a_changes.xml': inFile(
      'a',
      '<addColumn tableName="t"><column name="n" type="text"/></addColumn>',
    ),
    'app/db/b_tables.xml': inFile('b', table('t')),
    'app/db/later/2.xml': inFile('2', table('u')),
    'app/db/later/1.xml': inFile('1', table('v')),
    'app/db/none.xml': inFile('none', table('w')),
    'other/db/a_changes.xml': inFile('other', table('x')),
  };
  const histories = (master: string, name = 'app/db/master.xml'): readonly (readonly string[])[] =>
    migrationModelOf({ ...files, [name]: master }).histories.map(({ migrations }) =>
      migrations.map(({ file }) => file),
    );

  it('is that in which a change log includes them, folders by name', () => {
    assert.deepEqual(
      histories(
        log(
          '<include file="db/b_tables.xml"/>',
          '<include file="a_changes.xml" relativeToChangelogFile="true"/>',
          '<includeAll path="classpath:/db/later/"/>',
          changeSet(table('y')),
        ),
      ),
      [
        [
          'app/db/b_tables.xml',
          'app/db/a_changes.xml',
          'app/db/later/1.xml',
          'app/db/later/2.xml',
          'app/db/master.xml',
          'app/db/none.xml',
        ],
        ['other/db/a_changes.xml'],
      ],
    );
    assert.deepEqual(
      histories(
        'databaseChangeLog:\n  - include:\n      file: b_tables.xml\n      relativeToChangelogFile: true\n  - include:\n      file: db/a_changes.xml\n',
        'app/db/changelog.yaml',
      )[0]?.slice(0, 2),
      ['app/db/b_tables.xml', 'app/db/a_changes.xml'],
    );
    assert.deepEqual(
      histories(
        log(
          '<include file="../db/b_tables.xml" relativeToChangelogFile="true"/>',
          '<include file="db/a_changes.xml"/>',
        ),
      )[0]?.slice(0, 2),
      ['app/db/b_tables.xml', 'app/db/a_changes.xml'],
    );
  });

  it('begins with change sets that stand before what is included; circles, unknown files and properties end it nowhere', () => {
    const [first] = histories(
      log(
        changeSet(table('y')),
        '<include file="db/b_tables.xml"/>',
        '<include file="db/gone.xml"/>',
        '<include file="${folder}/a_changes.xml"/>',
        '<includeAll path="db"/>',
      ),
    );
    assert.deepEqual(first?.slice(0, 3), [
      'app/db/master.xml',
      'app/db/b_tables.xml',
      'app/db/a_changes.xml',
    ]);
    assert.equal(new Set(first).size, first?.length);
  });
});
