import { strict as assert } from 'node:assert';
import type { Finding } from '../../../server/src/core/finding.ts';
import type { Releases } from '../../../server/src/core/facts.ts';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

const [ONE, TWO] = ['db/migrations/1_a.sql', 'db/migrations/2_b.sql'];
const FILES = {
  [ONE]:
    '-- +goose Up\nCREATE TABLE orders (id bigint PRIMARY KEY, total int);\n-- +goose Down\nDROP TABLE orders;\n',
  [TWO]:
    '-- +goose Up\nCREATE INDEX orders_total ON orders (total);\n-- +goose Down\nDROP INDEX orders_total;\n',
};

function found(ref: string, state: Releases['paths'][string]): Finding | undefined {
  const released = { ref, paths: { [ONE]: 'same', [TWO]: state }, deleted: [] } as const;
  return judgeFiles(FILES, { released }).find(({ ruleId }) => ruleId === 'migrations/blocking-index');
}

describe('a finding about a migration that may have run', () => {
  it('is low, and has no fix, where production has run it', () => {
    const finding = found('origin/main', 'same');
    assert.equal(finding?.impact, 'low');
    assert.deepEqual(finding.fixes, []);
    assert.ok(finding.message.includes('It has run already'));
    assert.equal(finding.past, true);
  });

  it('counts in full where the file is another one than production has run', () => {
    const finding = found('origin/main', 'edited');
    assert.notEqual(finding?.impact, 'low');
    assert.ok(finding && !finding.message.includes('It has run already'));
    assert.equal(finding.past, undefined);
  });

  it('leaves the fix to people where only the main branch of this machine has it', () => {
    const fixOf = (finding: Finding | undefined): unknown =>
      finding?.fixes.some((fix) => fix.kind === 'rewrite-migration' && fix.needsDecision === true);
    assert.equal(found('main', 'same')?.fixes.length, 1);
    assert.equal(fixOf(found('main', 'same')), true);
    const isNew = judgeFiles(FILES, {
      released: { ref: 'origin/main', paths: { [ONE]: 'same' }, deleted: [] },
    });
    const finding = isNew.find(({ ruleId }) => ruleId === 'migrations/blocking-index');
    assert.ok((finding?.fixes.length ?? 0) > 0);
    assert.equal(fixOf(finding), false);
  });
});

describe('a squashed migration of Django', () => {
  it('runs on new databases alone', () => {
    const file = (dependency: string, more: string, operation: string): string =>
      `from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    dependencies = [${dependency}]\n${more}    operations = [${operation}]\n`;
    const judged = (replaces: string): readonly string[] =>
      judgeFiles({
        'shop/migrations/0001_initial.py': file(
          '',
          '',
          "migrations.CreateModel(name='Order', fields=[('id', models.BigAutoField(primary_key=True)), ('total', models.IntegerField())])",
        ),
        'shop/migrations/0002_squashed_0009.py': file(
          "('shop', '0001_initial')",
          replaces,
          "migrations.AddIndex('Order', models.Index(fields=['total'], name='order_total'))",
        ),
      }).flatMap(({ ruleId, impact, past }) =>
        ruleId === 'migrations/blocking-index' ? [`${impact} ${past ? 'past' : 'to come'}`] : [],
      );
    assert.deepEqual(judged(''), ['high to come']);
    assert.deepEqual(judged("    replaces = [('shop', '0002_total'), ('shop', '0009_index')]\n"), [
      'low past',
    ]);
  });
});

describe('statements of one migration without a transaction', () => {
  it('are not taken for parts of one', () => {
    const rules = (first: string): readonly string[] =>
      judgeFiles({
        [ONE]: '-- +goose Up\nCREATE TABLE orders (id bigint PRIMARY KEY, total int);\n',
        [TWO]: `${first}-- +goose Up\nALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT positive;\n`,
      }).flatMap(({ ruleId }) => (ruleId.endsWith('in-same-transaction') ? [ruleId] : []));
    assert.deepEqual(rules(''), ['migrations/validation-in-same-transaction']);
    assert.deepEqual(rules('-- +goose NO TRANSACTION\n'), []);
  });
});

describe('a limit for locks', () => {
  const offered = (second: string): boolean =>
    judgeFiles({
      'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n}\n',
      'prisma/migrations/20260101000000_a/migration.sql':
        'CREATE TABLE orders (id bigint PRIMARY KEY, total int);\n',
      'prisma/migrations/20260102000000_b/migration.sql': `ALTER TABLE orders ADD COLUMN note text;\n${second}`,
    }).some(({ ruleId, fixes }) => ruleId === 'migrations/missing-lock-timeout' && fixes.length > 0);

  it('is not offered where it would make a transaction of a file with CONCURRENTLY', () => {
    assert.equal(offered(''), true);
    assert.equal(offered('CREATE INDEX CONCURRENTLY orders_total ON orders (total);\n'), false);
  });
});
