import { strict as assert } from 'node:assert';
import { collected } from './collecting.ts';

const PATH = 'src/main/resources/db/changelog/002-orders.json';

describe("Liquibase's change logs in JSON", () => {
  it('are read as those in YAML are', () => {
    const text = JSON.stringify(
      {
        databaseChangeLog: [
          {
            changeSet: {
              id: '1',
              author: 'a',
              changes: [
                { addColumn: { tableName: 'orders', columns: [{ column: { name: 'note', type: 'text' } }] } },
                { dropColumn: { tableName: 'orders', columnName: 'old' } },
                { sql: { sql: 'CREATE INDEX i ON orders (note);' } },
              ],
              rollback: [{ addColumn: { tableName: 'orders', columns: [{ column: { name: 'old' } }] } }],
            },
          },
          { include: { file: 'a.json' } },
        ],
      },
      undefined,
      2,
    );
    const facts = collected(PATH, text);
    assert.deepEqual(
      facts?.migration?.up
        .flatMap(({ operations }) => operations)
        .map(({ kind, at }) => `${kind} | ${text.slice(at.start, at.end)}`),
      ['add-column | column', 'drop-column | dropColumn', 'create-index | CREATE INDEX i ON orders (note)'],
    );
    assert.equal(facts?.migration?.down?.length, 1);
    assert.equal(facts?.includes?.list[0]?.path, 'a.json');
  });

  it('may stop in the middle, and are none without the word', () => {
    assert.equal(collected(PATH, '{"databaseChangeLog": [{"changeSet": '), undefined);
    assert.equal(collected(PATH, '{"changes": [{"dropTable": {"tableName": "a"}}]}'), undefined);
  });
});
