export interface Progress {
  advance(): void;
  end(): void;
}

/** Fewer are done before anybody wonders. */
const WORTH_TELLING = 2_000;

/** A counter on standard error, only where a person watches: never in a pipe or in CI. */
export function createProgress(total: number, what = 'files', least = WORTH_TELLING): Progress {
  const shown = process.stderr.isTTY && !process.env['CI'] && total > least;
  if (!shown) return { advance: () => undefined, end: () => undefined };
  let done = 0;
  let last = 0;
  return {
    advance() {
      done++;
      const now = performance.now();
      if (now - last < 100) return;
      last = now;
      process.stderr.write(`\rChecking ${done} of ${total} ${what}`);
    },
    end: () => process.stderr.write('\r\x1b[K'),
  };
}
