import { strict as assert } from 'node:assert';
import { locksIn } from './lockFindings.ts';

describe('changes of a type', () => {
  /** As PostgreSQL 15 does them: whether the file of the table, or that of an index on the column, is another one afterwards. */
  const MEASURED: readonly (readonly [from: string, to: string, cost: 'keeps' | 'indexes' | 'rewrites'])[] = [
    ['varchar(10)', 'varchar(20)', 'keeps'],
    ['varchar(10)', 'varchar(5)', 'rewrites'],
    ['varchar(10)', 'varchar', 'keeps'],
    ['varchar', 'varchar(10)', 'rewrites'],
    ['varchar(10)', 'text', 'keeps'],
    ['text', 'varchar', 'keeps'],
    ['text', 'varchar(9)', 'rewrites'],
    ['char(5)', 'text', 'rewrites'],
    ['char(5)', 'char(9)', 'rewrites'],
    ['varchar(5)', 'char(5)', 'rewrites'],
    ['numeric(10,2)', 'numeric(12,2)', 'keeps'],
    ['numeric(10,2)', 'numeric', 'keeps'],
    ['numeric(10,2)', 'numeric(12,3)', 'rewrites'],
    ['numeric', 'numeric(10,2)', 'rewrites'],
    ['integer', 'numeric', 'rewrites'],
    ['timestamp(3)', 'timestamp(6)', 'keeps'],
    ['timestamp(3)', 'timestamp', 'keeps'],
    ['timestamp', 'timestamp(3)', 'rewrites'],
    ['timestamp', 'timestamp(6)', 'keeps'],
    ['timestamptz(3)', 'timestamptz', 'keeps'],
    ['time(3)', 'time', 'keeps'],
    ['interval', 'interval(6)', 'keeps'],
    ['timestamp(3)', 'timestamptz(3)', 'rewrites'],
    ['date', 'timestamp', 'rewrites'],
    ['varbit(5)', 'varbit(9)', 'keeps'],
    ['bit(5)', 'bit(9)', 'rewrites'],
    ['bit(5)', 'varbit', 'indexes'],
    ['cidr', 'inet', 'keeps'],
    ['inet', 'cidr', 'rewrites'],
    ['citext', 'text', 'indexes'],
    ['text', 'citext', 'indexes'],
    ['varchar(9)', 'citext', 'indexes'],
    ['xml', 'text', 'keeps'],
    ['json', 'jsonb', 'rewrites'],
    ['varchar[]', 'text[]', 'rewrites'],
    ['integer', 'bigint', 'rewrites'],
    ['integer', 'oid', 'indexes'],
    ['integer', 'integer', 'keeps'],
    ['mood', 'text', 'rewrites'],
    ['uuid', 'text', 'rewrites'],
    ['real', 'double precision', 'rewrites'],
    ['text', 'text COLLATE "C"', 'indexes'],
    ['varchar(9)', 'text USING c::text', 'keeps'],
    ['varchar(9)', 'text USING (c)::text', 'keeps'],
    ['varchar(9)', 'text USING CAST(c AS text)', 'keeps'],
    ['varchar(9)', 'text USING lower(c)', 'rewrites'],
  ];
  const FOUND = {
    keeps: [],
    indexes: ['rewriting-type-change medium'],
    rewrites: ['rewriting-type-change high'],
  };

  for (const [from, to, cost] of MEASURED)
    it(`${from} to ${to} ${cost}`, () => {
      const files = {
        'migrations/001.sql': `CREATE TABLE t (c ${from});\nCREATE INDEX i ON t (c);`,
        'migrations/002.sql': `ALTER TABLE t ALTER COLUMN c TYPE ${to};`,
      };
      assert.deepEqual(locksIn(files), FOUND[cost]);
    });

  it('keeps quiet about indexes where there is none', () => {
    const files = {
      'migrations/001.sql': 'CREATE TABLE t (c text);',
      'migrations/002.sql': 'ALTER TABLE t ALTER COLUMN c TYPE citext;',
    };
    assert.deepEqual(locksIn(files), []);
  });

  it('asks for the time zone of the session', () => {
    const after = (before: string): readonly string[] =>
      locksIn({
        'migrations/001.sql': 'CREATE TABLE t (c timestamp);',
        'migrations/002.sql': `${before}ALTER TABLE t ALTER COLUMN c TYPE timestamptz;`,
      });
    assert.deepEqual(after(''), ['rewriting-type-change medium']);
    assert.deepEqual(after("SET timezone = 'UTC'; "), []);
    assert.deepEqual(after("SET TIME ZONE 'UTC'; "), []);
    assert.deepEqual(after("SET timezone = 'Europe/Berlin'; "), ['rewriting-type-change medium']);
    assert.deepEqual(
      locksIn({
        'migrations/001.sql': "SET timezone = 'UTC'; CREATE TABLE t (c timestamp);",
        'migrations/002.sql': 'ALTER TABLE t ALTER COLUMN c TYPE timestamptz;',
      }),
      ['rewriting-type-change medium'],
    );
  });

  it('is careful where the type before is unknown', () => {
    const to = (type: string): readonly string[] =>
      locksIn({ 'migrations/002.sql': `ALTER TABLE t ALTER COLUMN c TYPE ${type};` });
    assert.deepEqual(to('bigint'), ['rewriting-type-change high']);
    assert.deepEqual(to('varchar(20)'), ['rewriting-type-change medium']);
    assert.deepEqual(to('text'), ['rewriting-type-change low']);
  });

  it('knows what MySQL does in place', () => {
    const change = (from: string, to: string): readonly string[] =>
      locksIn({
        'migrations/001.sql': `CREATE TABLE \`t\` (\`c\` ${from}) ENGINE=InnoDB;`,
        'migrations/002.sql': `ALTER TABLE \`t\` MODIFY \`c\` ${to};`,
      });
    assert.deepEqual(change('varchar(20)', 'varchar(60)'), []);
    assert.deepEqual(change('varchar(191)', 'varchar(255)'), []);
    assert.deepEqual(change('varchar(60)', 'varchar(64)'), ['rewriting-type-change high']);
    assert.deepEqual(change('varchar(60)', 'varchar(20)'), ['rewriting-type-change high']);
    assert.deepEqual(change('int', 'bigint'), ['rewriting-type-change high']);
    assert.deepEqual(change('int', 'bigint, ALGORITHM=INPLACE'), []);
    assert.deepEqual(change('int', 'bigint, ALGORITHM=INSTANT'), []);
    assert.deepEqual(change('int', 'bigint, LOCK=NONE'), []);
    assert.deepEqual(change('int', 'int DEFAULT 3'), []);
    assert.deepEqual(change('int NOT NULL', 'int NOT NULL DEFAULT 3'), []);
    assert.deepEqual(change('int', 'int NOT NULL'), ['not-null-scan medium']);
    assert.deepEqual(change("enum('a')", "enum('a','b')"), []);
    assert.deepEqual(change("enum('a','b')", "enum('a','c','b')"), ['rewriting-type-change high']);
    assert.deepEqual(change("enum('a','b')", "enum('a','c','b'), ALGORITHM=INSTANT"), []);
    assert.deepEqual(change("enum('a','b')", "enum('a')"), ['rewriting-type-change high']);
    assert.deepEqual(change('varchar(5)', "enum('a')"), ['rewriting-type-change high']);
  });

  it('reads the lists of MySQL that builders write', () => {
    const laravel = (before: string, after: string): readonly string[] =>
      locksIn({
        'composer.json': '{"require":{"laravel/framework":"^11.0"}}',
        '.env.example': 'DB_CONNECTION=mysql\n',
        'database/migrations/2025_01_01_000000_a.php': laravelOf(
          `create('t', fn ($table) => $table->enum('c', [${before}]))`,
        ),
        'database/migrations/2025_01_02_000000_b.php': laravelOf(
          `table('t', fn ($table) => $table->enum('c', [${after}])->change())`,
        ),
      });
    assert.deepEqual(laravel("'a', 'b'", "'a', 'b', 'c'"), []);
    assert.deepEqual(laravel("'a', 'b'", "'c', 'a', 'b'"), ['rewriting-type-change high']);
    const sequelize = (before: string, after: string): readonly string[] =>
      locksIn({
        'package.json': '{"dependencies":{"sequelize":"^6.0.0","mysql2":"^3.0.0"}}',
        'migrations/20250101000000-a.js': sequelizeOf(
          `createTable('t', { c: { type: Sequelize.ENUM(${before}) } })`,
        ),
        'migrations/20250102000000-b.js': sequelizeOf(
          `changeColumn('t', 'c', { type: Sequelize.ENUM(${after}) })`,
        ),
      });
    assert.deepEqual(sequelize("'a', 'b'", "['a', 'b', 'c']"), []);
    assert.deepEqual(sequelize("'a', 'b'", "{ values: ['b', 'a'] }"), ['rewriting-type-change high']);
  });
});

function laravelOf(call: string): string {
  return `<?php
use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Support\\Facades\\Schema;
return new class extends Migration {
    public function up(): void { Schema::${call}; }
    public function down(): void { Schema::dropIfExists('other'); }
};
`;
}

function sequelizeOf(call: string): string {
  return `module.exports = {
  up: async (queryInterface, Sequelize) => queryInterface.${call},
  down: async (queryInterface) => queryInterface.dropTable('other'),
};
`;
}
