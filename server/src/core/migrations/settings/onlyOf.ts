/** The one value that all of them are; undefined where there is none, or where they differ. */
export function onlyOf<T>(values: Iterable<T>): T | undefined {
  const [first, second] = new Set(values);
  return second === undefined ? first : undefined;
}
