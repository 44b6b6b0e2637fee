import assert from 'node:assert/strict';
import rails from '../../server/src/core/migrations/readers/rails.ts';
import { factsOf, HOSTILE, readingOf } from './rubyPhpReading.ts';

const PATH = 'db/migrate/20260112090000_change.rb';

function change(body: string, version = '[7.1]'): ReturnType<typeof readingOf> {
  return readingOf(
    rails,
    PATH,
    `class Change < ActiveRecord::Migration${version}\n  def change\n${body}\n  end\nend\n`,
  );
}

describe('migrations of Rails', () => {
  it('reads a new table with its block', () => {
    const { up, irreversible } = change(`
      create_table :orders, id: :uuid do |t|
        t.string :a, :b, null: false, limit: 20, index: { unique: true }
        t.references :user, foreign_key: { to_table: :people, on_delete: :cascade }
        t.belongs_to :owner, polymorphic: true, null: false
        t.decimal :total, precision: 10, scale: 2, default: 0
        t.jsonb :data, default: -> { "'{}'::jsonb" }
        t.text :tags, array: true, default: []
        t.timestamps
        t.index [:a, :b], name: "x", where: "b IS NULL"
        t.check_constraint "total > 0", name: "positive"
      end`);
    assert.deepEqual(up, [
      'create-table orders columns=[(id uuid notNull primaryKey default(gen_random_uuid() volatile)), ' +
        '(a character varying(20) notNull), (b character varying(20) notNull), ' +
        '(user_id bigint references(people columns=[id] onDelete=cascade) index()), ' +
        '(owner_type character varying notNull), (owner_id bigint notNull), ' +
        "(total numeric(10,2) default(0 constant)), (data jsonb default('{}'::jsonb constant)), " +
        '(tags text[] default([] constant)), (created_at timestamp notNull), (updated_at timestamp notNull)] ' +
        'constraints=[(check positive columns=[] check(total > 0 constant))] ' +
        'indexes=[(x columns=[a, b] where(b IS NULL constant)), (index_orders_on_a columns=[a] unique), ' +
        '(index_orders_on_b columns=[b] unique), (index_orders_on_owner columns=[owner_type, owner_id])]',
    ]);
    assert.equal(irreversible, undefined);
  });

  it('knows what older versions do by habit', () => {
    const { up } = change('create_table(:a) { |t| t.references :b; t.timestamps }', '');
    assert.deepEqual(up, [
      'create-table a columns=[(id integer serial notNull primaryKey), (b_id integer), (created_at timestamp), (updated_at timestamp)] constraints=[]',
    ]);
  });

  it('reads columns, indexes and references that are added to a table', () => {
    const { up, underlined } = change(`
      add_column :users, :age, :integer, null: false, default: 0
      add_column "users", "size", "numeric(5, 2)"
      add_index :users, %w[email name], unique: true, algorithm: :concurrently, if_not_exists: true
      add_index :users, "lower(email)", name: :lower_email
      add_reference :users, :team, index: { algorithm: :concurrently }, foreign_key: { validate: false }
      add_timestamps :users, default: -> { "now()" }`);
    assert.deepEqual(up, [
      'add-column users column(age integer notNull default(0 constant))',
      'add-column users column(size numeric(5,2))',
      'create-index users index(index_users_on_email_and_name columns=[email, name] unique) concurrently ifNotExists',
      'create-index users index(lower_email columns=[(expression)])',
      'add-column users column(team_id bigint index(concurrently))',
      'add-constraint users constraint(foreign-key fk_rails_b2bbf87303 columns=[team_id] references(teams columns=[id]) notValid)',
      'add-column users column(created_at timestamp notNull default(now() constant))',
      'add-column users column(updated_at timestamp notNull default(now() constant))',
    ]);
    assert.equal(underlined[0], 'add_column :users, :age, :integer, null: false, default: 0');
  });

  it('reads changes of columns', () => {
    const { up, irreversible } = change(`
      change_column_null :users, :age, false, 0
      change_column_default :users, :age, from: nil, to: 1
      change_column_default :users, :age, nil
      change_column :users, :name, :text, null: true
      rename_column :users, :a, :b`);
    assert.deepEqual(up, [
      'update users columns=[age] where(age IS NULL constant)',
      'set-not-null users column=age',
      'set-default users column=age default(1 constant)',
      'drop-default users column=age',
      'change-type users column=name text',
      'drop-not-null users column=name',
      'rename-column users column=a to=b',
    ]);
    assert.equal(irreversible, 'change_column_default :users, :age, nil');
  });

  it('reads constraints by the names that Rails gives them', () => {
    const { up } = change(`
      add_foreign_key :orders, :users, column: :buyer_id, validate: false
      validate_foreign_key :orders, column: :buyer_id
      remove_foreign_key :orders, :users
      add_check_constraint :orders, "total > 0", name: "positive", validate: false
      validate_check_constraint :orders, name: "positive"
      add_unique_constraint :orders, using_index: "i", name: "u"`);
    assert.deepEqual(up, [
      'add-constraint orders constraint(foreign-key fk_rails_d3775977e3 columns=[buyer_id] references(users columns=[id]) notValid)',
      'validate-constraint orders fk_rails_d3775977e3',
      'drop-constraint orders foreign-key columns=[user_id] fk_rails_f868b47f6a',
      'add-constraint orders constraint(check positive columns=[] check(total > 0 constant) notValid)',
      'validate-constraint orders positive',
      'add-constraint orders constraint(unique u columns=[] usingIndex=i)',
    ]);
  });

  it('underlines each call of change_table', () => {
    const { up, underlined } = change(`
      change_table :users, bulk: true do |t|
        t.rename :a, :b
        t.remove :c, type: :string
        t.references :team, index: false
        t.index :d if true
      end`);
    assert.deepEqual(up, [
      'rename-column users column=a to=b',
      'drop-column users column=c',
      'add-column users column(team_id bigint)',
      'create-index users index(index_users_on_d columns=[d]) nested',
    ]);
    assert.deepEqual(underlined, [
      't.rename :a, :b',
      't.remove :c, type: :string',
      't.references :team, index: false',
      't.index :d',
    ]);
  });

  it('tells the way back from the way up', () => {
    const { up, down, irreversible, facts } = change(`
      reversible do |dir|
        dir.up { execute "UPDATE users SET age = 1" }
        dir.down do
          execute <<~SQL
            UPDATE users SET age = 0
          SQL
        end
      end
      up_only { User.update_all(active: true) }`);
    assert.deepEqual(up, ['update users columns=[age]', 'update users columns=[active]']);
    assert.deepEqual(down, ['update users columns=[age]']);
    assert.equal(irreversible, undefined);
    assert.equal(facts.downAt?.line, 2);
  });

  for (const call of [
    'execute "DELETE FROM users"',
    'remove_column :users, :age',
    'remove_columns :users, :age, :name',
    'drop_table :users',
    'change_column :users, :age, :bigint',
    'remove_index :users, name: "i"',
    'User.update_all(a: 1)',
    'raise ActiveRecord::IrreversibleMigration',
  ])
    it(`knows that Rails can't take back: ${call}`, () => {
      const { irreversible } = change(
        `    add_column :users, :x, :string\n    ${call}\n    add_column :users, :y, :string`,
      );
      assert.equal(irreversible, call);
    });

  for (const call of [
    'remove_column :users, :age, :integer',
    'remove_columns :users, :age, type: :integer',
    'drop_table(:users) { |t| t.string :name }',
    'remove_index :users, :email',
    'remove_foreign_key :orders, :users',
  ])
    it(`knows that Rails takes back: ${call}`, () => {
      assert.equal(change(call).irreversible, undefined);
    });

  it('reads up and down, directives and local methods', () => {
    const text = `class A < ActiveRecord::Migration[6.0]
  disable_ddl_transaction!
  def up
    safety_assured { remove_column :users, :old }
    fill
  end

  def down
    raise ActiveRecord::IrreversibleMigration
  end

  private

  def fill
    say_with_time("x") { execute("SET lock_timeout = '5s'") }
  end
end`;
    const { up, down, irreversible, facts } = readingOf(rails, PATH, text);
    assert.deepEqual(up, ['drop-column users column=old assured', 'set lock_timeout value=5s']);
    assert.deepEqual(down, []);
    assert.equal(irreversible, 'raise ActiveRecord::IrreversibleMigration');
    assert.equal(facts.transaction?.use, false);
    assert.equal(facts.transaction.at.line, 2);
  });

  it('reads a local method each time that it is called, but not inside of itself', () => {
    const text = `class A < ActiveRecord::Migration[6.0]
  def up
    again
    again
  end

  def down
    again
  end

  def again
    execute("SET lock_timeout = '5s'")
    again
  end
end`;
    const { up, down } = readingOf(rails, PATH, text);
    assert.deepEqual(up, ['set lock_timeout value=5s', 'set lock_timeout value=5s']);
    assert.deepEqual(down, ['set lock_timeout value=5s']);
  });

  it('knows a variable of a loop inside of it alone', () => {
    const { up } = change(`
      %i[users teams].each { |table| remove_column table, :old }
      remove_column table, :other`);
    assert.deepEqual(up, [
      'drop-column users column=old',
      'drop-column teams column=old',
      'drop-column ? column=other',
    ]);
  });

  it('has no way back without a part for it', () => {
    assert.equal(
      readingOf(rails, PATH, 'class A < ActiveRecord::Migration[6.0]\ndef up\nend\nend').down,
      undefined,
    );
  });

  it('reads what models do to rows', () => {
    const { up } = readingOf(
      rails,
      PATH,
      `class A < ActiveRecord::Migration[7.0]
  class User < ActiveRecord::Base
    self.table_name = "people"
  end
  def up
    User.where(age: nil).update_all(age: 0, name: "x")
    User.in_batches.update_all("age = 1, name = 'x'")
    User.find_each { |user| user.update!(age: 1) }
    User.all.each do |user|
      user.update_column(:age, 1)
    end
    OrderLine.where(a: 1).delete_all
    Category.create!(name: "x")
    old = Company.where(a: 1)
    old.find_each { |company| Fixer.fix(company) }
    User.find_each { |user| user.destroy if user.gone? }
    User.all.each do |user|
      next unless user.gone?
      user.destroy!
    end
    User.in_batches { |batch| batch.each { |user| user.destroy } }
    Origin.group(:a).having("count(*) > 1").pluck(:a).each do |a|
      first, *others = Origin.where(a: a).to_a
      others.each { |other| other.destroy! }
    end
    User.find_each { |user| user.orders.each { |order| order.destroy } }
    total = Total.find_or_initialize_by(user_id: 1)
    total.save!
    User.find_by_name("x").destroy
    User.first.update!(age: 2)
    User.reset_column_information
    Rails.logger.info "done"
  end
end`,
    );
    assert.deepEqual(up, [
      'update people columns=[age, name] where(where(age: nil) constant)',
      'update people columns=[age, name] batched allBatches',
      'update people columns=[age] batched allBatches',
      'update people columns=[age]',
      'delete order_lines where(where(a: 1) constant)',
      'insert categories',
      'data-code companies',
      'delete people where(user.destroy constant) batched allBatches',
      'delete people where(next constant)',
      'delete people batched allBatches',
      'data-code origins',
      'data-code people',
      'update totals columns=[] where(find_or_initialize_by(user_id: 1) constant)',
      'delete people where(find_by_name("x") constant)',
      'update people columns=[age] where(first constant)',
    ]);
  });

  it('follows loops over names that are written out, and marks what may not run', () => {
    const { up } = change(`
      TABLES = %i[a b]
      TABLES.each do |table|
        add_index table, "old_#{table}"
      end
      remove_index :users, :x if index_exists?(:users, :x)
      unless column_exists?(:users, :y)
        add_column :users, :y, :string
      end
      names.each { |name| drop_table name }`);
    assert.deepEqual(up, [
      'create-index a index(index_a_on_old_a columns=[old_a])',
      'create-index b index(index_b_on_old_b columns=[old_b])',
      'drop-index users columns=[x] index_users_on_x nested',
      'add-column users column(y character varying) nested',
      'drop-table ? nested',
    ]);
  });

  it('reads SQL of joined strings and variables', () => {
    const { up, facts } = change(`
      sql = <<~SQL
        ALTER TABLE users ADD COLUMN #{name} int;
        CREATE INDEX i ON users (a);
      SQL
      execute sql
      execute("UPDATE users " \\
        "SET age = 1")
      execute build_sql`);
    assert.equal(up.length, 4);
    assert.equal(up[1], 'create-index users index(i columns=[a])');
    assert.equal(up[2], 'update users columns=[age]');
    assert.equal(up[3], 'unknown');
    assert.ok(facts.up[0]?.embedded);
  });

  it('knows that force takes a table away, and can not read what is reverted', () => {
    const { up } = change(`
      create_table(:a, force: :cascade, id: false) { |t| t.string :b }
      revert OtherMigration
      add_concurrent_index :a, :b`);
    assert.deepEqual(up, [
      'drop-table a ifExists cascade',
      'create-table a columns=[(b character varying)] constraints=[]',
      'unknown',
      'create-index a index(index_a_on_b columns=[b]) concurrently',
    ]);
  });

  it('says that a text stops in the middle', () => {
    const facts = factsOf(
      rails,
      PATH,
      'class A < ActiveRecord::Migration[7.0]\n  def change\n    add_column :users, :a, :string\n    create_table :x do',
    );
    assert.equal(facts?.broken, true);
    assert.equal(facts.up.length, 2);
  });

  it('leaves other classes alone', () => {
    assert.equal(factsOf(rails, PATH, 'class Migration < Other\n  def change\n  end\nend'), undefined);
    assert.equal(
      factsOf(rails, 'lib/x/migrations/a.rb', 'class A < X::Database::Migration\n  def up\n  end\nend'),
      undefined,
    );
  });

  it('stops where methods that call each other come to more than anybody writes', () => {
    const methods = Array.from(
      { length: 16 },
      (_, index) => `  def m${index}\n    m${index + 1}\n    m${index + 1}\n  end\n`,
    );
    const { up } = readingOf(
      rails,
      PATH,
      `class A < ActiveRecord::Migration[6.0]\n  def up\n    m0\n  end\n${methods.join('')}  def m16\n    drop_table :users\n  end\nend\n`,
    );
    assert.ok(up.length > 5_000 && up.length < 20_000, String(up.length));
  });

  it('takes time in proportion to hostile text', () => {
    for (const text of HOSTILE)
      factsOf(rails, PATH, `class A < ActiveRecord::Migration[7.0]\ndef change\n${text}`);
  });
});
