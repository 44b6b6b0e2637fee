import { strict as assert } from 'node:assert';
import { down, migrationIn, up } from './script/reading.ts';

describe('migrations in code: MikroORM, node-pg-migrate, SQL that a client runs', () => {
  it('MikroORM', () => {
    const text = `
import { Migration } from '@mikro-orm/migrations';
export class Migration20260101 extends Migration {
  override async up(): Promise<void> {
    this.addSql('alter table "users" add column "a" int not null;');
    this.addSql(\`create index "i" on "users" ("a");\`);
    this.addSql(this.getKnex()('users').where({ a: 1 }).update({ b: 2 }).toQuery());
  }
  override isTransactional(): boolean { return false; }
}`;
    const migration = migrationIn(text);
    assert.equal(migration?.tool, 'mikro-orm');
    assert.equal(migration?.certain, true);
    assert.equal(migration?.transaction?.use, false);
    assert.deepEqual(up(text), [
      'add-column table=users column={name=a type=integer notNull=true}',
      'create-index table=users index={name=i columns=[a]}',
      'update table=users columns=[b] where={ a: 1 }/unknown',
    ]);
    assert.deepEqual(down(text), undefined);
  });

  it('node-pg-migrate', () => {
    const text = `
import { MigrationBuilder, ColumnDefinitions } from 'node-pg-migrate';
export const shorthands = { email: { type: 'text', notNull: true } };
export const up = (pgm: MigrationBuilder): void => {
  pgm.noTransaction();
  pgm.createTable('users', { id: 'id', mail: 'email', team: { type: 'integer', references: 'teams(id)', onDelete: 'CASCADE' }, at: { type: 'timestamp', notNull: true, default: pgm.func('current_timestamp') } });
  pgm.addColumns('users', { a: { type: 'varchar(10)', notNull: true } }, { ifNotExists: true });
  pgm.alterColumn('users', 'a', { type: 'text', notNull: true, default: null });
  pgm.createIndex('users', ['a', { name: 'b', sort: 'DESC' }], { concurrently: true, unique: true, method: 'btree', where: 'a is not null' });
  pgm.addConstraint('users', 'fk', { foreignKeys: { columns: 'team', references: 'teams(id)' } });
  pgm.addConstraint('users', 'ck', 'CHECK (a > 0) NOT VALID');
  pgm.createType('mood', ['x', 'y']); pgm.addTypeValue('mood', 'z', { ifNotExists: true });
  pgm.createPolicy('users', 'p', { command: 'SELECT', role: 'PUBLIC', using: 'true' });
  pgm.alterTable('users', { levelSecurity: 'ENABLE' });
  pgm.sql('UPDATE users SET a = 1'); pgm.dropColumns('users', ['c', 'd']); pgm.dropTable('gone', { ifExists: true, cascade: true });
};`;
    const migration = migrationIn(text);
    assert.equal(migration?.tool, 'node-pg-migrate');
    assert.equal(migration?.certain, true);
    assert.equal(migration?.transaction?.use, false);
    assert.deepEqual(up(text), [
      'create-table table=users columns=[{name=id type=serial integer primaryKey=true}, {name=mail type=text notNull=true}, {name=team type=integer references={table=teams columns=[id] onDelete=cascade}}, {name=at type=timestamp notNull=true default=current_timestamp/constant}] constraints=[]',
      'add-column table=users column={name=a type=character varying(10) notNull=true} ifNotExists=true',
      'drop-default table=users column=a',
      'change-type table=users column=a type=text',
      'set-not-null table=users column=a',
      'create-index table=users index={columns=[a, b] unique=true method=btree where=a is not null/constant} concurrently=true',
      'add-constraint table=users constraint={type=foreign-key columns=[team] references={table=teams columns=[id]} name=fk}',
      'add-constraint table=users constraint={type=check columns=[] name=ck notValid=true}',
      'create-enum name=mood values=[x, y]',
      'add-enum-value name=mood value=z ifNotExists=true',
      'create-policy table=users policy={name=p command=select roles=[] using=true/constant}',
      'row-level-security table=users set=enable',
      'update table=users columns=[a]',
      'drop-column table=users column=c',
      'drop-column table=users column=d',
      'drop-table table=gone ifExists=true cascade=true',
    ]);
    assert.deepEqual(down(text), undefined);
  });

  it('SQL that a client runs', () => {
    const text = `
import { db } from '../db';
async function addColumn(client, table, column) { await client.query(\`ALTER TABLE \${table} ADD COLUMN \${column} text\`); }
export async function up() {
  await db.execute(sql\`CREATE INDEX i ON users (a)\`);
  await prisma.$executeRawUnsafe('DROP TABLE gone');
  await addColumn(db, 'users', 'nick');
  await ['a', 'b'].forEach((t) => db.query('TRUNCATE ' + t));
  const statement = 'DELETE FROM logs';
  await db.query(statement);
  await db.query(readFileSync('x.sql', 'utf8'));
}`;
    const migration = migrationIn(text);
    assert.equal(migration?.tool, 'sql');
    assert.equal(migration?.certain, undefined);
    assert.equal(migration?.transaction?.use, undefined);
    assert.deepEqual(up(text), [
      'create-index table=users index={name=i columns=[a]}',
      'drop-table table=gone',
      'add-column table=users column={name=nick type=text}',
      'truncate table=a',
      'truncate table=b',
      'delete table=logs',
      'unknown',
    ]);
    assert.deepEqual(down(text), undefined);
  });

  it("the names that Knex' raw SQL is given", () => {
    const text = `
exports.up = async (knex) => {
  await knex.raw('ALTER TABLE ?? ALTER COLUMN ?? SET DEFAULT ?, DROP COLUMN ??', ['users', 'full name', 1, 'a']);
  await knex.schema.raw('DROP TABLE ??', 'orders');
  await knex.raw('ALTER TABLE ?? DROP COLUMN b', [table()]);
  await knex.raw('UPDATE c SET d = ? WHERE e \\\\? 1', [1]);
};`;
    assert.deepEqual(up(text), [
      'set-default table=users column=full name default=?/constant',
      'drop-column table=users column=a',
      'drop-table table=orders',
      'drop-column table=? column=b',
      'update table=c columns=[d] where=e/constant',
    ]);
  });
});
