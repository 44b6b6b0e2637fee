import assert from 'node:assert/strict';
import { reading, readPython, type PythonReading } from './pythonReading.ts';

const PATH = 'alembic/versions/1a2b_orders.py';

function revision(upgrade: readonly string[], downgrade: readonly string[] = ['pass'], before = ''): string {
  return `"""orders"""
from alembic import op
import sqlalchemy as sa

revision = '1a2b'
down_revision = '0f9e'
${before}

def upgrade() -> None:
    ${upgrade.join('\n    ')}


def downgrade() -> None:
    ${downgrade.join('\n    ')}
`;
}

const read = (upgrade: readonly string[], downgrade?: readonly string[], before?: string): PythonReading =>
  reading(PATH, revision(upgrade, downgrade, before));
const up = (...lines: readonly string[]): readonly string[] => read(lines).up;
const upWith = (before: string, ...lines: readonly string[]): readonly string[] =>
  read(lines, undefined, before).up;

describe('Alembic revisions: the file', () => {
  it('says where it stands in the order', () => {
    const { facts } = read(["op.drop_table('a')"]);
    assert.equal(facts.tool, 'alembic');
    assert.equal(facts.revision, '1a2b');
    assert.deepEqual(facts.after, ['0f9e']);
    assert.equal(facts.downAt?.line, 13);
    assert.equal(facts.irreversible, undefined);
    assert.deepEqual(facts.down, []);
  });

  it('knows first revisions, merges and type annotations', () => {
    const withDown = (down: string): readonly string[] | undefined =>
      readPython(PATH, revision([]).replace("down_revision = '0f9e'", down))?.after;
    assert.deepEqual(withDown('down_revision = None'), []);
    assert.deepEqual(withDown("down_revision: Union[str, None] = ('a', 'b')"), ['a', 'b']);
    assert.deepEqual(withDown("down_revision = 'a'\ndepends_on = ['c']"), ['a', 'c']);
  });

  it('is none without a revision and a way up', () => {
    assert.equal(readPython(PATH, 'down_revision = None\ndef upgrade():\n    pass\n'), undefined);
    assert.equal(readPython(PATH, "revision = 'a'\ndown_revision = None\n"), undefined);
  });

  it('reads the way back, and says where there is none', () => {
    assert.deepEqual(read(["op.drop_table('a')"], ["op.drop_table('b')"]).down, ['drop-table b']);
    const { facts, down } = read(["op.drop_table('a')"], ['raise NotImplementedError()']);
    assert.equal(facts.irreversible?.line, 14);
    assert.deepEqual(down, []);
    const guarded = read(
      ["op.drop_table('a')"],
      ['if gone():', '    raise ValueError()', "op.drop_table('b')"],
    );
    assert.equal(guarded.facts.irreversible, undefined);
    const none = reading(PATH, revision(["op.drop_table('a')"]).replace(/def downgrade[\s\S]*/, ''));
    assert.equal(none.down, undefined);
  });
});

describe('Alembic revisions: tables', () => {
  it('creates them', () => {
    const found = read([
      "op.create_table('order',",
      "  sa.Column('id', sa.Integer(), nullable=False),",
      "  sa.Column('key', sa.BigInteger, primary_key=True),",
      "  sa.Column('title', sa.String(length=40), server_default='x', nullable=False),",
      "  sa.Column('made', sa.DateTime(timezone=True), server_default=sa.text('now()')),",
      "  sa.Column('seen', sa.DateTime(), server_default=sa.func.now(), index=True),",
      "  sa.Column('uid', postgresql.UUID(as_uuid=True), server_default=sa.text('gen_random_uuid()'), unique=True),",
      "  sa.Column('user_id', sa.Integer(), sa.ForeignKey('auth.user.id', ondelete='CASCADE')),",
      "  sa.Column('tags', postgresql.ARRAY(sa.Text()), nullable=True),",
      "  sa.Column('state', sa.Enum('new', 'paid', name='order_state')),",
      "  sa.Column('total', sa.Numeric(10, 2), sa.Computed('a + b')),",
      "  sa.Column('no', sa.Integer(), sa.Identity()),",
      "  sa.Column('own', OwnType()),",
      "  sa.PrimaryKeyConstraint('id', name=op.f('pk_order')),",
      "  sa.UniqueConstraint('title', 'made', name='uq'),",
      "  sa.ForeignKeyConstraint(['user_id'], ['user.id'], ondelete='SET NULL'),",
      "  sa.CheckConstraint('total > 0', name='ck'),",
      "  schema='shop',",
      ')',
    ]);
    assert.deepEqual(found.up, [
      'create-enum order_state [new,paid]',
      'create-table shop.order (' +
        [
          'id integer not null',
          'key bigint serial not null primaryKey',
          "title character varying(40) not null = 'x' constant",
          "made timestamptz = sa.text('now()') constant",
          'seen timestamp = sa.func.now() constant index',
          "uid uuid = sa.text('gen_random_uuid()') volatile unique",
          'user_id integer -> auth.user(id) cascade',
          'tags text[] null',
          'state order_state',
          'total numeric(10,2) generated',
          'no integer identity',
          'own ?',
        ].join(', ') +
        ') type:primary-key [id] name:pk_order type:unique [title,made] name:uq type:foreign-key [user_id] table:user [id] onDelete:set null type:check [] name:ck check:total > 0',
    ]);
    assert.deepEqual(found.underlined.slice(1), ["op.create_table('order',"]);
  });

  it('says where columns may be missing', () => {
    assert.deepEqual(
      up("op.create_table('a', *columns(), sa.Column('b', sa.Text))", "op.create_table('c', id_column())"),
      ['create-table a (b text) open', 'create-table c () open'],
    );
  });

  it('drops and renames them', () => {
    assert.deepEqual(
      up("op.drop_table('a', schema='b')", "op.rename_table('c', 'd')", "op.drop_table('e', if_exists=True)"),
      ['drop-table b.a', 'rename-table c d', 'drop-table e ifExists'],
    );
  });
});

describe('Alembic revisions: columns', () => {
  it('adds, drops and changes them', () => {
    assert.deepEqual(
      up(
        "op.add_column('t', sa.Column('a', sa.Boolean(), server_default=sa.false(), nullable=False))",
        "op.drop_column('t', 'b')",
        "op.alter_column('t', 'c', existing_type=sa.Text(), nullable=False)",
        "op.alter_column('t', 'd', type_=sa.BigInteger(), postgresql_using='d::bigint', nullable=True)",
        "op.alter_column('t', 'e', server_default=None)",
        "op.alter_column('t', 'f', server_default=sa.text('random()'))",
        "op.alter_column('t', 'g', new_column_name='h', existing_nullable=False)",
      ),
      [
        'add-column t a boolean not null = sa.false() constant',
        'drop-column t b',
        'set-not-null t c',
        "change-type t d name:bigint 'd::bigint'",
        'drop-not-null t d',
        'drop-default t e',
        "set-default t f = sa.text('random()') volatile",
        'rename-column t g h',
      ],
    );
  });

  it('knows batches', () => {
    assert.deepEqual(
      up(
        "with op.batch_alter_table('t', schema='s') as batch_op:",
        "    batch_op.add_column(sa.Column('a', sa.Text()))",
        "    batch_op.drop_column('b')",
        "    batch_op.create_index(batch_op.f('ix'), ['a'], unique=True)",
        "    batch_op.drop_index('iy')",
        "    batch_op.create_foreign_key('fk', 'user', ['user_id'], ['id'])",
        "    batch_op.drop_constraint('uq', type_='unique')",
      ),
      [
        'add-column s.t a text',
        'drop-column s.t b',
        'create-index s.t name:ix [a] unique',
        'drop-index iy s.t',
        'add-constraint s.t type:foreign-key [user_id] table:user [id] name:fk',
        'drop-constraint s.t uq unique',
      ],
    );
  });
});

describe('Alembic revisions: indexes and constraints', () => {
  it('reads them', () => {
    assert.deepEqual(
      up(
        "op.create_index(op.f('ix_a'), 't', ['a', sa.text('lower(b)')], unique=False, postgresql_where=sa.text('a > 1'))",
        "op.create_index('ix_b', table_name='t', columns=['b'], postgresql_using='gin')",
        "op.drop_index('ix_c', table_name='t')",
        "op.create_foreign_key(None, 'item', 'user', ['owner_id'], ['id'], ondelete='CASCADE', postgresql_not_valid=True)",
        "op.create_unique_constraint('uq', 't', ['a', 'b'])",
        "op.create_check_constraint('ck', 't', 'a > 0')",
        "op.create_primary_key('pk', 't', ['id'])",
        "op.drop_constraint('fk', 't', type_='foreignkey')",
      ),
      [
        "create-index t name:ix_a [a,(expression)] where:sa.text('a > 1')",
        'create-index t name:ix_b [b] method:gin',
        'drop-index ix_c t',
        'add-constraint item type:foreign-key [owner_id] table:user [id] onDelete:cascade notValid',
        'add-constraint t type:unique [a,b] name:uq',
        'add-constraint t type:check [] check:a > 0 name:ck',
        'add-constraint t type:primary-key [id] name:pk',
        'drop-constraint t fk foreign-key',
      ],
    );
  });

  it('knows what runs outside of the transaction', () => {
    const found = read([
      'with op.get_context().autocommit_block():',
      "    op.create_index('ix', 't', ['a'], postgresql_concurrently=True)",
      "    op.execute('DROP INDEX CONCURRENTLY old')",
      "op.drop_table('b')",
    ]);
    assert.deepEqual(found.up, [
      'create-index t name:ix [a] concurrently outside',
      'drop-index old concurrently outside',
      'drop-table b',
    ]);
    assert.equal(found.facts.dialect, 'postgres');
  });
});

describe('Alembic revisions: SQL and rows', () => {
  it('reads SQL wherever it is run', () => {
    const found = read([
      'op.execute("DROP TABLE a")',
      'op.execute(sa.text("""',
      '    DROP TABLE b;',
      '    DROP TABLE c',
      '"""))',
      'conn = op.get_bind()',
      'conn.execute(text("DELETE FROM d WHERE e = :e"), {"e": 1})',
      'op.get_bind().execute("DROP TABLE " "f")',
      'statement = "DROP TABLE g"',
      'op.execute(statement)',
      'op.execute(made_up())',
    ]);
    assert.deepEqual(found.up, [
      'drop-table a',
      'drop-table b',
      'drop-table c',
      'delete d where e = __',
      'drop-table f',
      'drop-table g',
      'unknown',
    ]);
    const [first] = found.facts.up;
    assert.equal(first?.embedded?.end, (first?.embedded?.start ?? 0) + 'DROP TABLE a'.length);
    assert.deepEqual(first?.range, first?.embedded);
  });

  it('puts constants into strings, and knows what is unknown', () => {
    assert.deepEqual(
      upWith(
        'TABLE = "orders"',
        'op.execute(f"DROP TABLE {TABLE}")',
        'op.execute("DROP TABLE " + TABLE + " CASCADE")',
        'op.execute(f"DROP TABLE {made()}")',
        'op.execute("DROP TABLE {}".format(made()))',
        'op.drop_table(TABLE)',
        'op.drop_table(made())',
      ),
      [
        'drop-table orders',
        'drop-table orders',
        'drop-table ?',
        'drop-table __',
        'drop-table orders',
        'drop-table ?',
      ],
    );
  });

  it('goes through loops that are written out, and through functions of the file', () => {
    assert.deepEqual(
      upWith(
        'TABLES = ("a", "b")\ndef drop(name, cascade=False):\n    op.drop_table(name)',
        'for table, column in [("c", "d"), ("e", "f")]:',
        '    op.drop_column(table, column)',
        'for table in TABLES:',
        '    op.execute(f"TRUNCATE {table}")',
        'drop("g")',
        'if really:',
        '    drop(name="h")',
      ),
      [
        'drop-column c d nested',
        'drop-column e f nested',
        'truncate a nested',
        'truncate b nested',
        'drop-table g',
        'drop-table h nested',
      ],
    );
  });

  it("reads SQLAlchemy's expressions", () => {
    assert.deepEqual(
      upWith(
        "orders = sa.table('orders', sa.column('id'))\nclass User(Base):\n    __tablename__ = 'users'",
        'op.execute(orders.update().values(state="new"))',
        'op.execute(orders.update().where(orders.c.id == 1).values({"state": "x"}))',
        'op.execute(sa.delete(orders))',
        'conn.execute(sa.insert(orders).values(id=1))',
        'rows = conn.execute(sa.select(orders))',
        "op.bulk_insert(orders, [{'id': 1}])",
        'session.query(User).filter(User.a == 1).update({"b": 2})',
        'for user in session.query(User):',
        '    user.b = 3',
        'session.commit()',
      ),
      [
        'update orders state all',
        'update orders state where orders.c.id == 1',
        'delete orders all',
        'insert orders',
        'insert orders',
        'update users b where User.a == 1',
        'data-code users',
      ],
    );
  });

  it('makes and drops enumerations', () => {
    assert.deepEqual(
      upWith(
        "state = postgresql.ENUM('a', 'b', name='state', create_type=False)",
        'state.create(op.get_bind(), checkfirst=True)',
        "sa.Enum('c', name='kind').create(op.get_bind())",
        "sa.Enum(name='kind').drop(op.get_bind())",
        "op.create_table('t', sa.Column('s', state))",
      ),
      ['create-enum state [a,b]', 'create-enum kind [c]', 'drop-type kind', 'create-table t (s state)'],
    );
  });

  it('says what it can not read', () => {
    assert.deepEqual(up('op.create_entity(view)', 'op.get_bind()', 'print(op.f("x"))'), ['unknown']);
  });
});
