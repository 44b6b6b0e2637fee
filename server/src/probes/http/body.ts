import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  type Gunzip,
} from 'node:zlib';
import * as zlib from 'node:zlib';

/** Bytes of a body that are kept, before and after decompression. */
export const LARGEST_BODY = 1024 * 1024;

export interface Decoded {
  readonly bytes: Buffer;
  readonly isCut: boolean;
}

/**
 * Undoes the `content-encoding` of a body, up to the limit: however much a few bytes would become, no more is made of them.
 * Undefined where the body is not what its header says. A body that was cut gives what can be read of it.
 */
export async function decompress(
  body: Buffer,
  encodings: string,
  isCut: boolean,
  limit = LARGEST_BODY,
): Promise<Decoded | undefined> {
  const names = encodings
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  // Nobody compresses three times, unless to hurt.
  if (names.length > 2) return undefined;
  let decoded: Decoded = { bytes: body, isCut };
  for (const name of names.reverse()) {
    if (decoded.bytes.length === 0) return decoded;
    const stream = decompressor(name, decoded.bytes);
    if (!stream) return undefined;
    const next = await inflate(stream, decoded, limit);
    if (!next) return undefined;
    decoded = next;
  }
  return decoded;
}

type Decompressor = Pick<Gunzip, 'on' | 'end' | 'destroy'>;

function decompressor(name: string, body: Buffer): Decompressor | undefined {
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      // With the zlib header of RFC 1950, or, as some servers send it, without.
      return ((body[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw();
    case 'br':
      return createBrotliDecompress();
    case 'zstd': {
      // Node 22.15 and later.
      const { createZstdDecompress } = zlib as { readonly createZstdDecompress?: () => Decompressor };
      return createZstdDecompress?.();
    }
    default:
      return undefined;
  }
}

function inflate(
  stream: Decompressor,
  { bytes, isCut }: Decoded,
  limit: number,
): Promise<Decoded | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (isWhole: boolean): void => {
      stream.destroy();
      resolve({ bytes: Buffer.concat(chunks).subarray(0, limit), isCut: !isWhole });
    };
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) finish(false);
    });
    stream.on('end', () => finish(!isCut));
    stream.on('error', () => {
      if (isCut) return finish(false);
      stream.destroy();
      resolve(undefined);
    });
    stream.end(bytes);
  });
}

/** The text of a body: in the charset that its header names, in UTF-8 else. */
export function textOf(body: Buffer, contentType: string): string {
  if (body.length === 0) return '';
  const charset = /;\s*charset\s*=\s*"?([\w.:-]{2,40})/i.exec(contentType)?.[1]?.toLowerCase();
  if (charset === undefined || charset === 'utf-8') return body.toString('utf8');
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return body.toString('utf8');
  }
}

/** Whether a media type is one of text. Without a type, browsers look at the bytes; so do we: text has no NUL. */
export function isText(contentType: string, body: Buffer): boolean {
  const type = /^\s*([^\s;,]*)/.exec(contentType)?.[1]?.toLowerCase() ?? '';
  if (type === '') return !body.subarray(0, 1024).includes(0);
  return TEXT.test(type);
}

const TEXT =
  /^text\/|[/+](?:json|xml|yaml|javascript|ecmascript|x-javascript|x-sh|sql|toml|graphql|x-www-form-urlencoded|manifest)$|\+json|\+xml|x-yaml/;
