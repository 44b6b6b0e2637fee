import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import path from 'node:path';
import { mock } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { giveBackWorker, takeWorker } from '../../server/src/host/workers.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const ECHO = `import { parentPort } from 'node:worker_threads';
parentPort.on('message', (message) => parentPort.postMessage(message));
`;

describe('worker threads that wait for work', () => {
  let file: URL;
  const taken = new Set<Worker>();
  const take = (): Worker => {
    const worker = takeWorker(file);
    taken.add(worker);
    return worker;
  };
  beforeEach(() => {
    file = pathToFileURL(path.join(temporaryFolder({ 'worker.mjs': ECHO }), 'worker.mjs'));
  });
  afterEach(async () => {
    mock.timers.reset();
    for (const worker of taken) await worker.terminate();
    taken.clear();
  });

  it('are taken again, and nothing of the time between stays with them', () => {
    const first = take();
    const before = [first.listenerCount('error'), first.listenerCount('exit')];
    giveBackWorker(file, first);
    assert.equal(take(), first);
    assert.deepEqual([first.listenerCount('error'), first.listenerCount('exit')], before);
    assert.notEqual(take(), first, 'it has one master at a time');
  });

  it('are not given to anybody once they have ended', async () => {
    const first = take();
    giveBackWorker(file, first);
    const second = take();
    giveBackWorker(file, second);
    const ended = once(second, 'exit');
    await second.terminate();
    await ended;
    assert.notEqual(take(), second);
  });

  it('end after a while, but not while they work', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const first = take();
    giveBackWorker(file, first);
    assert.equal(take(), first);
    mock.timers.tick(20_000);
    const answer = Promise.race([
      once(first, 'message'),
      once(first, 'exit').then(() => 'ended while it worked'),
    ]);
    first.postMessage('still there');
    assert.deepEqual(await answer, ['still there']);

    giveBackWorker(file, first);
    const ended = once(first, 'exit');
    mock.timers.tick(20_000);
    assert.notEqual(take(), first);
    await ended;
  });

  it('keep no process running, unless they work', () => {
    const first = take();
    const calls: string[] = [];
    first.ref = () => void calls.push('ref');
    first.unref = () => void calls.push('unref');
    giveBackWorker(file, first);
    take();
    assert.deepEqual(calls, ['unref', 'ref']);
  });
});
