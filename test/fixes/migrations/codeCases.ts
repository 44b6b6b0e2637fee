/** Rails, Django, Laravel, Alembic. */
import { add } from './codeCase.ts';
import type { Texts } from './runners.ts';

const rb = (body: string, v = '7.1'): Texts => ({
  'db/migrate/20260112090000_add_a.rb': `class AddA < ActiveRecord::Migration[${v}]\n  def change\n${body}\n  end\nend\n`,
  'config/database.yml': 'production:\n  adapter: postgresql\n',
});
add('blocking-index', rb('    add_index :users, :email'));
add(
  'blocking-index',
  rb('    add_column :users, :name, :string\n    add_index(:users, [:email, :x], unique: true)'),
);
add('blocking-index', rb('    change_table :users do |t|\n      t.string :x\n      t.index :name\n    end'));
add('blocking-index', rb('    add_reference :orders, :user'));
add('blocking-index', rb('    add_reference :orders, :user, index: { unique: true }'));
add('blocking-foreign-key', rb('    add_foreign_key :orders, :users, column: :buyer_id'));
add('blocking-foreign-key', rb('    add_reference :orders, :user, foreign_key: true'));
add('blocking-check', rb('    add_check_constraint :orders, "total > 0"'));
add('not-null-scan', rb('    change_column_null :orders, :total, false'));
add('blocking-unique', rb('    add_unique_constraint :orders, [:a, :b], name: "uq"'));
add('missing-lock-timeout', rb('    remove_column :orders, :a, :string'));
add('blocking-index-drop', rb('    remove_index :orders, :a'));
add('blocking-index', rb('    execute "CREATE INDEX x ON users (a)"'));
add('concurrently-in-transaction', rb('    add_index :users, :email, algorithm: :concurrently'));
add(
  'foreign-key-without-index',
  rb('    create_table :orders do |t|\n      t.references :user, foreign_key: true, index: false\n    end'),
);
const dj = (body: string): Texts => ({
  'shop/migrations/0002_x.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
${body}
    ]
`,
  'shop/migrations/0001_initial.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = []
`,
  'x/settings.py': "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql'}}\n",
});
add(
  'blocking-index',
  dj(`        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["email"], name="order_email_idx"),
        ),`),
);
add(
  'blocking-index',
  dj(`        migrations.AddField("order", "x", models.TextField(null=True)),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["email"], name="order_email_idx"),
        ),`),
);
add(
  'blocking-check',
  dj(`        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(check=models.Q(total__gt=0), name="total_gt"),
        ),`),
);
add('blocking-index-drop', dj(`        migrations.RemoveIndex(model_name="order", name="x"),`));
add('missing-lock-timeout', dj(`        migrations.RemoveField("order", "x"),`));
add('blocking-index', dj(`        migrations.RunSQL("CREATE INDEX x ON users (a)", "DROP INDEX x"),`));

const lj = (body: string, down = ''): Texts => ({
  'l/database/migrations/2026_01_12_090000_add_things.php': `<?php

use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Support\\Facades\\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::table('users', function (Blueprint $table) {
${body}
        });
    }

    public function down(): void
    {
        Schema::table('users', function (Blueprint $table) {
${down}
        });
    }
};
`,
  'l/config/database.php': "<?php return ['default' => 'pgsql'];",
});
add('blocking-index', lj("            $table->index('email');", "            $table->dropIndex(['email']);"));
add(
  'blocking-index',
  lj(
    "            $table->string('x');\n            $table->index(['email', 'x']);",
    "            $table->dropIndex(['email', 'x']);\n            $table->dropColumn('x');",
  ),
);
add(
  'blocking-foreign-key',
  lj(
    "            $table->foreign('user_id')->references('id')->on('teams')->onDelete('cascade');",
    "            $table->dropForeign(['user_id']);",
  ),
);
add('missing-lock-timeout', lj("            $table->dropColumn('x');"));
const aj = (body: string, down = '    pass'): Texts => ({
  'a/alembic/versions/abc123_add_things.py': `"""add things

Revision ID: abc123
Revises: 
Create Date: 2026-01-12 09:00:00

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = 'abc123'
down_revision: Union[str, None] = None
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
${body}


def downgrade() -> None:
${down}
`,
  'a/alembic.ini': '[alembic]\nscript_location = alembic\nsqlalchemy.url = postgresql://localhost/x\n',
});
add(
  'blocking-index',
  aj(
    '    op.create_index("ix_users_email", "users", ["email"])',
    '    op.drop_index("ix_users_email", "users")',
  ),
);
add(
  'blocking-index',
  aj(
    '    op.add_column("users", sa.Column("x", sa.Text()))\n    op.create_index(\n        "ix_users_email",\n        "users",\n        ["email"],\n        unique=True,\n    )',
    '    op.drop_index("ix_users_email", table_name="users")\n    op.drop_column("users", "x")',
  ),
);
add(
  'blocking-foreign-key',
  aj('    op.create_foreign_key("fk", "orders", "users", ["user_id"], ["id"], ondelete="CASCADE")'),
);
add('blocking-check', aj('    op.create_check_constraint("ck", "orders", "total > 0")'));
add(
  'blocking-unique',
  aj('    op.create_unique_constraint("uq", "orders", ["a", "b"])', '    op.drop_constraint("uq", "orders")'),
);
add(
  'not-null-scan',
  aj(
    '    op.alter_column("orders", "total", existing_type=sa.Integer(), nullable=False)',
    '    op.alter_column("orders", "total", existing_type=sa.Integer(), nullable=True)',
  ),
);
add('blocking-index', aj('    op.execute("CREATE INDEX x ON users (a)")'));
add('missing-lock-timeout', aj('    op.drop_column("users", "x")'));

// Released before: others follow.
add('blocking-index', {
  ...dj(`        migrations.AddField("order", "x", models.TextField(null=True)),
        migrations.AddIndex("order", models.Index(fields=["email"], name="order_email_idx")),`),
  'shop/migrations/0003_y.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_x")]

    operations = []
`,
});
add('blocking-index', rb('    add_index :users, :email unless Rails.env.test?'));
add('blocking-foreign-key', aj('    op.create_foreign_key(None, "orders", "users", ["user_id"], ["id"])'));
add('not-null-scan', rb('    change_column_null :orders, :total, false, 0'));
add(
  'unusable-enum-value',
  aj(`    op.execute("ALTER TYPE mood ADD VALUE 'glad'")
    op.execute("UPDATE users SET mood = 'glad' WHERE id = 1")`),
);
