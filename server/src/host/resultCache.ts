import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileResult } from '../core/workspace.ts';
import { decodeResults, encodeResults } from './resultLines.ts';
import { makeFolder } from './makeFolder.ts';
import { readSmallText, SAFELY } from './readSources.ts';
import type { AnalyzerSettings } from './scan.ts';
import { VERSION } from './version.ts';

/**
 * Results of earlier runs on disk, in a folder that belongs to the user and never to a workspace. It holds what reports
 * show and no secret. Whatever is wrong with it, there is no more to it than a check from scratch.
 */
export interface ResultCache {
  /**
   * What is known of the files below a root under these settings; nothing of it is true before the stamps are compared.
   * Its value ids (`Finding.valueId`) can be compared with each other, and with no others: see `hasKeptIds`.
   */
  load(root: string, settings: AnalyzerSettings): Map<string, FileResult>;
  /** Keeps results, but those of files that changed less than two seconds before `startedAt` (ms since 1970) or later. */
  save(root: string, settings: AnalyzerSettings, results: Iterable<FileResult>, startedAt: number): void;
  /** A text of one's own making about a root, kept beside the results and as safely. */
  text(root: string, name: string): KeptText;
}

export interface CacheOptions {
  /** Where to keep it; undefined for nowhere. */
  readonly folder: string | undefined;
  /** Tells one build of the engine from the next; undefined where that can't be told: then nothing is kept. */
  readonly engine?: string | undefined;
}

/** Undefined where there is no place for it that is only the user's: a read-only home, say. */
export function openResultCache({ folder, engine = thisBuild() }: CacheOptions): ResultCache | undefined {
  if (folder === undefined || engine === undefined) return undefined;
  if (!isUsersOwn(folder)) return undefined;
  // A check of some areas alone must not take the place of one of all.
  const fileOf = (root: string, only: readonly string[] = []): string =>
    path.join(folder, `${digest([root, ...only].join('\0')).slice(0, 32)}${EXTENSION}`);
  const keyOf = (
    root: string,
    { configText, baselineText, only, collect, everything }: AnalyzerSettings,
  ): string =>
    digest(
      JSON.stringify([
        FORMAT,
        engine,
        root,
        configText,
        baselineText,
        only ?? null,
        collect ?? null,
        everything ?? null,
      ]),
    );
  return {
    load(root, settings) {
      const text = readOwn(fileOf(root, settings.only), LARGEST);
      return (text && decodeResults(text, keyOf(root, settings), settings.today)) || new Map();
    },
    save(root, settings, results, startedAt) {
      const settled = startedAt - RACY;
      const text = encodeResults(results, keyOf(root, settings), settings.today, settled);
      if (text.length > LARGEST) return;
      try {
        writeWhole(fileOf(root, settings.only), text);
        dropOldest(folder);
      } catch {
        // A full disk, or one that is gone: the next start checks from scratch.
      }
    },
    text(root, name) {
      const file = fileOf(root, ['text', name]);
      const key = digest(JSON.stringify([FORMAT, engine, root, name]));
      return {
        load() {
          const text = readOwn(file, LARGEST) ?? '';
          const headEnd = text.indexOf('\n');
          const body = text.slice(headEnd + 1);
          return text.slice(0, Math.max(0, headEnd)) === `${key} ${digest(body)}` ? body : undefined;
        },
        save(body) {
          if (body.length > LARGEST) return;
          try {
            writeWhole(file, `${key} ${digest(body)}\n${body}`);
            dropOldest(folder);
          } catch {
            // As above: what is not kept is read again.
          }
        },
      };
    },
  };
}

export interface KeptText {
  /** Undefined where there is none that this build of the engine has written. */
  load(): string | undefined;
  save(text: string): void;
}

/** Of the user, by the conventions of the platform; undefined where there is none. */
export function userCacheFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const home = (): string | undefined => {
    try {
      return os.homedir();
    } catch {
      return undefined; // a container's user without an entry
    }
  };
  const named =
    platform === 'win32'
      ? environment['LOCALAPPDATA']
      : platform === 'darwin'
        ? inFolder(home(), 'Library/Caches')
        : (xdgCacheHome(environment) ?? inFolder(home(), '.cache'));
  return named !== undefined && path.isAbsolute(named) ? path.join(named, 'launch-ready') : undefined;
}

/** Empty counts as unset, by the specification. */
function xdgCacheHome(environment: NodeJS.ProcessEnv): string | undefined {
  const named = environment['XDG_CACHE_HOME'];
  return named === '' ? undefined : named;
}

function inFolder(folder: string | undefined, name: string): string | undefined {
  return folder === undefined || folder === '' ? undefined : path.join(folder, name);
}

const FORMAT = 3;
const EXTENSION = '.results';
const LARGEST = 64 * 1024 * 1024;
/** Roots that are remembered, and the bytes that all of them may take. */
const MOST_ROOTS = 40;
const MOST_BYTES = 256 * 1024 * 1024;
/** Milliseconds in which a file may change twice without a change of its times: coarse clocks, and those of other machines. */
const RACY = 2_000;

function digest(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The version and the digest of all bundles, which the build leaves beside them. Sources change without a trace while somebody
 * works on them: no cache for them.
 */
function thisBuild(): string | undefined {
  const file = fileURLToPath(import.meta.url);
  if (file.endsWith('.ts')) return undefined;
  const id = readSmallText(path.join(path.dirname(file), 'build.id'))?.trim();
  return id !== undefined && /^[\da-f]{64}$/.test(id) ? `${VERSION} ${id}` : undefined;
}

/** Makes the folder where there is none; false where it is not the user's alone. */
function isUsersOwn(folder: string): boolean {
  try {
    makeFolder(folder, 0o700);
    const status = lstatSync(folder);
    return status.isDirectory() && isOwn(status);
  } catch {
    return false; // read-only, or no folder
  }
}

/** The text of a plain file of the user's that nobody else can write; undefined for anything else. */
function readOwn(file: string, limit: number): string | undefined {
  try {
    const descriptor = openSync(file, SAFELY);
    try {
      const status = fstatSync(descriptor);
      const sound = status.isFile() && status.size <= limit && isOwn(status);
      return sound ? readFileSync(descriptor, 'utf8') : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** Windows keeps other users out of the folder by itself. */
function isOwn({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

/** Whoever reads meanwhile sees the old file or the new one, and of two who write the last one wins. */
function writeWhole(file: string, text: string): void {
  const temporary = `${file}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Also what a process left behind that was ended while it wrote. */
function dropOldest(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(EXTENSION) || name.endsWith('.tmp'))
    .flatMap((name) => {
      const file = path.join(folder, name);
      const status = lstatSync(file, { throwIfNoEntry: false });
      return status ? [{ file, time: status.mtimeMs, size: status.size }] : [];
    })
    .sort((a, b) => b.time - a.time);
  let bytes = 0;
  const abandoned = Date.now() - 60 * 60 * 1_000;
  files.forEach(({ file, size, time }, index) => {
    bytes += size;
    const isLeftBehind = file.endsWith('.tmp') && time < abandoned;
    if (index >= MOST_ROOTS || bytes > MOST_BYTES || isLeftBehind) rmSync(file, { force: true });
  });
}
