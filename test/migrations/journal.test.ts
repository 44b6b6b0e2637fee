import assert from 'node:assert/strict';
import { createDocument } from '../../server/src/core/source.ts';
import journal from '../../server/src/core/migrations/readers/journal.ts';

describe('journals of migrations', () => {
  it("Drizzle's, in its order, with the time and the place of each", () => {
    const text = JSON.stringify(
      {
        version: '7',
        dialect: 'postgresql',
        entries: [
          { idx: 0, version: '7', when: 1_700_000_000_000, tag: '0000_first', breakpoints: true },
          { idx: 1, version: '7', when: 1_600_000_000_000, tag: '0001_second', breakpoints: true },
        ],
      },
      undefined,
      2,
    );
    const facts = journal.read(createDocument({ path: 'drizzle/meta/_journal.json', text }));
    assert.deepEqual(facts?.settings, [{ tool: 'drizzle', dialect: 'postgres', folder: 'drizzle' }]);
    assert.equal(facts.journal?.tool, 'drizzle');
    assert.deepEqual(
      facts.journal.entries.map(({ name, when, at }) => [name, when, text.slice(at.start, at.end), at.line]),
      [
        ['0000_first', 1_700_000_000_000, '0000_first', 9],
        ['0001_second', 1_600_000_000_000, '0001_second', 16],
      ],
    );
  });

  it("Atlas' sums", () => {
    const text = 'h1:abc=\n20240101000000_first.sql h1:def=\n20240201000000_second.sql h1:ghi=\n';
    const facts = journal.read(createDocument({ path: 'migrations/atlas.sum', text }));
    assert.deepEqual(
      facts?.journal?.entries.map(({ name, at }) => [name, at.line]),
      [
        ['20240101000000_first', 2],
        ['20240201000000_second', 3],
      ],
    );
  });

  it('nothing of what is no journal, and something of one that is half written', () => {
    assert.equal(journal.read(createDocument({ path: 'a/meta/_journal.json', text: '{"a": 1}' })), undefined);
    const half = '{"dialect": "sqlite", "entries": [{"idx": 0, "tag": "0000_a"}, {"idx": 1, "tag"';
    const facts = journal.read(createDocument({ path: 'a/meta/_journal.json', text: half }));
    assert.deepEqual(
      facts?.journal?.entries.map(({ name }) => name),
      ['0000_a'],
    );
    assert.equal(journal.reads('src/journal.json'), false);
  });
});
