/**
 * Calls `expire` once `milliseconds` are over. Where the process was busy meanwhile, what has long arrived gets its turn first:
 * the time that the timer came too late is granted again, once, and one phase of polling passes before anybody is told.
 */
export function deadline(milliseconds: number, expire: () => void): { cancel(): void } {
  let due = performance.now() + milliseconds;
  let isGranted = false;
  let isOver = false;
  let timer = setTimeout(look, milliseconds);
  function look(): void {
    const late = performance.now() - due;
    if (late > LATE && !isGranted) {
      isGranted = true;
      due += late;
      timer = setTimeout(look, Math.min(late, milliseconds));
      return;
    }
    setImmediate(() => {
      if (!isOver) expire();
    });
  }
  return {
    cancel() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}

/** Milliseconds that a timer may come late without a sign that the process was busy. */
const LATE = 50;
