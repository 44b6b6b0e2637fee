import assert from 'node:assert/strict';
import { readEmbeddedSql } from '../../server/src/core/migrations/sql/embedded.ts';
import { readSql } from '../../server/src/core/migrations/sql/readSql.ts';
import type { Dialect } from '../../server/src/core/migrations/operation.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { spanOf } from '../../server/src/core/span.ts';

function placesIn(text: string, dialect?: Dialect): readonly string[] {
  const document = createDocument({ path: 'a.sql', text });
  const { statements } = readSql(text, {
    placeOf: (start, end) => spanOf(document, start, end),
    ...(dialect ? { dialect } : {}),
  });
  return statements.flatMap(({ operations }) =>
    operations.map(
      ({ kind, at, nested }) =>
        `${nested ? 'nested ' : ''}${kind} ${at.line}:${at.column} ${text.slice(at.start, at.end)}`,
    ),
  );
}

describe('Places of operations in SQL', () => {
  it('are the parts of ALTER TABLE, each cut at the end of its first line', () => {
    assert.deepEqual(
      placesIn('ALTER TABLE a\n  ADD COLUMN b int -- why\n    DEFAULT 1,\n  DROP COLUMN c;\nDROP TABLE d;'),
      ['add-column 2:3 ADD COLUMN b int', 'drop-column 4:3 DROP COLUMN c', 'drop-table 5:1 DROP TABLE d'],
    );
  });

  it('are those of the statements in a DO block, in strings too', () => {
    const text =
      "DO $$ BEGIN\n IF x THEN DROP TABLE a; END IF;\n EXECUTE 'ALTER TABLE ' || t || ' ADD b text DEFAULT ''x''';\nEND $$;";
    assert.deepEqual(placesIn(text), [
      'nested drop-table 2:12 DROP TABLE a',
      "nested add-column 3:35 ADD b text DEFAULT ''x'",
    ]);
  });

  it('leave out the statements of function bodies', () => {
    assert.deepEqual(
      placesIn('CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE a; END $$;').map(
        (line) => line.slice(0, 15),
      ),
      ['create-function'],
    );
  });

  it('are found in MySQL with its own parts of ALTER TABLE', () => {
    assert.deepEqual(
      placesIn(
        'ALTER TABLE `a` MODIFY b int NULL, DROP KEY `c`, ADD FULLTEXT KEY d (e), ALGORITHM=INPLACE;',
        'mysql',
      ),
      [
        'change-column 1:17 MODIFY b int NULL',
        'drop-index 1:36 DROP KEY `c`',
        'create-index 1:50 ADD FULLTEXT KEY d (e)',
      ],
    );
  });
});

describe('SQL in code', () => {
  it('has the places of the document, and "?" where a name is worked out at run time', () => {
    const text = 'run(`ALTER TABLE ${table} ADD b int;\\nDROP TABLE "c"`)';
    const document = createDocument({ path: 'a.ts', text });
    const content = { start: 5, end: text.length - 2 };
    const hole = { start: text.indexOf('${'), end: text.indexOf('}') + 1 };
    const found = readEmbeddedSql(document, content, [hole], 'postgres');
    assert.deepEqual(
      found.flatMap(({ operations, embedded }) =>
        operations.map((operation) => [
          operation.kind,
          'table' in operation ? operation.table : '',
          text.slice(operation.at.start, operation.at.end),
          embedded,
        ]),
      ),
      [
        ['add-column', '?', 'ADD b int', content],
        ['drop-table', 'c', 'DROP TABLE "c"', content],
      ],
    );
  });
});

describe('The dialect of a text', () => {
  const cases: readonly (readonly [string, Dialect | undefined])[] = [
    ['CREATE TABLE a (b jsonb, c timestamptz);', 'postgres'],
    ['CREATE TABLE `a` (`b` int NOT NULL AUTO_INCREMENT) ENGINE=InnoDB;', 'mysql'],
    ['CREATE TABLE `a` (`b` integer PRIMARY KEY AUTOINCREMENT, `c` text);', 'sqlite'],
    ['PRAGMA foreign_keys=OFF;', 'sqlite'],
    ['CREATE TABLE a (b DateTime) ENGINE = MergeTree ORDER BY b;', undefined],
    ['CREATE TABLE a (b int);', undefined],
  ];
  for (const [text, expected] of cases) {
    it(`is ${expected ?? 'unknown'}: ${text}`, () => {
      const placeOf = (start: number, end: number) => ({ start, end, line: 1, column: 1 });
      assert.equal(readSql(text, { placeOf }).dialect, expected);
    });
  }
});
