import type { Files } from '../../server/src/core/workspace.ts';

/** Files in memory, by path. `ignored` holds paths, or names that are ignored in every folder. */
export function memoryFiles(
  texts: Readonly<Record<string, string>>,
  { ignored = [] }: { ignored?: readonly string[] } = {},
): Files {
  const rules = new Set(ignored);
  return {
    read: (path) => (Object.hasOwn(texts, path) ? texts[path] : undefined),
    isIgnored: (path) => rules.has(path) || rules.has(path.slice(path.lastIndexOf('/') + 1)),
  };
}
