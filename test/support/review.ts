import { strict as assert } from 'node:assert';
import { reviewChanges, type ReviewOptions } from '../../server/src/host/review/review.ts';
import type { Review, ReviewSource } from '../../server/src/host/review/types.ts';
import { fakeToken } from './fakeTokens.ts';

const SETTINGS = { configText: '', baselineText: '', today: '2026-05-01', salt: 'salt' };
export const STAGED = { kind: 'staged' } as ReviewSource;

/** A line with a secret of its own. */
export const leak = (seed: number): string =>
  `export const key${seed} = "${fakeToken('stripe-secret-key', seed)}";\n`;

export const review = (root: string, source = STAGED, options: ReviewOptions = {}): Promise<Review> =>
  reviewChanges(root, source, SETTINGS, options);

/** Where secrets stand that a review tells of. */
export async function places(
  root: string,
  source = STAGED,
  options: ReviewOptions = {},
): Promise<readonly string[]> {
  const { result } = await review(root, source, options);
  assert.deepEqual(result.errors, []);
  return result.findings
    .filter(({ area, suppressed }) => area === 'secrets' && !suppressed)
    .map(({ file, range }) => `${file}:${range?.start.line}`);
}

/** What a review tells of: rules and files. */
export async function rules(root: string, source = STAGED): Promise<readonly string[]> {
  const { result } = await review(root, source);
  return result.findings
    .filter(({ suppressed }) => !suppressed)
    .map(({ ruleId, file }) => `${ruleId} ${file}`);
}
