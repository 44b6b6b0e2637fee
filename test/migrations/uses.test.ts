import { strict as assert } from 'node:assert';
import { queryFor, usesInWords, type Target } from '../../server/src/core/migrations/judging/uses.ts';
import { processorTime } from '../support/processorTime.ts';

const uses = (target: Target, text: string, path = 'src/a.ts'): readonly string[] =>
  queryFor(target)
    .find({ path, text })
    .map(({ start, end }) => text.slice(start, end));
const PLAN = { table: 'accounts', column: 'legacy_plan' };
const NAME = { table: 'customers', column: 'name' };
const TABLE = { table: 'order_lines' };

describe('uses of a column', () => {
  for (const [what, text] of [
    ['SQL in a template', 'await sql`SELECT id, legacy_plan FROM accounts WHERE id = 1`;'],
    ['SQL in a string', 'db.query("UPDATE accounts SET legacy_plan = $1");'],
    ['supabase-js', "supabase.from('accounts').select('id, legacy_plan')"],
    ['Drizzle', "export const accounts = pgTable('accounts', { legacyPlan: text('legacy_plan') });"],
    ['Prisma', 'await prisma.account.update({ data: { legacyPlan: null } });'],
    ['a model of Django', 'class Account(models.Model):\n    legacy_plan = models.TextField()\n'],
    [
      'a model of Rails',
      'class Account < ApplicationRecord\n  validates :legacy_plan, presence: true\nend\n',
    ],
    ['the schema of Prisma', 'model Account {\n  legacyPlan String? @map("legacy_plan")\n}\n'],
  ] as const)
    it(`are found in ${what}`, () => assert.ok(uses(PLAN, text).length > 0));

  for (const [what, text] of [
    ['a comment', '// legacy_plan of accounts is gone\n'],
    ['a comment of SQL', '-- accounts.legacy_plan\n'],
    ['a longer word', "from('accounts').select('legacy_plan_id, my_legacy_plan')"],
    ['a file that never names the table', 'const legacy_plan = 1;'],
  ] as const)
    it(`are not found in ${what}`, () => assert.deepEqual(uses(PLAN, text), []));

  for (const [what, text] of [
    ['its owner', 'for (const customer of customers) print(customer.name);'],
    ['a query', 'sql`SELECT name FROM customers WHERE name = ${x}`'],
    ['quotes', "supabase.from('customers').select('name')"],
  ] as const)
    it(`with an everyday name are found by ${what}`, () => assert.ok(uses(NAME, text).length > 0));

  for (const [what, text] of [
    ['something else of that name', 'const customers = load(); console.log(product.name, file.name);'],
    ['a sentence', 'throw new Error(`customers need a name`);'],
    ['far from the table', `customers;\n${'x();\n'.repeat(500)}sql\`SELECT name FROM plans\``],
    ['a method', 'customer.name()'],
  ] as const)
    it(`with an everyday name are not found in ${what}`, () => assert.deepEqual(uses(NAME, text), []));
});

describe('uses of a table', () => {
  for (const text of [
    'SELECT * FROM order_lines',
    'join "order_lines" l',
    "supabase.from('order_lines')",
    "pgTable('order_lines', {})",
    'class OrderLine < ApplicationRecord',
    'model OrderLine {',
    "db_table = 'order_lines'",
    '@@map("order_lines")',
    "__tablename__ = 'order_lines'",
  ])
    it(`are found: ${text}`, () => assert.equal(uses(TABLE, text).length, 1));
  for (const text of [
    "log('order_lines are gone')",
    '// FROM order_lines',
    'const order_lines = 1;',
    'SELECT * FROM order_lines_old',
  ])
    it(`are not found: ${text}`, () => assert.deepEqual(uses(TABLE, text), []));
  it('leave the schema out', () =>
    assert.equal(uses({ table: 'shop.order_lines' }, 'FROM shop.order_lines').length, 1));
});

describe('words about uses', () => {
  it('name the first file, and count the others', () => {
    const at = { start: 0, end: 1, line: 1, column: 1, endLine: 1, endColumn: 2 };
    const places = ['a.ts', 'a.ts', 'b.ts', 'c.ts'].map((file) => ({ file, at }));
    assert.equal(usesInWords(places.slice(0, 2)), 'a.ts still uses it');
    assert.equal(usesInWords(places.slice(0, 3)), 'a.ts and 1 other file still use it');
    assert.equal(usesInWords(places), 'a.ts and 2 other files still use it');
  });
});

describe('a hostile file', () => {
  it('takes time in proportion', () => {
    const start = processorTime();
    for (const text of [
      'legacy_plan '.repeat(80_000),
      'accounts '.repeat(110_000),
      'a'.repeat(1_000_000),
      `accounts${' legacy_plan'.repeat(80_000)}`,
    ])
      for (const target of [PLAN, TABLE, { table: 'accounts', column: 'plan' }, { table: 'accounts' }])
        uses(target, text);
    assert.ok(processorTime() - start < 3_000, `${processorTime() - start} ms`);
  });
});
