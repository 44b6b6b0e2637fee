import type { AnalysisError, Analyzer } from '../../core/analyze.ts';
import { createVersionJudge, type Sighting } from './judge.ts';
import { readObjects } from './objects.ts';
import type { Repository } from './repository.ts';

/** A version of a file, as far as judging it goes. */
export interface PartFile {
  readonly blob: string;
  readonly path: string;
}

/** What a part of a history gave; versions by their index. Plain data: it crosses threads. */
export interface PartResult {
  readonly found: readonly { readonly index: number; readonly sightings: readonly Sighting[] }[];
  readonly unreadable: Readonly<Record<'missing' | 'damaged', readonly number[]>>;
  readonly errors: readonly AnalysisError[];
  readonly bytes: number;
}

export interface PartOptions {
  readonly onProgress?: ((done: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Judges versions, those of one path one after the other, oldest first. */
export async function judgePart(
  repository: Repository,
  analyzer: Analyzer,
  files: readonly PartFile[],
  { onProgress, signal }: PartOptions,
): Promise<PartResult> {
  const judge = createVersionJudge(analyzer);
  const found: { index: number; sightings: readonly Sighting[] }[] = [];
  const unreadable: Record<'missing' | 'damaged', number[]> = { missing: [], damaged: [] };
  const pathOf = (index: number): string => files[index]?.path ?? '';
  const note = (index: number, sightings: readonly Sighting[]): void => {
    if (sightings.length > 0) found.push({ index, sightings });
    onProgress?.(index + 1);
  };
  await readObjects(
    repository,
    files.map(({ blob }) => blob),
    {
      onObject: (index, bytes) => note(index, judge.judge(pathOf(index), bytes)),
      onLarge: (index) => judge.judgeLarge(pathOf(index), (sightings) => note(index, sightings)),
      onUnreadable: (index, why) => void unreadable[why].push(index),
    },
    signal,
  );
  return { found, unreadable, errors: judge.errors, bytes: judge.bytes };
}

type Judge = (files: readonly PartFile[], onProgress: (done: number) => void) => Promise<PartResult>;

interface JudgedPart {
  readonly part: PartResult;
  /** The index of its first version. */
  readonly first: number;
}

/**
 * Has versions judged by two at a time, where there are two: one takes parts from the front and the other from the back, so
 * that both end at about the same time.
 */
export async function judgeInParts(
  files: readonly PartFile[],
  here: Judge,
  there: Judge | undefined,
  onProgress: (done: number) => void,
): Promise<readonly JudgedPart[]> {
  const starts = there ? startsOfParts(files) : [0];
  const done = new Map<number, number>();
  const judged: JudgedPart[] = [];
  let [front, back] = [0, starts.length];
  const fromFront = (): number | undefined => (front < back ? front++ : undefined);
  const fromBack = (): number | undefined => (front < back ? --back : undefined);
  const work = async (judge: Judge, next: () => number | undefined): Promise<void> => {
    for (let index = next(); index !== undefined; index = next()) {
      const first = starts[index] ?? 0;
      const part = await judge(files.slice(first, starts[index + 1]), (count) => {
        done.set(first, count);
        onProgress([...done.values()].reduce((sum, one) => sum + one, 0));
      });
      judged.push({ part, first });
    }
  };
  await Promise.all([work(here, fromFront), ...(there ? [work(there, fromBack)] : [])]);
  return judged.sort((a, b) => a.first - b.first);
}

/** Each part costs a start of git. */
const PARTS = 8;
const SMALLEST_PART = 2_000;

/** Not amid the versions of one path, which are judged one after the other. */
function startsOfParts(files: readonly PartFile[]): readonly number[] {
  const size = Math.max(SMALLEST_PART, Math.ceil(files.length / PARTS));
  const starts: number[] = [];
  for (let start = 0; start < files.length;) {
    starts.push(start);
    start += size;
    while (start < files.length && files[start]?.path === files[start - 1]?.path) start++;
  }
  return starts;
}
