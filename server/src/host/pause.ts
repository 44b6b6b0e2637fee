/** Milliseconds of work after which others get a turn. */
const SLICE = 20;

/**
 * For a loop over many pieces of work: to be awaited between them. Lets requests and cancellations in every 20 ms, and rejects with
 * the signal's reason once it is aborted.
 */
export function createPause(signal?: AbortSignal): () => Promise<void> | undefined {
  let end = performance.now() + SLICE;
  return () => {
    signal?.throwIfAborted();
    if (performance.now() < end) return undefined;
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        end = performance.now() + SLICE;
        if (signal?.aborted) reject(signal.reason as Error);
        else resolve();
      });
    });
  };
}
