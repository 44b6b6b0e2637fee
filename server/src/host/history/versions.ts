import { classifyPath } from '../../core/classify.ts';
import { placeOf } from '../../core/place.ts';

/** A commit of the history, by its place in the log: a greater number is an older commit. */
export interface Commits {
  readonly ids: string[];
  readonly dates: string[];
}

/** A blob where a commit brought it. */
export interface VersionPlace {
  readonly path: string;
  /** The oldest commit that brought the blob at this path, as an index into `Commits`. */
  readonly commit: number;
}

/** A blob of the history. It is judged once, at its first place. */
export interface Version {
  readonly blob: string;
  /** What a finding in it is told of first: product code before tests and documents, then the oldest. */
  readonly places: readonly [VersionPlace, ...VersionPlace[]];
}

export interface VersionCollector {
  add(blob: string, pathInRepository: string, commit: number): void;
  /** How many versions there are so far. */
  count(): number;
  /** Versions of one path stand together, oldest first. */
  finish(): readonly Version[];
}

export interface CollectorOptions {
  /** Where the folder stands in the repository: "" or "apps/web/". Paths are told from there. */
  readonly prefix: string;
  /** Of the paths in the folder, the wanted ones. */
  readonly wants: (path: string) => boolean;
  /** Blobs that are not looked at. */
  readonly except: ReadonlySet<string>;
}

/** Takes in what the log tells, newest commit first, and leaves out what is not worth reading by its path. */
export function createVersionCollector({ prefix, wants, except }: CollectorOptions): VersionCollector {
  const paths = new Map<string, string | undefined>();
  const found = new Map<string, VersionPlace | VersionPlace[]>();

  const wantedPath = (inRepository: string): string | undefined => {
    if (paths.has(inRepository)) return paths.get(inRepository);
    const path = inRepository.slice(prefix.length);
    const wanted = inRepository.startsWith(prefix) && classifyPath(path) === 'source' && wants(path);
    paths.set(inRepository, wanted ? path : undefined);
    return wanted ? path : undefined;
  };

  return {
    add(blob, inRepository, commit) {
      const path = wantedPath(inRepository);
      if (path === undefined || except.has(blob)) return;
      const known = found.get(blob);
      const place = { path, commit };
      if (known === undefined) found.set(blob, place);
      else if (Array.isArray(known)) {
        const same = known.findIndex((other) => other.path === path);
        if (same === -1) known.push(place);
        else known[same] = place;
      } else found.set(blob, known.path === path ? place : [known, place]);
    },
    count: () => found.size,
    finish() {
      const byPath = new Map<string, Version[]>();
      for (const [blob, known] of found) {
        const [first, ...others] = Array.isArray(known) ? known.sort(comparePlaces) : [known];
        if (!first) continue;
        const version = { blob, places: [first, ...others] } as const;
        const versions = byPath.get(first.path);
        if (versions) versions.push(version);
        else byPath.set(first.path, [version]);
      }
      return [...byPath.values()].flatMap((versions) =>
        versions.sort((a, b) => b.places[0].commit - a.places[0].commit),
      );
    },
  };
}

export function comparePlaces(a: VersionPlace, b: VersionPlace): number {
  return Number(isAside(a.path)) - Number(isAside(b.path)) || b.commit - a.commit;
}

function isAside(path: string): boolean {
  return placeOf(path) !== 'product';
}
