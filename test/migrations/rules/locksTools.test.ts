import { strict as assert } from 'node:assert';
import { locksIn, messagesIn } from './lockFindings.ts';

describe('rules about locks, in the code of frameworks', () => {
  const rails = (body: string, above = ''): Readonly<Record<string, string>> => ({
    'db/migrate/20260102000000_change.rb': `class Change < ActiveRecord::Migration[7.1]\n  ${above}\n  def change\n    ${body}\n  end\nend\n`,
  });
  const django = (body: string, above = ''): Readonly<Record<string, string>> => ({
    'shop/migrations/0002_change.py': `from django.db import migrations, models\nfrom django.contrib.postgres.operations import AddIndexConcurrently\n\nclass Migration(migrations.Migration):\n    ${above}\n    dependencies = [("shop", "0001_initial")]\n    operations = [\n        ${body},\n    ]\n`,
    'config/settings.py': "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql'}}\n",
  });
  const knex = (body: string): Readonly<Record<string, string>> => ({
    'migrations/20260102000000_change.js': `exports.up = (knex) => ${body};\nexports.down = () => {};\n`,
    'knexfile.js': "module.exports = { client: 'pg' };\n",
  });
  const alembic = (body: string): Readonly<Record<string, string>> => ({
    'alembic/versions/abc_change.py': `from alembic import op\nimport sqlalchemy as sa\n\nrevision = 'abc'\ndown_revision = 'abb'\n\ndef upgrade():\n    ${body}\n\ndef downgrade():\n    pass\n`,
  });
  const laravel = (body: string): Readonly<Record<string, string>> => ({
    'database/migrations/2026_01_02_000000_change.php': `<?php\nreturn new class extends Migration {\n  public function up(): void\n  {\n    Schema::table('users', function (Blueprint $table) {\n      ${body}\n    });\n  }\n};\n`,
    '.env': 'DB_CONNECTION=pgsql\n',
    'config/database.php': "<?php return ['default' => env('DB_CONNECTION', 'pgsql')];\n",
  });

  const cases: readonly (readonly [
    name: string,
    files: Readonly<Record<string, string>>,
    found: readonly string[],
  ])[] = [
    ['Rails, add_index', rails('add_index :users, :email'), ['blocking-index high']],
    [
      'Rails, add_index beside the work of others',
      rails('add_index :users, :email, algorithm: :concurrently', 'disable_ddl_transaction!'),
      [],
    ],
    ['Rails, what somebody has looked at', rails('safety_assured { add_index :users, :email }'), []],
    [
      'Rails, add_reference',
      rails('add_reference :users, :city, foreign_key: true'),
      ['blocking-foreign-key medium', 'blocking-index high'],
    ],
    [
      'Rails, add_reference in small steps',
      rails('add_reference :users, :city, index: { algorithm: :concurrently }', 'disable_ddl_transaction!'),
      [],
    ],
    ['Rails, add_foreign_key', rails('add_foreign_key :users, :cities'), ['blocking-foreign-key high']],
    ['Rails, add_foreign_key without a look', rails('add_foreign_key :users, :cities, validate: false'), []],
    [
      'Rails, add_check_constraint',
      rails('add_check_constraint :users, "price > 0", name: "price_check"'),
      ['blocking-check high'],
    ],
    [
      'Rails, add_check_constraint without a look',
      rails('add_check_constraint :users, "price > 0", name: "price_check", validate: false'),
      [],
    ],
    ['Rails, change_column_null', rails('change_column_null :users, :email, false'), ['not-null-scan high']],
    [
      'Rails, change_column_null after a check',
      rails(
        'validate_check_constraint :users, name: "users_email_null"\n    change_column_null :users, :email, false\n    remove_check_constraint :users, name: "users_email_null"',
      ),
      [],
    ],
    ['Rails, change_column', rails('change_column :users, :age, :bigint'), ['rewriting-type-change high']],
    ['Rails, a column with a default', rails('add_column :users, :age, :integer, default: 3'), []],
    [
      'Rails, a required column',
      rails('add_column :users, :age, :integer, null: false'),
      ['required-column high'],
    ],
    [
      'Rails, a uuid of its own for every row',
      rails('add_column :users, :token, :uuid, default: "gen_random_uuid()"'),
      ['rewriting-column high'],
    ],
    ['Rails, a json column', rails('add_column :users, :settings, :json'), ['json-column low']],
    ['Rails, SQL', rails('execute "CREATE INDEX users_email ON users (email)"'), ['blocking-index high']],
    [
      'Django, AddIndex',
      django('migrations.AddIndex("order", models.Index(fields=["email"], name="i"))'),
      ['blocking-index high'],
    ],
    [
      'Django, AddIndexConcurrently',
      django('AddIndexConcurrently("order", models.Index(fields=["email"], name="i"))', 'atomic = False'),
      [],
    ],
    [
      'Django, a field with a default that Django takes away',
      django('migrations.AddField("order", "paid", models.BooleanField(default=False))'),
      ['required-column medium'],
    ],
    [
      'Django, a field that may be empty',
      django('migrations.AddField("order", "paid", models.BooleanField(null=True))'),
      [],
    ],
    [
      'Django, a field that is said again, perhaps for its help text',
      django('migrations.AlterField("order", "email", models.EmailField(unique=True, db_index=True))'),
      ['rewriting-type-change low'],
    ],
    [
      'Django, RunSQL',
      django('migrations.RunSQL("ALTER TABLE shop_order ALTER COLUMN email SET NOT NULL")'),
      ['not-null-scan high'],
    ],
    [
      'Knex, a column with an index',
      knex("knex.schema.alterTable('users', (table) => { table.string('email').index(); })"),
      ['blocking-index high'],
    ],
    [
      'Knex, a required column',
      knex("knex.schema.alterTable('users', (table) => { table.string('email').notNullable(); })"),
      ['required-column high'],
    ],
    ['Alembic, create_index', alembic("op.create_index('i', 'users', ['email'])"), ['blocking-index high']],
    [
      'Alembic, create_index beside the work of others',
      alembic(
        "with op.get_context().autocommit_block():\n        op.create_index('i', 'users', ['email'], postgresql_concurrently=True)",
      ),
      [],
    ],
    [
      'Alembic, a required column',
      alembic("op.add_column('users', sa.Column('email', sa.Text(), nullable=False))"),
      ['required-column high'],
    ],
    [
      'Alembic, a default that Python works out',
      alembic("op.add_column('users', sa.Column('email', sa.Text(), server_default=json.dumps({})))"),
      [],
    ],
    ['Laravel, an index', laravel("$table->index('email');"), ['blocking-index high']],
    ['Laravel, a column that may be empty', laravel("$table->string('email')->nullable();"), []],
  ];
  for (const [name, files, found] of cases)
    it(`${name}: ${found.join(', ') || 'nobody waits'}`, () => {
      assert.deepEqual(locksIn(files), found);
    });

  it('says it in the words of the framework', () => {
    assert.match(
      messagesIn(rails('add_index :users, :email'))[0] ?? '',
      /Build it with algorithm: :concurrently, in a migration of its own with disable_ddl_transaction!\.$/,
    );
    assert.match(
      messagesIn(rails('execute "CREATE INDEX users_email ON users (email)"'))[0] ?? '',
      /Build it with CONCURRENTLY, in a migration of its own with disable_ddl_transaction!\.$/,
    );
    assert.match(
      messagesIn(rails('add_check_constraint :users, "price > 0", name: "c"'))[0] ?? '',
      /Add it with validate: false, .* with validate_check_constraint:/,
    );
  });

  it('knows what MySQL does beside the work of others', () => {
    const mysql = (sql: string): readonly string[] =>
      locksIn({
        'migrations/001.sql': 'CREATE TABLE `o` (`id` int) ENGINE=InnoDB;',
        'migrations/002.sql': sql,
      });
    assert.deepEqual(mysql('CREATE INDEX `i` ON `t` (`a`);'), []);
    assert.deepEqual(mysql('CREATE FULLTEXT INDEX `i` ON `t` (`a`);'), ['blocking-index medium']);
    assert.deepEqual(mysql('ALTER TABLE `t` ADD COLUMN `a` int;'), []);
    assert.deepEqual(mysql('ALTER TABLE `t` ADD COLUMN `a` int NOT NULL;'), ['required-column medium']);
    assert.deepEqual(mysql('ALTER TABLE `t` ADD COLUMN `a` int AUTO_INCREMENT;'), ['rewriting-column high']);
    assert.deepEqual(mysql('ALTER TABLE `t` ADD COLUMN `a` int AS (`b` + 1) STORED;'), [
      'rewriting-column high',
    ]);
    assert.deepEqual(mysql('ALTER TABLE `t` ADD UNIQUE (`a`);'), []);
    assert.deepEqual(mysql('ALTER TABLE `t` ADD FOREIGN KEY (`a`) REFERENCES `o` (`id`);'), [
      'blocking-foreign-key high',
    ]);
    assert.deepEqual(
      mysql('SET FOREIGN_KEY_CHECKS = 0; ALTER TABLE `t` ADD FOREIGN KEY (`a`) REFERENCES `o` (`id`);'),
      [],
    );
    assert.deepEqual(mysql('ALTER TABLE `t` ADD CHECK (`a` > 0);'), ['blocking-check high']);
    assert.deepEqual(mysql('ALTER TABLE `t` DROP PRIMARY KEY;'), ['mysql-table-copy high']);
    assert.deepEqual(mysql('ALTER TABLE `t` DROP PRIMARY KEY, ADD PRIMARY KEY (`id`);'), []);
    assert.deepEqual(mysql('ALTER TABLE `t` ADD COLUMN `a` int, ALGORITHM=COPY;'), ['mysql-table-copy high']);
    assert.deepEqual(mysql('ALTER TABLE `t` CONVERT TO CHARACTER SET utf8mb4;'), ['full-table-rewrite high']);
    assert.deepEqual(mysql('ALTER TABLE `t` ENGINE=InnoDB;'), ['full-table-rewrite high']);
    assert.deepEqual(mysql('ALTER TABLE `t` ADD COLUMN `a` int; OPTIMIZE TABLE `t`;'), [
      'full-table-rewrite low',
    ]);
    assert.deepEqual(mysql('ALTER TABLE `t` ADD COLUMN `a` int; ANALYZE TABLE `t`;'), []);
  });

  it('says of SQLite what SQLite refuses', () => {
    const sqlite = (sql: string): readonly string[] =>
      locksIn({
        'prisma/schema.prisma': 'datasource db {\n  provider = "sqlite"\n  url = "file:dev.db"\n}\n',
        'prisma/migrations/migration_lock.toml': 'provider = "sqlite"\n',
        'prisma/migrations/20260101000000_a/migration.sql': sql,
      });
    assert.deepEqual(sqlite('ALTER TABLE "t" ADD COLUMN "a" TEXT NOT NULL;'), ['required-column high']);
    assert.deepEqual(sqlite('CREATE INDEX "i" ON "t" ("a");'), []);
  });
});
