import { strict as assert } from 'node:assert';
import frozenAsset from '../../../server/src/core/checks/caching/frozen-asset.ts';
import shortLivedAsset from '../../../server/src/core/checks/caching/short-lived-asset.ts';
import unvalidatedAsset from '../../../server/src/core/checks/caching/unvalidated-asset.ts';
import { hasHashedName } from '../../../server/src/core/live/caching/assets.ts';
import type { HttpObservation } from '../../../server/src/core/observations/http.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { exchange, failure, urlParts } from '../../support/observations.ts';

function assets(
  paths: readonly string[],
  headers: Readonly<Record<string, string>>,
): Partial<HttpObservation> {
  return { assets: paths.map((path) => exchange({ url: `https://example.com${path}`, headers })) };
}

const HASHED = '/assets/app-4f3c2b1a.js';
const FOR_GOOD = { 'cache-control': 'public, max-age=31536000, immutable' };

describe('names of files', () => {
  const names: readonly (readonly [string, boolean])[] = [
    ['/assets/index-BfOxR2dk.css', true],
    ['/static/js/main.8d7c4f1e.js', true],
    ['/_next/static/chunks/app/page.js', true],
    ['/build/app-D3zt_9xQ.js', true],
    ['/app.js', false],
    ['/js/bootstrap.bundle.min.js', false],
    ['/js/jquery-ui-datepicker.js', false],
    ['/js/main-production.js', false],
  ];
  for (const [path, isHashed] of names)
    it(`${path} has ${isHashed ? 'a' : 'no'} hash`, () =>
      assert.equal(hasHashedName(urlParts(`https://example.com${path}`)), isHashed));
});

describeCheck(shortLivedAsset, [
  { it: 'is content where browsers keep them', says: ['pass Browsers keep files with hashed names.'] },
  {
    it: 'finds files that browsers ask for again',
    http: assets([HASHED, '/assets/vendor-9a8b7c6d.js'], { 'cache-control': 'max-age=600' }),
    says: [
      'low Browsers ask again for /assets/app-4f3c2b1a.js and 1 more on later visits, although the name changes whenever the content does.',
    ],
  },
  {
    it: 'finds files without a header',
    http: assets([HASHED], {}),
    says: [
      'low Browsers ask again for /assets/app-4f3c2b1a.js on later visits, although the name changes whenever the content does.',
    ],
  },
  { it: 'lets files with fixed names be', http: assets(['/app.js'], {}), says: [] },
  {
    it: 'says nothing of what was not answered',
    http: { assets: [exchange({ url: `https://example.com${HASHED}`, failure: failure('timeout') })] },
    says: [],
  },
]);

const frozen = (impact: string, time: string): string =>
  `${impact} Browsers keep /app.js for ${time} without asking, but the name stays the same when the content changes: after a deploy, visitors have the new page with the old file.`;
describeCheck(frozenAsset, [
  { it: 'says nothing of hashed names', says: [] },
  { it: 'finds “immutable”', http: assets(['/app.js'], FOR_GOOD), says: [frozen('medium', 'a year')] },
  {
    it: 'weighs two months less',
    http: assets(['/app.js'], { 'cache-control': 'max-age=5184000' }),
    says: [frozen('low', '60 days')],
  },
  { it: 'lets versions be', http: assets(['/app.js?v=12', '/jquery-3.7.1.js'], FOR_GOOD), says: [] },
  { it: 'lets a day be', http: assets(['/app.js'], { 'cache-control': 'max-age=86400' }), says: [] },
]);

describeCheck(unvalidatedAsset, [
  { it: 'says nothing of what is kept', says: [] },
  {
    it: 'finds files that nothing is said of',
    http: assets(['/app.js'], {}),
    says: [
      'low Browsers fetch /app.js whole on every visit: the answer has no life (max-age), no ETag and no Last-Modified.',
    ],
  },
  { it: 'is content with an ETag', http: assets(['/app.js'], { etag: '"1"' }), says: [] },
]);
