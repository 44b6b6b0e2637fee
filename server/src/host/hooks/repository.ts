import path from 'node:path';
import { git } from '../git.ts';
import type { HookRepository } from './types.ts';

/** The repository that a folder lies in. Rejects with GitError: where there is none, or no work tree. */
export async function openHookRepository(folder: string): Promise<HookRepository> {
  const [places, settings] = await Promise.all([
    git(folder, ['rev-parse', '--show-toplevel', '--git-common-dir']),
    git(folder, ['config', '-z', '--show-scope', '--type=path', '--get-all', 'core.hooksPath'], {
      expected: [0, 1],
    }),
  ]);
  const [top = '', common = ''] = places.toString().split('\n');
  const commonFolder = path.resolve(folder, common);
  const hooksPath = lastSetting(settings.toString());
  // A relative one is relative to where hooks are run: https://git-scm.com/docs/git-config, core.hooksPath.
  const hooksFolder = hooksPath ? path.resolve(top, hooksPath.value) : path.join(commonFolder, 'hooks');
  return { top: path.resolve(top), commonFolder, hooksFolder, ...(hooksPath ? { hooksPath } : {}) };
}

/** The one that counts of pairs of a scope and a value. `command` is ours: git runs here without hooks. */
function lastSetting(output: string): HookRepository['hooksPath'] {
  const parts = output.split('\0');
  const pairs = parts.flatMap((scope, at) => (at % 2 === 0 ? [{ scope, value: parts[at + 1] ?? '' }] : []));
  return pairs.findLast(({ scope, value }) => scope !== 'command' && value !== '');
}
