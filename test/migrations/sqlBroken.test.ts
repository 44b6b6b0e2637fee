import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readSql } from '../../server/src/core/migrations/sql/readSql.ts';
import { linesOfOperation } from './sql/referee.ts';

const SQL = readFileSync(new URL('statements.sql', import.meta.url), 'utf8');
const placeOf = (start: number, end: number) => ({ start, end, line: 1, column: 1 });

const BREAKS = {
  'cut in the middle': (statement: string) => statement.slice(0, statement.length / 2),
  'cut, with its end': (statement: string) => `${statement.slice(0, statement.length / 2)};`,
  'an open string': (statement: string) => `${statement.slice(0, statement.length / 2)} 'open`,
  'an open bracket': (statement: string) => `${statement} (`,
};

/** Six statements of different kinds, one after the other. */
const FILE = [
  'CREATE TABLE a (id int, name text);',
  "INSERT INTO a VALUES (1, 'it''s');",
  'ALTER TABLE a ADD COLUMN b int, DROP COLUMN name;',
  'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM a; END $$;',
  'CREATE INDEX i ON a (b);',
  "COMMENT ON TABLE a IS 'x';",
  'DROP TABLE c;',
];

function linesIn(text: string): readonly string[] {
  return readSql(text, { placeOf, dialect: 'postgres' }).statements.flatMap(({ operations }) =>
    operations.map(linesOfOperation),
  );
}

describe('SQL that somebody is typing', () => {
  for (const [name, damage] of Object.entries(BREAKS)) {
    it(`loses the broken statement alone: ${name}`, () => {
      for (const broken of FILE.keys()) {
        const text = FILE.map((statement, index) =>
          index === broken ? damage(statement.slice(0, -1)) : statement,
        ).join('\n');
        const lines = linesIn(text);
        for (const [index, statement] of FILE.entries()) {
          if (index === broken) continue;
          for (const line of linesIn(statement))
            assert.ok(lines.includes(line), `${line} is lost:\n${text}\n${lines.join('\n')}`);
        }
      }
    });
  }

  it('keeps nearly all others, whichever of many statements is cut', () => {
    const { statements } = readSql(SQL, { placeOf, dialect: 'postgres' });
    let kept = 0;
    let all = 0;
    for (const [index, { range }] of statements.entries()) {
      const near = statements.slice(Math.max(0, index - 3), index + 4);
      const [from, to] = [near[0]?.range.start ?? 0, near.at(-1)?.range.end ?? 0];
      const text =
        SQL.slice(from, range.start + (range.end - range.start) / 2) + SQL.slice(range.end + 1, to);
      const lines = linesIn(text);
      for (const other of near) {
        if (other.range === range) continue;
        all++;
        if (other.operations.every((operation) => lines.includes(linesOfOperation(operation)))) kept++;
      }
    }
    assert.ok(kept / all > 0.9, `${kept} of ${all}`);
  });

  it('says that the text stops in the middle of something', () => {
    for (const text of ['CREATE TABLE a (', "SELECT 'x", 'SELECT 1; /* x', 'DO $$ BEGIN']) {
      assert.equal(readSql(text, { placeOf }).broken, true, text);
    }
    assert.equal(readSql('CREATE TABLE a (b int);', { placeOf }).broken, false);
  });
});

const HOSTILE: Readonly<Record<string, string>> = {
  brackets: '('.repeat(1_000_000),
  quotes: "'".repeat(1_000_001),
  'open comments': '/*'.repeat(500_000),
  'open comments on lines': 'CREATE TABLE a /*\n'.repeat(60_000),
  semicolons: ';'.repeat(200_000),
  'dollar quotes': Array.from({ length: 60_000 }, (_, index) => `$a${index}$\nCREATE TABLE x(`).join(''),
  'many tables': `DROP TABLE ${'a, '.repeat(300_000)}`,
  subqueries: 'SELECT * FROM (SELECT a AS ('.repeat(35_000),
  templates: '{{'.repeat(500_000),
  loops: `DO $$ ${'BEGIN LOOP '.repeat(80_000)}`,
};

describe('SQL that was made to be slow', () => {
  for (const [name, text] of Object.entries(HOSTILE)) {
    it(`takes time in proportion to the text: ${name}`, () => {
      // Mocha's time limit is far beyond what this takes, and far below what anything quadratic would.
      assert.ok(readSql(text, { placeOf }).statements.length >= 0);
    }).timeout(10_000);
  }

  it('never throws, and names no place outside of the text', () => {
    const parts = SQL.split(/(?=[ (),;'"$])/).slice(0, 3000);
    let seed = 1;
    const next = (limit: number) => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) % limit;
    for (let round = 0; round < 3000; round++) {
      let text = '';
      for (let count = next(40); count >= 0; count--) text += parts[(next(parts.length * 7) / 7) | 0];
      const within = (start: number, end: number) => {
        assert.ok(
          start >= 0 && end >= start && end <= text.length,
          `${start}–${end} of ${JSON.stringify(text)}`,
        );
        return placeOf(start, end);
      };
      for (const dialect of ['postgres', 'mysql', 'sqlite'] as const)
        readSql(text, { placeOf: within, dialect });
    }
  });
});
