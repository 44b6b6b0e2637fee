import type { Connection } from 'vscode-languageserver/node';
import { unstagedOf } from '../../host/review/unstaged.ts';
import { UNSTAGED, type UnstagedParams, type UnstagedResult } from '../../protocol.ts';
import { toPath, toRelative } from '../convert.ts';
import type { Services } from '../services.ts';
import { NO_DISK, reasonOf, UNTRUSTED } from './reasons.ts';

/** Which files of a repository have something that is not staged, on request. */
export function registerUnstaged(connection: Connection, services: Services): void {
  connection.onRequest<UnstagedResult, unknown>(
    UNSTAGED,
    async ({ repository, files }: UnstagedParams): Promise<UnstagedResult> => {
      if (!services.isTrusted()) return { kind: 'failed', reason: UNTRUSTED };
      const root = toPath(repository);
      if (root === undefined) return { kind: 'failed', reason: NO_DISK };
      const asked = files.map((uri) => ({ uri, path: toRelative(root, toPath(uri) ?? '') ?? '' }));
      const inside = asked.flatMap(({ path }) => (path === '' ? [] : [path]));
      try {
        const found = await unstagedOf(root, inside);
        return { kind: 'unstaged', files: asked.flatMap(({ uri, path }) => (found.has(path) ? [uri] : [])) };
      } catch (error) {
        return { kind: 'failed', reason: reasonOf(error) };
      }
    },
  );
}
