import { strict as assert } from 'node:assert';
import type { Step } from '../../server/src/core/migrations/model.ts';
import { migrationModelOf } from '../support/wholeWorkspace.ts';

const stepsOf = (files: Readonly<Record<string, string>>): readonly Step[] =>
  migrationModelOf(files).histories.flatMap(({ steps }) => steps);
/** "create-table yes tool" */
const places = (files: Readonly<Record<string, string>>): readonly string[] =>
  stepsOf(files).map(({ operation, transaction: { inside, by } }) =>
    [operation.kind, inside, ...(by ? [by] : [])].join(' '),
  );
const TWO = 'CREATE TABLE a (id int);\nCREATE INDEX CONCURRENTLY i ON a (id);\n';

describe('the transaction of a step', () => {
  it('is that of the tool, unless the file opts out', () => {
    assert.deepEqual(places({ 'm/migrations/1_a.sql': `-- +goose Up\n${TWO}` }), [
      'create-table yes tool',
      'create-index yes tool',
    ]);
    assert.deepEqual(places({ 'm/migrations/1_a.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${TWO}` }), [
      'create-table no',
      'create-index no',
    ]);
  });
  it('is unknown where nothing tells the tool', () =>
    assert.deepEqual(places({ 'sql/migrations/1_a.sql': TWO }), [
      'create-table unknown tool',
      'create-index unknown tool',
    ]));
  it('is opened and ended by the file', () =>
    assert.deepEqual(
      places({
        'm/migrations/1_a.sql':
          '-- +goose Up\nBEGIN;\nCREATE TABLE a (id int);\nCOMMIT;\nCREATE INDEX CONCURRENTLY i ON a (id);\n',
      }).filter((one) => one.startsWith('create')),
      ['create-table yes file', 'create-index no'],
    ));
  it('begins anew with each file', () => {
    const files = {
      'm/migrations/1_a.sql': '-- +goose Up\nBEGIN;\nCREATE TABLE a (id int);\nCOMMIT;\n',
      'm/migrations/2_b.sql': '-- +goose Up\nDROP TABLE a;\n',
    };
    assert.equal(places(files).at(-1), 'drop-table yes tool');
  });
  it('is the batch that a file is sent as, unless it has one statement', () => {
    const at = 'prisma/migrations/20240101000000_a/migration.sql';
    const version = (range: string): Readonly<Record<string, string>> => ({
      'package.json': `{"devDependencies":{"prisma":"${range}"}}`,
      [at]: TWO,
    });
    assert.deepEqual(places({ [at]: 'CREATE INDEX CONCURRENTLY i ON a (id);' }), ['create-index no']);
    assert.deepEqual(places(version('6.1.0')), ['create-table yes batch', 'create-index yes batch']);
    assert.deepEqual(places(version('^7.4.0')), ['create-table yes batch', 'create-index no']);
    assert.deepEqual(places({ [at]: TWO }), ['create-table yes batch', 'create-index unknown batch']);
    const drop = 'CREATE TABLE a (id int);\nDROP INDEX CONCURRENTLY i;\n';
    assert.deepEqual(places({ ...version('^7.4.0'), [at]: drop }), [
      'create-table yes batch',
      'drop-index yes batch',
    ]);
  });
  it("is none for Flyway's files of statements that can't have one", () => {
    assert.deepEqual(places({ 'db/migration/V1__a.sql': 'CREATE INDEX CONCURRENTLY i ON a (id);' }), [
      'create-index no',
    ]);
    assert.deepEqual(places({ 'db/migration/V1__a.sql': TWO }), [
      'create-table yes tool',
      'create-index yes tool',
    ]);
  });
  it('is ended by each change of the schema on MySQL', () =>
    assert.deepEqual(
      places({
        'm/migrations/1_a.sql':
          '-- +goose Up\nCREATE TABLE `a` (`id` int) ENGINE=InnoDB;\nALTER TABLE `a` ADD `b` int;\n',
      }),
      ['create-table no', 'add-column no'],
    ));
  it('has a number of its own in each migration', () => {
    const ids = stepsOf({
      'm/migrations/1_a.sql': `-- +goose Up\n${TWO}`,
      'm/migrations/2_b.sql': '-- +goose Up\nDROP TABLE a;\n',
    }).map(({ transaction }) => transaction.id);
    assert.equal(ids[0], ids[1]);
    assert.notEqual(ids[1], ids[2]);
  });
});

describe('the time limits of a step', () => {
  const limits = (text: string): readonly boolean[] =>
    stepsOf({ 'm/migrations/1_a.sql': `-- +goose Up\n${text}` }).map(({ limits: { lock } }) => lock);
  it('are those that were set before it', () => {
    assert.deepEqual(
      limits("DROP TABLE a; SET lock_timeout = '5s'; DROP TABLE b; RESET lock_timeout; DROP TABLE c;"),
      [false, true, true, false, false],
    );
    assert.deepEqual(limits('SET lock_timeout = 0; DROP TABLE b;'), [false, false]);
    assert.deepEqual(limits("SET statement_timeout = '5s'; DROP TABLE b;"), [false, false]);
    assert.deepEqual(limits("SELECT set_config('lock_timeout', '5s', true); DROP TABLE b;"), [true, true]);
  });
  it('end with the file', () => {
    const steps = stepsOf({
      'm/migrations/1_a.sql': "-- +goose Up\nSET lock_timeout = '5s';\n",
      'm/migrations/2_b.sql': '-- +goose Up\nDROP TABLE a;\n',
    });
    assert.equal(steps.at(-1)?.limits.lock, false);
  });
});

describe("Django's names of foreign keys", () => {
  const head = 'from django.db import migrations, models\n\nclass Migration(migrations.Migration):\n';
  const files = (operation: string): Readonly<Record<string, string>> => ({
    'shop/migrations/0001_initial.py': `${head}    dependencies = []\n    operations = [\n        migrations.CreateModel(name='Author', fields=[('id', models.AutoField(primary_key=True))]),\n        migrations.CreateModel(name='Book', fields=[('id', models.AutoField(primary_key=True)), ('author', models.ForeignKey(to='shop.Author', on_delete=models.CASCADE))]),\n    ]\n`,
    'shop/migrations/0002_b.py': `${head}    dependencies = [('shop', '0001_initial')]\n    operations = [${operation}]\n`,
  });
  const columns = (operation: string): readonly string[] => [
    ...(migrationModelOf(files(operation)).histories[0]?.final.tables.get('shop_book')?.columns.keys() ?? []),
  ];
  it('end in "_id" in the database', () => {
    assert.deepEqual(columns(''), ['id', 'author_id']);
    assert.deepEqual(columns("migrations.RemoveField(model_name='book', name='author')"), ['id']);
    assert.deepEqual(
      columns("migrations.RenameField(model_name='book', old_name='author', new_name='writer')"),
      ['id', 'writer_id'],
    );
    assert.equal(
      stepsOf(files("migrations.RemoveField(model_name='book', name='author')")).at(-1)?.column?.name,
      'author_id',
    );
  });
});
