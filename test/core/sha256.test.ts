import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { digestOf, sha256Hex, SHA256_OF_NOTHING, utf8, withBytes } from '../../server/src/core/sha256.ts';

describe('sums by SHA-256', () => {
  it("are Node's, of every length around a block", () => {
    for (let length = 0; length <= 200; length++) {
      const text = 'äb€😀'.repeat(60).slice(0, length);
      assert.equal(
        sha256Hex(text),
        createHash('sha256').update(new TextEncoder().encode(text)).digest('hex'),
        String(length),
      );
    }
  });

  it('go on from what was summed, which stays as it was', () => {
    const node = createHash('sha256');
    let sum = SHA256_OF_NOTHING;
    for (const part of ['', 'one', 'x'.repeat(63), 'y'.repeat(64), 'z'.repeat(1_000)]) {
      const before = digestOf(sum);
      const next = withBytes(sum, utf8(part));
      assert.deepEqual(digestOf(sum), before);
      sum = next;
      assert.deepEqual(digestOf(sum), [...node.update(part).copy().digest()]);
    }
  });

  it('take text as encoders do, half a pair too', () => {
    for (const text of ['\ud800', 'a\udc00b', '\ud83d\ude00', '\uffff', '\ud83d'])
      assert.deepEqual([...utf8(text)], [...new TextEncoder().encode(text)]);
  });
});
