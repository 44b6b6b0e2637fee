import { isBinary, type FileClass } from '../../core/classify.ts';
import { createAnalyzer, type Analyzer } from '../../core/analyze.ts';
import type { FileFacts } from '../../core/collector.ts';
import { DEFAULT_CONFIG } from '../../core/config.ts';
import { fileClassOf, NO_FACTS } from '../../core/facts.ts';
import { languageOf } from '../../core/language.ts';
import { chunksOfBytes } from '../readSources.ts';
import type { KeptText } from '../resultCache.ts';
import { GATHERINGS } from '../scan.ts';
import { readBlobs } from './blobs.ts';
import { decodeFacts, encodeFacts, type KeptFacts } from './factLines.ts';
import type { GitPlace } from './gitChange.ts';
import type { Moment } from './moment.ts';

export type Kind = Exclude<keyof FileFacts, 'suppressions'>;

/** What files say that is judged over all of them: known from an earlier review by their contents, or read now. */
export interface ContextFacts {
  /** Facts of some kinds, of files of a moment, by path; those that say nothing are left out. Rejects with GitError. */
  of(
    moment: Moment,
    paths: Iterable<string>,
    kinds: readonly Kind[],
  ): Promise<ReadonlyMap<string, FileFacts>>;
  /** Keeps what was read for the next review. */
  keep(moment: Moment): void;
}

export interface ContextSources {
  readonly place: GitPlace;
  /** One that has the collectors of all kinds, where there is one at hand: for few files it is not worth while to make another. */
  readonly analyzer: Analyzer | undefined;
  readonly kept: KeptText | undefined;
  /** Told how many files are read for the first time. */
  readonly onReading?: ((files: number) => void) | undefined;
  /** Awaited between files; rejects where the review is to end. */
  readonly pause: () => Promise<void> | undefined;
}

/** The kinds that rules ask for. */
export const KINDS: readonly Kind[] = GATHERINGS.filter(({ areas }) => areas.length > 0).map(
  ({ kind }) => kind,
);

interface Missing {
  readonly path: string;
  readonly fileClass: FileClass;
}

export function createContextFacts({
  place,
  analyzer,
  kept,
  onReading,
  pause,
}: ContextSources): ContextFacts {
  const known = new Map<string, KeptFacts>();
  /** Of files with other contents than those that are kept: what they say before and after the change. */
  const others = new Map<string, KeptFacts>();
  let own: Analyzer | undefined;
  const forMany = (): Analyzer => (own ??= factsAnalyzer());
  const forFew = (): Analyzer => analyzer ?? forMany();
  let isLoaded = false;
  let learnt = 0;
  const put = (facts: KeptFacts): void => {
    if (known.has(facts.path)) others.set(`${facts.path}\0${facts.id}`, facts);
    else known.set(facts.path, facts);
  };
  const load = (): void => {
    if (isLoaded) return;
    isLoaded = true;
    for (const facts of decodeFacts(kept?.load() ?? '')) put(facts);
  };
  const learn = (facts: KeptFacts): void => {
    put(facts);
    learnt++;
  };
  const find = (path: string, id: string, fileClass: FileClass): KeptFacts | undefined =>
    [known.get(path), others.get(`${path}\0${id}`)].find(
      (facts) => facts?.id === id && facts.fileClass === fileClass,
    );

  return {
    async of({ state, ids, facts }, paths, kinds) {
      const found = new Map<string, FileFacts>();
      const missing = new Map<string, Missing[]>();
      for (const path of paths) {
        await pause();
        const fileClass = fileClassOf(path, facts);
        const id = ids.get(path);
        if (id === undefined) {
          const bytes = isRead(path, fileClass) ? state.bytes(path) : undefined;
          const said = bytes && collect(forFew(), path, fileClass, bytes);
          if (said) found.set(path, said);
          continue;
        }
        const bytes = state.bytesAtHand(path);
        if (!bytes) load();
        const before = find(path, id, fileClass);
        if (before) {
          const said = before.facts(kinds);
          if (said) found.set(path, said);
        } else if (!isRead(path, fileClass)) {
          continue;
        } else if (bytes) {
          const said = collect(forFew(), path, fileClass, bytes);
          learn({ path, id, fileClass, facts: () => said });
          if (said) found.set(path, said);
        } else {
          const same = missing.get(id);
          if (same) same.push({ path, fileClass });
          else missing.set(id, [{ path, fileClass }]);
        }
      }
      if (missing.size > WORTH_KEEPING) onReading?.(missing.size);
      const collecting = missing.size > WORTH_KEEPING ? forMany() : forFew();
      await readBlobs(place.root, missing.keys(), {
        options: place.options,
        isBinary,
        onBlob(id, contents) {
          const bytes = contents.kind === 'text' ? contents.bytes : NO_TEXT;
          for (const { path, fileClass } of missing.get(id) ?? []) {
            const said = collect(collecting, path, fileClass, bytes);
            learn({ path, id, fileClass, facts: () => said });
            if (said) found.set(path, said);
          }
        },
      });
      await pause();
      return found;
    },
    keep({ ids, facts }) {
      if (!kept || learnt < WORTH_KEEPING) return;
      const all = [...ids].flatMap(([path, id]) => find(path, id, fileClassOf(path, facts)) ?? []);
      kept.save(encodeFacts(all, KINDS));
    },
  };
}

const NO_TEXT = Buffer.alloc(0);
/** To read as many files again takes less time than to write what is known of all of them. */
const WORTH_KEEPING = 100;

const READ = GATHERINGS.filter(({ areas }) => areas.length > 0).map(({ collector }) => collector);

function isRead(path: string, fileClass: FileClass): boolean {
  const language = languageOf(path);
  return READ.some(
    (collector) => collector.classes.includes(fileClass) && collector.wants(path, language) !== 'never',
  );
}

function factsAnalyzer(): Analyzer {
  const now = (): number => performance.now();
  return createAnalyzer({ rules: [], collectors: READ, config: DEFAULT_CONFIG, today: '', salt: '', now });
}

/** What is gathered depends on the contents and the class of a file alone: not on settings, nor on the day. */
function collect(
  analyzer: Analyzer,
  path: string,
  fileClass: FileClass,
  bytes: Buffer,
): FileFacts | undefined {
  const [only, ...more] = chunksOfBytes(bytes);
  // Facts hold places, which would be those of a piece.
  if (!only || more.length > 0) return undefined;
  const facts = { ...NO_FACTS, ...(fileClass === 'ignored-env' ? { ignoredEnv: [path] } : {}) };
  const source = only.toSource(path);
  const triggered = only.asciiCompatible
    ? analyzer.triggeredByBytes(path, only.bytes, fileClass)
    : analyzer.triggeredByText(source);
  const collectors = triggered.filter((reader) => 'collect' in reader);
  return collectors.length === 0 ? undefined : analyzer.analyze(source, facts, collectors).facts;
}
