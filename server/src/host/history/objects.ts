import { GitError } from '../git.ts';
import { LARGE } from '../readSources.ts';
import type { Repository } from './repository.ts';

/** What is made of the objects that are read, in the order in which they were asked for. */
export interface ObjectReader {
  /** The bytes are valid during the call only. */
  onObject(index: number, bytes: Buffer): void;
  /** An object over 5 MB comes in pieces: to whoever this gives. */
  onLarge(index: number): LargeObject;
  /** Not in this clone, or damaged. */
  onUnreadable(index: number, why: 'missing' | 'damaged'): void;
}

export interface LargeObject {
  push(bytes: Buffer): void;
  end(): void;
}

/** Reads objects one after the other from one git process, holding no more than one of them. Rejects when it is stopped. */
export async function readObjects(
  repository: Repository,
  ids: readonly string[],
  reader: ObjectReader,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  let failures = 0;
  while (next < ids.length) {
    const first = next;
    const parser = createParser(
      reader,
      () => next++,
      () => next,
    );
    try {
      await repository.stream(['cat-file', '--batch', '--buffer'], (chunk) => parser.push(chunk), {
        input: lines(ids, first),
      });
      if (next < ids.length) throw new GitError('git cat-file: ended early', false);
    } catch (error) {
      if (signal?.aborted || !(error instanceof GitError) || parser.failed()) throw error;
      if (++failures > MOST_FAILURES) throw error;
      // git ends at a damaged object. What stood before it may have got lost with it: that is asked for again.
      if (next === first) reader.onUnreadable(next++, 'damaged');
    }
  }
}

/** Each costs a start of git. With more of them it is not single objects that are damaged. */
const MOST_FAILURES = 100;

function* lines(ids: readonly string[], first: number): Generator<string> {
  for (let index = first; index < ids.length; index += 500)
    yield `${ids.slice(index, index + 500).join('\n')}\n`;
}

const NEWLINE = 0x0a;

/** Takes "ID TYPE SIZE\nBYTES\n" and "ID missing\n" apart. */
function createParser(reader: ObjectReader, done: () => void, current: () => number) {
  let header = '';
  /** Bytes of the present object that are to come, its line break included; undefined while a header is read. */
  let wanted: number | undefined;
  let large: LargeObject | undefined;
  let gathered = Buffer.allocUnsafeSlow(256 * 1024);
  let length = 0;
  let failed = false;

  const finish = (bytes: Buffer): void => {
    wanted = undefined;
    length = 0;
    if (large) large.end();
    else reader.onObject(current(), bytes);
    large = undefined;
    done();
  };

  const readHeader = (chunk: Buffer, at: number): number => {
    const end = chunk.indexOf(NEWLINE, at);
    header += chunk.toString('latin1', at, end === -1 ? chunk.length : end);
    if (end === -1) return chunk.length;
    const size = / (\d+)$/.exec(header);
    if (size) {
      wanted = Number(size[1]) + 1;
      large = wanted > LARGE ? reader.onLarge(current()) : undefined;
    } else {
      reader.onUnreadable(current(), 'missing');
      done();
    }
    header = '';
    return end + 1;
  };

  const readBody = (chunk: Buffer, at: number, size: number): number => {
    const taken = Math.min(size - length, chunk.length - at);
    const ends = length + taken === size;
    if (large) {
      large.push(chunk.subarray(at, at + taken - (ends ? 1 : 0)));
      length += taken;
      if (ends) finish(chunk);
    } else if (ends && length === 0) finish(chunk.subarray(at, at + taken - 1));
    else {
      if (gathered.length < size) gathered = Buffer.allocUnsafeSlow(Math.max(size, 2 * gathered.length));
      chunk.copy(gathered, length, at, at + taken);
      length += taken;
      if (ends) finish(gathered.subarray(0, size - 1));
    }
    return at + taken;
  };

  return {
    /** True when it was not git that failed but what was made of an object. */
    failed: () => failed,
    push(chunk: Buffer): void {
      failed = true;
      for (let at = 0; at < chunk.length;)
        at = wanted === undefined ? readHeader(chunk, at) : readBody(chunk, at, wanted);
      failed = false;
    },
  };
}
