import assert from 'node:assert/strict';
import ecto from '../../server/src/core/migrations/readers/ecto.ts';
import { factsOf, HOSTILE, readingOf } from './rubyPhpReading.ts';

const PATH = 'priv/repo/migrations/20260112090000_change.exs';

function change(body: string, head = ''): ReturnType<typeof readingOf> {
  return readingOf(
    ecto,
    PATH,
    `defmodule App.Repo.Migrations.Change do\n  use Ecto.Migration\n${head}\n  def change do\n${body}\n  end\nend\n`,
  );
}

describe('migrations of Ecto', () => {
  it('reads a new table', () => {
    const { up, underlined, irreversible } = change(`
    create table(:orders, primary_key: false) do
      add :id, :binary_id, primary_key: true
      add :user_id, references(:users, on_delete: :delete_all, type: :uuid), null: false
      add(:tags, {:array, :string}, default: [])
      add :at, :utc_datetime, default: fragment("now()")
      timestamps()
    end
    create_if_not_exists table("logs")`);
    assert.deepEqual(up, [
      'create-table orders columns=[(id uuid notNull primaryKey), ' +
        '(user_id uuid notNull references(users columns=[id] onDelete=cascade)), ' +
        '(tags character varying[] default([] constant)), (at timestamp default(now() constant)), ' +
        '(inserted_at timestamp notNull), (updated_at timestamp notNull)] constraints=[]',
      'create-table logs columns=[(id bigint serial notNull primaryKey)] constraints=[] ifNotExists',
    ]);
    assert.deepEqual(underlined, [
      'create table(:orders, primary_key: false) do',
      'create_if_not_exists table("logs")',
    ]);
    assert.equal(irreversible, undefined);
  });

  it('reads changes, and what is not taken back', () => {
    const { up, underlined, irreversible } = change(`
    create unique_index(:orders, [:user_id, :at], where: "at IS NULL", concurrently: true)
    create index(:orders, ["lower(name)"], name: :lower)
    alter table(:users) do
      add :age, :integer, null: false
      modify :name, :text, from: :string
      modify :team_id, references(:teams, validate: false), from: :bigint
      remove :old
    end
    create constraint(:orders, :positive, check: "total > 0", validate: false)
    rename table(:a), to: table(:b)
    rename table(:b), :x, to: :y
    drop_if_exists index(:users, [:a])`);
    assert.deepEqual(up, [
      'create-index orders index(orders_user_id_at_index columns=[user_id, at] unique where(at IS NULL constant)) concurrently',
      'create-index orders index(lower columns=[(expression)])',
      'add-column users column(age integer notNull)',
      'change-type users column=name text',
      'add-constraint users constraint(foreign-key users_team_id_fkey columns=[team_id] references(teams columns=[id]) notValid)',
      'drop-column users column=old',
      'add-constraint orders constraint(check positive columns=[] check(total > 0 constant) notValid)',
      'rename-table a to=b',
      'rename-column b column=x to=y',
      'drop-index users columns=[a] users_a_index ifExists',
    ]);
    assert.equal(underlined[2], 'add :age, :integer, null: false');
    assert.equal(irreversible, 'alter table(:users) do');
  });

  it('reads SQL for both directions, loops and queries', () => {
    const { up, down, irreversible, facts } = change(
      `
    execute "ALTER TABLE users ADD z int", "ALTER TABLE users DROP z"
    execute(@forth, @back)
    for table <- @tables do
      alter table(table) do
        add :a, :string
      end
    end
    repo().update_all(from(u in "users", where: u.a == 1), set: [b: 2])
    if something?() do
      drop table(:x)
    end`,
      '  @disable_ddl_transaction true\n  @tables ~w[one two]a\n  @forth "DROP VIEW a"\n  @back "DROP VIEW b"',
    );
    assert.deepEqual(up, [
      'add-column users column(z integer)',
      'drop-view a',
      'add-column one column(a character varying(255))',
      'add-column two column(a character varying(255))',
      'update users columns=[b] where(from(u in "users", where: u.a == 1) constant)',
      'drop-table x nested',
    ]);
    assert.deepEqual(down, ['drop-column users column=z', 'drop-view b']);
    assert.equal(irreversible, 'repo().update_all(from(u in "users", where: u.a == 1), set: [b: 2])');
    assert.equal(facts.transaction?.use, false);
  });

  it('reads up and down', () => {
    const { up, down, irreversible } = readingOf(
      ecto,
      PATH,
      'defmodule A do\n  use Ecto.Migration\n  def up, do: execute("DROP TABLE a")\n  def down do\n    raise "no"\n  end\nend',
    );
    assert.deepEqual(up, ['drop-table a']);
    assert.deepEqual(down, []);
    assert.equal(irreversible, 'raise "no"');
  });

  it('takes time in proportion to hostile text', () => {
    for (const text of HOSTILE)
      factsOf(ecto, PATH, `defmodule A do\nuse Ecto.Migration\ndef change do\n${text}`);
  });
});
