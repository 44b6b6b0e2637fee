import { strict as assert } from 'node:assert';
import { nextOnGrid, phases } from '../../../server/src/core/uptime/grid.ts';
import { startSchedule } from '../../../server/src/host/watch/schedule.ts';
import { fakeClock } from './fakeClock.ts';

describe('the schedule of a watch', () => {
  it('spreads first runs over the interval, of long ones over a minute', () => {
    assert.deepEqual(phases([10, 10, 10, 10, 10]), [0, 2_000, 4_000, 6_000, 8_000]);
    assert.deepEqual(phases([3_600, 10, 3_600]), [0, 0, 30_000]);
  });

  it('leaves out what was missed', () => {
    assert.deepEqual(
      [nextOnGrid(500, 1_000, 0), nextOnGrid(500, 1_000, 500), nextOnGrid(500, 1_000, 7_900)],
      [500, 1_500, 8_500],
    );
  });

  it('begins every run on its grid, however long another takes', async () => {
    const clock = fakeClock();
    const begun: string[] = [];
    const skipped: string[] = [];
    const schedule = startSchedule(
      ['quick', 'hung'].map((item) => ({ item, every: 10 })),
      {
        run(item, late) {
          begun.push(`${item} ${clock.now() / 1_000}${late === 0 ? '' : ` late ${late}`}`);
          return item === 'hung' ? clock.wait(25_000) : Promise.resolve();
        },
        onSkip: (item) => void skipped.push(`${item} ${clock.now() / 1_000}`),
      },
      clock,
    );
    await clock.advance(44_000);
    assert.deepEqual(begun, ['quick 0', 'hung 5', 'quick 10', 'quick 20', 'quick 30', 'hung 35', 'quick 40']);
    assert.deepEqual(skipped, ['hung 15', 'hung 25']);
    const stopping = schedule.stop();
    await clock.advance(60_000);
    await stopping;
    assert.equal(begun.length, 7);
  });

  it('goes on with the grid after a sleep of the machine', async () => {
    const clock = fakeClock();
    const begun: string[] = [];
    startSchedule(
      [{ item: 'one', every: 10 }],
      {
        async run(_item, late) {
          begun.push(`${clock.now()} ${late}`);
        },
      },
      clock,
    );
    await clock.advance(10_000);
    clock.sleep(25_400);
    await clock.advance(5_000);
    assert.deepEqual(begun, ['0 0', '10000 0', '35400 15400', '40000 0']);
  });
});
