import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Files, Workspace } from '../core/workspace.ts';
import { GitError, listGitFiles } from './git.ts';
import { createIgnoreRules, walk } from './ignoreRules.ts';
import { createScratch, readChunks, readSmallText } from './readSources.ts';

/** A folder on disk. Paths are relative to it, with forward slashes. */
export interface DiskWorkspace extends Workspace, Files {
  readonly root: string;
  /** Files that are committed or would be. Remembers which ones git tracks, for `isIgnored`. */
  list(): Promise<readonly string[]>;
  isFolder(path: string): boolean;
  /** Forgets what is known of ignore files. */
  forgetIgnoreRules(): void;
}

export interface DiskWorkspaceOptions {
  /** In an untrusted workspace git is not run: only files are read. */
  readonly trusted: () => boolean;
}

export function createDiskWorkspace(root: string, { trusted }: DiskWorkspaceOptions): DiskWorkspace {
  const ignoreRules = createIgnoreRules(root);
  let tracked: ReadonlySet<string> = new Set();
  const absolute = (relative: string): string => path.join(root, relative);

  return {
    root,
    ...createFileReader(root),
    read: (relative) => readSmallText(absolute(relative)),
    isIgnored: (relative) => !tracked.has(relative) && ignoreRules.ignores(relative),
    isFolder: (relative) => statSync(absolute(relative), { throwIfNoEntry: false })?.isDirectory() === true,
    forgetIgnoreRules: () => ignoreRules.clear(),
    async list() {
      const listed = trusted() ? await listWithGit(root) : undefined;
      if (!listed) return walk(root, ignoreRules);
      tracked = new Set(listed.tracked);
      return [...new Set([...listed.tracked, ...listed.untracked])];
    },
  };
}

/** The part that reads files, which worker threads make for themselves. */
export function createFileReader(root: string): Workspace {
  const scratch = createScratch();
  return {
    stamp(relative) {
      const status = statSync(path.join(root, relative), { throwIfNoEntry: false });
      return status?.isFile() ? `${status.mtimeMs}-${status.size}-${status.ino}` : undefined;
    },
    chunks: (relative) => readChunks(path.join(root, relative), scratch),
  };
}

interface Listing {
  readonly tracked: readonly string[];
  readonly untracked: readonly string[];
}

/** Undefined where there is no git or no repository: then ignore files alone decide. */
async function listWithGit(root: string): Promise<Listing | undefined> {
  try {
    const { tracked, untracked } = await listGitFiles(root);
    // git names a repository inside this one (untracked, or a submodule) as a folder: its files are asked for there.
    const nested = untracked
      .filter((name) => name.endsWith('/'))
      .concat(tracked.filter((name) => isRepository(root, name)));
    const inner = await Promise.all(nested.map((folder) => listNested(root, folder.replace(/\/$/, ''))));
    return {
      tracked: [...tracked, ...inner.flatMap((listing) => listing.tracked)],
      untracked: [
        ...untracked.filter((name) => !name.endsWith('/')),
        ...inner.flatMap((listing) => listing.untracked),
      ],
    };
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

function isRepository(root: string, name: string): boolean {
  // Only names without an extension can be submodules in practice; a stat for each of them is cheap enough.
  return !/\.[a-z0-9]+$/i.test(name) && existsSync(path.join(root, name, '.git'));
}

async function listNested(root: string, folder: string): Promise<Listing> {
  const inner = await listWithGit(path.join(root, folder));
  const prefixed = (names: readonly string[] = []): readonly string[] =>
    names.map((name) => `${folder}/${name}`);
  return { tracked: prefixed(inner?.tracked), untracked: prefixed(inner?.untracked) };
}
