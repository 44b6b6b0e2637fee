import { strict as assert } from 'node:assert';
import { lineMap } from '../../../server/src/core/review/lineMap.ts';

/** For each line of the later text, its number before; 0 for a new one. */
function mapped(before: string, after: string): readonly number[] {
  const map = lineMap(before, after);
  return after.split(/\r\n|\r|\n/).map((_line, index) => map.before(index + 1) ?? 0);
}

describe('the lines of a text and of what it was', () => {
  it('are the same where nothing changed', () => {
    assert.deepEqual(mapped('a\nb\n', 'a\nb\n'), [1, 2, 3]);
  });

  it('move with what is put before them', () => {
    assert.deepEqual(mapped('a\nb\nc\n', 'x\na\nb\ny\nc\n'), [0, 1, 2, 0, 3, 4]);
  });

  it('move back with what is taken away', () => {
    assert.deepEqual(mapped('a\nb\nc\nd\n', 'a\nd\n'), [1, 4, 5]);
  });

  it('are new where one of them is written anew', () => {
    assert.deepEqual(mapped('a\nb\nc\n', 'a\nB\nc\n'), [1, 0, 3, 4]);
  });

  it('are new where their line break changes', () => {
    assert.deepEqual(mapped('a\nb\n', 'a\r\nb\n'), [0, 2, 3]);
    assert.deepEqual(mapped('a\nb', 'a\nb\n'), [1, 0, 3]);
  });

  it('are counted as editors count them, at a lone carriage return too', () => {
    assert.deepEqual(mapped('a\rb\nc', 'a\rb\nx\nc'), [1, 2, 0, 3]);
  });

  it('may be all new, or all gone', () => {
    assert.deepEqual(mapped('', 'a\nb'), [0, 0]);
    assert.deepEqual(mapped('a\n', ''), [2]);
  });

  it('find each other in order where nearly everything changed', () => {
    const before = Array.from({ length: 6_000 }, (_, index) => `old ${index}\n`);
    const after = Array.from({ length: 6_000 }, (_, index) => `new ${index}\n`);
    after[3_000] = 'old 5\n';
    const map = lineMap(before.join(''), after.join(''));
    assert.equal(map.before(3_001), 6);
    assert.equal(map.before(3_000), undefined);
  });
});
