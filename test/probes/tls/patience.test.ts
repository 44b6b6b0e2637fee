import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { patientTimer, slots } from '../../../server/src/probes/tls/patience.ts';

describe('Waiting', () => {
  it('does not end because this process was busy', async () => {
    let hasFired = false;
    const stop = patientTimer(200, () => (hasFired = true));
    const until = performance.now() + 500;
    while (performance.now() < until);

    for (let turns = 0; turns < 5; turns++) await turn();
    stop();

    assert.equal(hasFired, false);
  });

  it('ends', async () => {
    await new Promise<void>((resolve) => patientTimer(1, resolve));
  });

  it('is stopped by who started it', async () => {
    let hasFired = false;
    patientTimer(1, () => (hasFired = true))();
    await new Promise<void>((resolve) => patientTimer(5, resolve));

    assert.equal(hasFired, false);
  });

  it('lets so many at once, in their order', async () => {
    const inTurn = slots(2);
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const tasks = [0, 1, 2, 3].map((number) =>
      inTurn(() => {
        started.push(number);
        return new Promise<void>((resolve) => ends.push(resolve));
      }),
    );
    await turn();
    assert.deepEqual(started, [0, 1]);

    ends[1]?.();
    await turn();
    assert.deepEqual(started, [0, 1, 2]);

    ends[0]?.();
    ends[2]?.();
    await turn();
    ends[3]?.();
    await Promise.all(tasks);
    assert.deepEqual(started, [0, 1, 2, 3]);
  });

  it('goes on after a task that failed', async () => {
    const inTurn = slots(1);
    const failed = inTurn(() => Promise.reject(new Error('no')));
    const next = inTurn(() => Promise.resolve('yes'));

    await assert.rejects(failed);
    assert.equal(await next, 'yes');
  });
});
