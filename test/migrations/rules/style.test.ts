import { strict as assert } from 'node:assert';
import { WORKSPACE_RULES } from '../../../server/src/core/rules/registry.ts';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

const TASTES = [
  'small-primary-key',
  'time-without-zone',
  'limited-text',
  'serial-column',
  'unrepeatable-statement',
  'mixed-case-name',
  'money-type',
  'reserved-name',
];
const ALL_ON = `rules:\n${TASTES.map((name) => `  migrations/${name}: low\n`).join('')}`;

/** "limited-text: a varchar(9)": rule and what it is at. */
function found(sql: string, { config = ALL_ON, path = 'migrations/001_start.sql' } = {}): readonly string[] {
  return judgeFiles({ [path]: sql }, { config })
    .filter(({ ruleId }) => TASTES.some((name) => ruleId === `migrations/${name}`))
    .map(({ ruleId, offsets }) => `${ruleId.slice(11)}: ${sql.slice(offsets?.start, offsets?.end)}`)
    .sort();
}

describe('matters of taste in migrations', () => {
  const columns: readonly (readonly [column: string, rules: readonly string[]])[] = [
    ['id integer PRIMARY KEY', ['small-primary-key']],
    ['id smallint PRIMARY KEY', ['small-primary-key']],
    ['id serial PRIMARY KEY', ['serial-column', 'small-primary-key']],
    ['id bigserial PRIMARY KEY', ['serial-column']],
    ['id uuid PRIMARY KEY', []],
    ['a integer', []],
    ['a integer UNIQUE', []],
    ['a timestamp', ['time-without-zone']],
    ['a timestamp(3) with time zone', []],
    ['a varchar(9)', ['limited-text']],
    ['a char', ['limited-text']],
    ['a varchar', []],
    ['a text', []],
    ['a money', ['money-type']],
    ['total_price double precision', ['money-type']],
    ['tax real', ['money-type']],
    ['taxonomy real', []],
    ['price numeric(9, 2)', []],
    ['"order" int', ['reserved-name']],
    ['"aB" int', ['mixed-case-name']],
    ['aB int', []],
    ['"a b" int', ['mixed-case-name']],
  ];
  for (const [column, rules] of columns)
    it(column, () => {
      const expected = rules.map((rule) => `${rule}: ${column}`);
      assert.deepEqual(found(`CREATE TABLE t (\n  ${column}\n)`), expected);
      assert.deepEqual(found(`CREATE TABLE t (z text);\nALTER TABLE t ADD COLUMN ${column}`), expected);
      assert.deepEqual(found(`CREATE TABLE t (\n  ${column}\n);\nDROP TABLE t`), []);
    });

  it('says nothing unless it is asked to', () => {
    assert.deepEqual(found('CREATE TABLE "User" (\n  "Id" serial PRIMARY KEY\n)', { config: '' }), []);
    const tastes = WORKSPACE_RULES.filter(({ id }) => TASTES.includes(id.slice(11)));
    assert.equal(tastes.length, TASTES.length);
    assert.ok(tastes.every(({ offByDefault }) => offByDefault === true));
  });

  it('asks for statements that can be run again where no transaction takes the first ones back', () => {
    const path = 'db/migrations/20260101000000_a.sql';
    const body =
      '-- +goose Up\nCREATE TABLE t (a text);\nALTER TABLE t ADD COLUMN b text;\nALTER TABLE t DROP COLUMN IF EXISTS c;\nCREATE INDEX ON t (a);\nDROP INDEX i;\n';
    assert.deepEqual(found(`-- +goose NO TRANSACTION\n${body}`, { path }), [
      'unrepeatable-statement: ADD COLUMN b text',
      'unrepeatable-statement: CREATE TABLE t (a text)',
      'unrepeatable-statement: DROP INDEX i',
    ]);
    assert.deepEqual(found(body, { path }), []);
  });
});

describe('columns of type json in new tables', () => {
  const at = (files: Readonly<Record<string, string>>): readonly string[] =>
    judgeFiles(files)
      .filter(({ ruleId }) => /^migrations\/json-column$/.test(ruleId))
      .map(({ ruleId, file, offsets }) => {
        const text = files[file ?? ''] ?? '';
        return `${ruleId.slice(11)}: ${text.slice(offsets?.start, offsets?.end)}`;
      });
  const table = 'CREATE TABLE t (\n  id bigint PRIMARY KEY,\n  a json\n);';

  it('are reported once, in the table or where they are added', () => {
    assert.deepEqual(at({ 'migrations/1_a.sql': table }), ['json-column: a json']);
    assert.deepEqual(at({ 'migrations/1_a.sql': 'ALTER TABLE t ADD COLUMN a json;' }), [
      'json-column: ADD COLUMN a json',
    ]);
  });

  it('are fine where they become jsonb, and on MySQL, which has no other type', () => {
    assert.deepEqual(
      at({ 'migrations/1_a.sql': table, 'migrations/2_b.sql': 'ALTER TABLE t ALTER a TYPE jsonb;' }),
      [],
    );
    assert.deepEqual(
      at({ 'migrations/1_a.sql': 'CREATE TABLE `t` (`id` int PRIMARY KEY, `a` json) ENGINE=InnoDB;' }),
      [],
    );
  });
});
