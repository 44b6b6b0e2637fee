import { strict as assert } from 'node:assert';
import { emptySnapshot, snapshotOf, type Snapshot } from '../../server/src/core/migrations/snapshots.ts';
import { processorTime } from '../support/processorTime.ts';

describe('snapshots', () => {
  it('keep each version as it was', () => {
    const first = snapshotOf([
      ['a', 1],
      ['b', 2],
    ]);
    const second = first.with('b', 3).with('c', 4);
    const third = second.with('a', undefined);
    assert.deepEqual(
      [...first],
      [
        ['a', 1],
        ['b', 2],
      ],
    );
    assert.deepEqual(
      [...second],
      [
        ['a', 1],
        ['b', 3],
        ['c', 4],
      ],
    );
    assert.deepEqual(
      [...third],
      [
        ['b', 3],
        ['c', 4],
      ],
    );
    assert.deepEqual([first.size, second.size, third.size], [2, 3, 2]);
    assert.equal(third.get('a'), undefined);
    assert.equal(third.has('a'), false);
    // Another branch from the same version sees nothing of it.
    assert.deepEqual([...first.with('z', 9).keys()], ['a', 'b', 'z']);
    assert.equal(second.has('z'), false);
  });

  it('are the same version where nothing changes', () => {
    const one = snapshotOf([['a', 1]]);
    assert.equal(one.with('a', 1), one);
    assert.equal(one.with('b', undefined), one);
  });

  it('take any name', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '\0'];
    const all = snapshotOf(names.map((name, index) => [name, index] as const));
    assert.deepEqual([...all.keys()], names);
    assert.equal(emptySnapshot().get('constructor'), undefined);
    assert.equal(all.get('__proto__'), 0);
  });

  it('agree with a map, whatever happens to them', () => {
    let random = 7;
    const next = (most: number): number => (random = (random * 48_271) % 2_147_483_647) % most;
    const versions: { snapshot: Snapshot<number>; map: Map<string, number> }[] = [];
    let [snapshot, map] = [emptySnapshot<number>(), new Map<string, number>()];
    for (let index = 0; index < 5_000; index++) {
      const key = `k${next(1_500)}`;
      const value = next(3) === 0 ? undefined : index;
      snapshot = snapshot.with(key, value);
      map = new Map(map);
      if (value === undefined) map.delete(key);
      else map.set(key, value);
      if (index % 250 === 0) versions.push({ snapshot, map });
    }
    for (const { snapshot: one, map: other } of versions) {
      assert.equal(one.size, other.size);
      assert.deepEqual(new Map(one), other);
      const seen = new Map<string, number>();
      one.forEach((value, key) => seen.set(key, value));
      assert.deepEqual(seen, other);
    }
  });

  it('are the same made at once or one by one', () => {
    for (const count of [0, 1, 32, 33, 1_024, 1_025, 2_100]) {
      const entries = Array.from({ length: count }, (_, index) => [`key_${index}`, index] as const);
      const again = [...entries, ...entries.slice(0, 3).map(([key]) => [key, -1] as const)];
      for (const change of [undefined, 7]) {
        let byOne = emptySnapshot<number>();
        for (const [key, value] of again) byOne = byOne.with(key, value);
        const one = snapshotOf(again).with('key_1', change).with('another', 1);
        const other = byOne.with('key_1', change).with('another', 1);
        assert.deepEqual([...one], [...other]);
        assert.equal(one.size, other.size);
        assert.equal(one.get(`key_${count - 1}`), other.get(`key_${count - 1}`));
      }
    }
    // What is put into one empty map is in no other.
    const [one, other] = [emptySnapshot<number>().with('a', 1), emptySnapshot<number>().with('b', 2)];
    assert.deepEqual([...one.keys(), ...other.keys(), other.has('a')], ['a', 'b', false]);
  });

  it('cost the same with 100,000 entries as with a few', () => {
    let all = emptySnapshot<number>();
    const start = processorTime();
    for (let index = 0; index < 100_000; index++) all = all.with(`column_${index}`, index);
    assert.equal(all.get('column_77777'), 77_777);
    assert.equal(all.size, 100_000);
    assert.ok(processorTime() - start < 3_000);
  });
});
