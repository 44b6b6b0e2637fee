import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { hasUtf16Mark, isBinary } from '../core/classify.ts';
import type { Source } from '../core/source.ts';
import type { Chunk, OpenedFile } from '../core/workspace.ts';

/** Files over this size (bytes) are read and judged in pieces. */
export const LARGE = 5 * 1024 * 1024;
export const PIECE = 4 * 1024 * 1024;
/** How much of a piece is seen again in the next, so that what stands across the cut is whole in one of them. */
export const OVERLAP = 24 * 1024;

/**
 * O_NONBLOCK: a FIFO planted in the workspace must not hang us; it is then refused as no regular file. O_NOFOLLOW: a
 * link's target is not what git commits, and may lie outside the workspace. Windows has neither.
 */
export const SAFELY = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** Where this is false, a link that is opened is followed. */
export const REFUSES_LINKS = constants.O_NOFOLLOW !== undefined;

/** Opens a plain file; undefined for what is missing, for folders, devices and links. Whoever opens it closes it. */
export function openSource(absolutePath: string, scratch: Scratch): OpenedFile | undefined {
  const opened = openPlain(absolutePath);
  if (!opened) return undefined;
  const { file, status } = opened;
  return {
    stamp: stampOf(status),
    chunks: chunksOf(file, status.size, scratch),
    close: () => closeSync(file),
  };
}

function openPlain(absolutePath: string): { readonly file: number; readonly status: Stats } | undefined {
  let file: number;
  try {
    file = openSync(absolutePath, SAFELY);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const status = fstatSync(file);
    if (status.isFile()) return { file, status };
  } catch (error) {
    closeSync(file);
    throw error;
  }
  closeSync(file);
  return undefined;
}

/** Whether an error says that there is no plain file: nothing, or a link, a folder, a socket, a device. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NO_FILE.has(String(error.code));
}

const NO_FILE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EMLINK', 'EISDIR', 'ENXIO', 'ENODEV']);

/**
 * Changes when the file does. The time of the last change to the file's own entry is in it, because whoever writes a file
 * can set the time of its contents back, but not that one.
 */
export function stampOf({ mtimeMs, ctimeMs, size, ino }: Stats): string {
  return `${mtimeMs}-${ctimeMs}-${size}-${ino}`;
}

/** One chunk for most files, none for empty and binary ones. */
function* chunksOf(file: number, size: number, scratch: Scratch): Generator<Chunk> {
  if (size === 0) return;
  if (size <= LARGE) yield* whole(file, size, scratch);
  else yield* pieces(file, scratch);
}

/** The same for contents that are in memory already. */
export function* chunksOfBytes(contents: Buffer): Generator<Chunk> {
  if (contents.length === 0 || isBinary(contents)) return;
  const encoding = encodingOf(contents);
  let [start, line, column] = [0, 1, 1];
  while (contents.length - start > LARGE) {
    const bytes = contents.subarray(start, start + PIECE);
    yield chunkOf(bytes, encoding, { line, column });
    const cut = cutBefore(bytes, bytes.length - OVERLAP, encoding);
    ({ line, column } = advance(decode(bytes.subarray(0, cut), encoding), { line, column }));
    start += cut;
  }
  yield chunkOf(contents.subarray(start), encoding, start === 0 ? undefined : { line, column });
}

function chunkOf(bytes: Buffer, encoding: Encoding, origin: Source['origin']): Chunk {
  return {
    bytes,
    asciiCompatible: encoding === 'utf-8',
    toSource: (path) => ({ path, text: decode(bytes, encoding), ...(origin ? { origin } : {}) }),
  };
}

/** A buffer that is used again for every file, so that reading thousands of them allocates nothing. */
export interface Scratch {
  get(size: number): Buffer;
}

export function createScratch(): Scratch {
  let buffer = Buffer.allocUnsafeSlow(256 * 1024);
  return {
    get(size) {
      if (buffer.length < size) buffer = Buffer.allocUnsafeSlow(Math.max(size, buffer.length * 2));
      return buffer;
    },
  };
}

function* whole(file: number, size: number, scratch: Scratch): Generator<Chunk> {
  const buffer = scratch.get(size);
  const bytes = buffer.subarray(0, readFully(file, buffer, 0, size));
  if (isBinary(bytes)) return;
  const encoding = encodingOf(bytes);
  yield {
    bytes,
    asciiCompatible: encoding === 'utf-8',
    toSource: (path) => ({ path, text: decode(bytes, encoding) }),
  };
}

function* pieces(file: number, scratch: Scratch): Generator<Chunk> {
  const buffer = scratch.get(PIECE).subarray(0, PIECE);
  let kept = 0;
  let line = 1;
  let column = 1;
  let encoding: Encoding | undefined;
  for (;;) {
    const room = buffer.length - kept;
    const read = readFully(file, buffer, kept, room);
    if (read === 0) return;
    const length = kept + read;
    const bytes = buffer.subarray(0, length);
    if (!encoding) {
      if (isBinary(bytes)) return;
      encoding = encodingOf(bytes);
    }
    const [origin, form] = [{ line, column }, encoding];
    yield {
      bytes,
      asciiCompatible: form === 'utf-8',
      toSource: (path) => ({ path, text: decode(bytes, form), origin }),
    };
    if (read < room) return;
    const cut = cutBefore(bytes, length - OVERLAP, encoding);
    ({ line, column } = advance(decode(bytes.subarray(0, cut), encoding), { line, column }));
    buffer.copyWithin(0, cut, length);
    kept = length - cut;
  }
}

/** The place to continue from: after a line break near `wanted`, else at the start of a character. */
export function cutBefore(bytes: Buffer, wanted: number, encoding: Encoding): number {
  if (encoding !== 'utf-8') return wanted - (wanted % 2);
  const lineBreak = bytes.lastIndexOf(0x0a, wanted);
  if (lineBreak > wanted - PIECE / 2) return lineBreak + 1;
  let cut = wanted;
  while (cut > 0 && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut--; // continuation bytes of UTF-8
  return cut;
}

export function advance(
  text: string,
  from: { readonly line: number; readonly column: number },
): { line: number; column: number } {
  let line = from.line;
  let lastBreak = -1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    line++;
    lastBreak = at;
  }
  return { line, column: lastBreak === -1 ? from.column + text.length : text.length - lastBreak };
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

export function encodingOf(bytes: Uint8Array): Encoding {
  if (!hasUtf16Mark(bytes)) return 'utf-8';
  return bytes[0] === 0xff ? 'utf-16le' : 'utf-16be';
}

const DECODERS: Readonly<Record<Encoding, InstanceType<typeof TextDecoder>>> = {
  'utf-8': new TextDecoder('utf-8'),
  'utf-16le': new TextDecoder('utf-16le'),
  'utf-16be': new TextDecoder('utf-16be'),
};

/** A byte order mark is taken off, as editors do, so that columns agree with theirs. */
export function decode(bytes: Uint8Array, encoding: Encoding): string {
  return DECODERS[encoding].decode(bytes);
}

function readFully(file: number, buffer: Buffer, offset: number, length: number): number {
  let done = 0;
  while (done < length) {
    const read = readSync(file, buffer, offset + done, length - done, null);
    if (read === 0) break;
    done += read;
  }
  return done;
}

/** All bytes of a plain file; undefined where there is none, or where it is over the limit (bytes). Throws when it can't be read. */
export function readBytes(absolutePath: string, limit: number): Buffer | undefined {
  const opened = openPlain(absolutePath);
  if (!opened) return undefined;
  const { file, status } = opened;
  try {
    if (status.size > limit) return undefined;
    const buffer = Buffer.allocUnsafe(status.size);
    return buffer.subarray(0, readFully(file, buffer, 0, status.size));
  } finally {
    closeSync(file);
  }
}

/** The whole text of a small file, or undefined: missing, no file, binary, or over the size (bytes). */
export function readSmallText(absolutePath: string, limit = 1024 * 1024): string | undefined {
  try {
    const file = openSync(absolutePath, SAFELY);
    try {
      const status = fstatSync(file);
      if (!status.isFile() || status.size > limit) return undefined;
      const buffer = Buffer.alloc(status.size);
      const bytes = buffer.subarray(0, readFully(file, buffer, 0, status.size));
      return isBinary(bytes) ? undefined : decode(bytes, encodingOf(bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined; // not there, or not ours to read: the same for whoever asks
  }
}
