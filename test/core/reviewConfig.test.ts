import { strict as assert } from 'node:assert';
import { parseConfig } from '../../server/src/core/config.ts';

describe('what launch-ready.yaml says about reviews', () => {
  it('is the impact that stops a commit, and what becomes of one that could not be reviewed', () => {
    const { config, problems } = parseConfig('review:\n  failOn: high\n  onFailure: block\n');
    assert.deepEqual(problems, []);
    assert.deepEqual(config.review, { failOn: 'high', onFailure: 'block' });
    assert.equal(parseConfig('rules: {}\n').config.review, undefined);
  });

  for (const [text, message] of [
    ['review:\n  failOn: never\n', 'review.failOn: Write one of blocker, high, medium, low.'],
    ['review:\n  onFailure: stop\n', 'review.onFailure: Write pass or block.'],
    ['review:\n  timeout: 3\n', 'review: Unknown setting: there may be failOn, onFailure here.'],
  ] as const)
    it(`has no other setting: ${text.split('\n')[1]?.trim() ?? ''}`, () => {
      assert.equal(parseConfig(text).problems[0]?.message, message);
    });
});
