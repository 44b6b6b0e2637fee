import type { ClientState } from '../../core/observations/load.ts';

/** How late the timers of this process are, and how busy it is, from now on. */
export function watchClient(): { stop(): ClientState } {
  const before = performance.eventLoopUtilization();
  const late: number[] = [];
  let due = performance.now() + EVERY;
  const timer = setInterval(() => {
    const now = performance.now();
    late.push(Math.max(0, now - due));
    due = now + EVERY;
  }, EVERY);
  return {
    stop() {
      clearInterval(timer);
      late.push(Math.max(0, performance.now() - due));
      late.sort((a, b) => a - b);
      const { utilization } = performance.eventLoopUtilization(before);
      return {
        lag: late[Math.max(0, Math.ceil(late.length * 0.95) - 1)] ?? 0,
        utilization: Number.isFinite(utilization) ? utilization : 0,
      };
    },
  };
}

/** Milliseconds. */
const EVERY = 10;
