/** Bytes from one place to before another. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** The version of a file that was judged last: tells what changed since. */
export interface PreviousVersion {
  forget(): void;
  remember(bytes: Buffer): void;
  /**
   * What is not as it was, with what stands around it, in order; undefined where that is most of the file, or where there is
   * nothing to compare with.
   */
  changedParts(bytes: Buffer): readonly Span[] | undefined;
  /** Its first bytes. */
  head(length: number): Buffer;
}

/** Bytes around a change that are judged with it: some ten lines, as far as most rules look away from a value. */
const SURROUNDINGS = 512;
/** A smaller file is judged as a whole, and so is one of which more than this part changed. */
const WORTH_COMPARING = 3 * SURROUNDINGS;
const MOST_CHANGED = 0.6;
/** What changed is looked at line by line where it is more than this. */
const WORTH_DIVIDING = 2 * SURROUNDINGS;

/** Keeps the version in a buffer that is used again. */
export function createPreviousVersion(): PreviousVersion {
  let buffer = Buffer.alloc(0);
  let length = 0;
  return {
    forget() {
      length = 0;
    },
    remember(bytes) {
      length = bytes.length < WORTH_COMPARING ? 0 : bytes.length;
      if (length === 0) return;
      if (buffer.length < length) buffer = Buffer.allocUnsafeSlow(2 * length);
      bytes.copy(buffer);
    },
    changedParts(bytes) {
      if (length === 0 || bytes.length < WORTH_COMPARING) return undefined;
      const parts = withSurroundings(bytes, changes(buffer.subarray(0, length), bytes));
      const size = parts.reduce((sum, { start, end }) => sum + end - start, 0);
      return size > MOST_CHANGED * bytes.length ? undefined : parts;
    },
    head: (most) => buffer.subarray(0, Math.min(length, most)),
  };
}

const NEWLINE = 0x0a;

/** At least one span, which may be empty: that is where something was taken out. */
function changes(before: Buffer, now: Buffer): readonly Span[] {
  const most = Math.min(before.length, now.length);
  const start = sameAtStart(before, now);
  const same = sameAtEnd(before, now, most - start);
  const end = now.length - same;
  if (end - start < WORTH_DIVIDING) return [{ start, end }];
  const lineStart = start === 0 ? 0 : now.lastIndexOf(NEWLINE, start - 1) + 1;
  return changedLines(before, now, { start: lineStart, inBefore: before.length - same, inNow: end });
}

/** Where the two versions are compared: from one place in both, to a place in each. */
interface Middle {
  readonly start: number;
  readonly inBefore: number;
  readonly inNow: number;
}

/** Where lines changed, the next one that stood there before is searched for in so many lines, and there so many bytes on. */
const MOST_LINES = 24;
const MOST_BYTES = 4096;
/** Bytes that say which line it is: the whole line, and of a short one what follows it. */
const TELLING = 48;

/**
 * Goes through both versions, line by line where they differ. Whatever is not the same, byte by byte, in the same order is
 * part of a span; a span is empty where lines were taken out. What can't be followed is one change to the end.
 */
function changedLines(before: Buffer, now: Buffer, { start, inBefore, inNow }: Middle): readonly Span[] {
  const changed: Span[] = [];
  let [old, at] = [start, start];
  while (at < inNow) {
    const next = nextKnownLine(before.subarray(old, Math.min(old + MOST_BYTES, inBefore)), now, at, inNow);
    changed.push({ start: at, end: next?.line ?? inNow });
    if (!next) break;
    old += next.offset;
    at = next.line;
    const same = sameAtStart(before.subarray(old, inBefore), now.subarray(at, inNow));
    const lineStart = now.lastIndexOf(NEWLINE, at + same - 1) + 1;
    if (at + same >= inNow) break;
    if (lineStart <= at) return [...changed, { start: at, end: inNow }];
    old += lineStart - at;
    at = lineStart;
  }
  return changed;
}

/** The next line that stood there before: where it stands now, and where it stood. */
function nextKnownLine(
  before: Buffer,
  now: Buffer,
  from: number,
  to: number,
): { readonly line: number; readonly offset: number } | undefined {
  let line = from;
  for (let count = 0; count < MOST_LINES && line < to; count++) {
    const end = now.indexOf(NEWLINE, line);
    const telling = now.subarray(line, Math.min(Math.max(line + TELLING, end + 1), to));
    for (let offset = before.indexOf(telling); offset !== -1; offset = before.indexOf(telling, offset + 1))
      if (offset === 0 || before[offset - 1] === NEWLINE) return { line, offset };
    if (end === -1) return undefined;
    line = end + 1;
  }
  return undefined;
}

/** Spans grow by whole lines, where lines are no longer than the surroundings; those that meet become one. */
function withSurroundings(bytes: Buffer, spans: readonly Span[]): readonly Span[] {
  const grown: { start: number; end: number }[] = [];
  for (const span of spans) {
    const { start, end } = grow(bytes, span);
    const last = grown.at(-1);
    if (last && start <= last.end) last.end = end;
    else grown.push({ start, end });
  }
  return grown;
}

function grow(bytes: Buffer, { start, end }: Span): Span {
  const from = Math.max(0, start - SURROUNDINGS);
  const to = Math.min(bytes.length, end + SURROUNDINGS);
  const lineStart = from === 0 ? 0 : bytes.lastIndexOf(NEWLINE, from) + 1;
  const lineEnd = bytes.indexOf(NEWLINE, to);
  return {
    start: from - lineStart > SURROUNDINGS ? from : lineStart,
    end: lineEnd === -1 || lineEnd - to > SURROUNDINGS ? to : lineEnd,
  };
}

/** Blocks are compared by the runtime, which is many times faster than a loop over bytes. */
const SMALLEST_BLOCK = 128;

function sameAtStart(a: Buffer, b: Buffer): number {
  const most = Math.min(a.length, b.length);
  let same = growing(most, (from, to) => a.compare(b, from, to, from, to) === 0);
  while (same < most && a[same] === b[same]) same++;
  return same;
}

function sameAtEnd(a: Buffer, b: Buffer, most: number): number {
  const [inA, inB] = [a.length, b.length];
  let same = growing(most, (from, to) => a.compare(b, inB - to, inB - from, inA - to, inA - from) === 0);
  while (same < most && a[inA - same - 1] === b[inB - same - 1]) same++;
  return same;
}

/** How far blocks are the same: ever larger ones, and smaller ones again from the first that is not. */
function growing(most: number, isSame: (from: number, to: number) => boolean): number {
  let same = 0;
  let size = SMALLEST_BLOCK;
  let grows = true;
  while (size >= SMALLEST_BLOCK) {
    const fits = same + size <= most && isSame(same, same + size);
    if (fits) same += size;
    else grows = false;
    size = grows ? 2 * size : size / 2;
  }
  return same;
}
