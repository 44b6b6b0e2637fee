import { strict as assert } from 'node:assert';
import { createPause } from '../../server/src/host/pause.ts';

describe('a pause between pieces of work', () => {
  it('lets others in, sooner or later', async () => {
    const pause = createPause();
    const heard: string[] = [];
    setImmediate(() => heard.push('other'));
    // Whoever never gives way never ends this loop.
    while (heard.length === 0) await pause();
    assert.deepEqual(heard, ['other']);
  });

  it('ends the work once it is to end, also while it rests', async () => {
    const stop = new AbortController();
    const pause = createPause(stop.signal);
    setImmediate(() => stop.abort());
    const work = async (): Promise<never> => {
      for (;;) await pause();
    };
    await assert.rejects(work(), { name: 'AbortError' });
    assert.throws(() => pause(), { name: 'AbortError' });
  });
});
