import type { WorkspaceFacts } from '../facts.ts';
import { folderOf } from '../paths.ts';

/** The folders that may be sent along with a Dockerfile: those that compose files say, else its own and the root. */
export function buildContextsOf(path: string, { buildContexts }: WorkspaceFacts): readonly string[] {
  const known = buildContexts && Object.hasOwn(buildContexts, path) ? buildContexts[path] : undefined;
  return known ?? [...new Set([folderOf(path), ''])];
}
