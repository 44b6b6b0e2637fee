const pending = new Set<() => void>();
let listening = false;

/**
 * Calls `cleanup` (synchronous) when this process ends: by itself, by an exception or by a signal that can be caught. What
 * was registered last runs first. Returns a function that takes the cleanup back.
 */
export function onDriverExit(cleanup: () => void): () => void {
  listen();
  pending.add(cleanup);
  return () => pending.delete(cleanup);
}

function listen(): void {
  if (listening) return;
  listening = true;
  process.once('exit', runAll);
  // A signal ends Node without an "exit" event unless somebody calls process.exit.
  const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
  for (const [signal, exitCode] of Object.entries(signals))
    process.once(signal, () => process.exit(exitCode));
}

function runAll(): void {
  for (const cleanup of [...pending].reverse()) {
    try {
      cleanup();
    } catch {
      // The other cleanups still have to run.
    }
  }
}
