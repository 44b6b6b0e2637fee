/** JavaScript and TypeScript. */
import { add } from './codeCase.ts';
import type { Texts } from './runners.ts';

const kj = (body: string, down = ''): Texts => ({
  'k/migrations/20260112090000_add_things.js': `/** @param {import('knex')} knex */
exports.up = async function (knex) {
${body}
};

exports.down = async function (knex) {
${down}
};
`,
  'k/knexfile.js': "module.exports = { client: 'pg' };\n",
});
add(
  'blocking-index',
  kj(
    `  await knex.schema.alterTable('users', (table) => {
    table.index('email');
  });`,
    `  await knex.schema.alterTable('users', (table) => {
    table.dropIndex('email');
  });`,
  ),
);
add(
  'blocking-index',
  kj(
    `  await knex.schema.alterTable('users', (table) => {
    table.string('x');
    table.index(['email', 'x'], 'my_idx');
  });`,
    `  await knex.schema.alterTable('users', (table) => {
    table.dropIndex(['email', 'x'], 'my_idx');
    table.dropColumn('x');
  });`,
  ),
);
add(
  'blocking-foreign-key',
  kj(`  await knex.schema.alterTable('orders', (table) => {
    table.string('x');
    table.foreign('user_id').references('users.id').onDelete('CASCADE');
  });`),
);
add(
  'blocking-foreign-key',
  kj(`  await knex.schema.alterTable('orders', (table) => {
    table.foreign('user_id').references('users.id').onDelete('CASCADE');
  });`),
);
add(
  'not-null-scan',
  kj(
    `  await knex.schema.alterTable('orders', (table) => {
    table.dropNullable('buyer');
  });`,
    `  await knex.schema.alterTable('orders', (table) => {
    table.setNullable('buyer');
  });`,
  ),
);
add(
  'blocking-unique',
  kj(`  await knex.schema.alterTable('orders', (table) => {
    table.unique(['a', 'b']);
  });`),
);
add(
  'missing-lock-timeout',
  kj(`  await knex.schema.alterTable('orders', (table) => {
    table.dropColumn('a');
  });`),
);
add('blocking-check', kj(`  await knex.raw('ALTER TABLE users ADD CONSTRAINT c CHECK (b > 0)');`));
const mod = (body: string): Texts => ({
  'k/migrations/20260112090000_a.ts': `import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.schema.alterTable('users', (table) => {
    ${body}
  });

export const down = (knex: Knex) => knex.schema.alterTable('users', (table) => {});
`,
  'k/knexfile.js': "module.exports = { client: 'pg' };\n",
});
add('blocking-index', mod("table.index('email');"));
add('blocking-index', {
  'k/migrations/20260112090000_a.ts': `import { Knex } from 'knex';
import { x } from './y';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.table('users', (t) => {
    t.index('email');
  });
}

export async function down(knex: Knex): Promise<void> {}
`,
  'k/knexfile.js': "module.exports = { client: 'pg' };\n",
});
const pj = (body: string, down = ''): Texts => ({
  'p/migrations/1700000000000_add-things.ts': `import { MigrationBuilder, ColumnDefinitions } from 'node-pg-migrate';

export const shorthands: ColumnDefinitions | undefined = undefined;

export async function up(pgm: MigrationBuilder): Promise<void> {
${body}
}

export async function down(pgm: MigrationBuilder): Promise<void> {
${down}
}
`,
});
add('blocking-index', pj("  pgm.createIndex('users', 'email');", "  pgm.dropIndex('users', 'email');"));
add(
  'blocking-index',
  pj(
    "  pgm.addColumn('users', { x: 'text' });\n  pgm.createIndex('users', ['email', 'x'], { unique: true });",
    "  pgm.dropIndex('users', ['email', 'x'], { unique: true });\n  pgm.dropColumn('users', 'x');",
  ),
);
add(
  'blocking-foreign-key',
  pj(
    "  pgm.addConstraint('orders', 'orders_user_fk', { foreignKeys: { columns: 'user_id', references: 'users(id)' } });",
  ),
);
add('blocking-check', pj("  pgm.addConstraint('orders', 'orders_total', { check: 'total > 0' });"));
add('blocking-unique', pj("  pgm.addConstraint('orders', 'orders_uq', { unique: ['a', 'b'] });"));
add(
  'not-null-scan',
  pj(
    "  pgm.alterColumn('orders', 'user_id', { notNull: true });",
    "  pgm.alterColumn('orders', 'user_id', { notNull: false });",
  ),
);
add('blocking-index-drop', pj("  pgm.dropIndex('users', 'email');"));
const sj = (body: string, down = ''): Texts => ({
  's/migrations/20260112090000-add-things.js': `'use strict';

/** @type {import('sequelize-cli').Migration} */
module.exports = {
  async up(queryInterface, Sequelize) {
${body}
  },

  async down(queryInterface, Sequelize) {
${down}
  },
};
`,
  's/config/config.json': '{"production":{"dialect":"postgres"}}',
});
add('blocking-index', sj("    await queryInterface.addIndex('users', ['email'], { unique: true });"));
add('blocking-index', sj("    await queryInterface.addIndex('users', ['email']);"));
add(
  'blocking-foreign-key',
  sj(
    "    await queryInterface.addConstraint('orders', {\n      fields: ['user_id'],\n      type: 'foreign key',\n      name: 'orders_user_fk',\n      references: { table: 'users', field: 'id' },\n      onDelete: 'cascade',\n    });",
  ),
);
add('blocking-index-drop', sj("    await queryInterface.removeIndex('users', 'users_email');"));
add('blocking-index', sj('    await queryInterface.sequelize.query(`CREATE INDEX x ON users (email)`);'));
const tj = (body: string, down = ''): Texts => ({
  't/src/migrations/1700000000000-AddThings.ts': `import { MigrationInterface, QueryRunner, TableIndex, TableForeignKey } from 'typeorm';

export class AddThings1700000000000 implements MigrationInterface {
  name = 'AddThings1700000000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
${body}
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
${down}
  }
}
`,
  't/src/data-source.ts':
    "import { DataSource } from 'typeorm';\nexport default new DataSource({ type: 'postgres', migrationsTransactionMode: 'each', migrations: ['src/migrations/*.ts'] });\n",
});
add(
  'blocking-index',
  tj(
    '    await queryRunner.query(`CREATE INDEX "IDX_a" ON "users" ("email")`);',
    '    await queryRunner.query(`DROP INDEX "IDX_a"`);',
  ),
);
add(
  'blocking-index',
  tj(
    "    await queryRunner.createIndex(\n      'users',\n      new TableIndex({\n        name: 'IDX_b',\n        columnNames: ['email'],\n      }),\n    );",
  ),
);
add(
  'blocking-index',
  tj(
    '    await queryRunner.query(`ALTER TABLE "users" ADD "x" text`);\n    await queryRunner.query(`CREATE INDEX "IDX_a" ON "users" ("email")`);',
    '    await queryRunner.query(`DROP INDEX "IDX_a"`);\n    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "x"`);',
  ),
);
add(
  'blocking-foreign-key',
  tj(
    '    await queryRunner.query(`ALTER TABLE "orders" ADD CONSTRAINT "FK_1" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`);',
  ),
);
add(
  'blocking-foreign-key',
  tj(
    "    await queryRunner.createForeignKey('orders', new TableForeignKey({ name: 'fk', columnNames: ['user_id'], referencedTableName: 'users', referencedColumnNames: ['id'], onDelete: 'CASCADE' }));",
  ),
);
add(
  'not-null-scan',
  tj(
    '    await queryRunner.query(`ALTER TABLE "orders" ALTER COLUMN "a" SET NOT NULL`);',
    '    await queryRunner.query(`ALTER TABLE "orders" ALTER COLUMN "a" DROP NOT NULL`);',
  ),
);
const mj = (body: string, down = ''): Texts => ({
  'm/migrations/Migration20260112090000.ts': `import { Migration } from '@mikro-orm/migrations';

export class Migration20260112090000 extends Migration {

  async up(): Promise<void> {
${body}
  }

  async down(): Promise<void> {
${down}
  }

}
`,
});
add(
  'blocking-index',
  mj(`    this.addSql('create index "a" on "users" ("email");');`, `    this.addSql('drop index "a";');`),
);
add(
  'blocking-index',
  mj(
    `    this.addSql('alter table "users" add column "x" text null;');\n    this.addSql('create index "a" on "users" ("email");');`,
    `    this.addSql('drop index "a";');\n    this.addSql('alter table "users" drop column "x";');`,
  ),
);
add(
  'blocking-foreign-key',
  mj(
    `    this.addSql('alter table "orders" add constraint "fk" foreign key ("user_id") references "users" ("id") on update cascade;');`,
  ),
);
const yj = (body: string): Texts => ({
  'y/migrations/2026_01_12_a.ts': `import { Kysely } from 'kysely';

export async function up(db: Kysely<any>): Promise<void> {
${body}
}

export async function down(db: Kysely<any>): Promise<void> {}
`,
});
add(
  'blocking-index',
  yj("  await db.schema.createIndex('users_email').on('users').column('email').execute();"),
);
add(
  'blocking-foreign-key',
  yj(
    "  await db.schema\n    .alterTable('orders')\n    .addForeignKeyConstraint('fk', ['user_id'], 'users', ['id'])\n    .execute();",
  ),
);
add(
  'not-null-scan',
  yj("  await db.schema.alterTable('orders').alterColumn('a', (c) => c.setNotNull()).execute();"),
);

add('blocking-index', sj("    await queryInterface.addIndex('users', ['email'], { transaction });"));
add('concurrently-in-transaction', kj(`  await knex.raw('CREATE INDEX CONCURRENTLY a ON users (b)');`));
add(
  'blocking-foreign-key',
  yj(
    "  await db.schema.alterTable('orders').addColumn('x', 'text').addForeignKeyConstraint('fk', ['user_id'], 'users', ['id']).execute();",
  ),
);
add(
  'blocking-index',
  kj(`  await knex.schema
    .alterTable('users', (table) => {
      table.index('email');
    })
    .alterTable('orders', (table) => {
      table.string('x');
    });`),
);
add(
  'foreign-key-without-index',
  sj(`    await queryInterface.sequelize.transaction(async (transaction) => {
      await queryInterface.createTable(
        'subscriptions',
        {
          id: { type: Sequelize.UUID, primaryKey: true },
          documentId: {
            type: Sequelize.UUID,
            allowNull: false,
            references: { model: 'documents' },
          },
        },
        { transaction },
      );
    });`),
);
