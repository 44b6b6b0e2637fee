/** Lets so many in at a time; the others wait in their order. */
export interface Gate {
  /** Resolves to what says that the place is free again (more than once does no harm); at once where `signal` is aborted. */
  enter(signal: AbortSignal): Promise<() => void>;
}

export function createGate(places: number): Gate {
  let free = places;
  const waiting = new Set<() => void>();

  function leaveOnce(): () => void {
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      const [next] = waiting;
      if (next) next();
      else free++;
    };
  }

  return {
    enter(signal) {
      if (signal.aborted) return Promise.resolve(() => undefined);
      if (free > 0) {
        free--;
        return Promise.resolve(leaveOnce());
      }
      return new Promise((resolve) => {
        const proceed = (): void => {
          waiting.delete(proceed);
          signal.removeEventListener('abort', giveUp);
          resolve(leaveOnce());
        };
        const giveUp = (): void => {
          waiting.delete(proceed);
          resolve(() => undefined);
        };
        waiting.add(proceed);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}
