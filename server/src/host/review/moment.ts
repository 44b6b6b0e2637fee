import { NO_FACTS, type WorkspaceFacts } from '../../core/facts.ts';
import { mayBeMigration } from '../../core/migrations/migrationPath.ts';
import { fileNamesIn, findBuildOutput } from '../buildOutput.ts';
import { collectFacts } from '../facts.ts';
import { findReleases } from '../releases.ts';
import type { Change } from './change.ts';
import { ON_DISK, type RawChange } from './gitChange.ts';
import { createState, type State } from './state.ts';

/** A state of the workspace: which files it has, what is in them, and what is known of them together. */
export interface Moment {
  readonly state: State;
  /** git's ids by path; files on disk alone have none. */
  readonly ids: ReadonlyMap<string, string>;
  readonly paths: ReadonlySet<string>;
  readonly facts: WorkspaceFacts;
}

/** Contents that were read, by object id. */
export type Blobs = ReadonlyMap<string, Buffer>;

/** The state after the change. */
export async function laterMoment(change: Change, blobs: Blobs): Promise<Moment> {
  const { place, tracked, onDisk, texts, changes } = change;
  const ids = new Map(tracked.map(({ path, id }) => [path, id]));
  for (const path of texts.after.keys()) ids.delete(path);
  const absent = new Set<string>();
  for (const { path, from, after } of changes[0] ?? []) {
    if (after === undefined) absent.add(path);
    if (from !== undefined && !ids.has(from) && !texts.after.has(from)) absent.add(from);
  }
  const paths = new Set([...ids.keys(), ...onDisk, ...texts.after.keys()]);
  const asksForReleases = changes.some((list) => list.some(({ path }) => mayBeMigration(path)));
  return momentOf(change, blobs, { ids, paths, absent, texts: texts.after }, async (state) =>
    asksForReleases ? findReleases(place.root, [...paths], (file) => state.open(file)) : undefined,
  );
}

/** A state before it: with everything undone that changed since. */
export async function earlierMoment(
  change: Change,
  list: readonly RawChange[],
  later: Moment,
  blobs: Blobs,
): Promise<Moment> {
  const { texts } = change;
  const ids = new Map(later.ids);
  const paths = new Set(later.paths);
  const absent = new Set<string>();
  for (const { path } of list) {
    ids.delete(path);
    paths.delete(path);
    absent.add(path);
  }
  for (const { path, from = path, before } of list) {
    if (before === undefined) continue;
    if (before !== ON_DISK) ids.set(from, before);
    paths.add(from);
    absent.delete(from);
  }
  return momentOf(
    change,
    blobs,
    { ids, paths, absent, texts: texts.before },
    async () => later.facts.released,
  );
}

interface Contents {
  readonly ids: ReadonlyMap<string, string>;
  readonly paths: ReadonlySet<string>;
  readonly absent: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, Buffer>;
}

async function momentOf(
  { place, changes }: Change,
  blobs: Blobs,
  { ids, paths, absent, texts }: Contents,
  releases: (state: State) => Promise<WorkspaceFacts['released']>,
): Promise<Moment> {
  const { root } = place;
  let facts = NO_FACTS;
  const state: State = createState({ place, ids, blobs, texts, absent, facts: () => facts });
  const listed = [...paths];
  const mayBeBuilt = changes.some((list) => list.some(({ path }) => BUILT.test(path)));
  facts = collectFacts(listed, {
    tracked: new Set(ids.keys()),
    read: (file) => state.read(file),
    namesIn: (folder) => fileNamesIn(root, folder),
    built: mayBeBuilt ? findBuildOutput(root, listed).folders : [],
    released: await releases(state),
  });
  return { state, ids, paths, facts };
}

/** Where builds write to: what of it is committed is judged as what browsers get. */
const BUILT =
  /(?:^|\/)(?:\.next|out|\.nuxt|\.output|storybook-static|\.svelte-kit|\.vercel|public|priv|build|dist|staticfiles|www|_site)\//;
