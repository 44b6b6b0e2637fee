import { strict as assert } from 'node:assert';
import { down, migrationIn, up } from './script/reading.ts';

const KNEX = `await knex.schema.dropTable('a');`;
const DROP = ['drop-table table=a'];

describe('migrations in JavaScript and TypeScript', () => {
  it('are found in every way of writing both directions', () => {
    for (const text of [
      `exports.up = async (knex) => { ${KNEX} }; exports.down = async (knex) => {};`,
      `exports.up = knex => knex.schema.dropTable('a')\nexports.down = knex => {}`,
      `module.exports.up = function (knex) { ${KNEX} }; module.exports.down = function () {};`,
      `module.exports = { up: async (knex) => { ${KNEX} }, down: async () => {} };`,
      `module.exports = { async up(knex) { ${KNEX} }, async down() {} };`,
      `export async function up(knex: Knex): Promise<void> { ${KNEX} }\nexport async function down(): Promise<void> {}`,
      `export const up: Migration['up'] = async (knex) => { ${KNEX} };\nexport const down = async () => {};`,
      `async function up(knex) { ${KNEX} }\nasync function down() {}\nmodule.exports = { up, down };`,
      `function forward(knex) { ${KNEX} }\nfunction back() {}\nmodule.exports = { up: forward, down: back };`,
      `export default { up: wrap(async (knex) => { ${KNEX} }), down: wrap(async () => {}) };`,
      `export default defineMigration({ async up({ context: knex }) { ${KNEX} }, async down() {} });`,
    ]) {
      assert.deepEqual(up(text), DROP, text);
      assert.deepEqual(down(text), [], text);
    }
  });

  it('have no way back where none is written, and an irreversible one where it throws', () => {
    const without = migrationIn(`exports.up = (knex) => knex.schema.dropTable('a');`);
    assert.equal(without?.down, undefined);
    assert.equal(without?.downAt, undefined);
    const text = `exports.up = (knex) => knex.schema.dropTable('a');\nexports.down = () => { throw new Error('never'); };`;
    const irreversible = migrationIn(text)?.irreversible;
    assert.equal(text.slice(irreversible?.start, irreversible?.end), 'throw');
    assert.equal(migrationIn(text.replace('throw', 'if (x) throw'))?.irreversible, undefined);
    assert.ok(migrationIn(text.replace('throw new Error', 'return Promise.reject'))?.irreversible);
    assert.ok(
      migrationIn(`exports.up = (pgm) => pgm.sql('DROP TABLE a');\nexports.down = false;`)?.irreversible,
    );
  });

  it('say where each operation stands: its call, cut at the end of its line', () => {
    const text = `exports.up = async (knex) => {\n  await knex.schema.alterTable('users', (t) => {\n    t.string('a')\n      .notNullable();\n    t.dropColumn('b');\n  });\n};`;
    const statements = migrationIn(text)?.up ?? [];
    assert.deepEqual(
      statements.flatMap(({ operations }) =>
        operations.map(({ at }) => [at.line, text.slice(at.start, at.end)]),
      ),
      [
        [3, `t.string('a')`],
        [5, `t.dropColumn('b')`],
      ],
    );
    assert.equal(
      text.slice(statements[0]?.at.start, statements[0]?.at.end),
      `knex.schema.alterTable('users', (t) => {`,
    );
  });

  it('say where SQL in strings stands, across what is put together', () => {
    const text = `const T = 'a_long_name';\nexports.up = (pgm) => {\n  pgm.sql(\`\n    ALTER TABLE \${T} ADD COLUMN x int;\n  \`);\n  pgm.sql('DROP ' + 'TABLE "y"');\n  pgm.sql('DROP TABLE ' + T);\n};`;
    const found = Array.from(migrationIn(text)?.up ?? [], ({ range, operations }) => [
      text.slice(range.start, range.end),
      ...operations.map(({ at }) => text.slice(at.start, at.end)),
    ]);
    assert.deepEqual(found, [
      ['ALTER TABLE ${T} ADD COLUMN x int', 'ADD COLUMN x int'],
      [`DROP ' + 'TABLE "y"`, `DROP ' + 'TABLE "y"`],
      [`DROP TABLE ' + T`, `DROP TABLE ' + T`],
    ]);
    assert.deepEqual(up(text), [
      'add-column table=a_long_name column={name=x type=integer}',
      'drop-table table=y',
      'drop-table table=a_long_name',
    ]);
  });

  it('run in loops over lists that are written out once for each item, and nested in all other loops and conditions', () => {
    const text = `
      const COLUMNS = [{ table: 'p', column: 'x' }, { table: 'q', column: 'y' }];
      exports.up = async (knex) => {
        for (const { table, column } of COLUMNS) await knex.schema.table(table, (t) => t.dropColumn(column));
        await Promise.all(['m', 'n'].map((name) => knex.schema.dropTable(name)));
        for (const [name] of [['o', 1]]) { await knex.schema.dropTable(name); }
        for (const name of await names()) await knex.schema.dropTable(name);
        if (isOld) await knex.schema.dropTable('b'); else await knex.schema.dropTable('c');
        isOld && (await knex.schema.dropTable('d'));
        await (isOld ? knex.schema.dropTable('e') : knex.schema.dropTable('f'));
        try { await knex.schema.dropTable('g'); } catch (error) { await knex.schema.dropTable('h'); }
        await knex.schema.hasTable('i').then((exists) => { if (exists) return knex.schema.dropTable('i'); });
        await knex.transaction(async (trx) => { await trx.schema.dropTable('j'); });
      };`;
    assert.deepEqual(up(text), [
      'drop-column table=p column=x',
      'drop-column table=q column=y',
      'drop-table table=m',
      'drop-table table=n',
      'drop-table table=o',
      'drop-table table=? nested',
      'drop-table table=b nested',
      'drop-table table=c nested',
      'drop-table table=d nested',
      'drop-table table=e nested',
      'drop-table table=f nested',
      'drop-table table=g',
      'drop-table table=h nested',
      'drop-table table=i nested',
      'drop-table table=j',
    ]);
  });

  it('call functions of the same file, with what they are given', () => {
    const text = `
      const dropAll = async (knex, ...names) => {};
      async function drop(knex, name, column = 'x') { await knex.schema.table(name, (t) => t.dropColumn(column)); }
      exports.up = async (knex) => { await drop(knex, 'p', 'c'); await drop(knex, 'q', 'd'); };
      exports.down = async (knex) => { const helper = () => knex.schema.dropTable('z'); await helper(); };`;
    assert.deepEqual(up(text), ['drop-column table=p column=c', 'drop-column table=q column=d']);
    assert.deepEqual(down(text), ['drop-table table=z']);
  });

  it('call methods, and functions by what they are called on', () => {
    const text = `
      export class M1 extends Migration {
        async up(): Promise<void> { await this.first('p'); await second.call(this, 'q'); }
        private async first(name: string) { this.addSql(\`drop table "\${name}"\`); }
      }
      async function second(this: M1, name: string) { this.addSql(\`drop table "\${name}"\`); }`;
    assert.deepEqual(up(text), ['drop-table table=p', 'drop-table table=q']);
  });

  it('are those of db-migrate', () => {
    const text = `
      exports.up = function (db, callback) {
        async.series([
          db.createTable.bind(db, 'a', { id: { type: 'int', notNull: true }, n: 'string' }),
          db.runSql.bind(db, 'DROP TABLE b'),
          db.addIndex.bind(db, 'a', 'a_n', ['n'], true),
        ], callback);
        db.runSql('SELECT 1', (error, rows) => { db.removeColumn('c', 'd', callback); });
      };`;
    assert.deepEqual(up(text), [
      'create-table table=a columns=[{name=id type=integer notNull=true}, {name=n type=character varying}] constraints=[]',
      'drop-table table=b',
      'create-index table=a index={name=a_n columns=[n] unique=true}',
      'call functions=[]',
      'drop-column table=c column=d',
    ]);
  });

  it('put in what functions and fragments come to', () => {
    const text = `
      const id = (name) => sql.identifier(['public', name]);
      const column = (name: string) => ({ name, type: 'text', isNullable: true });
      exports.up = async (queryRunner) => {
        await queryRunner.query(sql\`DROP TABLE \${id('a')}\`);
        await queryRunner.addColumn('b', new TableColumn(column('c')));
        await queryRunner.query(isMysql ? 'DROP TABLE d' : 'DROP TABLE e');
        await queryRunner.query(\`CREATE INDEX \${isMysql ? '' : 'IF NOT EXISTS'} i ON \${unknown} (x)\`);
      };`;
    assert.deepEqual(up(text), [
      'drop-table table=a',
      'add-column table=b column={name=c type=text nullable=true}',
      'drop-table table=d',
      'create-index table=? index={name=i columns=[x]} ifNotExists=true',
    ]);
  });

  it('keep constants of one direction apart from those of the other', () => {
    const text = `
      exports.up = async (knex) => { const query = 'DROP TABLE a'; await knex.raw(query); };
      exports.down = async (knex) => { const query = 'DROP TABLE b'; await knex.raw(query); };`;
    assert.deepEqual(up(text), ['drop-table table=a']);
    assert.deepEqual(down(text), ['drop-table table=b']);
  });

  it('are not seeds, tests, runners, sources of a library, or migrations of documents', () => {
    const knex = `exports.up = (knex) => knex.schema.dropTable('a');`;
    assert.ok(migrationIn(knex, 'migrations/1_x.js'));
    for (const path of [
      'seeds/1_x.js',
      'db/migrations/seeders/1.js',
      'migrations/x.test.ts',
      'test/migrations/1.js',
      'src/users/1_x.js',
    ])
      assert.equal(migrationIn(knex, path), undefined, path);
    for (const text of [
      `export async function run(knex) { await knex.migrate.latest(); }`,
      `module.exports = { async up(db) { await db.collection('users').updateMany({}, { $set: { a: 1 } }); } };`,
      `export default function update(tree) { tree.up('x'); }`,
      `export const up = () => console.log('query');`,
      `import * as one from './1_one'; export default { one };`,
    ])
      assert.equal(migrationIn(text), undefined, text);
    const entity = `import { MigrationInterface } from 'typeorm';\nexport class A1 implements MigrationInterface { async up(queryRunner) { await queryRunner.query('DROP TABLE a'); } }`;
    assert.deepEqual(up(entity, 'src/database/1-A.ts'), DROP);
    assert.equal(
      migrationIn(`import { MigrationInterface } from './base';\nexport function up() {}`, 'src/a.ts'),
      undefined,
    );
  });

  it('are plain files with a version, too', () => {
    const text = `import { sql } from '../db.js';\nawait sql\`CREATE INDEX i ON users (a)\`;\nconst note = sql\`and b\`;`;
    assert.deepEqual(up(text, 'migrations/0007_index.mjs'), [
      'create-index table=users index={name=i columns=[a]}',
    ]);
    assert.equal(migrationIn(text, 'migrations/run.mjs'), undefined);
  });

  it('run steps before their transaction begins', () => {
    const text = `
      const alteration = {
        beforeUp: async (pool) => { await pool.query(sql\`create index concurrently i on t (a)\`); },
        up: async (pool) => { await pool.query(sql\`alter table \${sql.identifier(['t'])} drop column b\`); },
        down: async () => {},
      };
      export default alteration;`;
    assert.deepEqual(up(text, 'schemas/alterations/1.0.0-1-x.ts'), [
      'create-index table=t index={name=i columns=[a]} concurrently=true outside',
      'drop-column table=t column=b',
    ]);
  });

  it('have their opposites worked out by node-pg-migrate', () => {
    const text = `exports.up = (pgm) => { pgm.createTable('a', { id: 'id' }); pgm.renameColumn('b', 'c', 'd'); };`;
    assert.deepEqual(down(text), ['rename-column table=b column=d to=c', 'drop-table table=a']);
    assert.equal(
      down(`exports.up = (pgm) => { pgm.createTable('a', {}); pgm.sql('DROP TABLE b'); };`),
      undefined,
    );
  });
});
