import { isBinary } from '../../core/classify.ts';
import { GitError } from '../git.ts';
import { decode, encodingOf } from '../readSources.ts';
import { openRepository } from './repository.ts';

/** Bytes. An editor shows no larger text. */
const LARGEST = 32 * 1024 * 1024;

/** The text of one version of a file, as editors show it; null where there is no such text in the repository. */
export async function readVersion(folder: string, blob: string): Promise<string | null> {
  if (!/^[0-9a-f]{40,64}$/.test(blob)) return null;
  try {
    const repository = await openRepository(folder);
    const size = Number((await repository.run(['cat-file', '-s', blob])).toString('latin1'));
    if (!(size <= LARGEST)) return null;
    const bytes = await repository.run(['cat-file', 'blob', blob]);
    return isBinary(bytes) ? null : decode(bytes, encodingOf(bytes));
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}
