import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { loadModule, parse } from 'libpg-query';
import { readSql } from '../../server/src/core/migrations/sql/readSql.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { spanOf } from '../../server/src/core/span.ts';
import { linesOfOperation, linesOfTree } from './sql/referee.ts';

interface Tree {
  readonly stmts?: readonly { readonly stmt: Record<string, unknown> }[];
}

const SQL = readFileSync(new URL('statements.sql', import.meta.url), 'utf8');

function statementsOf(text: string) {
  const document = createDocument({ path: 'a.sql', text });
  return readSql(text, { dialect: 'postgres', placeOf: (start, end) => spanOf(document, start, end) });
}

describe("SQL as PostgreSQL's own grammar reads it", () => {
  it('finds the same statements, names and options in every statement', async () => {
    await loadModule();
    const trees = ((await parse(SQL)) as Tree).stmts ?? [];
    const { statements, broken } = statementsOf(SQL);
    assert.equal(broken, false);
    assert.equal(statements.length, trees.length);
    let compared = 0;
    for (const [index, { stmt }] of trees.entries()) {
      const expected = linesOfTree(stmt);
      const statement = statements[index];
      if (expected === undefined || statement === undefined) continue;
      compared++;
      // The grammar says "btree" where nothing is written.
      const found = statement.operations.map((operation) =>
        linesOfOperation(operation).replace(/ btree\b(?!_)/, ''),
      );
      assert.deepEqual(found, [...expected], SQL.slice(statement.range.start, statement.range.end));
    }
    assert.ok(compared >= 300, `${compared} statements were compared`);
  });

  it('understands every one of them', () => {
    const unknown = statementsOf(SQL).statements.filter(({ operations }) =>
      operations.some(({ kind }) => kind === 'unknown'),
    );
    assert.deepEqual(
      unknown.map(({ range }) => SQL.slice(range.start, range.end)),
      [],
    );
  });
});
