import { strict as assert } from 'node:assert';
import type { Releases } from '../../server/src/core/facts.ts';
import { joinWorkspace } from '../../server/src/core/judgeWorkspace.ts';
import { factsOfFiles, judgeFiles, migrationModelOf } from '../support/wholeWorkspace.ts';

/** Migrations of Knex, which runs all that is pending in one transaction. */
function knex(...ups: readonly string[]): Readonly<Record<string, string>> {
  return Object.assign({}, ...ups.map((sql, index) => knexFile(index, sql)));
}

function knexFile(index: number, sql: string): Readonly<Record<string, string>> {
  return {
    [fileOf(index)]:
      `exports.up = async (knex) => {\n  await knex.raw(\`${sql}\`);\n};\nexports.down = async () => {};\n`,
  };
}

function fileOf(index: number): string {
  return `migrations/2026010${index + 1}000000_m.js`;
}

function released(...indexes: readonly number[]): Releases {
  return {
    ref: 'origin/main',
    paths: Object.fromEntries(indexes.map((index) => [fileOf(index), 'same'])),
    deleted: [],
  };
}

function transactions(files: Readonly<Record<string, string>>, state?: Releases): readonly number[] {
  const { histories } = migrationModelOf(files, state ? { released: state } : {});
  const ids = histories[0]?.steps.map(({ transaction }) => transaction.id) ?? [];
  return ids.map((id) => ids.indexOf(id));
}

function found(rule: string, files: Readonly<Record<string, string>>, state?: Releases): readonly string[] {
  return judgeFiles(files, state ? { released: state } : {})
    .filter(({ ruleId }) => ruleId === `migrations/${rule}`)
    .map(({ impact, file, message, fixes }) => `${impact} ${file ?? ''} ${fixes.length}: ${message}`);
}

describe('one transaction for all pending migrations', () => {
  const START =
    "CREATE TYPE mood AS ENUM ('good'); CREATE TABLE orders (id bigint PRIMARY KEY, total int, mood mood)";
  const files = knex(START, 'ALTER TABLE orders ADD COLUMN a int', 'ALTER TABLE orders ADD COLUMN b int');

  it('has one number across files that are new to production', () => {
    assert.deepEqual(transactions(files, released(0)), [0, 0, 2, 2]);
    assert.deepEqual(transactions(files, released(0, 1)), [0, 0, 2, 3]);
    // Nobody knows what was deployed together.
    assert.deepEqual(transactions(files), [0, 0, 2, 3]);
  });

  it('ends where a file ends it, or is left out of it', () => {
    const second = {
      ...files,
      ...Object.fromEntries([
        [fileOf(1), `${files[fileOf(1)] ?? ''}exports.config = { transaction: false };\n`],
      ]),
    };
    assert.deepEqual(transactions(second, released(0)), [0, 0, 2, 3]);
    const committed = knex(
      START,
      'ALTER TABLE orders ADD COLUMN a int; COMMIT',
      'ALTER TABLE orders ADD COLUMN b int',
    );
    const ids = transactions(committed, released(0));
    assert.notEqual(ids.at(-1), ids.at(2));
  });

  it('is the same one after an edit of a later file', () => {
    const state = { ignoredEnv: [], released: released(0) };
    const first = factsOfFiles(files);
    const before = joinWorkspace({ files: first, ...state });
    const edited = { ...files, ...knexFile(2, 'ALTER TABLE orders ADD COLUMN c int') };
    const kept = new Map(factsOfFiles(edited));
    for (const [path, facts] of first) if (path !== fileOf(2)) kept.set(path, facts);
    const { histories } = joinWorkspace({ files: kept, ...state }, before).migrations;
    const ids = histories[0]?.steps.map(({ transaction }) => transaction.id) ?? [];
    assert.deepEqual(
      ids.map((id) => ids.indexOf(id)),
      [0, 0, 2, 2],
    );
  });

  it('lets no other file use a value of an enum that it adds', () => {
    const enums = knex(
      START,
      "ALTER TYPE mood ADD VALUE 'bad'",
      "UPDATE orders SET mood = 'bad' WHERE total < 0",
    );
    assert.deepEqual(found('unusable-enum-value', enums, released(0)), [
      `high ${fileOf(1)} 0: “bad” can’t be used before the transaction that adds it is over, and ${fileOf(2)}:2 uses it: the migration fails. Knex runs all migrations that are pending in one transaction: deploy this one first, and the other one in a later deploy.`,
    ]);
    assert.deepEqual(found('unusable-enum-value', enums, released(0, 1)), []);
    assert.deepEqual(found('unusable-enum-value', enums), []);
  });

  it('holds a lock while another file validates, unless that is deployed later', () => {
    const checks = knex(
      START,
      'ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID',
      'ALTER TABLE orders VALIDATE CONSTRAINT positive',
    );
    assert.deepEqual(found('validation-in-same-transaction', checks, released(0)), [
      `low ${fileOf(2)} 0: The lock on orders that ${fileOf(1)}:2 took is held while all rows are checked here: NOT VALID gains nothing. Knex runs all migrations that are pending in one transaction: deploy that one first, and this one later.`,
    ]);
    assert.deepEqual(found('validation-in-same-transaction', checks, released(0, 1)), []);
  });
});

describe('domains with a condition', () => {
  const BEFORE =
    'CREATE DOMAIN amount AS int CHECK (VALUE > 0);\nCREATE DOMAIN name AS text;\nCREATE DOMAIN needed AS text NOT NULL;\nCREATE TABLE orders (id bigint PRIMARY KEY, total amount, title name);\n';
  const rules = (sql: string, before = BEFORE): readonly string[] =>
    judgeFiles({ 'db/0001_start.sql': before, 'db/0002_change.sql': `${sql};\n` })
      .filter(({ file, impact }) => file === 'db/0002_change.sql' && impact !== 'low')
      .map(({ ruleId, fixes }) => `${ruleId.slice(11)} ${fixes.length}`);

  it('write every row anew where a column of theirs comes', () => {
    assert.deepEqual(rules('ALTER TABLE orders ADD COLUMN tax amount'), ['rewriting-column 0']);
    assert.deepEqual(rules('ALTER TABLE orders ADD COLUMN tax amount DEFAULT 1'), ['rewriting-column 0']);
    assert.deepEqual(rules("ALTER TABLE orders ADD COLUMN label needed DEFAULT ''"), ['rewriting-column 0']);
    assert.deepEqual(rules('ALTER TABLE orders ADD COLUMN label name'), []);
  });

  it('count from when they have the condition, as long as they are there', () => {
    const added = `${BEFORE}ALTER DOMAIN name ADD CONSTRAINT short CHECK (length(VALUE) < 9) NOT VALID;\n`;
    assert.deepEqual(rules('ALTER TABLE orders ADD COLUMN label name', added), ['rewriting-column 0']);
    const dropped = `${BEFORE}DROP DOMAIN amount CASCADE;\nCREATE DOMAIN amount AS int;\n`;
    assert.deepEqual(rules('ALTER TABLE orders ADD COLUMN tax amount', dropped), []);
  });

  it('look at all rows of all tables that use them', () => {
    assert.deepEqual(rules('ALTER DOMAIN amount ADD CONSTRAINT few CHECK (VALUE < 9)'), ['blocking-check 1']);
    assert.deepEqual(rules('ALTER DOMAIN amount ADD CONSTRAINT few CHECK (VALUE < 9) NOT VALID'), []);
    assert.deepEqual(rules('ALTER DOMAIN amount SET NOT NULL'), ['blocking-check 0']);
    assert.deepEqual(rules('ALTER DOMAIN amount DROP NOT NULL'), []);
  });
});
