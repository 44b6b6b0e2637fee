import { strict as assert } from 'node:assert';
import {
  chanceOfAtLeast,
  percentile,
  percentileInterval,
  tooManyOf,
} from '../../../server/src/core/load/percentiles.ts';
import { isRegression } from '../../../server/src/core/load/regression.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

describe('percentiles', () => {
  it('are one of the values, by the nearest rank', () => {
    assert.deepEqual(
      [0.5, 0.9, 0.95, 0.99].map((share) => percentile(upTo(100), share)),
      [50, 90, 95, 99],
    );
    assert.deepEqual(
      [0.5, 0.95].map((share) => percentile([7], share)),
      [7, 7],
    );
    assert.equal(percentile([], 0.95), undefined);
    assert.equal(percentile(upTo(20), 0.95), 19);
    assert.equal(percentile(upTo(1_000), 0.999), 999);
  });

  it('lie between two of the values, as far as there are enough of them', () => {
    // Of 59 values all lie below the 95th percentile with 4.8 %, of 72 with 2.5 %: then there is an upper end.
    assert.equal(percentileInterval(upTo(59), 0.95)?.high, undefined);
    assert.equal(percentileInterval(upTo(72), 0.95)?.high, 72);
    assert.equal(percentileInterval([], 0.95), undefined);
    assert.deepEqual(percentileInterval(upTo(1_000), 0.95), { low: 936, high: 964 });
  });

  it('hold what they promise: 95 of 100 intervals have the true percentile in them', () => {
    let seed = 12_345;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    let hits = 0;
    for (let round = 0; round < 2_000; round++) {
      const values = Array.from({ length: 150 }, random).sort((a, b) => a - b);
      const interval = percentileInterval(values, 0.95);
      if (interval && interval.low <= 0.95 && 0.95 <= (interval.high ?? 1)) hits += 1;
    }
    assert.ok(hits >= 1_900 && hits < 1_990, String(hits));
  });

  it('say how probable so many slow answers are by chance', () => {
    assert.equal(chanceOfAtLeast(0, 10, 0.05), 1);
    assert.ok(Math.abs(chanceOfAtLeast(1, 10, 0.05) - 0.4013) < 0.0001);
    assert.ok(Math.abs(chanceOfAtLeast(10, 100, 0.05) - 0.0282) < 0.0001);
    assert.ok(chanceOfAtLeast(1_000, 10_000, 0.05) < 1e-9);
    assert.equal(tooManyOf(100, 0.05, 0.05), 10);
    assert.equal(tooManyOf(1, 0.05, 0.05), 1);
  });
});

describe('a figure that is held against an older one', () => {
  const more = { more: 'worse', least: 5 } as const;

  it('is worse when it is a fifth above it and chance would not do that', () => {
    const before = { value: 100, low: 95, high: 110 };
    assert.equal(isRegression({ value: 150, low: 130, high: 160 }, before, more), 'worse');
    assert.equal(isRegression({ value: 119, low: 115, high: 125 }, before, more), 'same');
    assert.equal(isRegression({ value: 150, low: 105, high: 300 }, before, more), 'same');
    assert.equal(isRegression({ value: 150, low: undefined }, before, more), 'unknown');
    assert.equal(isRegression({ value: 60, low: 55, high: 65 }, before, more), 'better');
  });

  it('is not when it is a matter of a few milliseconds', () => {
    assert.equal(isRegression({ value: 5, low: 4, high: 5 }, { value: 1, low: 1, high: 1 }, more), 'same');
  });

  it('is the other way round for requests a second', () => {
    const throughput = { more: 'better', least: 1 } as const;
    const before = { value: 100, low: 95, high: 105 };
    assert.equal(isRegression({ value: 70, low: 65, high: 75 }, before, throughput), 'worse');
    assert.equal(isRegression({ value: 85, low: 84, high: 86 }, before, throughput), 'same');
    assert.equal(isRegression({ value: 150, low: 140, high: 160 }, before, throughput), 'better');
  });
});
