import { strict as assert } from 'node:assert';
import { keepLast } from '../../server/src/core/keepLast.ts';

describe('an answer that is kept', () => {
  it('is that of the last path in the last language, and worked out once', () => {
    const asked: string[] = [];
    const answer = keepLast((path, language) => {
      asked.push(`${path} ${language}`);
      return asked.length;
    });
    assert.deepEqual([answer('a', 'json'), answer('a', 'json')], [1, 1]);
    assert.deepEqual([answer('b', 'json'), answer('b', 'yaml'), answer('a', 'json')], [2, 3, 4]);
    assert.deepEqual(asked, ['a json', 'b json', 'b yaml', 'a json']);
  });

  it('may be undefined', () => {
    let asked = 0;
    const answer = keepLast(() => void asked++);
    answer('a', 'json');
    answer('a', 'json');
    assert.equal(asked, 1);
  });
});
