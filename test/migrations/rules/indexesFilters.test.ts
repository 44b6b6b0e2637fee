import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

describe('columns that code filters by', () => {
  const TABLE =
    'create table public.orders (\n  id uuid primary key,\n  number text,\n  "customerRef" text,\n  status text,\n  paid boolean,\n  shop text unique\n);\nalter table public.orders enable row level security;\n';
  const migration = 'supabase/migrations/20260101000000_a.sql';
  const filters = (code: string, file: string, sql = TABLE): readonly string[] =>
    judgeFiles({ [migration]: sql, [file]: code })
      .filter(({ ruleId }) => ruleId === 'migrations/filter-without-index')
      .map(
        ({ offsets, related }) =>
          `${sql.slice(offsets?.start, offsets?.end)} ← ${related.map((place) => code.slice(place.range.start.column - 1, place.range.end.column - 1)).join()}`,
      );

  const cases: readonly (readonly [code: string, expected: readonly string[], file?: string])[] = [
    ["await db.from('orders').select('*').eq('number', n).single();", ['number text ← number']],
    ["await db.from('orders').select('*')\n  .eq('shop', s)\n  .eq('number', n);", []],
    ["await db.from('orders').select('*').eq('number', n).or('shop.eq.1');", []],
    ["await db.from('orders').select('*').eq('status', n);", []],
    ["await db.from('orders').select('*').eq('paid', true);", []],
    ["await db.from('orders').select('*').eq(column, n);", []],
    ["await db.from('orders').select('*');\nawait db.from('items').eq('number', n);", []],
    ["await db.from('items').select('*').eq('number', n);", []],
    ['await prisma.order.findMany({ where: { customerRef: ref } });', ['"customerRef" text ← customerRef']],
    ['await prisma.orders.findFirst({ where: { number } });', ['number text ← number']],
    ['await prisma.order.findMany({ where: { number, shop } });', []],
    ['await prisma.order.findMany({ where: { number: { in: all } } });', []],
    ['await prisma.order.findMany({ where: { ...filter, number } });', []],
    ['await db.select().from(orders).where(eq(orders.number, n));', ['number text ← number']],
    ['await db.select().from(orders).where(and(eq(orders.shop, s), eq(orders.number, n)));', []],
    ["await sql.query('SELECT * FROM orders WHERE number = $1', [n]);", ['number text ← number']],
    ["await sql.query('SELECT * FROM orders o WHERE o.number = $1 AND o.shop = $2', [n]);", []],
    ["await sql.query('SELECT * FROM orders JOIN items ON a = b WHERE number = $1', [n]);", []],
    ["await sql.query('SELECT * FROM orders WHERE number = $1 OR shop = $2', [n]);", []],
    ["await sql.query('SELECT * FROM orders WHERE number = $1 AND lower(shop) = $2', [n]);", []],
    ["await sql.query('SELECT * FROM orders_old WHERE number = $1', [n]);", []],
    [
      'db.Query("select * from orders where number = $1 limit 1", n)',
      ['number text ← number'],
      'db/orders.go',
    ],
  ];
  for (const [code, expected, file = 'src/orders.ts'] of cases)
    it(code, () => {
      assert.deepEqual(filters(code, file), expected);
      assert.deepEqual(
        filters(
          code,
          file,
          `${TABLE}create index i on orders (number);\ncreate index j on orders ("customerRef");`,
        ),
        [],
      );
    });

  it('takes time in proportion to the code', () => {
    assert.deepEqual(filters(`${".from('orders')".repeat(50_000)}${'('.repeat(100_000)}`, 'src/a.ts'), []);
    assert.deepEqual(filters(`FROM orders WHERE ${'a '.repeat(400_000)}`, 'src/a.ts'), []);
  });
});
