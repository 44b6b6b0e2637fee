import { strict as assert } from 'node:assert';
import { createSameValues } from '../../server/src/lsp/sameValues.ts';
import { analyzeText } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

const ONE = `const key = '${expand('{{stripe-secret-key}}')}';\n`;
const TWO = `const key = '${expand('{{stripe-secret-key:2}}')}';\n`;

describe('the same value in several files of a folder', () => {
  it('is known as soon as the second file has it, and forgotten when one of them loses it', () => {
    const same = createSameValues();
    assert.deepEqual(same.update('a.ts', findingsOf('a.ts', ONE)), []);
    assert.deepEqual(same.update('b.ts', findingsOf('b.ts', ONE)), ['a.ts']);
    assert.deepEqual(places(same, 'a.ts', ONE), ['b.ts:1']);
    assert.deepEqual(same.update('c.ts', findingsOf('c.ts', TWO)), []);
    assert.deepEqual(same.update('b.ts', []), ['a.ts']);
    assert.deepEqual(places(same, 'a.ts', ONE), []);
  });

  it('names the other places in the same file as well', () => {
    const same = createSameValues();
    same.update('a.ts', findingsOf('a.ts', ONE + ONE));
    assert.deepEqual(places(same, 'a.ts', ONE + ONE), ['a.ts:2']);
  });

  it('names twenty places at most', () => {
    const same = createSameValues();
    for (let file = 0; file < 50; file++) same.update(`${file}.ts`, findingsOf(`${file}.ts`, ONE));
    assert.equal(places(same, '0.ts', ONE).length, 20);
    assert.equal(same.update('0.ts', []).length, 20);
  });
});

function findingsOf(path: string, text: string) {
  return analyzeText(path, text).findings;
}

function places(same: ReturnType<typeof createSameValues>, path: string, text: string): readonly string[] {
  const [finding] = findingsOf(path, text);
  assert.ok(finding);
  return same.placesOf(finding).map(({ file, range }) => `${file}:${range.start.line}`);
}
