import { strict as assert } from 'node:assert';
import type { FileFacts } from '../../server/src/core/collector.ts';
import { joinWorkspace } from '../../server/src/core/judgeWorkspace.ts';
import type { History } from '../../server/src/core/migrations/model.ts';
import { factsOfFiles, migrationModelOf } from '../support/wholeWorkspace.ts';
import { processorTime } from '../support/processorTime.ts';

const only = (files: Readonly<Record<string, string>>): History => {
  const { histories } = migrationModelOf(files);
  assert.equal(histories.length, 1);
  return histories[0] as History;
};
const TABLE = 'CREATE TABLE a (id int);\n';

describe('joining migrations', () => {
  it('pairs the way up with the way back', () => {
    const { migrations } = only({
      'migrations/001_a.up.sql': TABLE,
      'migrations/001_a.down.sql': 'DROP TABLE a;\n',
      'migrations/002_b.up.sql': 'CREATE TABLE b (id int);\n',
    });
    assert.deepEqual(
      migrations.map(({ file, down }) => [file, down?.file]),
      [
        ['migrations/001_a.up.sql', 'migrations/001_a.down.sql'],
        ['migrations/002_b.up.sql', undefined],
      ],
    );
  });
  it('lets contents decide what the tool is, then the journal, then what is configured', () => {
    assert.equal(
      only({
        'db/migrations/1_a.sql': `-- +goose Up\n${TABLE}`,
        'package.json': '{"dependencies":{"dbmate":"1"}}',
      }).tool,
      'goose',
    );
    assert.equal(
      only({
        'drizzle/0000_a.sql': TABLE,
        'drizzle/meta/_journal.json':
          '{"version":"7","dialect":"sqlite","entries":[{"idx":0,"when":1,"tag":"0000_a","breakpoints":true}]}',
      }).tool,
      'drizzle',
    );
    assert.equal(only({ 'sql/migrations/0001_a.sql': TABLE }).tool, 'sql');
  });
  it('keeps the histories of two databases apart', () => {
    const { histories } = migrationModelOf({ 'a/migrations/1_x.sql': TABLE, 'b/migrations/1_x.sql': TABLE });
    assert.deepEqual(
      histories.map(({ folder }) => folder),
      ['a/migrations', 'b/migrations'],
    );
  });
  it('takes the dialect and the version of the server from settings, near ones first', () => {
    const history = (provider: string): History =>
      only({
        'prisma/schema.prisma': `datasource db {\n  provider = "${provider}"\n  url = env("X")\n}\n`,
        'prisma/migrations/20240101000000_a/migration.sql': TABLE,
        'docker-compose.yml': 'services:\n  db:\n    image: postgres:12\n',
      });
    const { tool, dialect, dialectKnown, serverVersion } = history('postgresql');
    assert.deepEqual([tool, dialect, dialectKnown, serverVersion], ['prisma', 'postgres', true, 12]);
    assert.equal(history('mysql').dialect, 'mysql');
    assert.equal(history('mysql').serverVersion, undefined, "another database's");
    const unknown = only({ 'sql/migrations/0001_a.sql': TABLE });
    assert.deepEqual([unknown.dialect, unknown.dialectKnown], ['postgres', false]);
  });
  it('knows what is released, only committed, edited and new', () => {
    const files = { 'migrations/1_a.sql': TABLE, 'migrations/2_b.sql': TABLE, 'migrations/3_c.sql': TABLE };
    const states = (ref: string): readonly unknown[] =>
      migrationModelOf(files, {
        released: {
          ref,
          paths: { 'migrations/1_a.sql': 'same', 'migrations/2_b.sql': 'edited' },
          deleted: [],
        },
      }).histories[0]?.migrations.map(({ released, edited }) => `${released}${edited ? ' edited' : ''}`) ??
      [];
    assert.deepEqual(states('origin/main'), ['yes', 'yes edited', 'no']);
    assert.deepEqual(states('main'), ['committed', 'committed edited', 'no']);
    assert.deepEqual(
      migrationModelOf(files).histories[0]?.migrations.map(({ released }) => released),
      ['unknown', 'unknown', 'unknown'],
    );
  });
});

describe('joining again after an edit', () => {
  const text = (index: number): string =>
    `CREATE TABLE t${index} (id int PRIMARY KEY, o int REFERENCES t0 (id));\nALTER TABLE t${index} ADD COLUMN c text;\nCREATE INDEX i${index} ON t${index} (c);\n`;
  const path = (index: number): string => `supabase/migrations/${20240101000000 + index}_m.sql`;
  const files = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [path(index), text(index)]));
  const facts = factsOfFiles(files);
  const join = (
    given: ReadonlyMap<string, FileFacts>,
    before?: ReturnType<typeof joinWorkspace>,
  ): ReturnType<typeof joinWorkspace> => joinWorkspace({ files: given, ignoredEnv: [] }, before);
  const shown = ({ migrations }: ReturnType<typeof joinWorkspace>): unknown =>
    migrations.histories.map(({ steps, final }) => ({
      steps: steps.map(({ migration, operation, liveness, table, limits, transaction }) => [
        migration.file,
        migration.index,
        operation.kind,
        liveness,
        table?.columns.size,
        limits,
        transaction.inside,
      ]),
      tables: [...final.tables]
        .map(([name, { columns, constraints, created }]) => [
          name,
          [...columns.keys()],
          constraints.length,
          created,
        ])
        .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      indexes: [...final.indexes.keys()].toSorted(),
    }));

  for (const [what, edit] of [
    ['the last', { [path(59)]: `${text(59)}DROP TABLE t3;\n` }],
    ['one in the middle', { [path(20)]: 'DROP TABLE t1;\n' }],
    ['the first', { [path(0)]: 'CREATE TABLE t0 (key int);\n' }],
    ['a new one', { [path(60)]: 'ALTER TABLE t0 RENAME TO z;\n' }],
    ['a new one in the middle', { 'supabase/migrations/20240101000030_a.sql': 'DROP TABLE t2;\n' }],
    [
      'the settings',
      { 'supabase/config.toml': '[db]\nmajor_version = 15\n[api]\nschemas = ["public", "x"]\n' },
    ],
  ] as const)
    it(`gives the same as joining all: ${what}`, () => {
      const before = join(facts);
      const edited = new Map([...facts, ...factsOfFiles(edit)]);
      const again = join(edited, before);
      assert.deepEqual(shown(again), shown(join(edited)));
      assert.notDeepEqual(what === 'the settings' ? 0 : shown(again), shown(before));
      assert.deepEqual(shown(join(facts, again)), shown(before), 'and back');
    });

  it('plays only what comes after it', () => {
    const before = join(facts);
    const again = join(new Map([...facts, ...factsOfFiles({ [path(59)]: 'DROP TABLE t3;\n' })]), before);
    const [one, other] = [before.migrations.histories[0], again.migrations.histories[0]];
    assert.equal(other?.steps[100], one?.steps[100]);
    assert.equal(other?.migrations[58], one?.migrations[58]);
    assert.notEqual(other?.migrations[59], one?.migrations[59]);
  });

  it('forgets it where a file is released in between', () => {
    const before = join(facts);
    const again = joinWorkspace(
      { files: facts, ignoredEnv: [], released: { ref: 'origin/main', paths: {}, deleted: [] } },
      before,
    );
    assert.equal(again.migrations.histories[0]?.migrations[0]?.released, 'no');
  });
});

describe('a large history', () => {
  it('is joined in time in proportion: 5,000 migrations with 20,000 operations', () => {
    const files = (count: number): ReadonlyMap<string, FileFacts> =>
      factsOfFiles(
        Object.fromEntries(
          Array.from({ length: count }, (_, index) => [
            `migrations/${String(index).padStart(6, '0')}_m.sql`,
            `CREATE TABLE t${index} (id int PRIMARY KEY);\nALTER TABLE t${index} ADD COLUMN c text;\nCREATE INDEX i${index} ON t${index} (c);\nALTER TABLE t${index} RENAME TO u${index};\n`,
          ]),
        ),
      );
    const all = files(5_000);
    const start = processorTime();
    const { migrations } = joinWorkspace({ files: all, ignoredEnv: [] });
    assert.ok(processorTime() - start < 3_000, `${processorTime() - start} ms`);
    assert.equal(migrations.histories[0]?.steps.length, 20_000);
    assert.equal(migrations.histories[0]?.final.tables.size, 5_000);
  });
});

describe('what the packages of a monorepo say of each other', () => {
  it('is nothing: Supabase in one of them serves no tables of another', () => {
    const histories = migrationModelOf({
      'packages/site/package.json': '{"devDependencies": {"supabase": "2.110.0"}}',
      'packages/shop/package.json': '{"dependencies": {"prisma": "7.4.0"}}',
      'packages/shop/prisma/migrations/20260101000000_init/migration.sql':
        'CREATE TABLE "orders" ("id" BIGINT PRIMARY KEY, "at" TIMESTAMPTZ);\n',
    }).histories;
    assert.deepEqual(
      histories.map(({ tool, platform, toolVersion }) => ({ tool, platform, toolVersion })),
      [{ tool: 'prisma', platform: undefined, toolVersion: '7.4.0' }],
    );
  });
});
