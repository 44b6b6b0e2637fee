/**
 * Milliseconds that this thread has worked. What must take time in proportion to a text is held to them: on a busy machine
 * others take their share of the time that passes, and of this none.
 */
export function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
