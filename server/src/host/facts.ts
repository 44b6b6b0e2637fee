import { isSensitiveName, type WorkspaceFacts } from '../core/facts.ts';

/** Works out the facts of a listing. `tracked` is undefined where git was not asked. */
export function collectFacts(
  paths: readonly string[],
  tracked: ReadonlySet<string> | undefined,
  read: (path: string) => string | undefined,
): WorkspaceFacts {
  const sensitive = paths.filter(isSensitiveName);
  return {
    sensitive,
    tracked: tracked ? Object.fromEntries(sensitive.map((path) => [path, tracked.has(path)])) : {},
    dockerignores: Object.fromEntries(
      paths.filter((path) => path.endsWith('.dockerignore')).map((path) => [path, read(path) ?? '']),
    ),
  };
}
