import assert from 'node:assert/strict';
import { reading, readPython, type PythonReading } from './pythonReading.ts';

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

describe('Django migrations: the file', () => {
  it('says where it stands in the order', () => {
    const { facts } = read(
      '',
      '',
      "    run_before = [('billing', '0001_initial')]\n    replaces = [('shop', '0001_initial'), ('shop', '0002_x')]",
    );
    assert.equal(facts.tool, 'django');
    assert.equal(facts.app, 'shop');
    assert.equal(facts.revision, 'shop.0007_orders');
    assert.deepEqual(facts.after, ['shop.0006_carts', 'auth.0012_x']);
    assert.deepEqual(facts.before, ['billing.0001_initial']);
    assert.deepEqual(facts.replaces, ['shop.0001_initial', 'shop.0002_x']);
    assert.equal(facts.direction, 'both');
    assert.deepEqual(facts.down, []);
    assert.equal(facts.transaction, undefined);
  });

  it('says that it runs outside of a transaction', () => {
    const { facts } = read('', '', '    atomic = False');
    assert.equal(facts.transaction?.use, false);
    assert.equal(facts.transaction?.at.line, 6);
    assert.equal(read('', '', '    atomic = True').facts.transaction, undefined);
  });

  it('is read in its folder alone, and where there is the class', () => {
    assert.equal(readPython('shop/models.py', migration('')), undefined);
    assert.equal(readPython(PATH, 'class Migration:\n    pass\n'), undefined);
    for (const [path, app] of [
      ['shop/db_migrations/0007_more.py', 'shop'],
      ['core/migrations/shop/0007_more.py', 'shop'],
      ['schema/shop/0007_more.py', 'shop'],
    ] as const)
      assert.equal(readPython(path, migration(''))?.app, app, path);
    assert.equal(readPython(PATH, '# class Migration(migrations.Migration)\n'), undefined);
  });

  it('knows operations that are put together from lists, and added later', () => {
    const found = reading(
      PATH,
      `FIRST = [migrations.DeleteModel('A')]
class Migration(migrations.Migration):
    later = [migrations.DeleteModel('D')]
    operations = FIRST + [migrations.DeleteModel('B')]
    operations += [migrations.DeleteModel('C')]
    operations.append(migrations.SeparateDatabaseAndState(database_operations=later))
`,
    );
    assert.deepEqual(found.up, [
      'drop-table shop_a',
      'drop-table shop_b',
      'drop-table shop_c',
      'drop-table shop_d',
    ]);
  });

  it('goes through comprehensions over what is written out', () => {
    assert.deepEqual(
      up(
        `migrations.RemoveField('a', 'b'),
        *[migrations.AddField(model, 'c', models.TextField(null=True)) for model in MODELS],
        *[migrations.DeleteModel(name) for name in load()],`,
        "MODELS = ['d', 'e']",
      ),
      ['drop-column shop_a b', 'add-column shop_d c text null', 'add-column shop_e c text null', 'unknown'],
    );
  });

  it('says what it can not read', () => {
    const found = read('SafeThing("a"),\n*more(),');
    assert.deepEqual(found.up, ['unknown', 'unknown']);
    assert.deepEqual(found.underlined, ['SafeThing("a")', '*more()']);
  });

  it('keeps what surrounds an operation that somebody is typing', () => {
    const found = read(
      "migrations.DeleteModel('A'),\nmigrations.AddField(model_name='b', name='c', field=\nmigrations.DeleteModel('D'),",
    );
    assert.equal(found.up[0], 'drop-table shop_a');
  });
});

describe('Django migrations: models', () => {
  it('creates a table with the columns that Django names', () => {
    const found = read(`migrations.CreateModel(
  name='Order',
  fields=[
    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
    ('title', models.CharField(max_length=40, default='x', help_text="a, b")),
    ('slug', models.SlugField()),
    ('mail', models.EmailField(null=True, unique=True)),
    ('total', models.DecimalField(max_digits=9, decimal_places=2, db_index=True)),
    ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), size=None)),
    ('made', models.DateTimeField(db_default=Now())),
    ('key', models.UUIDField(db_default=RandomUUID())),
    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
    ('cart', models.OneToOneField(on_delete=models.CASCADE, to='carts.Cart', db_column='cart_ref')),
    ('parent', models.ForeignKey(to='self', null=True, db_index=False, to_field='slug', on_delete=models.CASCADE)),
    ('loose', models.ForeignKey(to='Order', db_constraint=False, on_delete=models.CASCADE)),
    ('upper', models.GeneratedField(expression=Upper('title'), output_field=models.TextField(), db_persist=True)),
    ('own', shop.fields.OwnField(null=True)),
    ('content', GenericForeignKey('a', 'b')),
  ],
  options={'unique_together': {('title', 'cart')}, 'index_together': [['title', 'user']]},
)`);
    assert.deepEqual(found.up, [
      'create-table shop_order (' +
        [
          'id bigint not null primaryKey identity',
          'title character varying(40) not null',
          'slug character varying(50) not null index',
          'mail character varying(254) null unique',
          'total numeric(9,2) not null index',
          'tags character varying(5)[] not null',
          'made timestamptz not null = Now() constant',
          'key uuid not null = RandomUUID() volatile',
          'user_id ? not null index -> ?()',
          'cart_ref ? not null unique -> carts_cart()',
          'parent_id ? null -> shop_order(slug)',
          'loose_id ? not null index',
          'upper text not null generated',
          'own ? null',
        ].join(', ') +
        ') type:unique [title,cart_ref] [title,user_id]',
    ]);
    assert.deepEqual(found.underlined, ['migrations.CreateModel(']);
  });

  it('makes the tables between models', () => {
    assert.deepEqual(
      up(`migrations.CreateModel(name='Order', fields=[
        ('tags', models.ManyToManyField(to='shop.Tag')),
        ('users', models.ManyToManyField(to='auth.User', through='shop.Member')),
        ('peers', models.ManyToManyField(to='Order', db_table='peers')),
      ]),
      migrations.AddField('order', 'labels', models.ManyToManyField(to='Label')),
      migrations.AlterField('order', 'labels', models.ManyToManyField(to='Label', blank=True)),`),
      [
        'create-table shop_order (id ? not null primaryKey identity)',
        'create-table shop_order_tags (id ? not null primaryKey identity, order_id ? not null index -> shop_order(), tag_id ? not null index -> shop_tag()) type:unique [order_id,tag_id]',
        'create-table peers (id ? not null primaryKey identity, from_order_id ? not null index -> shop_order(), to_order_id ? not null index -> shop_order()) type:unique [from_order_id,to_order_id]',
        'create-table shop_order_labels (id ? not null primaryKey identity, order_id ? not null index -> shop_order(), label_id ? not null index -> shop_label()) type:unique [order_id,label_id]',
      ],
    );
  });

  it('knows tables that are named, and says so for other files', () => {
    const { up: found, facts } =
      read(`migrations.CreateModel(name='Order', fields=[('id', models.AutoField(primary_key=True))], options={'db_table': 'orders'}),
      migrations.RemoveField(model_name='order', name='note'),
      migrations.AlterModelTable(name='cart', table='"billing"."carts"'),
      migrations.DeleteModel(name='Cart'),
      migrations.AlterModelTable(name='order', table='orders'),`);
    assert.deepEqual(found, [
      'create-table orders (id integer not null primaryKey identity)',
      'drop-column orders note',
      'rename-table shop_cart billing.carts',
      'drop-table billing.carts',
    ]);
    assert.deepEqual(facts.tableNames, [
      { name: 'shop_order', table: 'orders' },
      { name: 'shop_cart', table: 'billing.carts' },
    ]);
  });

  it('leaves out what is no table, and says where columns may be missing', () => {
    assert.deepEqual(
      up(`migrations.CreateModel(name='A', fields=[], options={'proxy': True}, bases=('shop.order',)),
      migrations.CreateModel(name='B', fields=[], options={'managed': False}),
      migrations.CreateModel(name='C', fields=[('x', models.TextField(primary_key=True))], bases=(Mixin, models.Model)),
      migrations.CreateModel(name='D', fields=COLUMNS),
      migrations.AlterModelOptions(name='d', options={}),`),
      ['create-table shop_c (x text not null primaryKey) open', 'create-table shop_d () open'],
    );
  });
});

describe('Django migrations: fields', () => {
  it('adds a default for the rows that exist, and takes it away', () => {
    assert.deepEqual(
      up(`migrations.AddField(model_name='Order', name='state', field=models.CharField(max_length=9, default=make_state)),
      migrations.AddField(model_name='order', name='note', field=models.TextField(blank=True)),
      migrations.AddField(model_name='order', name='made', field=models.DateTimeField(auto_now_add=True)),
      migrations.AddField(model_name='order', name='kept', field=models.IntegerField(db_default=3)),
      migrations.AddField(model_name='order', name='count', field=models.IntegerField()),
      migrations.AddField('order', 'maybe', models.IntegerField(null=True)),
      migrations.AddField('order', 'none', models.IntegerField(db_default=None, default=None)),`),
      [
        'add-column shop_order state character varying(9) not null = make_state constant',
        'drop-default shop_order state',
        'add-column shop_order note text not null = True constant',
        'drop-default shop_order note',
        'add-column shop_order made timestamptz not null = True constant',
        'drop-default shop_order made',
        'add-column shop_order kept integer not null = 3 constant',
        'add-column shop_order count integer not null',
        'add-column shop_order maybe integer null',
        'add-column shop_order none integer not null',
      ],
    );
  });

  it('changes, renames and removes', () => {
    assert.deepEqual(
      up(`migrations.AlterField('order', 'cart', models.ForeignKey('carts.Cart', models.CASCADE, null=True)),
      migrations.RenameField('order', 'cart', 'basket'),
      migrations.RemoveField('order', 'basket'),
      migrations.RenameField('order', 'a', 'b'),
      migrations.RenameModel('Order', 'Purchase'),`),
      [
        'change-column shop_order cart_id -> cart_id ? null index -> carts_cart()',
        'rename-column shop_order cart_id basket_id',
        'drop-column shop_order basket_id',
        'rename-column shop_order a b',
        'rename-table shop_order shop_purchase',
      ],
    );
  });
});

describe('Django migrations: indexes and constraints', () => {
  it('reads indexes', () => {
    assert.deepEqual(
      up(`migrations.AddIndex('order', models.Index(fields=['a', '-b'], name='ab', condition=models.Q(a__gt=1))),
      SaferAddIndexConcurrently(model_name='order', index=GinIndex(fields=['doc'], name='doc_gin')),
      migrations.AddIndex('order', models.Index(Lower('a'), name='low')),
      migrations.RemoveIndex(model_name='order', name='ab'),
      RemoveIndexConcurrently('order', 'low'),
      migrations.RenameIndex('order', new_name='n', old_name='o'),
      migrations.AlterIndexTogether('order', {('a', 'b')}),`),
      [
        'create-index shop_order name:ab [a,b] where:models.Q(a__gt=1)',
        'create-index shop_order name:doc_gin [doc] method:gin concurrently',
        'create-index shop_order name:low [(expression)]',
        'drop-index shop_order ab',
        'drop-index shop_order low concurrently',
        'rename-index o n',
        'create-index shop_order [a,b]',
      ],
    );
  });

  it('reads constraints', () => {
    assert.deepEqual(
      up(`migrations.AddConstraint('order', models.CheckConstraint(check=models.Q(a__gt=1), name='pos')),
      migrations.AddConstraint('order', models.UniqueConstraint(fields=('a', 'b'), name='one')),
      migrations.AddConstraint('order', models.UniqueConstraint(fields=['a'], condition=Q(b=None), name='part')),
      migrations.AddConstraint('order', ExclusionConstraint(name='excl', expressions=[])),
      AddConstraintNotValid('order', models.CheckConstraint(condition=Q(a=1), name='later')),
      ValidateConstraint('order', name='later'),
      migrations.RemoveConstraint('order', 'one'),
      migrations.AlterUniqueTogether(name='order', unique_together={('a', 'b'), ('c',)}),
      migrations.AlterUniqueTogether(name='order', unique_together=set()),`),
      [
        'add-constraint shop_order type:check [] name:pos check:models.Q(a__gt=1)',
        'add-constraint shop_order type:unique [a,b] name:one',
        'create-index shop_order name:part [a] unique where:Q(b=None)',
        'add-constraint shop_order type:exclude [] name:excl',
        'add-constraint shop_order type:check [] name:later check:Q(a=1) notValid',
        'validate-constraint shop_order later',
        'drop-constraint shop_order one',
        'add-constraint shop_order type:unique [a,b]',
        'add-constraint shop_order type:unique [c]',
        'drop-constraint shop_order unique',
      ],
    );
  });

  it('knows extensions', () => {
    assert.deepEqual(up("TrigramExtension(), CreateExtension('pgcrypto'),"), [
      'create-extension pg_trgm',
      'create-extension pgcrypto',
    ]);
  });
});
