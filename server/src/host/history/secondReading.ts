import type { Analyzer } from '../../core/analyze.ts';
import type { Suppression } from '../../core/finding.ts';
import { createVersionJudge, type Sighting } from './judge.ts';
import { readObjects } from './objects.ts';
import { listTree } from './refs.ts';
import type { Repository } from './repository.ts';
import type { Version } from './versions.ts';

/**
 * What is read a second time when secrets were found: a path's versions told what is new in them, and it takes all that is
 * in one to know where a value went, and whether the newest commit has it.
 */
export interface Again {
  readonly repository: Repository;
  readonly analyzer: Analyzer;
  readonly versions: readonly Version[];
  /** Where secrets were sighted. Every version that has one of them was judged at one of these paths. */
  readonly paths: ReadonlySet<string>;
}

/** Tells all that is in the versions that were moved or copied as they are: they are at another path as well. */
export async function readAgain(
  { repository, analyzer, versions, paths }: Again,
  onSighting: (sighting: Sighting, version: Version) => void,
): Promise<void> {
  const moved = versions.filter(
    ({ places: [first, ...others] }) => others.length > 0 && paths.has(first.path),
  );
  const read = moved.map((version) => ({ blob: version.blob, path: version.places[0].path }));
  await readWhole(repository, analyzer, read, (index, sightings) => {
    for (const sighting of sightings) onSighting(sighting, moved[index] as Version);
  });
}

/** The values that the newest commit has, each with why nobody minds it there: null where somebody should. */
export async function readHead({
  repository,
  analyzer,
  versions,
  paths,
}: Again): Promise<ReadonlyMap<string, Suppression | null>> {
  const values = new Map<string, Suppression | null>();
  const head = paths.size === 0 ? undefined : await repository.resolve('HEAD');
  if (head === undefined) return values;
  const judgedAt = new Map(versions.map(({ blob, places }) => [blob, places[0].path]));
  const wanted = (await listTree(repository, head))
    .filter(({ blob }) => paths.has(judgedAt.get(blob) ?? ''))
    .map(({ blob, path }) => ({ blob, path: pathIn(repository, path) }));
  await readWhole(repository, analyzer, wanted, (_index, sightings) => {
    for (const { valueId, suppressed } of sightings)
      if (!values.has(valueId) || !suppressed) values.set(valueId, suppressed);
  });
  return values;
}

async function readWhole(
  repository: Repository,
  analyzer: Analyzer,
  files: readonly { readonly blob: string; readonly path: string }[],
  onSightings: (index: number, sightings: readonly Sighting[]) => void,
): Promise<void> {
  const pathOf = (index: number): string => files[index]?.path ?? '';
  await readObjects(
    repository,
    files.map(({ blob }) => blob),
    {
      // Each by a judge of its own, that knows of no version before it.
      onObject: (index, bytes) =>
        onSightings(index, createVersionJudge(analyzer).judge(pathOf(index), bytes)),
      onLarge: (index) =>
        createVersionJudge(analyzer).judgeLarge(pathOf(index), (sightings) => onSightings(index, sightings)),
      onUnreadable: () => undefined, // told of when it was read the first time
    },
  );
}

function pathIn({ prefix }: Repository, path: string): string {
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}
