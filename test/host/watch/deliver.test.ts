import { strict as assert } from 'node:assert';
import type { Failure } from '../../../server/src/core/observations/failure.ts';
import type { UptimeEvent } from '../../../server/src/core/uptime/state.ts';
import { startDelivery, type Delivery } from '../../../server/src/host/watch/deliver.ts';
import type { PostAnswer } from '../../../server/src/probes/uptime/postJson.ts';
import { fakeClock, type FakeClock } from './fakeClock.ts';

type Answer = PostAnswer | Failure;

function answer(status: number, headers: PostAnswer['headers'] = {}, body = ''): Answer {
  return { status, headers, body };
}

describe('the delivery of alerts', () => {
  interface Bench {
    readonly clock: FakeClock;
    readonly delivery: Delivery;
    /** "A 1 at 0" */
    readonly posts: readonly string[];
    readonly taken: readonly string[];
    readonly given: readonly string[];
    readonly waits: readonly number[];
    readonly add: (id: string) => void;
  }

  /** Answers one after the other; then 200. */
  function bench(answers: readonly Answer[], receivers: readonly string[] = ['A']): Bench {
    const clock = fakeClock();
    const left = [...answers];
    const posts: string[] = [];
    const taken: string[] = [];
    const given: string[] = [];
    const waits: number[] = [];
    const queues = new Map(receivers.map((receiver) => [receiver, [] as UptimeEvent[]]));
    const drop = (receiver: string): unknown => queues.get(receiver)?.shift();
    const delivery = startDelivery(
      receivers,
      {
        next: (receiver) => queues.get(receiver)?.[0],
        post(receiver, { id }) {
          posts.push(`${receiver} ${id} at ${clock.now()}`);
          return Promise.resolve((receiver === 'A' ? left.shift() : undefined) ?? answer(200));
        },
        async onDelivered(receiver, { id }) {
          drop(receiver);
          taken.push(`${receiver} ${id}`);
        },
        async onGivenUp(receiver, { id }, reason) {
          drop(receiver);
          given.push(`${receiver} ${id}: ${reason} after ${Math.floor(clock.now() / 60_000)} min`);
        },
        onRetry: (_receiver, _event, _reason, wait) => void waits.push(wait),
      },
      clock,
    );
    return {
      clock,
      delivery,
      posts,
      taken,
      given,
      waits,
      add(id) {
        for (const queue of queues.values())
          queue.push({
            id,
            kind: 'down',
            endpoint: 'e',
            name: 'E',
            url: 'https://e.example/',
            at: '2027-01-01T00:00:00Z',
          });
        delivery.poke();
      },
    };
  }

  it('brings everything to everybody, once and in its order', async () => {
    const { add, clock, taken } = bench([answer(500)], ['A', 'B']);
    add('1');
    add('2');
    await clock.advance(10_000);
    assert.deepEqual(
      taken.filter((each) => each.startsWith('A')),
      ['A 1', 'A 2'],
    );
    assert.deepEqual(
      taken.filter((each) => each.startsWith('B')),
      ['B 1', 'B 2'],
    );
  });

  it('waits twice as long after each failure, and less by up to a half', async () => {
    const { add, clock, waits, posts, taken } = bench([
      answer(500),
      { failed: 'refused', detail: 'nobody is there' },
      answer(502),
      { failed: 'timeout', detail: 'it did not answer' },
    ]);
    add('1');
    await clock.advance(60_000);
    assert.equal(posts.length, 5);
    assert.deepEqual(taken, ['A 1']);
    waits.forEach((wait, index) => {
      const whole = 1_000 * 2 ** index;
      assert.ok(wait >= whole / 2 && wait <= whole, `${wait} of ${whole}`);
    });
  });

  it('waits for as long as a receiver asks', async () => {
    const date = new Date(Date.now() + 20_000).toUTCString();
    const { add, clock, waits, taken } = bench([
      answer(429, { 'retry-after': '7' }),
      answer(429, { 'content-type': 'application/json' }, '{"message":"slow down","retry_after":1.5}'),
      answer(503, { 'retry-after': date }),
      answer(429, { 'retry-after': '1' }, '{"retry_after":4}'),
    ]);
    add('1');
    await clock.advance(60_000);
    assert.deepEqual(taken, ['A 1']);
    const [first, second, third = 0, fourth] = waits;
    assert.deepEqual([first, second, fourth], [7_000, 1_500, 4_000]);
    assert.ok(third > 15_000 && third <= 21_000);
  });

  it('gives up what is refused after an hour, and what fails after a day; then the next has its turn', async () => {
    const refused = bench(Array.from({ length: 400 }, () => answer(404)));
    refused.add('1');
    refused.add('2');
    await refused.clock.advance(59 * 60_000);
    assert.deepEqual(refused.given, []);
    await refused.clock.advance(10 * 60_000);
    assert.equal(refused.given.length, 1);
    assert.match(refused.given[0] ?? '', /^A 1: it answered 404 after 6\d min$/);
    assert.match(refused.posts.at(-1) ?? '', /^A 2/);
    const failing = bench(Array.from({ length: 400 }, () => answer(500)));
    failing.add('1');
    await failing.clock.advance(23 * 3_600_000);
    assert.deepEqual(failing.given, []);
  });

  it('stops without sending any more, and is not idle before all is brought', async () => {
    const { add, clock, delivery, posts } = bench([answer(500), answer(500)]);
    add('1');
    let isIdle = false;
    void delivery.idle(100_000).then(() => (isIdle = true));
    await clock.advance(100);
    assert.equal(isIdle, false);
    const stopping = delivery.stop();
    await clock.advance(10_000);
    await stopping;
    assert.equal(posts.length, 1);
  });
});
