import type { AnalysisError } from '../../core/analyze.ts';
import { isBinary } from '../../core/classify.ts';
import type { FileChange } from '../../core/review/compare.ts';
import { ALL_NEW, lineMap, type LineMap } from '../../core/review/lineMap.ts';
import { decode, encodingOf } from '../readSources.ts';
import { readBlobs } from './blobs.ts';
import type { Change } from './change.ts';
import { ON_DISK, type RawChange } from './gitChange.ts';
import type { Blobs, Moment } from './moment.ts';
import type { ChangedFile } from './types.ts';

/** The files that differ from every state before: in a merge, what the other side brought is history already. */
export function touchedFiles({ changes }: Change): readonly ChangedFile[] {
  const [first = [], ...others] = changes;
  const elsewhere = others.map((list) => new Set(list.map(({ path }) => path)));
  return first
    .filter(({ isConflict, isSubmodule, after }) => !isConflict && !(isSubmodule && after === undefined))
    .filter(({ path }) => elsewhere.every((paths) => paths.has(path)))
    .map(changedFile);
}

function changedFile({ path, from, before, after }: RawChange): ChangedFile {
  const status =
    from !== undefined
      ? 'renamed'
      : after === undefined
        ? 'deleted'
        : before === undefined
          ? 'added'
          : 'modified';
  return {
    path,
    status,
    ...(from === undefined ? {} : { from }),
    ...(before === undefined || before === ON_DISK ? {} : { before }),
    ...(after === undefined || after === ON_DISK ? {} : { after }),
  };
}

/** The contents of the touched files, before and after, and which of them can't be had. Rejects with GitError. */
export async function readTouched(
  { place, changes }: Change,
  touched: readonly ChangedFile[],
): Promise<{ readonly blobs: Blobs; readonly problems: readonly AnalysisError[] }> {
  const paths = new Set(touched.map(({ path }) => path));
  const owners = new Map<string, string>();
  for (const list of changes)
    for (const { path, before, after } of list)
      if (paths.has(path))
        for (const id of [before, after]) if (id !== undefined && id !== ON_DISK) owners.set(id, path);
  const blobs = new Map<string, Buffer>();
  const problems: AnalysisError[] = [];
  await readBlobs(place.root, owners.keys(), {
    options: place.options,
    isBinary,
    onBlob(id, contents) {
      if (contents.kind === 'text') blobs.set(id, contents.bytes);
      else blobs.set(id, NO_TEXT);
      const file = owners.get(id) ?? '';
      const told = { file, ruleId: '' };
      if (contents.kind === 'missing')
        problems.push({ ...told, message: 'could not be reviewed: git does not have its contents here' });
      else if (contents.kind === 'too-large')
        problems.push({ ...told, message: `is too large to be reviewed (${megabytes(contents.size)} MB)` });
    },
  });
  return { blobs, problems };
}

/** Of binary contents nothing is judged but the name of the file. */
const NO_TEXT = Buffer.alloc(0);

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}

/** What became of each file since a state before; how its lines moved is worked out where it is asked for. */
export function fileChanges(
  list: readonly RawChange[],
  earlier: Moment,
  later: Moment,
): ReadonlyMap<string, FileChange> {
  return new Map(
    list
      .filter(({ after }) => after !== undefined)
      .map((change) => {
        const from = earlier.paths.has(pathBefore(change)) ? pathBefore(change) : undefined;
        const compare = (): LineMap =>
          from === undefined
            ? ALL_NEW
            : linesBetween(earlier.state.bytes(from), later.state.bytes(change.path));
        return [change.path, { from, lines: whenAsked(compare) }];
      }),
  );
}

export function pathBefore({ path, from = path }: RawChange): string {
  return from;
}

function linesBetween(before: Buffer | undefined, after: Buffer | undefined): LineMap {
  if (!before || !after || isBinary(before) || isBinary(after)) return ALL_NEW;
  return lineMap(decode(before, encodingOf(before)), decode(after, encodingOf(after)));
}

function whenAsked(make: () => LineMap): LineMap {
  let made: LineMap | undefined;
  return { before: (line) => (made ??= make()).before(line) };
}

/**
 * Files that are judged otherwise although nobody changed them: Dockerfiles, by what is kept out of images and which files there
 * are that must not get into one.
 */
export function judgedOtherwise(earlier: Moment, later: Moment): readonly string[] {
  const told = ({ facts }: Moment): string =>
    JSON.stringify([facts.dockerignores, facts.sensitive, facts.buildContexts, facts.envTemplates]);
  if (told(earlier) === told(later)) return [];
  return [...later.paths].filter(
    (path) => DOCKERFILE.test(path) && later.ids.get(path) === earlier.ids.get(path),
  );
}

const DOCKERFILE = /(?:^|\/)(?:docker|container)file(?:\.[^/]+)?$|\.dockerfile$/i;
