import { strict as assert } from 'node:assert';
import { readinessScore } from '../../server/src/core/score.ts';

describe('the readiness score', () => {
  const none = { blocker: 0, high: 0, medium: 0, low: 0 };

  it('is 100 without findings, and never negative', () => {
    assert.equal(readinessScore(none), 100);
    assert.ok(readinessScore({ blocker: 500, high: 500, medium: 500, low: 500 }) >= 0);
  });

  it('is capped by the most severe finding', () => {
    assert.ok(readinessScore({ ...none, blocker: 1 }) <= 40);
    assert.ok(readinessScore({ ...none, high: 1 }) <= 75);
    assert.ok(readinessScore({ ...none, medium: 1 }) <= 95);
  });

  it('falls with every finding', () => {
    for (const impact of ['blocker', 'high', 'medium', 'low'] as const) {
      const scores = [0, 1, 2, 5].map((count) => readinessScore({ ...none, [impact]: count }));
      assert.deepEqual(
        scores,
        [...scores].sort((a, b) => b - a),
        impact,
      );
      assert.ok((scores[0] ?? 0) > (scores[3] ?? 0), impact);
    }
  });
});
