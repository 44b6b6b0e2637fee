import { strict as assert } from 'node:assert';
import { versionAfter } from '../../../server/src/core/fixes/migrations/newVersion.ts';

describe('the version behind another', () => {
  const CASES: readonly (readonly [string, string])[] = [
    ['20260131235959', '20260201000000'],
    ['20241231235959', '20250101000000'],
    ['20240228235959', '20240229000000'],
    ['202601312359', '202602010000'],
    ['20260131', '20260201'],
    // No such time: it counts.
    ['20261399000000', '20261399000001'],
    ['1736673600', '1736673601'],
    ['1736673600123', '1736673600124'],
    ['0009', '0010'],
    ['0099', '0100'],
    ['9', '10'],
    ['999', '1000'],
    ['1.2', '1.3'],
    ['1_9', '1_10'],
    ['2026-01-12-095959', '2026-01-12-100000'],
    ['2026-01-31', '2026-02-01'],
    ['99999999999999999999', '100000000000000000000'],
  ];
  for (const [version, next] of CASES)
    it(`of ${version} is ${next}`, () => {
      assert.equal(versionAfter(version), next);
    });

  it('is none where there is none to go by', () => {
    assert.equal(versionAfter(''), undefined);
    assert.equal(versionAfter('init'), undefined);
  });
});
