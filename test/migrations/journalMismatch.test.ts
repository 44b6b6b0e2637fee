import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import type { Releases } from '../../server/src/core/facts.ts';
import { judgeFiles, migrationModelOf } from '../support/wholeWorkspace.ts';

type Files = Readonly<Record<string, string>>;

/** What the rule says: file, what is underlined, impact, and the first words. */
function mismatches(files: Files, released?: Releases): readonly (readonly string[])[] {
  return judgeFiles(files, released ? { released } : {})
    .filter(({ ruleId }) => ruleId === 'migrations/journal-mismatch')
    .map(({ file, offsets, impact }) => [
      file ?? '',
      files[file ?? '']?.slice(offsets?.start, offsets?.end) ?? '',
      impact,
    ]);
}

function onMain(ref: string, ...paths: readonly string[]): Releases {
  return { ref, paths: Object.fromEntries(paths.map((path) => [path, 'same'])), deleted: [] };
}

const ONE = 'migrations/20260101000000_users.sql';
const TWO = 'migrations/20260201000000_orders.sql';
const TABLES = {
  [ONE]: 'CREATE TABLE users (id bigint PRIMARY KEY);\n',
  [TWO]: 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
};

/** As `atlas migrate hash` writes it; texts of files that it leaves out are given as undefined. */
function atlasSum(files: readonly (readonly [name: string, text: string | undefined])[]): string {
  const all = createHash('sha256');
  const lines = files.flatMap(([name, text]) => {
    all.update(name);
    if (text === undefined) return [];
    return [`${name} h1:${all.update(text).copy().digest('base64')}\n`];
  });
  return `h1:${createHash('sha256').digest('base64')}\n${lines.join('')}`;
}

function named(files: Files): readonly (readonly [string, string])[] {
  return Object.entries(files).map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text]);
}

describe('a journal of Drizzle that lists few of the migrations', () => {
  const journal = 'drizzle/meta/_journal.json';
  const made = (count: number, listed: number): Files => {
    const names = Array.from({ length: count }, (_, index) => `${String(index).padStart(4, '0')}_m`);
    const entries = names.slice(0, listed).map((tag, idx) => ({ idx, tag, when: 1_700_000_000_000 + idx }));
    return {
      [journal]: JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
      'drizzle.config.ts':
        "export default { schema: './schema.ts', out: './drizzle', dialect: 'postgresql' };\n",
      ...Object.fromEntries(
        names.map((name, index) => [
          `drizzle/${name}.sql`,
          index === 0
            ? 'CREATE TABLE orders (id bigint PRIMARY KEY, a int);\n'
            : `CREATE INDEX CONCURRENTLY i${index} ON orders (a);\n`,
        ]),
      ),
    };
  };
  const inTransaction = (files: Files): number =>
    judgeFiles(files).filter(({ ruleId }) => ruleId === 'migrations/concurrently-in-transaction').length;

  it('says so once, and the others are run in another way', () => {
    const files = made(12, 1);
    assert.deepEqual(mismatches(files), [[journal, '0000_m', 'low']]);
    assert.match(
      judgeFiles(files).find(({ ruleId }) => ruleId === 'migrations/journal-mismatch')?.message ?? '',
      /^This journal lists 1 migration, and 11 of the 12 beside it are not in it: drizzle-kit migrate never runs those\./,
    );
    assert.equal(inTransaction(files), 0);
  });

  it('says so once, too, where nothing else says that Drizzle runs them', () => {
    const written = 'lib/db/migrations/meta/_journal.json';
    const names = Array.from({ length: 12 }, (_, index) => `202508${10 + index}_m`);
    const entries = names.slice(0, 3).map((name, idx) => ({ idx, version: 1, tag: `${name}.sql` }));
    const files = {
      [written]: JSON.stringify({ version: 1, dialect: 'postgresql', entries }),
      ...Object.fromEntries(names.map((name) => [`lib/db/migrations/${name}.sql`, TABLES[ONE] ?? ''])),
    };
    assert.deepEqual(mismatches(files), [[written, '20250810_m.sql', 'low']]);
  });

  it('is the one that counts where it lists most of them', () => {
    const files = made(12, 10);
    assert.deepEqual(mismatches(files), [
      ['drizzle/0010_m.sql', 'CREATE INDEX CONCURRENTLY i10 ON orders (a);', 'high'],
      ['drizzle/0011_m.sql', 'CREATE INDEX CONCURRENTLY i11 ON orders (a);', 'high'],
    ]);
    assert.equal(inTransaction(files), 11);
  });
});

describe('sums of atlas.sum', () => {
  const sum = 'migrations/atlas.sum';

  it('say nothing of files as they were', () => {
    assert.deepEqual(mismatches({ ...TABLES, [sum]: atlasSum(named(TABLES)) }), []);
  });

  it('tell the first file that was changed', () => {
    const files = { ...TABLES, [sum]: atlasSum(named(TABLES)) };
    assert.deepEqual(mismatches({ ...files, [TWO]: `${TABLES[TWO] ?? ''}-- more\n` }), [
      [TWO, 'CREATE TABLE orders (id bigint PRIMARY KEY);', 'high'],
    ]);
    // Nothing in front of it shows that the sums are worked out as they were made.
    assert.deepEqual(mismatches({ ...files, [ONE]: 'CREATE TABLE users (id int PRIMARY KEY);\n' }), [
      [ONE, 'CREATE TABLE users (id int PRIMARY KEY);', 'low'],
    ]);
  });

  it('forgive line ends and a mark in front', () => {
    const stored = named(TABLES).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')] as const);
    assert.deepEqual(mismatches({ ...TABLES, [sum]: atlasSum(stored) }), []);
    const marked = named(TABLES).map(([name, text]) => [name, `\ufeff${text}`] as const);
    assert.deepEqual(mismatches({ ...TABLES, [sum]: atlasSum(marked) }), []);
    const windows = Object.fromEntries(
      Object.entries(TABLES).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]),
    );
    assert.deepEqual(mismatches({ ...windows, [sum]: atlasSum(named(TABLES)) }), []);
  });

  it('say nothing of files with other bytes than text has', () => {
    const files = { ...TABLES, [sum]: atlasSum(named(TABLES)) };
    assert.deepEqual(mismatches({ ...files, [TWO]: `${TABLES[TWO] ?? ''}-- \ufffd\n` }), []);
  });

  it('know files that are left out by their first line', () => {
    const between = 'migrations/20260115000000_local.sql';
    const files = { ...TABLES, [between]: '-- atlas:sum ignore\nCREATE TABLE x (id bigint PRIMARY KEY);\n' };
    const [first, second] = named(TABLES);
    assert.ok(first && second);
    const text = atlasSum([first, ['20260115000000_local.sql', undefined], second]);
    assert.deepEqual(mismatches({ ...files, [sum]: text }), []);
    assert.deepEqual(
      mismatches({ ...TABLES, [between]: 'CREATE TABLE x (id bigint PRIMARY KEY);\n', [sum]: text }).map(
        ([file]) => file,
      ),
      [between, TWO],
    );
  });

  it('leave to another rule what git knows to be edited', () => {
    const files = {
      ...TABLES,
      [sum]: atlasSum(named(TABLES)),
      [TWO]: 'CREATE TABLE o (id int PRIMARY KEY);\n',
    };
    const released: Releases = {
      ref: 'origin/main',
      paths: { [ONE]: 'same', [TWO]: 'edited' },
      deleted: [],
    };
    assert.deepEqual(mismatches(files, released), []);
  });
});

describe('what Rails and dbmate write of a database', () => {
  const first = 'db/migrate/20260101000000_create_users.rb';
  const second = 'db/migrate/20260201000000_create_orders.rb';
  const migrations = {
    [first]:
      'class CreateUsers < ActiveRecord::Migration[7.1]\n  def change\n    create_table :users\n  end\nend\n',
    [second]:
      'class CreateOrders < ActiveRecord::Migration[7.1]\n  def change\n    create_table :orders\n  end\nend\n',
  };
  const schema = (version: string): Files => ({
    'db/schema.rb': `# Made by Rails.\nActiveRecord::Schema[7.1].define(version: ${version}) do\nend\n`,
  });
  const structure = (...versions: readonly string[]): Files => ({
    'db/structure.sql': `CREATE TABLE users (id bigint);\nINSERT INTO "schema_migrations" (version) VALUES\n${versions.map((one) => `('${one}')`).join(',\n')};\n`,
  });

  it('agrees with the migrations', () => {
    const released = onMain('origin/main', first, second);
    assert.deepEqual(mismatches({ ...migrations, ...schema('2026_02_01_000000') }, released), []);
    assert.deepEqual(
      mismatches({ ...migrations, ...structure('20260201000000', '20260101000000') }, released),
      [],
    );
  });

  it('is older than a migration on the main branch', () => {
    const released = onMain('origin/main', first, second);
    const expected = [[second, 'class CreateOrders < ActiveRecord::Migration[7.1]', 'low']];
    assert.deepEqual(mismatches({ ...migrations, ...schema('2026_01_01_000000') }, released), expected);
    assert.deepEqual(mismatches({ ...migrations, ...structure('20260101000000') }, released), expected);
    // One that is being written has not run yet.
    assert.deepEqual(
      mismatches({ ...migrations, ...schema('2026_01_01_000000') }, onMain('origin/main', first)),
      [],
    );
  });

  it('has a version whose migration is missing', () => {
    assert.deepEqual(mismatches({ ...migrations, ...schema('2026_03_01_000000') }), [
      ['db/schema.rb', '2026_03_01_000000', 'medium'],
    ]);
    // Old ones are taken away, and others lie in a folder for after the deploy.
    assert.deepEqual(
      mismatches({ ...migrations, ...structure('20250101000000', '20260101000000', '20260201000000') }),
      [],
    );
    assert.deepEqual(
      mismatches({
        ...migrations,
        ...schema('2026_03_01_000000'),
        'db/post_migrate/20260301000000_later.rb':
          'class Later < ActiveRecord::Migration[7.1]\n  def change\n    create_table :notes\n  end\nend\n',
      }),
      [],
    );
  });

  it('is read of each database', () => {
    const files = {
      'db/animals_migrate/20260101000000_create_cats.rb':
        'class CreateCats < ActiveRecord::Migration[7.1]\n  def change\n    create_table :cats\n  end\nend\n',
      'db/animals_schema.rb': 'ActiveRecord::Schema.define(:version => 20260201000000) do\nend\n',
      'db/queue_schema.rb': 'ActiveRecord::Schema[7.2].define(version: 1) do\nend\n',
    };
    assert.deepEqual(mismatches(files), [['db/animals_schema.rb', '20260201000000', 'medium']]);
  });

  it("is dbmate's only where dbmate wrote it", () => {
    const migration = 'db/migrations/20260101000000_users.sql';
    const files = (head: string): Files => ({
      [migration]:
        '-- migrate:up\nCREATE TABLE users (id bigint PRIMARY KEY);\n\n-- migrate:down\nDROP TABLE users;\n',
      'db/schema.sql': `${head}INSERT INTO public.schema_migrations (version) VALUES\n    ('20260301000000');\n`,
    });
    assert.deepEqual(mismatches(files('--\n-- Dbmate schema migrations\n--\n\n')), [
      ['db/schema.sql', '20260301000000', 'medium'],
    ]);
    assert.deepEqual(mismatches(files('')), []);
  });

  it("is Ecto's where it has a statement for each version", () => {
    const migration = 'priv/repo/migrations/20260101000000_users.exs';
    const files = {
      [migration]:
        'defmodule A.Repo.Migrations.Users do\n  use Ecto.Migration\n  def change do\n    create table(:users)\n  end\nend\n',
      'priv/repo/structure.sql':
        'INSERT INTO public."schema_migrations" (version) VALUES (20260201000000);\nINSERT INTO public."schema_migrations" (version) VALUES (20260102000000);\n',
    };
    assert.deepEqual(mismatches(files, onMain('origin/main', migration)), [
      ['priv/repo/structure.sql', '20260201000000', 'medium'],
      [migration, 'defmodule A.Repo.Migrations.Users do', 'low'],
    ]);
  });

  it('takes time in proportion to the text', () => {
    const text = `INSERT INTO "schema_migrations" (version) VALUES\n${'( '.repeat(200_000)}${"('1'),".repeat(20_000)}`;
    assert.equal(mismatches({ ...migrations, 'db/structure.sql': text }).length, 0);
  });
});

describe("Prisma's lock", () => {
  const migration = 'prisma/migrations/20260101000000_users/migration.sql';
  const files = (locked: string, schema: string): Files => ({
    'prisma/schema.prisma': `datasource db {\n  provider = "${schema}"\n  url = env("X")\n}\n`,
    'prisma/migrations/migration_lock.toml': `# Please do not edit\nprovider = "${locked}"\n`,
    [migration]: '-- CreateTable\nCREATE TABLE "users" ("id" INTEGER NOT NULL PRIMARY KEY);\n',
  });

  it('is for the database of the schema', () => {
    assert.deepEqual(mismatches(files('sqlite', 'postgresql')), [
      ['prisma/migrations/migration_lock.toml', 'sqlite', 'high'],
    ]);
    assert.deepEqual(mismatches(files('postgresql', 'postgresql')), []);
    assert.deepEqual(mismatches(files('postgresql', 'postgres')), []);
    assert.deepEqual(mismatches(files('postgresql', 'sqlserver')), []);
  });
});

describe('what has run nowhere, as a journal knows it', () => {
  const drizzle = (...tags: readonly string[]): string =>
    JSON.stringify({
      version: '7',
      dialect: 'postgresql',
      entries: tags.map((tag, idx) => ({ idx, version: '7', when: 1_767_225_600_000 + idx, tag })),
    });
  const [a, b, c] = ['drizzle/0000_a.sql', 'drizzle/0001_b.sql', 'drizzle/0002_c.sql'];
  const files = {
    [a]: 'CREATE TABLE "a" ("id" serial PRIMARY KEY NOT NULL);',
    [b]: 'CREATE TABLE "b" ("id" serial PRIMARY KEY NOT NULL, "n" text);',
    [c]: 'CREATE INDEX "i" ON "b" ("n");',
  };
  const states = (journal: string, released?: Releases): readonly string[] =>
    (
      migrationModelOf({ ...files, 'drizzle/meta/_journal.json': journal }, released ? { released } : {})
        .histories[0]?.migrations ?? []
    ).map(({ released: state }) => state);

  it('counts where git can’t tell', () => {
    assert.deepEqual(states(drizzle('0000_a', '0001_b', '0002_c')), ['unknown', 'unknown', 'unknown']);
    assert.deepEqual(states(drizzle('0000_a')), ['unknown', 'no', 'no']);
    assert.deepEqual(states(drizzle('0000_a'), onMain('main', a, b, c)), ['committed', 'no', 'no']);
    // A list that nobody ever wrote.
    assert.deepEqual(states(drizzle()), ['unknown', 'unknown', 'unknown']);
    // Somebody may have run by hand what production’s branch has.
    assert.deepEqual(states(drizzle('0000_a'), onMain('origin/main', a, b, c)), ['yes', 'yes', 'yes']);
  });

  it('makes what is deployed together new', () => {
    const rules = (journal: string): readonly string[] =>
      judgeFiles({ ...files, 'drizzle/meta/_journal.json': journal }).map(({ ruleId }) => ruleId);
    assert.ok(rules(drizzle('0000_a', '0001_b', '0002_c')).includes('migrations/blocking-index'));
    assert.ok(!rules(drizzle('0000_a')).includes('migrations/blocking-index'));
  });
});
