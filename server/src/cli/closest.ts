/** The names that were meant, perhaps: those that fewest slips of a finger lead to, the nearest first. */
export function closestTo(typed: string, names: readonly string[]): readonly string[] {
  if (typed === '' || typed.length > LONGEST) return [];
  // A third of it may be wrong.
  const most = Math.max(1, Math.floor(typed.length / 3));
  return [...new Set(names)]
    .map((name) => ({ name, distance: distance(typed, name) }))
    .filter(({ distance: slips }) => slips <= most)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

const LONGEST = 100;

/**
 * Letters that are missing, too many, wrong, or exchanged with their neighbour: the distance of Damerau and Levenshtein where no
 * letter is touched twice.
 */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
