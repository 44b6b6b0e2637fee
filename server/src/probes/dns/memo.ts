/** Work that is done once for everybody who wants its result. */
export interface Memo<T> {
  /**
   * The result of `work` for that key, done now, under way or done before. Undefined as soon as `signal` is aborted: the work
   * itself ends, and is forgotten, when nobody waits for it any more.
   */
  join(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined>;
}

/** Remembers the newest `most` results. */
export function createMemo<T>(most: number): Memo<T> {
  const entries = new Map<string, Entry<T>>();

  function begin(key: string, work: (signal: AbortSignal) => Promise<T>): Entry<T> {
    const controller = new AbortController();
    const entry: Entry<T> = { controller, waiting: 0, isDone: false, result: work(controller.signal) };
    void entry.result.then(() => (entry.isDone = true));
    entries.set(key, entry);
    const [oldest] = entries.keys();
    if (entries.size > most && oldest !== undefined) entries.delete(oldest);
    return entry;
  }

  return {
    async join(key, signal, work) {
      if (signal.aborted) return undefined;
      const entry = entries.get(key) ?? begin(key, work);
      if (entry.isDone) return entry.result;
      entry.waiting++;
      const result = await untilAborted(entry.result, signal);
      entry.waiting--;
      if (signal.aborted && entry.waiting === 0 && !entry.isDone) {
        if (entries.get(key) === entry) entries.delete(key);
        entry.controller.abort();
      }
      return signal.aborted ? undefined : result;
    },
  };
}

interface Entry<T> {
  readonly controller: AbortController;
  readonly result: Promise<T>;
  waiting: number;
  isDone: boolean;
}

async function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop);
  });
  const first = await Promise.race([result, aborted]);
  if (stop) signal.removeEventListener('abort', stop);
  return first;
}
