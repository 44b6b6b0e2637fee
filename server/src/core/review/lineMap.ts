import { diffArrays } from 'diff';

/** How the lines of a text relate to those of an earlier version of it. Lines are 1-based. */
export interface LineMap {
  /** The earlier number of a line that was there before; undefined for one that the change brought. */
  before(line: number): number | undefined;
}

/** A text that was not there before. */
export const ALL_NEW: LineMap = { before: () => undefined };

/** A text that is as it was. */
export const UNCHANGED: LineMap = { before: (line) => line };

/** Edits after which a shortest way is no longer looked for: texts that differ this much have little in common. */
const MOST_EDITS = 4_000;

/** Compares two versions of a text line by line; a line break that changed is a change. */
export function lineMap(before: string, after: string): LineMap {
  if (before === after) return UNCHANGED;
  const [old, now] = [linesOf(before), linesOf(after)];
  const same = Math.min(old.length, now.length);
  let head = 0;
  while (head < same && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < same - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const middle = pairs(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  return {
    before(line) {
      const index = line - 1;
      if (index < head) return line;
      // The editor's empty line behind the last line break is there in every version.
      if (index >= now.length - tail) return line - now.length + old.length;
      const paired = middle.get(index - head);
      return paired === undefined ? undefined : paired + head + 1;
    },
  };
}

/** Which lines are the same, by index: the later one to the earlier one. */
function pairs(old: readonly string[], now: readonly string[]): ReadonlyMap<number, number> {
  const changes = diffArrays([...old], [...now], { maxEditLength: MOST_EDITS });
  if (!changes) return pairsOfUnique(old, now);
  const found = new Map<number, number>();
  let [oldAt, nowAt] = [0, 0];
  for (const { added, removed, value } of changes) {
    if (!added && !removed)
      value.forEach((_line, index) => {
        found.set(nowAt + index, oldAt + index);
      });
    if (!added) oldAt += value.length;
    if (!removed) nowAt += value.length;
  }
  return found;
}

/** Where too much changed: each line to the next one of the same text that is still free, in order. */
function pairsOfUnique(old: readonly string[], now: readonly string[]): ReadonlyMap<number, number> {
  const places = new Map<string, number[]>();
  for (const [index, line] of old.entries()) {
    const known = places.get(line);
    if (known) known.push(index);
    else places.set(line, [index]);
  }
  for (const list of places.values()) list.reverse();
  const found = new Map<number, number>();
  for (const [index, line] of now.entries()) {
    const place = places.get(line)?.pop();
    if (place !== undefined) found.set(index, place);
  }
  return found;
}

/** With their line breaks: \n, \r\n or \r, as positions are counted. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}
