const POLL_MS = 50;
/** Machines that test stall for half a minute now and then. */
const PATIENCE_MS = 50_000;

/**
 * Reads again and again until `read` gives something truthy, and returns that. A throwing `read` counts as "not yet".
 * Fails after `timeoutMs` with `what` and the last thing seen.
 */
export async function until<T>(
  what: string,
  read: () => Promise<T> | T,
  timeoutMs = PATIENCE_MS,
): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const value = await read();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`Timed out waiting for ${what}; last seen: ${describe(last)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function describe(value: unknown): string {
  return value instanceof Error ? value.message : (JSON.stringify(value) ?? 'nothing');
}
