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
  /** False where the beginnings differ in what they say of the whole file. */
  hasSameNature(bytes: Buffer, isSource: (text: string) => boolean): boolean;
}

/** The beginning of a file says what language it is in, and whether a tool wrote it. Bytes. */
export const HEAD = 16 * 1024;

/** Bytes around a change that are judged with it: some twenty lines, more than rules look away from a value. */
const SURROUNDINGS = 1024;
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
    hasSameNature(bytes, isSource) {
      const before = buffer.toString('utf8', 0, Math.min(length, HEAD));
      const now = bytes.toString('utf8', 0, HEAD);
      return isSource(before) && isSource(now) && shebang(before) === shebang(now);
    },
  };
}

function shebang(head: string): string {
  return head.startsWith('#!') ? (head.split('\n', 1)[0] ?? '') : '';
}

const NEWLINE = 0x0a;

/** At least one span, which may be empty: that is where something was taken out. */
function changes(before: Buffer, now: Buffer): readonly Span[] {
  const most = Math.min(before.length, now.length);
  const start = sameAtStart(before, now, most);
  const same = sameAtEnd(before, now, most - start);
  const end = now.length - same;
  if (end - start < WORTH_DIVIDING) return [{ start, end }];
  const lineStart = start === 0 ? 0 : now.lastIndexOf(NEWLINE, start - 1) + 1;
  return changedLines(
    { bytes: before, start: lineStart, end: before.length - same },
    { bytes: now, start: lineStart, end },
  );
}

interface Lines extends Span {
  readonly bytes: Buffer;
}

/**
 * The lines that did not stand there before, or not after the line that they stand after now, with that line: so lines that
 * were taken out are noticed as well. Lines are compared by hashes; that two share one is as likely as to win a lottery.
 */
function changedLines(before: Lines, now: Lines): readonly Span[] {
  const pairs = new Set<number>();
  eachLine(before, (pair) => pairs.add(pair));
  const changed: { start: number; end: number }[] = [];
  eachLine(now, (pair, start, end) => {
    if (pairs.has(pair)) return;
    const last = changed.at(-1);
    if (last && start <= last.end) last.end = end;
    else changed.push({ start, end });
  });
  return changed.length > 0 ? changed : [{ start: now.start, end: now.end }];
}

/** Different in every process, so that nobody can make two lines that share a hash. */
const SEED = Math.floor(Math.random() * 2 ** 31);

/** Gives for every line the hash of it and the one before, and where these two stand. */
function eachLine(
  { bytes, start, end }: Lines,
  onLine: (pair: number, startOfBoth: number, endOfBoth: number) => void,
): void {
  let [hash, hashBefore] = [SEED, SEED];
  let [lineStart, lineBefore] = [start, start];
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    hash = Math.imul(hash ^ byte, 16_777_619);
    if (byte !== NEWLINE && at + 1 < end) continue;
    onLine(Math.imul(hashBefore, 31) ^ hash, lineBefore, at + 1);
    [hashBefore, hash] = [hash, SEED];
    [lineBefore, lineStart] = [lineStart, at + 1];
  }
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

const BLOCK = 256;

/** Blocks are compared by the runtime, which is many times faster than a loop over bytes. */
function sameAtStart(a: Buffer, b: Buffer, most: number): number {
  let same = 0;
  while (same + BLOCK <= most && a.compare(b, same, same + BLOCK, same, same + BLOCK) === 0) same += BLOCK;
  while (same < most && a[same] === b[same]) same++;
  return same;
}

function sameAtEnd(a: Buffer, b: Buffer, most: number): number {
  let same = 0;
  const blockIsSame = (): boolean => {
    const [inA, inB] = [a.length - same, b.length - same];
    return a.compare(b, inB - BLOCK, inB, inA - BLOCK, inA) === 0;
  };
  while (same + BLOCK <= most && blockIsSame()) same += BLOCK;
  while (same < most && a[a.length - same - 1] === b[b.length - same - 1]) same++;
  return same;
}
