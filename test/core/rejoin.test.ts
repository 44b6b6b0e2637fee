import { strict as assert } from 'node:assert';
import { rejoining, type FactsByPath } from '../../server/src/core/rejoin.ts';

interface Facts {
  readonly words: readonly string[];
}

describe('facts that are joined again', () => {
  let joined = 0;
  const join = rejoining((files: FactsByPath<Facts>, rest) => {
    joined++;
    return { words: [...files.flatMap(([, { words }]) => words), ...rest] };
  });
  const [one, two]: readonly Facts[] = [{ words: ['a'] }, { words: ['b'] }];
  assert.ok(one && two);
  const first = join([['x', one], ['y', two]], undefined, ['r']); // prettier-ignore

  beforeEach(() => (joined = 0));

  it('give the model from before where every file says the same, read anew or not', () => {
    assert.equal(join([['x', one], ['y', two]], first, ['r']), first); // prettier-ignore
    assert.equal(join([['x', { words: ['a'] }], ['y', two]], first, ['r']), first); // prettier-ignore
    assert.equal(joined, 0);
  });

  it('give another one where a file says something else, has another name, comes or goes, or the rest is another', () => {
    const others: readonly (readonly [FactsByPath<Facts>, readonly string[], readonly string[]])[] = [
      [[['x', { words: ['c'] }], ['y', two]], ['r'], ['c', 'b', 'r']],
      [[['z', one], ['y', two]], ['r'], ['a', 'b', 'r']],
      [[['x', one]], ['r'], ['a', 'r']],
      [[['x', one], ['y', two], ['z', two]], ['r'], ['a', 'b', 'b', 'r']],
      [[['x', one], ['y', two]], ['s'], ['a', 'b', 's']],
    ]; // prettier-ignore
    for (const [files, rest, words] of others) {
      const model = join(files, first, rest);
      assert.notEqual(model, first);
      assert.deepEqual(model.words, words);
    }
    assert.equal(joined, others.length);
  });

  it('are joined where many files were read anew, and where nothing was there before', () => {
    const many = (): FactsByPath<Facts> => Array.from({ length: 20 }, (_, at) => [`${at}`, { words: ['a'] }]);
    const before = join(many(), undefined);
    assert.notEqual(join(many(), before), before);
    assert.equal(joined, 2);
  });
});
