import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

/** What is said of data that is changed beside the schema: impact and what is underlined. */
function told(files: Readonly<Record<string, string>>): readonly string[] {
  return judgeFiles({ 'docker-compose.yml': 'services:\n  db:\n    image: postgres:16\n', ...files })
    .filter(({ ruleId }) => ruleId === 'migrations/backfill-with-schema-change')
    .map(
      ({ impact, file, offsets }) =>
        `${impact}: ${(files[file ?? ''] ?? '').slice(offsets?.start, offsets?.end)}`,
    );
}

function django(operations: string): Readonly<Record<string, string>> {
  return {
    'shop/migrations/0001_initial.py':
      "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    dependencies = []\n    operations = [migrations.CreateModel(name='Order', fields=[('id', models.BigAutoField(primary_key=True))])]\n",
    'shop/migrations/0002_slug.py': `from django.db import migrations, models


def fill(apps, schema_editor):
    for order in apps.get_model('shop', 'Order').objects.all():
        order.save()


class Migration(migrations.Migration):
    dependencies = [('shop', '0001_initial')]
    operations = [${operations}]
`,
  };
}

function rails(body: string): Readonly<Record<string, string>> {
  return {
    'db/migrate/20260101000000_orders.rb':
      'class Orders < ActiveRecord::Migration[7.1]\n  def change\n    create_table :orders\n  end\nend\n',
    'db/migrate/20260102000000_slug.rb': `class Slug < ActiveRecord::Migration[7.1]\n${body}\nend\n`,
  };
}

describe('rows that are changed beside the schema', () => {
  const add = "migrations.AddField('Order', 'slug', models.TextField(null=True))";
  const run = 'migrations.RunPython(fill, migrations.RunPython.noop)';

  it('go by the order in which operations run, not by where functions stand', () => {
    assert.deepEqual(told(django(`${add}, ${run}`)), ['medium: order.save()']);
    assert.deepEqual(told(django(`${run}, ${add}`)), ['low: order.save()']);
    assert.deepEqual(told(django(run)), []);
  });

  it('are not limited by batches that one transaction holds together', () => {
    const up = (rows: string): string =>
      `  def up\n    add_column :orders, :slug, :string\n    ${rows}\n  end`;
    const each = 'Order.find_each { |order| order.update!(slug: order.id) }';
    assert.deepEqual(told(rails(up(each))), [`medium: ${each}`]);
    assert.deepEqual(told(rails(up("Order.in_batches.update_all(slug: '')"))), [
      "medium: Order.in_batches.update_all(slug: '')",
    ]);
    assert.deepEqual(told(rails(up("Order.limit(5).update_all(slug: '')"))), []);
    assert.deepEqual(told(rails(`  disable_ddl_transaction!\n\n${up(each)}`)), []);
  });
});
