import type { Finding, RelatedPlace } from '../core/finding.ts';

/** Which files of a folder hold the same secret. */
export interface SameValues {
  /** Takes note of what stands in a file now; gives the other files whose findings have a new neighbour, or lost one. */
  update(path: string, findings: readonly Finding[]): readonly string[];
  /** The other places of the same value, the nearest in the alphabet first. */
  placesOf(finding: Finding): readonly RelatedPlace[];
}

/** Places that are named with a finding, and files that are told of a change: the rest would only be a long list. */
const MOST = 20;

export function createSameValues(): SameValues {
  const byValue = new Map<string, Map<string, readonly Finding[]>>();
  const byFile = new Map<string, readonly string[]>();

  const drop = (path: string): readonly string[] => {
    const values = byFile.get(path) ?? [];
    for (const value of values) {
      const files = byValue.get(value);
      files?.delete(path);
      if (files?.size === 0) byValue.delete(value);
    }
    byFile.delete(path);
    return values;
  };

  return {
    update(path, findings) {
      const before = drop(path);
      const groups = new Map<string, Finding[]>();
      for (const finding of findings) {
        const value = keyOf(finding);
        if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), finding]);
      }
      for (const [value, group] of groups) {
        const files = byValue.get(value) ?? new Map<string, readonly Finding[]>();
        byValue.set(value, files.set(path, group));
      }
      if (groups.size > 0) byFile.set(path, [...groups.keys()]);
      const affected = new Set<string>();
      for (const value of new Set([...before, ...groups.keys()]))
        for (const file of byValue.get(value)?.keys() ?? []) affected.add(file);
      affected.delete(path);
      return [...affected].slice(0, MOST);
    },
    placesOf(finding) {
      const files = byValue.get(keyOf(finding) ?? '') ?? new Map<string, readonly Finding[]>();
      return [...files.values()]
        .flat()
        .filter(({ file, range }) => file !== finding.file || !samePlace(range, finding.range))
        .sort((a, b) => compareText(a.file ?? '', b.file ?? ''))
        .flatMap(({ file, range }) =>
          file === null || range === null ? [] : [{ file, range, message: 'The same value' }],
        )
        .slice(0, MOST);
    },
  };
}

/** What two findings have in common that are about one secret. */
function keyOf({ ruleId, kind, valueId }: Finding): string | undefined {
  return valueId === undefined ? undefined : `${ruleId} ${kind ?? ''} ${valueId}`;
}

function samePlace(a: Finding['range'], b: Finding['range']): boolean {
  return a?.start.line === b?.start.line && a?.start.column === b?.start.column;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
