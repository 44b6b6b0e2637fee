import { createAnalyzer } from '../../core/analyze.ts';
import { isBinary, type FileClass } from '../../core/classify.ts';
import type { FileFacts } from '../../core/collector.ts';
import { DEFAULT_CONFIG } from '../../core/config.ts';
import { fileClassOf, NO_FACTS } from '../../core/facts.ts';
import { languageOf } from '../../core/language.ts';
import type { FileResult } from '../../core/workspace.ts';
import { chunksOfBytes } from '../readSources.ts';
import type { ResultCache } from '../resultCache.ts';
import { GATHERINGS, type AnalyzerSettings } from '../scan.ts';
import { readBlobs } from './blobs.ts';
import type { GitPlace } from './gitChange.ts';
import type { Moment } from './moment.ts';

/** What files say that is judged over all of them: known from an earlier review by their contents, or read now. */
export interface ContextFacts {
  /** Of files of a moment, by path; those that say nothing are left out. Rejects with GitError. */
  of(moment: Moment, paths: Iterable<string>): Promise<ReadonlyMap<string, FileFacts>>;
  /** Keeps what was read for the next review. */
  keep(moment: Moment): void;
}

export interface ContextSources {
  readonly place: GitPlace;
  readonly cache: ResultCache | undefined;
  /** Told how many files are read for the first time. */
  readonly onReading?: ((files: number) => void) | undefined;
}

export function createContextFacts({ place, cache, onReading }: ContextSources): ContextFacts {
  const collect = createCollecting();
  /** By path and stamp. */
  const known = new Map<string, FileResult>();
  let isLoaded = false;
  let hasNew = false;
  const load = (): void => {
    if (isLoaded) return;
    isLoaded = true;
    for (const result of cache?.load(place.root, KEPT_AS).values() ?? [])
      known.set(keyOf(result.path, result.stamp), result);
  };
  const learn = (path: string, stamp: string, fileClass: FileClass, bytes: Buffer): FileResult => {
    const result = { path, stamp, bytes: bytes.length, analysis: collect(path, fileClass, bytes) };
    known.set(keyOf(path, stamp), result);
    hasNew = true;
    return result;
  };

  return {
    async of({ state, ids, facts }, paths) {
      const found = new Map<string, FileFacts>();
      const take = ({ path, analysis }: FileResult): void => {
        if (analysis.facts) found.set(path, analysis.facts);
      };
      const missing = new Map<string, { readonly path: string; readonly fileClass: FileClass }[]>();
      for (const path of paths) {
        const fileClass = fileClassOf(path, facts);
        if (!isRead(path, fileClass)) continue;
        const id = ids.get(path);
        if (id === undefined) {
          const bytes = state.bytes(path);
          if (bytes) take({ path, stamp: '', bytes: 0, analysis: collect(path, fileClass, bytes) });
          continue;
        }
        load();
        const before = known.get(keyOf(path, stampOf(id, fileClass)));
        if (before) take(before);
        else missing.set(id, [...(missing.get(id) ?? []), { path, fileClass }]);
      }
      if (missing.size > 20) onReading?.(missing.size);
      await readBlobs(place.root, missing.keys(), {
        options: place.options,
        isBinary,
        onBlob(id, contents) {
          const bytes = contents.kind === 'text' ? contents.bytes : NO_TEXT;
          for (const { path, fileClass } of missing.get(id) ?? [])
            take(learn(path, stampOf(id, fileClass), fileClass, bytes));
        },
      });
      return found;
    },
    keep({ ids, facts }) {
      if (!cache || !hasNew) return;
      const results = [...ids].flatMap(
        ([path, id]) => known.get(keyOf(path, stampOf(id, fileClassOf(path, facts)))) ?? [],
      );
      cache.save(place.root, KEPT_AS, results, Number.POSITIVE_INFINITY);
    },
  };
}

/** Those that rules ask for. */
const READ = GATHERINGS.filter(({ areas }) => areas.length > 0).map(({ collector }) => collector);
const NO_TEXT = Buffer.alloc(0);

/** What is gathered depends on the contents and the class of a file alone: not on settings, nor on the day. */
const KEPT_AS: AnalyzerSettings = {
  configText: '',
  baselineText: '',
  today: '',
  salt: '',
  only: ['what files say, by their contents'],
  collect: true,
};

/** As the cache wants it: times, which count for nothing here, before what tells one version from the next. */
function stampOf(id: string, fileClass: FileClass): string {
  return `0-0-${id}-${fileClass}`;
}

function keyOf(path: string, stamp: string): string {
  return `${path}\0${stamp}`;
}

function isRead(path: string, fileClass: FileClass): boolean {
  const language = languageOf(path);
  return READ.some(
    (collector) => collector.classes.includes(fileClass) && collector.wants(path, language) !== 'never',
  );
}

const NOTHING: FileResult['analysis'] = { findings: [], errors: [] };

function createCollecting(): (path: string, fileClass: FileClass, bytes: Buffer) => FileResult['analysis'] {
  const analyzer = createAnalyzer({
    rules: [],
    collectors: READ,
    config: DEFAULT_CONFIG,
    today: '',
    salt: '',
    now: () => performance.now(),
  });
  return (path, fileClass, bytes) => {
    const [only, ...more] = chunksOfBytes(bytes);
    // Facts hold places, which would be those of a piece.
    if (!only || more.length > 0) return NOTHING;
    const triggered = only.asciiCompatible
      ? analyzer.triggeredByBytes(path, only.bytes, fileClass)
      : undefined;
    if (triggered?.length === 0) return NOTHING;
    const facts = { ...NO_FACTS, ...(fileClass === 'ignored-env' ? { ignoredEnv: [path] } : {}) };
    const { facts: found } = analyzer.analyze(only.toSource(path), facts, triggered);
    return found ? { findings: [], errors: [], facts: found } : NOTHING;
  };
}
