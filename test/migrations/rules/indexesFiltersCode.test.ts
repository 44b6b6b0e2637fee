import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

/** A table "order_lines" with the columns sku, note, paid and a unique shop, in the way of each tool; with an index on sku where asked. */
interface Tool {
  readonly files: Readonly<Record<string, string>>;
  readonly index: Readonly<Record<string, string>>;
  /** Where the code stands. */
  readonly code: string;
}

const SQL =
  'CREATE TABLE order_lines (id bigint PRIMARY KEY, sku text, note text, paid boolean, shop text UNIQUE);';
const INDEX = 'CREATE INDEX order_lines_sku ON order_lines (sku);';

const TOOLS = {
  rails: {
    files: {
      'db/migrate/20260101000000_create_order_lines.rb':
        'class CreateOrderLines < ActiveRecord::Migration[7.1]\n  def change\n    create_table :order_lines do |t|\n      t.string :sku\n      t.string :note\n      t.boolean :paid\n      t.string :shop, index: { unique: true }\n    end\n  end\nend\n',
    },
    index: {
      'db/migrate/20260201000000_index_order_lines.rb':
        'class IndexOrderLines < ActiveRecord::Migration[7.1]\n  def change\n    add_index :order_lines, :sku\n  end\nend\n',
    },
    code: 'app/models/cart.rb',
  },
  django: {
    files: {
      'shop/migrations/0001_initial.py':
        "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    operations = [\n        migrations.CreateModel(\n            name='OrderLine',\n            fields=[\n                ('id', models.BigAutoField(primary_key=True)),\n                ('sku', models.CharField(max_length=40)),\n                ('note', models.TextField()),\n                ('paid', models.BooleanField(default=False)),\n                ('shop', models.CharField(max_length=40, unique=True)),\n                ('customer', models.ForeignKey(to='auth.User', on_delete=models.CASCADE)),\n            ],\n        ),\n    ]\n",
    },
    index: {
      'shop/migrations/0002_index.py':
        "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    dependencies = [('shop', '0001_initial')]\n    operations = [\n        migrations.AddIndex(model_name='orderline', index=models.Index(fields=['sku'], name='line_sku')),\n    ]\n",
    },
    code: 'shop/views.py',
  },
  alembic: {
    files: {
      'alembic/versions/a1_lines.py': `from alembic import op\n\nrevision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    op.execute("${SQL}")\n`,
    },
    index: {
      'alembic/versions/b2_index.py':
        'from alembic import op\n\nrevision = "b2"\ndown_revision = "a1"\n\n\ndef upgrade():\n    op.create_index("order_lines_sku", "order_lines", ["sku"])\n',
    },
    code: 'app/cart.py',
  },
  laravel: {
    files: {
      'database/migrations/2026_01_01_000000_create_order_lines.php':
        "<?php\n\nreturn new class extends Migration\n{\n    public function up(): void\n    {\n        Schema::create('order_lines', function (Blueprint $table) {\n            $table->id();\n            $table->string('sku');\n            $table->text('note');\n            $table->boolean('paid');\n            $table->string('shop')->unique();\n        });\n    }\n};\n",
    },
    index: {
      'database/migrations/2026_02_01_000000_index.php':
        "<?php\n\nreturn new class extends Migration\n{\n    public function up(): void\n    {\n        Schema::table('order_lines', function (Blueprint $table) {\n            $table->index('sku');\n        });\n    }\n};\n",
    },
    code: 'app/Http/Cart.php',
  },
  knex: {
    files: {
      'migrations/20260101000000_lines.js': `exports.up = (knex) => knex.raw(\`${SQL}\`);\nexports.down = (knex) => knex.schema.dropTable('order_lines');\n`,
    },
    index: {
      'migrations/20260201000000_index.js': `exports.up = (knex) => knex.raw(\`${INDEX}\`);\nexports.down = (knex) => knex.raw('DROP INDEX order_lines_sku');\n`,
    },
    code: 'src/cart.js',
  },
  kysely: {
    files: {
      'src/migrations/2026-01-01-lines.ts': `import { sql, type Kysely } from 'kysely';\n\nexport async function up(db: Kysely<unknown>): Promise<void> {\n  await sql\`${SQL}\`.execute(db);\n}\n`,
    },
    index: {
      'src/migrations/2026-02-01-index.ts': `import { sql, type Kysely } from 'kysely';\n\nexport async function up(db: Kysely<unknown>): Promise<void> {\n  await sql\`${INDEX}\`.execute(db);\n}\n`,
    },
    code: 'src/cart.ts',
  },
  typeorm: {
    files: {
      'src/migrations/1767225600000-Lines.ts': `import { MigrationInterface, QueryRunner } from 'typeorm';\n\nexport class Lines1767225600000 implements MigrationInterface {\n  public async up(queryRunner: QueryRunner): Promise<void> {\n    await queryRunner.query(\`${SQL}\`);\n  }\n  public async down(): Promise<void> {}\n}\n`,
    },
    index: {
      'src/migrations/1769904000000-Index.ts': `import { MigrationInterface, QueryRunner } from 'typeorm';\n\nexport class Index1769904000000 implements MigrationInterface {\n  public async up(queryRunner: QueryRunner): Promise<void> {\n    await queryRunner.query(\`${INDEX}\`);\n  }\n  public async down(): Promise<void> {}\n}\n`,
    },
    code: 'src/cart.ts',
  },
  sequelize: {
    files: {
      'migrations/20260101000000-lines.js': `module.exports = {\n  async up(queryInterface, Sequelize) {\n    await queryInterface.sequelize.query(\`${SQL}\`);\n  },\n  async down() {},\n};\n`,
    },
    index: {
      'migrations/20260201000000-index.js': `module.exports = {\n  async up(queryInterface, Sequelize) {\n    await queryInterface.addIndex('order_lines', ['sku']);\n  },\n  async down() {},\n};\n`,
    },
    code: 'src/cart.js',
  },
} satisfies Readonly<Record<string, Tool>>;

/** The columns that are reported, each with where the code names it. */
function filters(tool: keyof typeof TOOLS, code: string, isIndexed: boolean): readonly string[] {
  const { files, index, code: path } = TOOLS[tool];
  return judgeFiles({ ...files, ...(isIndexed ? index : {}), [path]: code })
    .filter(({ ruleId }) => ruleId === 'migrations/filter-without-index')
    .flatMap(({ related }) =>
      related.map(({ range }) =>
        (code.split('\n')[range.start.line - 1] ?? '').slice(range.start.column - 1, range.end.column - 1),
      ),
    );
}

type Cases = Readonly<Record<keyof typeof TOOLS, readonly (readonly [code: string, isSlow: boolean])[]>>;

const CASES: Cases = {
  rails: [
    ['OrderLine.where(sku: params[:sku]).first', true],
    ['OrderLine.find_by(sku: sku)', true],
    ['Shop::OrderLine.find_by!(:sku => sku)', true],
    ['OrderLine.where("sku = ?", sku).order(:id)', true],
    ['OrderLine.exists?(sku:)', true],
    ['OrderLine.where(sku: sku, paid: true).count', true],
    ['OrderLine.where(sku: sku, shop: shop)', false],
    ['OrderLine.where(sku: sku).where(shop: shop)', false],
    ['OrderLine.where(sku: sku).of(shop)', false],
    ['OrderLine.where(paid: true)', false],
    ['OrderLine.where(sku: nil)', false],
    ["OrderLine.where(sku: 'a'..'b')", false],
    ['OrderLine.where(**filter, sku: sku)', false],
    ['OrderLine.where("lower(sku) = ?", sku)', false],
    ['ReorderLine.where(sku: sku)', false],
    ['OldOrderLine.find_by(sku: sku)', false],
  ],
  django: [
    ['line = OrderLine.objects.get(sku=sku)', true],
    ["lines = OrderLine.objects.filter(sku=request.GET['sku']).order_by('id')", true],
    ['line = get_object_or_404(OrderLine, sku=sku)', true],
    ['lines = OrderLine.objects.filter(sku=sku, paid=True).count()', true],
    ['lines = OrderLine.objects.filter(sku=sku, customer=user)', false],
    ['lines = OrderLine.objects.filter(sku=sku, pk=1)', false],
    ['lines = OrderLine.objects.filter(sku__icontains=sku)', false],
    ['lines = OrderLine.objects.filter(Q(sku=sku) | Q(note=sku))', false],
    ['lines = OrderLine.objects.filter(sku=sku).filter(shop=shop)', false],
    ['lines = OrderLine.objects.filter(**filters)', false],
    ['lines = Line.objects.filter(sku=sku)', false],
  ],
  alembic: [
    ['session.scalars(select(OrderLine).where(OrderLine.sku == sku)).first()', true],
    ['session.execute(select(OrderLine).filter_by(sku=sku))', true],
    ['session.query(OrderLine).filter(OrderLine.sku == sku).all()', true],
    ['OrderLine.query.filter_by(sku=sku).first()', true],
    ['select(OrderLine)\n    .where(OrderLine.sku == sku)\n    .limit(1)', true],
    ['select(OrderLine).where(OrderLine.sku == sku, OrderLine.shop == shop)', false],
    ['select(OrderLine).where(OrderLine.sku == sku).where(OrderLine.shop == shop)', false],
    ['select(OrderLine).where(or_(OrderLine.sku == sku, OrderLine.note == sku))', false],
    ['select(OrderLine).where(OrderLine.sku != sku)', false],
    ['select(OrderLine).where(OrderLine.sku == None)', false],
    ['select(OrderLine).join(Shop).where(OrderLine.sku == sku)', false],
  ],
  laravel: [
    ["<?php\n$line = OrderLine::where('sku', $sku)->first();", true],
    ["<?php\n$line = OrderLine::query()\n    ->where('sku', '=', $sku)\n    ->get();", true],
    ["<?php\n$line = OrderLine::firstWhere('sku', $sku);", true],
    ["<?php\n$line = OrderLine::where(['sku' => $sku, 'paid' => true])->exists();", true],
    ["<?php\n$line = DB::table('order_lines')->where('sku', $sku)->value('id');", true],
    ["<?php\n$line = OrderLine::where('sku', $sku)->where('shop', $shop)->first();", false],
    ["<?php\n$line = OrderLine::where('sku', 'like', $sku)->first();", false],
    ["<?php\n$line = OrderLine::where('sku', $sku)->orWhere('shop', $shop)->first();", false],
    ["<?php\n$line = OrderLine::where('sku', $sku)->paid()->first();", false],
    ['<?php\n$line = OrderLine::where(fn ($query) => $query)->first();', false],
    ["<?php\n$line = OrderLine::whereIn('sku', $all)->get();", false],
  ],
  knex: [
    ["await knex('order_lines').where({ sku }).first();", true],
    ["await db('order_lines').where('sku', sku).first();", true],
    ["await knex('order_lines').where('sku', '=', sku);", true],
    ["await knex('order_lines').where({ sku: request.query.sku, paid: true }).select('id');", true],
    ["await knex('order_lines').where({ sku, shop });", false],
    ["await knex('order_lines').where({ sku }).where('shop', shop);", false],
    ["await knex('order_lines').where('sku', '>', sku);", false],
    ["await knex('order_lines').where((query) => query.where('sku', sku));", false],
    ["await knex('order_lines').where({ sku: null });", false],
    ["await knex('other_lines').where({ sku });", false],
  ],
  kysely: [
    ["await db.selectFrom('order_lines').selectAll().where('sku', '=', sku).execute();", true],
    [
      "await db.selectFrom('order_lines')\n  .selectAll()\n  .where('order_lines.sku', '=', sku)\n  .execute();",
      true,
    ],
    ["await db.deleteFrom('order_lines').where('sku', '=', sku).execute();", true],
    ["await db.selectFrom('order_lines').where('sku', '=', sku).where('shop', '=', s).execute();", false],
    ["await db.selectFrom('order_lines').where('sku', 'like', sku).execute();", false],
    ["await db.selectFrom('order_lines').where((eb) => eb('sku', '=', sku)).execute();", false],
    ["await db.selectFrom('order_lines').innerJoin('a', 'b', 'c').where('sku', '=', sku).execute();", false],
  ],
  typeorm: [
    ['await this.orderLineRepository.findOneBy({ sku });', true],
    ['await orderLinesRepository.findBy({ sku: dto.sku });', true],
    ['await orderLineRepo.findOne({ where: { sku }, relations: { shop: true } });', true],
    ['await OrderLine.findOneBy({ sku: id(dto) });', true],
    ['await dataSource.getRepository(OrderLine).findBy({ sku });', true],
    ['await manager.find(OrderLine, { select: ["id"], where: { sku } });', true],
    ['await this.orderLineRepository.findOneBy({ sku, shop });', false],
    ['await this.orderLineRepository.findBy({ sku: In(all) });', false],
    ['await this.orderLineRepository.findBy([{ sku }, { note: sku }]);', false],
    ['await this.orderLineRepository.findOne({ where: [{ sku }, { shop }] });', false],
    ['await this.orderRepository.findOneBy({ sku });', false],
  ],
  sequelize: [
    ['await OrderLine.findAll({ where: { sku: req.query.sku } });', true],
    ["await OrderLine.findOne({ attributes: ['id'], where: { sku } });", true],
    ['await OrderLine.count({ where: { sku, paid: true } });', true],
    ['await OrderLine.findAll({ where: { sku, shop } });', false],
    ['await OrderLine.findAll({ where: { sku: { [Op.like]: sku } } });', false],
    ['await OrderLine.findAll({ where: { [Op.or]: [{ sku }, { shop }] } });', false],
    ['await OrderLine.findAll({ where: { sku: [a, b] } });', false],
    ['await OrderLine.findOne({ sku });', false],
  ],
};

describe('columns that code filters by, as query builders and ORMs write it', () => {
  for (const tool of Object.keys(CASES) as (keyof Cases)[])
    for (const [code, isSlow] of CASES[tool])
      it(`${tool}: ${code.replaceAll('\n', ' ')}`, () => {
        assert.deepEqual(filters(tool, code, false), isSlow ? ['sku'] : []);
        if (isSlow) assert.deepEqual(filters(tool, code, true), []);
      });

  it('takes time in proportion to the code', () => {
    for (const tool of Object.keys(CASES) as (keyof Cases)[])
      for (const [code] of CASES[tool].slice(0, 2)) {
        const head = code.slice(0, code.indexOf('sku'));
        assert.deepEqual(filters(tool, `${`${head}\n`.repeat(2_000)}${'('.repeat(100_000)}`, false), []);
        assert.deepEqual(filters(tool, `${head}${"'".repeat(100_001)}${'\\'.repeat(100_000)}`, false), []);
      }
  });
});
