import type { MonitoringRun } from '../../../server/src/protocol.ts';

/** Runs that fit beside a name. */
const MOST = 10;
/** Shares of the time that an answer may take; beyond the last it is too slow. */
const STEPS: readonly (readonly [most: number, bar: string])[] = [
  [0.05, '▁'],
  [0.15, '▂'],
  [0.4, '▃'],
  [1, '▅'],
];

/** The last runs, the newest last: how long each took of the time that it may take, and a mark where it failed. */
export function sparkline(runs: readonly MonitoringRun[], latency: number): string {
  return runs
    .slice(-MOST)
    .map(({ isUp, milliseconds }) => {
      if (!isUp) return '✕';
      return STEPS.find(([most]) => milliseconds <= most * latency)?.[1] ?? '▇';
    })
    .join('');
}
