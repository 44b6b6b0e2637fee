import { strict as assert } from 'node:assert';
import type { FileFacts } from '../../../server/src/core/collector.ts';
import { differingKinds } from '../../../server/src/core/review/sameFacts.ts';

/** Only names and values count here, whatever else facts have. */
const facts = (value: unknown): FileFacts => value as FileFacts;

describe('what two versions of a file say', () => {
  const used = (name: string, start: number) =>
    facts({ env: { uses: [{ name, at: { start, end: start + 3, line: 1, column: start } }] } });

  it('is the same wherever it stands', () => {
    assert.deepEqual(differingKinds(used('KEY', 4), used('KEY', 90)), []);
  });

  it('differs by a name', () => {
    assert.deepEqual(differingKinds(used('KEY', 4), used('URL', 4)), ['env']);
  });

  it('differs where it is new, or gone', () => {
    assert.deepEqual(differingKinds(undefined, used('KEY', 4)), ['env']);
    assert.deepEqual(differingKinds(used('KEY', 4), undefined), ['env']);
    assert.deepEqual(differingKinds(undefined, undefined), []);
  });

  it('differs by a word that happens to be called like a place', () => {
    assert.deepEqual(differingKinds(facts({ web: { at: 'a' } }), facts({ web: { at: 'b' } })), ['web']);
  });
});
