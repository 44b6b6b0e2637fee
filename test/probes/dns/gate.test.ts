import assert from 'node:assert/strict';
import { createGate } from '../../../server/src/probes/dns/gate.ts';
import { createMemo } from '../../../server/src/probes/dns/memo.ts';

const never = new AbortController().signal;

describe('gate of questions', () => {
  it('lets the next one in when one leaves, in their order', async () => {
    const gate = createGate(1);
    const inside: number[] = [];
    const leaveFirst = await gate.enter(never);
    const second = gate.enter(never).then((leave) => (inside.push(2), leave));
    const third = gate.enter(never).then((leave) => (inside.push(3), leave));
    assert.deepEqual(inside, []);
    leaveFirst();
    leaveFirst();
    const leaveSecond = await second;
    assert.deepEqual(inside, [2]);
    leaveSecond();
    (await third)();
    assert.deepEqual(inside, [2, 3]);
  });

  it('keeps no place for who does not wait any more', async () => {
    const gate = createGate(1);
    const leave = await gate.enter(never);
    const cancelling = new AbortController();
    const waiting = gate.enter(cancelling.signal);
    cancelling.abort();
    (await waiting)();
    leave();
    (await gate.enter(never))();
  });
});

describe('memo of answers', () => {
  it('forgets the oldest', async () => {
    const memo = createMemo<number>(2);
    let count = 0;
    const next = () => Promise.resolve(++count);
    for (const key of ['a', 'b', 'c']) await memo.join(key, never, next);
    assert.deepEqual(
      [
        await memo.join('c', never, next),
        await memo.join('b', never, next),
        await memo.join('a', never, next),
      ],
      [3, 2, 4],
    );
  });
});
