import assert from 'node:assert/strict';
import { reading, type PythonReading } from './pythonReading.ts';

const PATH = 'server/shop/migrations/0007_orders.py';

function migration(operations: string, before = '', attributes = ''): string {
  return `from django.db import migrations, models
${before}

class Migration(migrations.Migration):
    dependencies = [('shop', '0006_carts'), migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("auth", "0012_x")]
${attributes}
    operations = [
${operations}
    ]
`;
}

const read = (operations: string, before?: string, attributes?: string): PythonReading =>
  reading(PATH, migration(operations, before, attributes));
const up = (operations: string, before?: string): readonly string[] => read(operations, before).up;
const rows = (...lines: readonly string[]): readonly string[] =>
  up(
    'migrations.RunPython(forwards, migrations.RunPython.noop)',
    ['def forwards(apps, schema_editor):', ...lines].join('\n    '),
  );

describe('Django migrations: SQL', () => {
  it('reads strings, lists of them, and pairs with parameters', () => {
    const found = read(`migrations.RunSQL("DROP TABLE a; DROP TABLE b", reverse_sql=migrations.RunSQL.noop),
      migrations.RunSQL(["DROP TABLE c", ("DELETE FROM d WHERE e = %s", ['x'])], ""),
      migrations.RunSQL("""
         DROP TABLE
         f
      """, reverse_sql='DROP TABLE g'),
      migrations.RunSQL('ALTER TABLE h '
         'DROP COLUMN i', None),
      migrations.RunSQL(load("x.sql"), ''),`);
    assert.deepEqual(found.up, [
      'drop-table a',
      'drop-table b',
      'drop-table c',
      'delete d where e = __',
      'drop-table f',
      'drop-column h i',
      'unknown',
    ]);
    assert.equal(found.facts.down, undefined);
    assert.equal(found.facts.irreversible?.line, 14);
    assert.deepEqual(found.underlined.slice(0, 2), ['DROP TABLE a', 'DROP TABLE b']);
  });

  it('keeps the way back in its order', () => {
    assert.deepEqual(
      read(`migrations.RunSQL('DROP TABLE a', 'DROP TABLE x; DROP TABLE y'),
      migrations.RunSQL('DROP TABLE b', 'DROP TABLE z'),`).down,
      ['drop-table z', 'drop-table x', 'drop-table y'],
    );
  });

  it('takes the state for what it is', () => {
    assert.deepEqual(
      up(`migrations.SeparateDatabaseAndState(
        database_operations=[migrations.RunSQL('DROP TABLE a', '')],
        state_operations=[migrations.DeleteModel('A')],
      ),
      migrations.RunSQL('DROP TABLE b', '', state_operations=[migrations.DeleteModel('B')]),`),
      ['drop-table a', 'drop-table b'],
    );
    const moved = read(`migrations.SeparateDatabaseAndState(
        state_operations=[migrations.CreateModel(name='Cart', fields=[], options={'db_table': 'old_cart'})],
      ),
      migrations.RemoveField('cart', 'note'),`);
    assert.deepEqual(moved.up, ['drop-column old_cart note']);
    assert.deepEqual(moved.facts.tableNames, [{ name: 'shop_cart', table: 'old_cart' }]);
  });
});

describe('Django migrations: rows', () => {
  it('finds what functions do with models', () => {
    assert.deepEqual(
      rows(
        "Order = apps.get_model('shop', 'Order')",
        'Order.objects.update(state="new")',
        'Order.objects.filter(state=None).update(state="new", note="")',
        'Order.objects.filter(pk=1).update(state="new")',
        "apps.get_model('shop.Cart').objects.all().delete()",
        'old = Order.objects.exclude(a=1)',
        'old.delete()',
        "Order.objects.create(state='x')",
        "Order.objects.bulk_update(rows, ['state'], batch_size=100)",
        'Order.tags.through.objects.all().delete()',
        'print(Order.objects.count())',
      ),
      [
        'update shop_order state all',
        'update shop_order state,note where state=None',
        'update shop_order state where pk=1',
        'delete shop_cart all',
        'delete shop_order where a=1',
        'insert shop_order',
        'update shop_order state where rows batched',
        'delete shop_order_tags all',
      ],
    );
  });

  it('knows loops', () => {
    assert.deepEqual(
      rows(
        "Order = apps.get_model('shop', 'Order')",
        'for order in Order.objects.iterator():',
        '    order.state = 1',
        '    order.save()',
        '    Order.objects.filter(pk=order.pk).update(state=1)',
        'while True:',
        '    ids = list(Order.objects.values_list("id")[:100])',
        '    Order.objects.filter(id__in=ids).update(state=2)',
        'for name in ("Cart", "Item"):',
        '    apps.get_model("shop", name).objects.all().delete()',
      ),
      [
        'data-code shop_order nested',
        'data-code shop_order nested',
        'update shop_order state where id__in=ids nested batched',
        'delete shop_cart all nested',
        'delete shop_item all nested',
      ],
    );
  });

  it('reads SQL that is run in functions, and follows functions of the file', () => {
    assert.deepEqual(
      up(
        'migrations.RunPython(forwards)',
        `TABLE = 'carts'
def helper(model, cursor):
    model.objects.all().delete()
    cursor.execute(f"DROP TABLE {TABLE}")
def forwards(apps, schema_editor):
    if schema_editor.connection.vendor != 'postgresql':
        return
    schema_editor.execute("DROP INDEX a")
    helper(apps.get_model('shop', 'Order'), None)
    schema_editor.execute(made_up())`,
      ),
      ['drop-index a', 'delete shop_order all', 'drop-table carts', 'unknown'],
    );
  });

  it('says so where a function is elsewhere, and nothing where it does nothing', () => {
    const found = read(
      `migrations.RunPython(tasks.fill, migrations.RunPython.noop),
      migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop),
      migrations.RunPython(lambda apps, editor: None, migrations.RunPython.noop),
      migrations.RunPython(partial(empty, 1), reverse_code=empty),`,
      'def empty(apps, editor):\n    """nothing"""\n    pass\n',
    );
    assert.deepEqual(found.up, ['data-code']);
    assert.deepEqual(found.underlined, ['migrations.RunPython(tasks.fill, migrations.RunPython.noop)']);
    assert.deepEqual(found.down, []);
  });

  it('is not irreversible where everything has a way back', () => {
    assert.equal(read('migrations.RunPython(a, b)').facts.irreversible, undefined);
    assert.equal(read('migrations.RunPython(a, reverse_code=None)').facts.irreversible?.line, 8);
  });

  it('honours that somebody has looked at it', () => {
    assert.deepEqual(up("IgnoreMigration(), migrations.DeleteModel('A'),"), ['drop-table shop_a assured']);
  });
});
