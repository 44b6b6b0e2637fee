import { readFileSync } from 'node:fs';
import { readChange } from '../host/review/change.ts';
import type { ReviewSource } from '../host/review/types.ts';
import type { CheckOptions } from './check.ts';
import { selectTarget } from './patterns.ts';
import { UsageError } from './usageError.ts';

/** Whether these options ask for a change rather than for files. */
export function isReview({ staged, since, diff, history }: CheckOptions): boolean {
  return staged || diff !== undefined || (since !== undefined && !history);
}

/** Reviews a change, writes the report to standard output, and gives the exit code. */
export async function review(paths: readonly string[], options: CheckOptions): Promise<number> {
  const source = sourceOf(options);
  const target = selectTarget(process.cwd(), { given: paths, ignored: options.ignorePattern });
  // git is asked while the engine is being loaded.
  const reading = readChange(target.root, source, process.env);
  reading.catch(() => undefined);
  return (await import('./reviewCheck.ts')).reviewCheck(target, source, reading, options);
}

function sourceOf(options: CheckOptions): ReviewSource {
  const { staged, since, diff } = options;
  if ([staged, since !== undefined, diff !== undefined].filter(Boolean).length > 1)
    throw new UsageError('--staged, --since and --diff each say what is reviewed: use one of them.');
  if (options.stdin || options.stdinFilename !== undefined || options.listFiles)
    throw new UsageError(
      `${nameOf(options)} reviews a change: it goes with none of --stdin, --stdin-filename and --list-files.`,
    );
  if (options.history || options.fix || options.verify || options.writeBaseline !== undefined)
    throw new UsageError(
      `${nameOf(options)} reviews a change: it goes with none of --history, --fix, --verify and --write-baseline.`,
    );
  if (since !== undefined) return { kind: 'since', revision: since };
  return diff === undefined ? { kind: 'staged' } : { kind: 'diff', text: readDiff(diff) };
}

function nameOf({ staged, since }: CheckOptions): string {
  return staged ? '--staged' : since === undefined ? '--diff' : '--since';
}

const STANDARD_INPUT = 0;
/** UTF-16 units. */
const LARGEST = 64 * 1024 * 1024;

function readDiff(file: string): string {
  let text: string;
  try {
    text = readFileSync(file === '-' ? STANDARD_INPUT : file, 'utf8');
  } catch {
    throw new UsageError(`--diff: “${file}” can’t be read. Name a file, or “-” for standard input.`);
  }
  if (text.length > LARGEST) throw new UsageError('--diff: the diff is over 64 MB.');
  return text;
}
