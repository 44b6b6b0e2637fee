import assert from 'node:assert/strict';
import { modeWithoutTransaction, TOOLS } from '../../server/src/core/migrations/toolTable.ts';
import { sendsConcurrentlyAlone } from '../../server/src/core/migrations/toolVersions.ts';
import { mayBeMigration, folderOfMigrations } from '../../server/src/core/migrations/migrationPath.ts';
import sqlFile from '../../server/src/core/migrations/readers/sqlFile.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { migrationModelOf } from '../support/wholeWorkspace.ts';

describe('the table of tools', () => {
  it('has a source for each, and says where a directive goes', () => {
    for (const [id, { name, source, optOut }] of Object.entries(TOOLS)) {
      assert.notEqual(name, '', id);
      assert.notEqual(source, '', id);
      assert.equal(optOut?.where === 'file-beside', optOut?.file !== undefined, id);
    }
  });

  it('says how each runs migrations', () => {
    assert.equal(TOOLS.prisma.mode, 'batch');
    assert.equal(TOOLS.drizzle.mode, 'all');
    assert.equal(TOOLS.knex.mode, 'all');
    assert.equal(TOOLS.sequelize.mode, 'none');
    assert.equal(TOOLS.rails.mode, 'file');
  });

  it('knows that a file which is sent at once stays a transaction', () => {
    assert.equal(modeWithoutTransaction('sqlx', 'file'), 'batch');
    assert.equal(modeWithoutTransaction('goose', 'file'), 'none');
  });

  it('knows who hears no word about it where all migrations run in one', () => {
    assert.equal(modeWithoutTransaction('typeorm', 'all'), 'all');
    assert.equal(modeWithoutTransaction('typeorm', 'file'), 'none');
    assert.equal(modeWithoutTransaction('knex', 'all'), 'none');
  });

  it('knows tools that have one database alone, whatever the settings beside them say', () => {
    const [history] = migrationModelOf({
      'docker-compose.yml': 'services:\n  db:\n    image: mysql:8\n',
      'supabase/migrations/20260101000000_a.sql': 'CREATE TABLE `orders` (id int);\n',
    }).histories;
    assert.deepEqual(
      [history?.tool, history?.dialect, history?.dialectKnown],
      ['supabase', 'postgres', true],
    );
  });

  it('knows from which version CREATE INDEX CONCURRENTLY is sent alone', () => {
    const answers = (tool: 'prisma' | 'supabase' | 'goose', ...versions: (string | undefined)[]): string[] =>
      versions.map((version) => sendsConcurrentlyAlone(tool, version));
    assert.deepEqual(answers('prisma', '7.3.0', '^6.19.0', '~7.3.1', '7.3'), ['no', 'no', 'no', 'no']);
    assert.deepEqual(answers('prisma', '7.4.0', '^7.9.1', '8.0.0', 'latest'), ['yes', 'yes', 'yes', 'yes']);
    assert.deepEqual(answers('prisma', '^7.0.0', '>=6', '7', undefined, 'workspace:*'), [
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ]);
    assert.deepEqual(answers('supabase', '2.108.1', '2.109.0'), ['no', 'yes']);
    assert.deepEqual(answers('goose', '3.0.0'), ['no']);
  });

  it('knows whose files have no name of their own', () => {
    assert.equal(TOOLS.sqlx.readByPath, true);
    assert.equal(TOOLS.flyway.readByPath, undefined);
  });

  it('its directives are those that files are read by', () => {
    const table = 'CREATE TABLE a (id int);\n';
    const texts: Readonly<Record<string, string>> = {
      goose: `${TOOLS.goose.optOut?.text}\n-- +goose Up\n${table}`,
      dbmate: `-- migrate:up ${TOOLS.dbmate.optOut?.text}\n${table}`,
      sqlx: `${TOOLS.sqlx.optOut?.text}\n${table}`,
      atlas: `${TOOLS.atlas.optOut?.text}\n${table}`,
      liquibase: `--liquibase formatted sql\n--changeset a:1 ${TOOLS.liquibase.optOut?.text}\n${table}`,
    };
    for (const [tool, text] of Object.entries(texts)) {
      const facts = sqlFile.read(createDocument({ path: 'migrations/001_a.sql', text }))?.migration;
      assert.deepEqual([facts?.tool, facts?.transaction?.use], [tool, false], tool);
    }
  });
});

describe('paths that may be migrations', () => {
  it('are told before a file is read', () => {
    for (const path of [
      'prisma/migrations/20240101000000_a/migration.sql',
      'db/migrate/20240101000000_a.rb',
      'app/migrations/0001_initial.py',
      'alembic/versions/abc_a.py',
      'database/migrations/2024_01_01_000000_a.php',
      'src/migrations/1700000000000-A.ts',
      'priv/repo/migrations/20240101000000_a.exs',
    ])
      assert.equal(mayBeMigration(path), true, path);
    for (const path of [
      'src/a.ts',
      'db/seed.sql',
      'node_modules/x/migrations/1.js',
      'migrations/meta/_journal.json',
    ])
      assert.equal(mayBeMigration(path), false, path);
  });

  it('have a folder for all of a history', () => {
    assert.equal(folderOfMigrations('prisma/migrations/1_a/migration.sql'), 'prisma/migrations');
    assert.equal(folderOfMigrations('db/migrate/1_a.rb'), 'db/migrate');
    assert.equal(folderOfMigrations('001_a.sql'), '');
  });
});
