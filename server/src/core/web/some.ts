/** More facts than anybody writes into one file. */
const MOST = 5_000;

/** A list of facts under its name, where there are any. */
export function some<K extends string, T>(key: K, list: readonly T[]): { [key in K]?: readonly T[] } {
  const kept: readonly T[] = list.slice(0, MOST);
  return kept.length > 0 ? ({ [key]: kept } as { [key in K]: readonly T[] }) : {};
}
