import assert from 'node:assert/strict';
import { createDocument } from '../../server/src/core/source.ts';
import sqlFile from '../../server/src/core/migrations/readers/sqlFile.ts';
import type { MigrationFacts, Statement } from '../../server/src/core/migrations/types.ts';

const TABLE = 'CREATE TABLE a (id int);\n';

function read(path: string, text: string): MigrationFacts | undefined {
  if (!sqlFile.reads(path)) return undefined;
  return sqlFile.read(createDocument({ path, text }))?.migration;
}

/** What a test looks at: texts in place of offsets. */
function shown(path: string, text: string): Record<string, unknown> | undefined {
  const facts = read(path, text);
  if (!facts) return undefined;
  const textOf = ({ range }: Statement): string => text.slice(range.start, range.end);
  const { tool, certain, direction, up, down, downAt, irreversible, transaction } = facts;
  return {
    tool: certain ? `${tool}!` : tool,
    direction,
    up: up.map(textOf),
    ...(down && { down: down.map(textOf) }),
    ...(downAt && { downAt: text.slice(downAt.start, downAt.end) }),
    ...(irreversible && { irreversible: text.slice(irreversible.start, irreversible.end) }),
    ...(transaction && {
      transaction: `${transaction.use}: ${text.slice(transaction.at.start, transaction.at.end)}`,
    }),
  };
}

describe('the dialect of a .sql file', () => {
  for (const [text, expected] of Object.entries({
    'ALTER TABLE users CONVERT TO CHARACTER SET latin1;': 'mysql',
    'ALTER TABLE users ADD INDEX a (b), ALGORITHM=COPY;': 'mysql',
    'ALTER TABLE users DROP FOREIGN KEY a;': 'mysql',
    'ALTER TABLE users DROP PRIMARY KEY, ADD COLUMN a int;': 'mysql',
    'ALTER TABLE users ADD FULLTEXT INDEX a (b);': 'mysql',
    'ALTER TABLE users ADD key varchar(20);': undefined,
    'ALTER TABLE users ADD algorithm text;': undefined,
    'ALTER TABLE users DROP COLUMN convert, DROP CONSTRAINT a;': undefined,
  }))
    it(text, () => assert.equal(read('migrations/001_a.sql', text)?.dialect, expected));
});

describe('which .sql files are migrations, and whose', () => {
  const BY_PATH: Readonly<Record<string, string>> = {
    'prisma/migrations/20240101000000_first/migration.sql': 'prisma! up',
    'packages/db/prisma/migrations/20240101000000_first/down.sql': 'prisma! down',
    'migrations/20240101000000_first/migration.sql': 'prisma up',
    'drizzle/20240101000000_first/migration.sql': 'drizzle up',
    'drizzle/0000_bent_hulk.sql': 'drizzle up',
    'supabase/migrations/20240101000000_first.sql': 'supabase! up',
    'src/main/resources/db/migration/V1__first.sql': 'flyway! up',
    'sql/V1.2__first.sql': 'flyway! up',
    'db/U2__first.sql': 'flyway! down',
    'db/R__views.sql': 'flyway! up',
    'db/migrations/000001_first.up.sql': 'golang-migrate up',
    'db/migrations/000001_first.down.sql': 'golang-migrate down',
    'migrations/2024-01-01-120000_first/up.sql': 'diesel! up',
    'migrations/2024-01-01-120000_first/down.sql': 'diesel! down',
    'migrations/00000000000000_diesel_initial_setup/up.sql': 'diesel up',
    'hasura/migrations/default/1700000000000_first/up.sql': 'sql up',
    'migrations/001_first.sql': 'sql up',
    'db/migrate_scripts/20240101_first.sql': 'sql up',
    'migrator/3.1/0001##first.sql': 'sql up',
    'store/migration/postgres/0.3/01__first.sql': 'sql up',
    'migrations/add_users.sql': 'sql up',
    'migrations/rollback/001_first.sql': 'sql down',
    'migrations/001_first_down.sql': 'sql down',
    '001_add_index.sql': 'sql up',
    'sql/20240101_first.sql': 'sql up',
    'add_users.sql': 'sql up',
    'db/users.migration.sql': 'sql up',
    'up.sql': 'sql up',
  };
  for (const [path, expected] of Object.entries(BY_PATH))
    it(`${path}: ${expected}`, () => {
      const facts = read(path, TABLE);
      assert.equal(facts && `${facts.tool}${facts.certain ? '!' : ''} ${facts.direction}`, expected);
    });

  const NONE = [
    'schema.sql',
    'db/structure.sql',
    'supabase/schemas/users.sql',
    'supabase/seed.sql',
    'supabase/tests/database/first.sql',
    'db/seeds/001_users.sql',
    'db/seed.sql',
    'queries/001_users.sql',
    'db/views/001_active.sql',
    'store/migration/sqlite/LATEST.sql',
    'docker-entrypoint-initdb.d/01-init.sql',
    'dev/docker/init.db/01.sql',
    'test/fixtures/migrations/001_first.sql',
    'backend/plugin/testdata/001_first.sql',
    'clickhouse/migrations/001_first.sql',
    'db/hsqldb/V1__first.sql',
    'models/users.sql',
    'users.sql',
    'deploy/verify/001_users.sql',
    '.claude/skills/schema/sql/0002_rls.sql',
    'app/.agent/migrations/0001_first.sql',
  ];
  for (const path of NONE)
    it(`${path} is none`, () => {
      assert.equal(read(path, TABLE), undefined);
    });

  it('a dump, a file of queries and a seed with a number are none, unless a tool runs them', () => {
    const dump = `--\n-- PostgreSQL database dump\n--\n${TABLE}`;
    assert.equal(read('001_dump_of_all.sql', dump), undefined);
    assert.equal(read('supabase/migrations/20240101000000_remote.sql', dump)?.up.length, 1);
    assert.equal(read('001_users.sql', `-- name: GetUser :one\nSELECT 1;\n${TABLE}`), undefined);
    assert.equal(read('001_users.sql', "INSERT INTO a VALUES (1, 'x');\n"), undefined);
  });

  it('questions alone are none; a migration that does nothing is one', () => {
    assert.equal(read('migrations/001_check.sql', 'SELECT count(*) FROM a;\n'), undefined);
    assert.deepEqual(read('migrations/001_nothing.sql', '-- nothing to do\n')?.up, []);
    assert.deepEqual(read('migrations/2024-01-01-120000_first/down.sql', '')?.down, []);
  });

  it('the words of another database are none', () => {
    assert.equal(
      read('migrations/001_a.sql', 'CREATE TABLE a (id Int64) ENGINE = MergeTree() ORDER BY id;'),
      undefined,
    );
    assert.equal(read('migrations/001_a.sql', 'CREATE TABLE [dbo].[a] (id int)\nGO\n'), undefined);
  });

  it('comments of Prisma prove what the folder leaves open', () => {
    assert.equal(read('migrations/1_a/migration.sql', `-- CreateTable\n${TABLE}`)?.certain, true);
  });
});

describe('how directives divide a file', () => {
  it('goose: both ways, statements that are one, no transaction', () => {
    const text = [
      '-- +goose NO TRANSACTION',
      '-- +goose Up',
      TABLE.trim(),
      '-- +goose StatementBegin',
      'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.x = 1; SET NEW.y = 2; END;',
      '-- +goose StatementEnd',
      'ALTER TABLE a ADD b int;',
      '-- +goose Down',
      'DROP TABLE a;',
    ].join('\n');
    assert.deepEqual(shown('db/001_a.sql', text), {
      tool: 'goose!',
      direction: 'both',
      up: [
        'CREATE TABLE a (id int)',
        'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.x = 1; SET NEW.y = 2; END',
        'ALTER TABLE a ADD b int',
      ],
      down: ['DROP TABLE a'],
      downAt: '-- +goose Down',
      transaction: 'false: -- +goose NO TRANSACTION',
    });
  });

  it('dbmate: the option of the way up, and a way back that is empty', () => {
    const text =
      '-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON a (b);\n\n-- migrate:down\n';
    assert.deepEqual(shown('anywhere/x.sql', text), {
      tool: 'dbmate!',
      direction: 'both',
      up: ['CREATE INDEX CONCURRENTLY i ON a (b)'],
      down: [],
      downAt: '-- migrate:down',
      transaction: 'false: -- migrate:up transaction:false',
    });
    assert.equal(shown('x.sql', `-- migrate:up\n${TABLE}`)?.['down'], undefined);
  });

  it('dbmate: several parts, one of them outside of the transaction, under a comment', () => {
    const text = `-- by hand\n-- migrate:up\n${TABLE}-- migrate:up transaction:false\nCREATE INDEX i ON a (id);\n-- migrate:down\n`;
    const facts = read('x.sql', text);
    assert.equal(facts?.transaction, undefined);
    assert.deepEqual(
      facts?.up.map(({ operations }) => operations[0]?.outside ?? false),
      [false, true],
    );
    const single = read('x.sql', '-- by hand\n-- migrate:up transaction:false\nCREATE INDEX i ON a (id);');
    assert.equal(single?.transaction?.use, false);
    assert.equal(single.up[0]?.operations[0]?.outside, undefined);
  });

  it('Drizzle: marks end statements, with a semicolon or without', () => {
    const text =
      'CREATE TABLE "a" ("id" int)\n--> statement-breakpoint\nALTER TABLE "a" ADD "b" int;--> statement-breakpoint\nDROP TABLE "c";';
    const facts = read('lib/db/migrations/0001_a_b.sql', text);
    assert.equal(facts?.tool, 'drizzle');
    assert.deepEqual(
      facts.up.map(({ range, breakpoint = false }) => [text.slice(range.start, range.end), breakpoint]),
      [
        ['CREATE TABLE "a" ("id" int)', true],
        ['ALTER TABLE "a" ADD "b" int', true],
        ['DROP TABLE "c"', false],
      ],
    );
  });

  it('Liquibase: changes, their rollbacks last first, and one that runs outside of the transaction', () => {
    const text = [
      '--liquibase formatted sql',
      '--changeset a:1',
      TABLE.trim(),
      '--rollback DROP TABLE',
      '--rollback a;',
      '--changeset a:2 runInTransaction:false',
      'CREATE INDEX i ON a (id);',
      '/* liquibase rollback',
      'DROP INDEX i;',
      '*/',
      '--changeset a:3',
      'DROP TABLE b;',
      '--rollback empty',
    ].join('\n');
    assert.deepEqual(shown('changes.sql', text), {
      tool: 'liquibase!',
      direction: 'both',
      up: ['CREATE TABLE a (id int)', 'CREATE INDEX i ON a (id)', 'DROP TABLE b'],
      down: ['DROP INDEX i', 'DROP TABLE\n--rollback a'],
      downAt: '--rollback',
    });
    const outside = read('changes.sql', text)?.up.map(({ operations }) => operations[0]?.outside ?? false);
    assert.deepEqual(outside, [false, true, false]);
  });

  it('Liquibase: a single change outside of the transaction is the file', () => {
    const text =
      '--liquibase formatted sql\n--changeset a:2 runInTransaction:false\nCREATE INDEX i ON a (id);\n';
    assert.equal(shown('x.sql', text)?.['transaction'], 'false: --changeset a:2 runInTransaction:false');
  });

  it('node-pg-migrate: headings, and a way back that refuses', () => {
    const text = '-- Up Migration\nALTER TABLE a DROP b;\n\n-- Down Migration\n-- this cannot be undone\n';
    assert.deepEqual(shown('migrations/1_a.sql', text), {
      tool: 'node-pg-migrate!',
      direction: 'both',
      up: ['ALTER TABLE a DROP b'],
      down: [],
      downAt: '-- Down Migration',
      irreversible: 'cannot be undone',
    });
  });

  it('a file of the way back that refuses', () => {
    const text = "DO $$ BEGIN RAISE EXCEPTION 'no'; END $$;";
    assert.equal(shown('migrations/1_a.down.sql', text)?.['irreversible'], 'RAISE EXCEPTION');
  });

  it('sqlx: only as the very first line', () => {
    assert.equal(shown('migrations/1_a.sql', `-- no-transaction\n${TABLE}`)?.['tool'], 'sqlx!');
    assert.equal(shown('migrations/1_a.sql', `\n-- no-transaction\n${TABLE}`)?.['transaction'], undefined);
  });

  it('Atlas, tern, sql-migrate, Play, sqitch', () => {
    assert.equal(
      shown('migrations/1.sql', `-- atlas:txmode none\n\n${TABLE}`)?.['transaction'],
      'false: -- atlas:txmode none',
    );
    const tern = shown('migrations/1.sql', `${TABLE}---- create above / drop below ----\nDROP TABLE a;`);
    assert.deepEqual([tern?.['up'], tern?.['down']], [['CREATE TABLE a (id int)'], ['DROP TABLE a']]);
    const migrate = shown('x.sql', `-- +migrate Up notransaction\n${TABLE}-- +migrate Down\nDROP TABLE a;`);
    assert.deepEqual(
      [migrate?.['down'], migrate?.['transaction']],
      [['DROP TABLE a'], 'false: -- +migrate Up notransaction'],
    );
    const play = shown('conf/evolutions/default/1.sql', `# --- !Ups\n${TABLE}# --- !Downs\nDROP TABLE a;`);
    assert.deepEqual(play?.['down'], ['DROP TABLE a']);
    assert.equal(
      shown('deploy/users.sql', `-- Deploy app:users to pg\nBEGIN;\n${TABLE}COMMIT;`)?.['direction'],
      'up',
    );
    assert.equal(
      shown('revert/users.sql', '-- Revert app:users from pg\nDROP TABLE a;')?.['direction'],
      'down',
    );
  });

  it('a comment that reads "rollback" opens a part where SQL follows, and not in a file whose tool runs all of it', () => {
    const text = `${TABLE}-- Rollback:\nDROP TABLE a;\n`;
    assert.deepEqual(shown('migrations/1_a.sql', text)?.['down'], ['DROP TABLE a']);
    assert.equal(
      shown('migrations/1_a.sql', `${TABLE}-- Rollback:\n-- DROP TABLE a;\n`)?.['direction'],
      'up',
    );
    assert.deepEqual(shown('supabase/migrations/20240101000000_a.sql', text)?.['up'], [
      'CREATE TABLE a (id int)',
      'DROP TABLE a',
    ]);
  });

  it('templates leave names as they are', () => {
    const text =
      'ALTER TABLE {{ index .Options "Namespace" }}.users ADD COLUMN x int;\nDROP TABLE {{.prefix}}boards;\nDROP TABLE ${schema}.c;';
    const names = read('migrations/1_a.sql', text)?.up.flatMap(({ operations }) =>
      operations.map((operation) => ('table' in operation ? operation.table : operation.kind)),
    );
    assert.deepEqual(names, ['users', 'boards', 'c']);
  });
});

describe('hostile .sql files', () => {
  const PIECES = [
    '-',
    '--',
    '-- ',
    '-- up\n',
    '--> statement-breakpoint',
    '{{',
    '${',
    '--rollback \n',
    '/*',
    '\n',
    ' ',
    "'",
    '$$',
  ];
  for (const piece of PIECES)
    it(`1 MB of ${JSON.stringify(piece)} takes time in proportion`, function () {
      this.timeout(20_000);
      const text = piece.repeat(1_000_000 / piece.length);
      for (const head of ['', '--liquibase formatted sql\n--changeset a:1\n', '-- +goose Up\n'])
        assert.doesNotThrow(() => read('migrations/1_a.sql', head + text));
    });
});
