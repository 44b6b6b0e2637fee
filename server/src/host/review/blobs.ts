import { streamGit, type GitOptions } from '../git.ts';

/** The contents of a blob that can be judged, or why not. */
export type BlobContents =
  | { readonly kind: 'text'; readonly bytes: Buffer }
  | { readonly kind: 'binary' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'too-large'; readonly size: number };

/** Bytes of text that are held in memory at most. What is larger was written by no person. */
const LARGEST_TEXT = 128 * 1024 * 1024;

/**
 * Reads blobs by their object ids, in any number, through one process of git. Each is handed over as soon as it is there; what
 * is binary by its first bytes is not kept. Rejects with GitError.
 */
export async function readBlobs(
  root: string,
  ids: Iterable<string>,
  { options, isBinary, onBlob }: BlobReading,
): Promise<void> {
  const asked = [...new Set(ids)];
  if (asked.length === 0) return;
  const take = batchParser(isBinary, onBlob);
  await streamGit(root, ['cat-file', '--batch'], take, {
    ...options,
    input: `${asked.join('\n')}\n`,
    timeout: 0,
  });
}

export interface BlobReading {
  readonly options: GitOptions;
  /** Told the first bytes: 8 KB, or all where there are fewer. */
  readonly isBinary: (bytes: Buffer) => boolean;
  readonly onBlob: (id: string, contents: BlobContents) => void;
}

const HEAD_BYTES = 8_192;

interface Open {
  readonly id: string;
  readonly size: number;
  /** Bytes still to come, with the line feed behind them. */
  left: number;
  /** Undefined once it is known that they are not wanted. */
  parts: Buffer[] | undefined;
  kept: number;
  isJudged: boolean;
  isBinary: boolean;
}

/** `<id> <type> <size>\n<contents>\n`, or `<id> missing\n`: git-scm.com/docs/git-cat-file#_batch_output */
function batchParser(
  isBinary: BlobReading['isBinary'],
  onBlob: BlobReading['onBlob'],
): (chunk: Buffer) => void {
  let header = '';
  let open: Open | undefined;
  const hand = ({ id, size, parts, isBinary: binary }: Open): void => {
    if (parts) onBlob(id, { kind: 'text', bytes: joined(parts, size) });
    else onBlob(id, binary ? { kind: 'binary' } : { kind: 'too-large', size });
  };
  const judge = (blob: Open): void => {
    if (blob.isJudged || (blob.kept < HEAD_BYTES && blob.left > 1) || !blob.parts) return;
    blob.isJudged = true;
    const start = joined(blob.parts, Math.min(blob.kept, HEAD_BYTES));
    blob.isBinary = isBinary(start);
    if (blob.isBinary || blob.size > LARGEST_TEXT) blob.parts = undefined;
  };
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (!open) {
        const lineEnd = chunk.indexOf(0x0a, at);
        header += chunk.toString('latin1', at, lineEnd === -1 ? chunk.length : lineEnd);
        if (lineEnd === -1) return;
        at = lineEnd + 1;
        const [id = '', type = '', size = ''] = header.split(' ');
        header = '';
        if (type === 'missing') {
          onBlob(id, { kind: 'missing' });
          continue;
        }
        const bytes = Number(size);
        open = { id, size: bytes, left: bytes + 1, parts: [], kept: 0, isJudged: false, isBinary: false };
      }
      const stop = Math.min(chunk.length, at + open.left);
      const contentEnd = open.left - (stop - at) === 0 ? stop - 1 : stop;
      if (open.parts && contentEnd > at) {
        open.parts.push(chunk.subarray(at, contentEnd));
        open.kept += contentEnd - at;
      }
      open.left -= stop - at;
      at = stop;
      judge(open);
      if (open.left === 0) {
        const done = open;
        open = undefined;
        hand(done);
      }
    }
  };
}

function joined(parts: readonly Buffer[], size: number): Buffer {
  const [only] = parts;
  if (parts.length === 1 && only) return only.subarray(0, size);
  return Buffer.concat(parts, size);
}
