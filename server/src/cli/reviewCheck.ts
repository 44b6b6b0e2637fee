import { mergeSameSecrets } from '../core/sameSecrets.ts';
import { GitError } from '../host/git.ts';
import type { Change } from '../host/review/change.ts';
import { PatchError } from '../host/review/patched.ts';
import { reviewChanges } from '../host/review/review.ts';
import type { ReviewSource } from '../host/review/types.ts';
import type { CheckOptions } from './check.ts';
import { chosenCache } from './cacheLocation.ts';
import { readSettings } from './checkSettings.ts';
import { namedRules } from './namedRules.ts';
import { isMeant, type Target } from './target.ts';
import { UsageError } from './usageError.ts';
import { writeReport } from './writeReport.ts';

/** The part of a review that needs the engine. Gives the exit code. */
export async function reviewCheck(
  target: Target,
  source: ReviewSource,
  reading: Promise<Change>,
  options: CheckOptions,
): Promise<number> {
  const only = namedRules(options.only);
  const settings = { ...readSettings(target.root, options), ...(only ? { only } : {}) };
  try {
    const { result, notices } = await reviewChanges(target.root, source, settings, {
      reading,
      cache: await chosenCache(target.root, options),
      isWanted: (file) => isMeant(file, target),
      onReading: (files) => tell(`Reading ${files} files for the first time …`),
      named: { config: options.config !== undefined, baseline: options.baseline !== undefined },
    });
    for (const notice of notices) tell(notice);
    return writeReport({ ...result, findings: mergeSameSecrets(result.findings) }, options);
  } catch (error) {
    if (error instanceof GitError && error.absent)
      throw new UsageError(
        `${source.kind === 'staged' ? '--staged' : '--since'} needs a git repository: ${error.message}.`,
      );
    if (error instanceof GitError && source.kind === 'since')
      throw new UsageError(`--since: ${error.message}`);
    if (error instanceof PatchError) throw new UsageError(error.message);
    throw error;
  }
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
