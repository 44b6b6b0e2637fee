import {
  hookPlace,
  ON_DISK,
  plainPlace,
  readSince,
  readStaged,
  type GitPlace,
  type RawChange,
  type TreeEntry,
} from './gitChange.ts';
import type { ReviewSource } from './types.ts';

/** What changed, before anything of it is judged: it needs git alone, so that it can be read while the rest is being loaded. */
export interface Change {
  readonly place: GitPlace;
  /** Plain files of the later state that git has an id for. */
  readonly tracked: readonly TreeEntry[];
  /** Those that lie on disk alone. */
  readonly onDisk: readonly string[];
  /** Against each state before: one, or several while a merge is under way. */
  readonly changes: readonly (readonly RawChange[])[];
  /** Contents that git does not have, by path: of a diff. */
  readonly texts: {
    readonly before: ReadonlyMap<string, Buffer>;
    readonly after: ReadonlyMap<string, Buffer>;
  };
}

/** Rejects with GitError, and with PatchError where a diff can't be read or fits nothing. */
export async function readChange(
  root: string,
  source: ReviewSource,
  environment?: NodeJS.ProcessEnv,
  /** Ends git, now and whenever it is asked about this change later. */
  signal?: AbortSignal,
): Promise<Change> {
  if (source.kind === 'diff') return (await import('./patched.ts')).readPatched(root, source.text);
  const { options } =
    source.kind === 'staged' && environment ? hookPlace(root, environment, process.cwd()) : plainPlace(root);
  const place = { root, options: { ...options, signal } };
  const state = source.kind === 'staged' ? await readStaged(place) : await readSince(place, source.revision);
  const changed = state.changes[0] ?? [];
  const onDisk = changed.flatMap(({ path, after }) => (after === ON_DISK ? [path] : []));
  const elsewhere = new Set(
    changed.flatMap(({ path, after }) => (after === undefined || after === ON_DISK ? [path] : [])),
  );
  return {
    place,
    tracked: source.kind === 'staged' ? state.index : state.index.filter(({ path }) => !elsewhere.has(path)),
    onDisk: source.kind === 'staged' ? [] : onDisk,
    changes: state.changes,
    texts: NO_TEXTS,
  };
}

const NO_TEXTS: Change['texts'] = { before: new Map(), after: new Map() };
