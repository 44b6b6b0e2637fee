import { strict as assert } from 'node:assert';
import { processorTime } from '../../server/src/host/processorTime.ts';

describe('the time that a thread has worked', () => {
  it('goes on while it works, and not ahead of the time that passes', () => {
    const [worked, passed] = [processorTime(), performance.now()];
    let rounds = 0;
    // A thread that is given no processor waits here; one whose time stands still ends with the rounds.
    while (processorTime() - worked < 20 && rounds < 50_000_000) rounds++;
    assert.ok(processorTime() - worked >= 20);
    // What was told before may be a few milliseconds old.
    assert.ok(processorTime() - worked <= performance.now() - passed + 10);
  });
});
