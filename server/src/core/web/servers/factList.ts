/** A list of facts under its name; nothing where there are none. */
export function factList<K extends string, T>(key: K, list: readonly T[]): { [key in K]?: readonly T[] } {
  const kept: readonly T[] = list.slice(0, MOST);
  return kept.length > 0 ? ({ [key]: kept } as { [key in K]: readonly T[] }) : {};
}

/** More facts than anybody writes into one file. */
const MOST = 5_000;
