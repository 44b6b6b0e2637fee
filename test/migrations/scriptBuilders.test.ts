import { strict as assert } from 'node:assert';
import { down, migrationIn, up } from './script/reading.ts';

describe('migrations in code: Knex, Kysely', () => {
  it('Knex', () => {
    const text = `
const TABLE = 'orders';
exports.up = async function (knex) {
  await knex.schema.createTable(TABLE, (t) => {
    t.increments('id');
    t.string('email', 320).notNullable().unique();
    t.uuid('user_id').references('id').inTable('users').onDelete('CASCADE').index();
    t.enum('state', ['a', 'b']).defaultTo('a');
    t.decimal('total', 10, 2);
    t.specificType('tags', 'text[]');
    t.timestamps(true, true);
    t.index(['email', 'state'], 'orders_email_state');
    t.unique(['email', 'state']);
    t.foreign('user_id').references('users.id').onDelete('set null');
  }).dropTableIfExists('old');
  await knex.schema.alterTable('users', (table) => {
    table.string('nick').notNullable().defaultTo(knex.raw("gen_random_uuid()"));
    table.text('bio').alter();
    table.text('bio2').notNullable().alter({ alterNullable: false });
    table.dropColumn('a'); table.dropColumns('b', 'c');
    table.renameColumn('x', 'y');
    table.setNullable('n'); table.dropNullable('m');
    table.dropForeign('user_id'); table.dropUnique(['email'], 'u'); table.dropIndex('email');
    table.index(knex.raw('lower(email)'), 'i', { predicate: knex.whereNull('gone') });
    table.timestamp('at').defaultTo(knex.fn.now());
  });
  await knex.schema.renameTable('p', 'q');
  await knex('users').where({ a: 1 }).update({ b: 2 });
  await knex('users').update({ b: 2, c: knex.raw('d') });
  await knex('users').del();
  await knex.raw('CREATE INDEX CONCURRENTLY i ON users (email)');
  if (!(await knex.schema.hasTable('z'))) { await knex.schema.dropTable('z'); }
  for (const name of ['r', 's']) await knex.schema.table(name, (t) => t.dropColumn('v'));
  for (const name of names) await knex.schema.dropTable(name);
};
exports.down = function () { throw new Error('no'); };
exports.config = { transaction: false };`;
    const migration = migrationIn(text);
    assert.equal(migration?.tool, 'knex');
    assert.equal(migration?.certain, true);
    assert.equal(migration?.transaction?.use, false);
    assert.deepEqual(up(text), [
      "create-table table=orders columns=[{name=id type=serial integer notNull=true primaryKey=true}, {name=email type=character varying(320) notNull=true unique=true}, {name=user_id type=uuid references={table=users columns=[id] onDelete=cascade} index={}}, {name=state type=text check=['a', 'b']/constant default='a'/constant}, {name=total type=numeric(10,2)}, {name=tags type=text[]}, {name=created_at type=timestamptz notNull=true default=now()/constant}, {name=updated_at type=timestamptz notNull=true default=now()/constant}] constraints=[{type=unique columns=[email, state]}, {type=foreign-key columns=[user_id] references={table=users columns=[id] onDelete=set null}}] indexes=[{columns=[email, state] name=orders_email_state}]",
      'drop-table table=old ifExists=true',
      'add-column table=users column={name=nick type=character varying(255) notNull=true default=gen_random_uuid()/volatile}',
      'change-column table=users column=bio definition={name=bio type=text}',
      'change-type table=users column=bio2 type=text',
      'drop-default table=users column=bio2',
      'drop-column table=users column=a',
      'drop-column table=users column=b',
      'drop-column table=users column=c',
      'rename-column table=users column=x to=y',
      'drop-not-null table=users column=n',
      'set-not-null table=users column=m',
      'drop-constraint table=users type=foreign-key columns=[user_id]',
      'drop-constraint table=users type=unique columns=[email] name=u',
      'drop-index table=users columns=[email]',
      "create-index table=users index={columns=[(expression)] name=i where=knex.whereNull('gone')/unknown}",
      'add-column table=users column={name=at type=timestamptz default=now()/constant}',
      'rename-table table=p to=q',
      'update table=users columns=[b] where={ a: 1 }/unknown',
      'update table=users columns=[b, c]',
      'delete table=users',
      'create-index table=users index={name=i columns=[email]} concurrently=true',
      'drop-table table=z nested',
      'drop-column table=r column=v',
      'drop-column table=s column=v',
      'drop-table table=? nested',
    ]);
    assert.deepEqual(down(text), []);
  });

  it('Kysely', () => {
    const text = `
import { Kysely, sql } from 'kysely';
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.createTable('users').ifNotExists()
    .addColumn('id', 'serial', (col) => col.primaryKey())
    .addColumn('team', 'integer', (c) => c.references('teams.id').onDelete('cascade').notNull())
    .addColumn('at', 'timestamptz', (c) => c.defaultTo(sql\`now()\`))
    .addColumn('k', sql\`citext\`)
    .addUniqueConstraint('u', ['team', 'at'])
    .addForeignKeyConstraint('f', ['team'], 'teams', ['id'], (cb) => cb.onDelete('set null'))
    .execute();
  await db.schema.alterTable('users').addColumn('age', 'integer', (c) => c.notNull().defaultTo(0)).dropColumn('k').execute();
  await db.schema.alterTable('users').alterColumn('age', (ac) => ac.setDataType('bigint')).alterColumn('age', (ac) => ac.setNotNull()).execute();
  await db.schema.alterTable('users').renameTo('people').execute();
  await db.schema.createIndex('i').on('users').columns(['team', 'at desc']).unique().using('gin').execute();
  await db.schema.createType('mood').asEnum(['a', 'b']).execute();
  await sql\`ALTER TABLE users ADD COLUMN x text\`.execute(db);
  await db.updateTable('users').set({ age: 1 }).where('id', '=', 2).execute();
  await db.deleteFrom('users').execute();
  await db.schema.dropTable('gone').ifExists().cascade().execute();
}
export async function down(db: Kysely<any>): Promise<void> {}`;
    const migration = migrationIn(text);
    assert.equal(migration?.tool, 'kysely');
    assert.equal(migration?.certain, true);
    assert.equal(migration?.transaction?.use, undefined);
    assert.deepEqual(up(text), [
      'create-table table=users columns=[{name=id type=serial integer primaryKey=true}, {name=team type=integer references={table=teams columns=[id] onDelete=cascade} notNull=true}, {name=at type=timestamptz default=now()/constant}, {name=k type=citext}] constraints=[{type=unique columns=[team, at] name=u}, {type=foreign-key columns=[team] references={table=teams columns=[id] onDelete=set null} name=f}] ifNotExists=true',
      'add-column table=users column={name=age type=integer notNull=true default=0/constant}',
      'drop-column table=users column=k',
      'change-type table=users column=age type=bigint',
      'set-not-null table=users column=age',
      'rename-table table=users to=people',
      'create-index table=users index={name=i columns=[team, at] unique=true method=gin}',
      'create-enum name=mood values=[a, b]',
      'add-column table=users column={name=x type=text}',
      "update table=users columns=[age] where='id'/unknown",
      'delete table=users',
      'drop-table table=gone ifExists=true cascade=true',
    ]);
    assert.deepEqual(down(text), []);
  });
});
