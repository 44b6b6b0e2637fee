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
