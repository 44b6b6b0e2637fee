import assert from 'node:assert/strict';
import { createStallMeter } from '../../../server/src/probes/uptime/stalls.ts';

describe('Time in which our own process stood still', () => {
  function meterAt() {
    let time = 1000;
    const meter = createStallMeter(() => time);
    return {
      meter,
      pass: (milliseconds: number): void => void (time += milliseconds),
      /** So many looks, each as late as told. */
      looks: (...late: readonly number[]): void => {
        for (const each of late) {
          time += 50 + each;
          meter.look();
        }
      },
    };
  }

  it('is nothing where every look comes in time, or nearly', () => {
    const { meter, looks, pass } = meterAt();
    const stalls = meter.watch();
    looks(0, 5, 10, 0, 8);
    pass(20);
    assert.equal(stalls.stop(), 0);
  });

  it('counts where it held up what was asked', () => {
    const { meter, looks } = meterAt();
    const stalls = meter.watch();
    looks(400, 0, 0);
    assert.equal(stalls.stop(), 400);
  });

  it('counts where what had come was read late', () => {
    const { meter, looks } = meterAt();
    const stalls = meter.watch();
    looks(0, 0, 300);
    assert.equal(stalls.stop(), 300);
    const present = meterAt();
    const other = present.meter.watch();
    present.looks(0, 0);
    present.pass(250);
    assert.equal(other.stop(), 200);
  });

  it('does not count while nothing had come', () => {
    const { meter, looks } = meterAt();
    const stalls = meter.watch();
    looks(0, 500, 200, 30, 30, 0);
    assert.equal(stalls.stop(), 0);
  });

  it('counts for each step of its own', () => {
    const { meter, looks } = meterAt();
    const stalls = meter.watch();
    looks(0, 100);
    stalls.step();
    looks(0, 200, 0);
    stalls.step();
    looks(0, 40);
    assert.equal(stalls.stop(), 140);
  });

  it('is never longer than the step', () => {
    const { meter, looks, pass } = meterAt();
    pass(500);
    const stalls = meter.watch();
    pass(30);
    stalls.step();
    looks(0);
    assert.equal(stalls.stop(), 80);
  });
});
