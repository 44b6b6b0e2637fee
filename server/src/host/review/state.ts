import { createHash } from 'node:crypto';
import path from 'node:path';
import type { WorkspaceFacts } from '../../core/facts.ts';
import type { Files, OpenedFile, Workspace } from '../../core/workspace.ts';
import { createContainment } from '../diskWorkspace.ts';
import { readBlobNow } from '../git.ts';
import { chunksOfBytes, decode, encodingOf, readBytes } from '../readSources.ts';
import { isBinary } from '../../core/classify.ts';
import type { GitPlace } from './gitChange.ts';

/** A workspace as it was, or will be, at one moment: what git has of it rather than what lies on disk. */
export interface State extends Workspace, Pick<Files, 'read'> {
  /** All of a file; undefined where there is none. */
  bytes(path: string): Buffer | undefined;
  /** The same where it was read already. */
  bytesAtHand(path: string): Buffer | undefined;
}

export interface StateContents {
  readonly place: GitPlace;
  /** git's object id of each file; those that are not in it are read from disk. */
  readonly ids: ReadonlyMap<string, string>;
  /** Contents that were read already, by object id. */
  readonly blobs: ReadonlyMap<string, Buffer>;
  /** Contents that only this machine has: what a diff makes of a file. */
  readonly texts: ReadonlyMap<string, Buffer>;
  /** Files that are not there at that moment, whatever lies on disk. */
  readonly absent: ReadonlySet<string>;
  readonly facts: () => WorkspaceFacts;
}

/** Bytes: what is larger is no code, and of what is small enough for `read` the rest of the product has its own limit. */
const LARGEST = 128 * 1024 * 1024;
const LARGEST_SMALL = 1024 * 1024;

export function createState({ place, ids, blobs, texts, absent, facts }: StateContents): State {
  const isInside = createContainment(place.root);
  const fromDisk = (file: string): Buffer | undefined => {
    try {
      return isInside(file) ? readBytes(path.join(place.root, file), LARGEST) : undefined;
    } catch {
      return undefined; // a folder on the way is gone, or not ours to read
    }
  };
  const atHand = (file: string): Buffer | undefined => texts.get(file) ?? blobs.get(ids.get(file) ?? '');
  const contentsOf = (file: string): Buffer | undefined => {
    if (absent.has(file)) return undefined;
    const known = atHand(file);
    if (known) return known;
    const id = ids.get(file);
    if (id === undefined) return fromDisk(file);
    // Nearly always the work tree has the very contents, and git need not be asked for them.
    const onDisk = fromDisk(file);
    return onDisk && isBlob(onDisk, id) ? onDisk : readBlobNow(place.root, id, place.options);
  };
  return {
    bytes: contentsOf,
    bytesAtHand: (file) => (absent.has(file) ? undefined : atHand(file)),
    stamp: (file) => (absent.has(file) ? undefined : (ids.get(file) ?? 'disk')),
    open(file): OpenedFile | undefined {
      const bytes = contentsOf(file);
      return bytes && { stamp: ids.get(file) ?? 'disk', chunks: chunksOfBytes(bytes), close() {} };
    },
    read(file) {
      const bytes = contentsOf(file);
      if (!bytes || bytes.length > LARGEST_SMALL || isBinary(bytes)) return undefined;
      return decode(bytes, encodingOf(bytes));
    },
    facts,
  };
}

/** Whether git would give these bytes that id: SHA-1 has 40 digits, SHA-256 has 64. */
function isBlob(bytes: Buffer, id: string): boolean {
  const hash = createHash(id.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex') === id;
}
