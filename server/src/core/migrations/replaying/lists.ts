/** Lists that are never changed in place. */

/** Nobody has more in one list: what a hostile file adds beyond it is not worth keeping in each version of the table. */
const MOST_IN_LIST = 500;

export function listWith<T>(list: readonly T[], ...more: readonly T[]): readonly T[] {
  if (more.length === 0 || list.length >= MOST_IN_LIST) return list;
  return [...list, ...more];
}

/** The same list where nothing of it is changed. */
export function changedList<T>(list: readonly T[], change: (one: T) => T): readonly T[] {
  const changed = list.map(change);
  return changed.some((one, index) => one !== list[index]) ? changed : list;
}

export function filteredList<T>(list: readonly T[], isKept: (one: T) => boolean): readonly T[] {
  return list.every(isKept) ? list : list.filter(isKept);
}
