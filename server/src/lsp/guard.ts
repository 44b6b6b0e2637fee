/** Wraps what a timer or a worker's message starts: an exception that nobody catches there would end the server. */
export type Guard = (action: () => void) => () => void;

/** Each kind of failure is logged once. Its message is not: it may quote the text that it choked on. */
export function createGuard(log: (message: string) => void): Guard {
  const told = new Set<string>();
  return (action) => () => {
    try {
      action();
    } catch (error) {
      const what = describe(error);
      if (!told.has(what)) log(`Something went wrong and was passed over: ${what}`);
      told.add(what);
    }
  };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  const where = /^\s+(at .*)$/m.exec(error.stack ?? '')?.[1] ?? '';
  return `${error.name}${code} ${where}`.trim();
}
