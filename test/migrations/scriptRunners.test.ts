import { strict as assert } from 'node:assert';
import { down, migrationIn, up } from './script/reading.ts';

describe('migrations in code: TypeORM, Sequelize', () => {
  it('TypeORM', () => {
    const text = `
import { MigrationInterface, QueryRunner, Table, TableColumn, TableIndex, TableForeignKey } from 'typeorm';
export class AddThings1700000000000 implements MigrationInterface {
  name = 'AddThings1700000000000';
  transaction = false;
  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`ALTER TABLE "users" ADD "age" integer NOT NULL\`);
    await queryRunner.query('CREATE INDEX "i" ON "users" ' + '("age")');
    await queryRunner.createTable(new Table({ name: 'posts', columns: [
      { name: 'id', type: 'uuid', isPrimary: true, isGenerated: true, generationStrategy: 'uuid' },
      { name: 'title', type: 'varchar', length: '120', isNullable: true },
      { name: 'n', type: 'int', default: 0 },
    ], foreignKeys: [{ columnNames: ['user_id'], referencedTableName: 'users', referencedColumnNames: ['id'], onDelete: 'CASCADE' }],
      indices: [{ columnNames: ['title'] }] }), true);
    await queryRunner.addColumn('users', new TableColumn({ name: 'nick', type: 'text', default: "'x'" }));
    await queryRunner.addColumns('users', [new TableColumn({ name: 'p', type: 'text', isNullable: true }), new TableColumn({ name: 'q', type: 'text', isNullable: true })]);
    await queryRunner.changeColumn('users', 'nick', new TableColumn({ name: 'nick', type: 'varchar' }));
    await queryRunner.createIndex('users', new TableIndex({ name: 'u', columnNames: ['nick'], isUnique: true, isConcurrent: true }));
    await queryRunner.createForeignKey('posts', new TableForeignKey({ columnNames: ['a'], referencedTableName: 'b', referencedColumnNames: ['id'] }));
    await queryRunner.renameColumn('users', 'a', 'b');
    await queryRunner.dropColumn('users', 'z');
    await queryRunner.dropTable('old', true);
    await queryRunner.commitTransaction();
    await queryRunner.manager.save(thing);
  }
  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`ALTER TABLE "users" DROP COLUMN "age"\`);
  }
}`;
    const migration = migrationIn(text);
    assert.equal(migration?.tool, 'typeorm');
    assert.equal(migration?.certain, true);
    assert.equal(migration?.transaction?.use, false);
    assert.deepEqual(up(text), [
      'add-column table=users column={name=age type=integer notNull=true}',
      'create-index table=users index={name=i columns=[age]}',
      'create-table table=posts columns=[{name=id type=uuid notNull=true primaryKey=true default=uuid_generate_v4()/volatile}, {name=title type=character varying(120) nullable=true}, {name=n type=integer notNull=true default=0/constant}] constraints=[{type=foreign-key columns=[user_id] references={table=users columns=[id] onDelete=cascade}}] indexes=[{columns=[title]}] ifNotExists=true',
      "add-column table=users column={name=nick type=text notNull=true default='x'/constant}",
      'add-column table=users column={name=p type=text nullable=true}',
      'add-column table=users column={name=q type=text nullable=true}',
      'change-column table=users column=nick definition={name=nick type=character varying notNull=true}',
      'create-index table=users index={name=u columns=[nick] unique=true} concurrently=true',
      'add-constraint table=posts constraint={type=foreign-key columns=[a] references={table=b columns=[id]}}',
      'rename-column table=users column=a to=b',
      'drop-column table=users column=z',
      'drop-table table=old ifExists=true',
      'commit',
      'data-code',
    ]);
    assert.deepEqual(down(text), ['drop-column table=users column=age']);
  });

  it('Sequelize', () => {
    const text = `
module.exports = {
  up: async (queryInterface, Sequelize) => {
    await queryInterface.createTable('users', {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true, allowNull: false },
      teamId: { type: Sequelize.UUID, references: { model: 'teams', key: 'id' }, onDelete: 'cascade' },
      createdAt: { type: Sequelize.DATE, allowNull: false, defaultValue: Sequelize.fn('now') },
      uid: { type: Sequelize.UUID, defaultValue: Sequelize.UUIDV4 },
    });
    await queryInterface.sequelize.transaction(async (transaction) => {
      await queryInterface.addColumn('users', 'email', { type: Sequelize.STRING, allowNull: false }, { transaction });
      await queryInterface.removeColumn('users', 'old');
    });
    await queryInterface.addIndex('users', ['email'], { concurrently: true, unique: true, name: 'u' });
    await queryInterface.addIndex('users', { fields: ['email'] });
    await queryInterface.addConstraint('users', { fields: ['teamId'], type: 'foreign key', name: 'fk', references: { table: 'teams', field: 'id' } });
    await queryInterface.changeColumn('users', 'email', { type: Sequelize.TEXT });
    await queryInterface.bulkUpdate('users', { a: 1 }, {});
    await queryInterface.bulkDelete('users', null, {});
    await queryInterface.sequelize.query('UPDATE users SET a = 1');
    await Promise.all([queryInterface.renameColumn('users', 'a', 'b'), queryInterface.removeIndex('users', 'u')]);
  },
  down: async (queryInterface) => { await queryInterface.dropTable('users'); },
};`;
    const migration = migrationIn(text);
    assert.equal(migration?.tool, 'sequelize');
    assert.equal(migration?.certain, true);
    assert.equal(migration?.transaction?.use, undefined);
    assert.deepEqual(up(text), [
      'create-table table=users ifNotExists=true columns=[{name=id type=serial integer notNull=true primaryKey=true autoIncrement=true}, {name=teamId type=uuid references={table=teams columns=[id] onDelete=cascade}}, {name=createdAt type=timestamptz notNull=true default=now()/constant}, {name=uid type=uuid}] constraints=[]',
      'begin',
      'add-column table=users column={name=email type=character varying(255) notNull=true}',
      'drop-column table=users column=old outside',
      'commit',
      'create-index table=users index={name=u columns=[email] unique=true} concurrently=true',
      'create-index table=users index={columns=[email]}',
      'add-constraint table=users constraint={type=foreign-key columns=[teamId] name=fk references={table=teams columns=[id]}}',
      'change-column table=users column=email definition={name=email type=text}',
      'update table=users columns=[a]',
      'delete table=users',
      'update table=users columns=[a]',
      'rename-column table=users column=a to=b',
      'drop-index table=users ifExists=true name=u',
    ]);
    assert.deepEqual(down(text), ['drop-table table=users ifExists=true']);
  });
});
