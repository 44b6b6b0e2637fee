import { strict as assert } from 'node:assert';
import { compareLoad, hasRegressed, readSavedLoad } from '../../../server/src/core/load/compare.ts';
import { nextStage, type NextStage, type RampEnd } from '../../../server/src/core/load/ramp.ts';
import { loadAsJson, sentenceOf } from '../../../server/src/core/load/report.ts';
import type { EndpointLoad, LoadRun } from '../../../server/src/core/load/result.ts';
import { stageOf, type Stage } from '../../../server/src/core/load/stage.ts';
import type { StageObservation } from '../../../server/src/core/observations/load.ts';

const BUDGET = { requests: 1_000, time: 60_000 };

function observed(
  concurrency: number,
  times: readonly number[],
  more: Partial<StageObservation> = {},
): StageObservation {
  return {
    concurrency,
    times,
    failures: { timeouts: 0, connections: 0, statuses: {} },
    warmUp: concurrency,
    unfinished: [],
    milliseconds: 1_000,
    connections: 0,
    client: { lag: 0, utilization: 0.2 },
    ...more,
  };
}

/** So many quick answers, so many slow ones; the threshold is 300 ms. */
function stage(concurrency: number, quick: number, slow = 0, more: Partial<StageObservation> = {}): Stage {
  const times = [...Array.from({ length: quick }, () => 20), ...Array.from({ length: slow }, () => 500)];
  return stageOf([observed(concurrency, times, more)], 300);
}

/** The stages of a server that holds so many at a time. */
function climb(holds: number, most = BUDGET): { readonly asked: readonly number[]; readonly end: RampEnd } {
  const stages: Stage[] = [];
  let left = most.requests;
  for (;;) {
    const next: NextStage | RampEnd = nextStage(stages, most, { requests: left, time: 60_000 }, 0);
    if (typeof next === 'string') return { asked: stages.map(({ concurrency }) => concurrency), end: next };
    left -= next.requests + next.warmUp;
    assert.ok(left >= 0);
    stages.push(next.concurrency <= holds ? stage(next.concurrency, 100) : stage(next.concurrency, 0, 100));
  }
}

describe('the stages of a load test', () => {
  it('double while it holds, and then close in on where it breaks', () => {
    assert.deepEqual(climb(4), { asked: [1, 2, 4, 8, 6, 5], end: 'latency' });
    assert.deepEqual(climb(7, { requests: 4_000, time: 60_000 }), {
      asked: [1, 2, 4, 8, 6, 7],
      end: 'latency',
    });
    assert.deepEqual(climb(0), { asked: [1], end: 'latency' });
  });

  it('end with the requests that it may cost', () => {
    assert.deepEqual(climb(10_000), { asked: [1, 2, 4, 8, 16, 32], end: 'requests' });
    assert.deepEqual(climb(10_000, { requests: 100, time: 60_000 }), {
      asked: [1, 2, 4, 8],
      end: 'requests',
    });
    assert.deepEqual(climb(10_000, { requests: 5, time: 60_000 }), { asked: [1], end: 'requests' });
    assert.equal(climb(10_000, { requests: 100_000, time: 600_000 }).asked.at(-1), 1_024);
  });

  it('are repeated once where what was slow may be chance', () => {
    const uncertain = stage(4, 118, 7);
    assert.equal(uncertain.verdict, 'uncertain');
    const left = { requests: 500, time: 30_000 };
    const again = nextStage([stage(1, 100), stage(2, 100), uncertain], BUDGET, left, 0);
    assert.equal(typeof again === 'object' && again.concurrency, 4);
    assert.equal(nextStage([uncertain], BUDGET, left, 1), 'latency');
  });

  it('end at once where the server asks to wait, or fails', () => {
    const stopped = { why: 'asked-to-wait', status: 429 } as const;
    for (const [one, end] of [
      [stage(2, 50, 0, { stopped }), 'rate-limited'],
      [stage(2, 50, 0, { failures: { timeouts: 0, connections: 0, statuses: { 500: 2 } } }), 'errors'],
      [stage(2, 50, 0, { failures: { timeouts: 3, connections: 0, statuses: {} } }), 'timeouts'],
    ] as const)
      assert.equal(nextStage([stage(1, 100), one], BUDGET, BUDGET, 0), end);
  });
});

describe('a stage', () => {
  it('does not hold with more than one in a hundred failures', () => {
    const failing = (count: number): Partial<StageObservation> => ({
      failures: { timeouts: 0, connections: count, statuses: {} },
    });
    assert.equal(stage(2, 200, 0, failing(2)).verdict, 'held');
    assert.equal(stage(2, 200, 0, failing(3)).verdict, 'errors');
    assert.equal(stage(2, 50, 0, failing(1)).verdict, 'held');
    assert.equal(stage(2, 0, 0, failing(1)).verdict, 'errors');
  });

  it('counts as slow who was still waiting at the end', () => {
    assert.equal(stage(8, 8, 0, { unfinished: [400, 400, 400, 400] }).verdict, 'latency');
    assert.equal(stage(8, 8, 0, { unfinished: [100, 100, 100, 100] }).verdict, 'held');
  });

  it('is not blamed on the server where this machine was late itself', () => {
    assert.equal(stage(64, 0, 100, { client: { lag: 150, utilization: 0.6 } }).verdict, 'client');
    assert.equal(stage(64, 0, 100, { client: { lag: 30, utilization: 0.6 } }).verdict, 'latency');
  });

  it('that was stopped says nothing', () => {
    assert.equal(stage(4, 30, 0, { stopped: { why: 'cancelled' } }).verdict, 'nothing');
  });
});

function run(stages: readonly Stage[], end: EndpointLoad['end'] = 'latency'): LoadRun {
  const load: EndpointLoad = { name: 'Home', request: 'GET /', threshold: 300, stages, end, requests: 500 };
  const environment = { name: 'staging', base: 'https://s.example', isProduction: false };
  return {
    at: '2027-01-01T00:00:00.000Z',
    environment,
    endpoints: [load],
    requests: 500,
    milliseconds: 9_000,
  };
}

/** Around a time, so that percentiles have intervals. */
function around(concurrency: number, middle: number, count = 120): Stage {
  const times = Array.from({ length: count }, (_, index) => middle * (0.9 + (0.2 * index) / count));
  return stageOf([observed(concurrency, times, { milliseconds: (count * middle) / concurrency })], 300);
}

describe('a load test that is compared with one that was saved', () => {
  const before = run([around(1, 50), around(2, 60), around(4, 100), around(8, 500)]);
  const saved = readSavedLoad(loadAsJson({ version: '1', run: before }));
  assert.ok(saved);

  it('finds nothing in the same again', () => {
    const comparison = compareLoad(
      run([around(1, 52), around(2, 58), around(4, 108), around(8, 480)]),
      saved,
    );
    assert.deepEqual(
      comparison.changes.map(({ verdict }) => verdict),
      ['same', 'same', 'same', 'same', 'same'],
    );
    assert.ok(!hasRegressed(comparison));
  });

  it('finds what became slower, and what holds fewer', () => {
    const comparison = compareLoad(run([around(1, 51), around(2, 120), around(4, 400)]), saved);
    assert.deepEqual(
      comparison.changes.map(({ what, concurrency, verdict }) => [what, concurrency, verdict]),
      [
        ['p95', 1, 'same'],
        ['p95', 2, 'worse'],
        ['p95', 4, 'worse'],
        ['throughput', 2, 'worse'],
      ],
    );
    assert.ok(hasRegressed(comparison));
  });

  it('says nothing of throughput where it did not come as far', () => {
    const { changes } = compareLoad(run([around(1, 51), around(2, 60)], 'requests'), saved);
    assert.deepEqual(
      changes.map(({ what }) => what),
      ['p95', 'p95'],
    );
    assert.equal(compareLoad(run([around(1, 90, 20)], 'time'), saved).changes[0]?.verdict, 'worse');
    assert.equal(readSavedLoad('{"schemaVersion":1,"kind":"smoke"}'), undefined);
    assert.equal(readSavedLoad('[1'), undefined);
    assert.deepEqual(
      readSavedLoad('{"schemaVersion":1,"kind":"load","at":"x","endpoints":[null,{"stages":[7]}]}'),
      {
        at: 'x',
        endpoints: [
          { name: 'undefined', held: 0, stages: [] },
          { name: 'undefined', held: 0, stages: [] },
        ],
      },
    );
  });

  it('is told in a sentence', () => {
    assert.equal(
      sentenceOf(before.endpoints[0] as EndpointLoad),
      'Holds 4 concurrent, 40 requests per second at p95 109 ms. At 8, p95 was 544 ms (threshold 300 ms).',
    );
    assert.equal(
      sentenceOf(run([around(1, 400)]).endpoints[0] as EndpointLoad),
      'Does not hold one request at a time: p95 was 435 ms (threshold 300 ms).',
    );
    assert.equal(
      sentenceOf(run([around(1, 40)], 'requests').endpoints[0] as EndpointLoad),
      'Holds at least 1 concurrent, 25 requests per second at p95 44 ms. It went no further: as many requests as it may cost were sent (--max-requests).',
    );
  });
});
