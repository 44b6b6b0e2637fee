import { strict as assert } from 'node:assert';
import { NO_FACTS } from '../../../server/src/core/facts.ts';
import { createDocument } from '../../../server/src/core/source.ts';
import { spanOf } from '../../../server/src/core/span.ts';
import type { CodeQuery } from '../../../server/src/core/workspaceRule.ts';
import type { Moment } from '../../../server/src/host/review/moment.ts';
import { chunksOfBytes } from '../../../server/src/host/readSources.ts';
import { createReviewSearch } from '../../../server/src/host/review/search.ts';

/** A moment of these files, and which of them were read. */
function momentOf(files: Readonly<Record<string, string>>): {
  readonly moment: Moment;
  readonly read: string[];
} {
  const read: string[] = [];
  const bytes = (path: string): Buffer | undefined => {
    read.push(path);
    return files[path] === undefined ? undefined : Buffer.from(files[path]);
  };
  const state = {
    bytes,
    bytesAtHand: () => undefined,
    stamp: () => '',
    read: (path: string) => files[path],
    open: (path: string) => ({
      stamp: '',
      chunks: chunksOfBytes(bytes(path) ?? Buffer.alloc(0)),
      close() {},
    }),
    facts: () => NO_FACTS,
  };
  return { moment: { state, ids: new Map(), paths: new Set(Object.keys(files)), facts: NO_FACTS }, read };
}

function queryFor(word: string, more: Partial<CodeQuery> = {}): CodeQuery {
  return {
    key: word,
    words: [word],
    find(source) {
      const at = source.text.indexOf(word);
      return at === -1 ? [] : [spanOf(createDocument(source), at, at + word.length)];
    },
    ...more,
  };
}

const FILES = {
  'src/changed.ts': 'row.fax; row.phone;\n',
  'src/other.ts': 'row.fax; row.phone; row.type;\n',
  'src/none.ts': 'nothing;\n',
};

function found(
  query: CodeQuery,
  change: string,
): { readonly files: readonly string[]; readonly read: string[] } {
  const { moment, read } = momentOf(FILES);
  const search = createReviewSearch(moment, new Set(['src/changed.ts']), () => [change]);
  return { files: (search(moment)([query]).get(query.key) ?? []).map(({ file }) => file), read };
}

describe('the search of a review', () => {
  it('looks everywhere for what the change speaks of', () => {
    assert.deepEqual(found(queryFor('fax'), 'ALTER TABLE customers DROP COLUMN fax;').files, [
      'src/changed.ts',
      'src/other.ts',
    ]);
  });

  it('looks in changed files alone for what it does not speak of', () => {
    const { files, read } = found(queryFor('phone'), 'ALTER TABLE customers DROP COLUMN fax;');
    assert.deepEqual(files, ['src/changed.ts']);
    assert.ok(!read.includes('src/other.ts'));
  });

  it('looks in changed files alone for what code does, whatever the change speaks of', () => {
    const { files, read } = found(queryFor('fax', { isAboutCode: true }), 'DROP INDEX fax;');
    assert.deepEqual(files, ['src/changed.ts']);
    assert.ok(!read.includes('src/other.ts'));
  });

  it('looks for a word that any SQL has, where that is all there is to look for', () => {
    assert.deepEqual(found(queryFor('type'), 'DROP COLUMN type').files, ['src/other.ts']);
  });

  it('reads files that did not change once for all moments', () => {
    const { moment, read } = momentOf(FILES);
    const search = createReviewSearch(moment, new Set(['src/changed.ts']), () => ['fax']);
    search(moment)([queryFor('fax')]);
    const before = read.filter((path) => path === 'src/none.ts').length;
    search(moment)([queryFor('fax')]);
    assert.equal(read.filter((path) => path === 'src/none.ts').length, before);
    assert.equal(before, 1);
  });
});
