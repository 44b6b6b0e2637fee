import type { TextRange } from '../../finding.ts';

/** A text that a file says in its own way of writing, and where in the file each part of it stands. */
export interface MappedText {
  readonly text: string;
  /** In the order of the text, without gaps. */
  readonly pieces: readonly MappedPiece[];
}

export interface MappedPiece {
  /** Characters of the text. */
  readonly length: number;
  /** Where they stand in the file. */
  readonly start: number;
  readonly end: number;
  /**
   * `same`: letter by letter. `written`: in another way (an escape, what a builder makes of a setting). `unknown`: a value that
   * nobody knows here, a variable as a rule; `UNKNOWN` stands for it.
   */
  readonly kind: 'same' | 'written' | 'unknown';
}

/** Stands for what is not known: a word, so that what is known around it keeps its form. */
export const UNKNOWN = 'unknown';

export const NOTHING: MappedText = { text: '', pieces: [] };

export function sameText(text: string, start: number): MappedText {
  if (text === '') return NOTHING;
  return { text, pieces: [{ length: text.length, start, end: start + text.length, kind: 'same' }] };
}

export function writtenText(text: string, { start, end }: TextRange): MappedText {
  return text === '' ? NOTHING : { text, pieces: [{ length: text.length, start, end, kind: 'written' }] };
}

export function unknownText({ start, end }: TextRange): MappedText {
  return { text: UNKNOWN, pieces: [{ length: UNKNOWN.length, start, end, kind: 'unknown' }] };
}

export function concatenated(parts: readonly MappedText[]): MappedText {
  const pieces: MappedPiece[] = [];
  for (const piece of parts.flatMap((part) => part.pieces)) {
    const last = pieces.at(-1);
    const continues = last?.kind === 'same' && piece.kind === 'same' && last.end === piece.start;
    if (continues)
      pieces[pieces.length - 1] = { ...last, length: last.length + piece.length, end: piece.end };
    else pieces.push(piece);
  }
  return { text: parts.map(({ text }) => text).join(''), pieces };
}

/** A part of a text, by offsets into it. */
export function partOf({ text, pieces }: MappedText, start: number, end: number): MappedText {
  const kept: MappedPiece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const from = Math.max(start, at) - at;
    const to = Math.min(end, at + piece.length) - at;
    at += piece.length;
    if (from >= to) continue;
    kept.push(
      piece.kind === 'same'
        ? { ...piece, length: to - from, start: piece.start + from, end: piece.start + to }
        : { ...piece, length: to - from },
    );
  }
  return { text: text.slice(start, end), pieces: kept };
}

export interface Located extends TextRange {
  /** Letter by letter, in one piece: what replaces it there replaces it in the text. */
  readonly isSame: boolean;
  /** None of it, and nothing that it touches, is unknown. */
  readonly isKnown: boolean;
}

/** Where a part of the text stands in the file; an empty part at the end stands behind the last character. */
export function locate({ pieces }: MappedText, start: number, end: number): Located {
  let at = 0;
  let found: TextRange | undefined;
  let touched = 0;
  let isSame = true;
  let isKnown = true;
  for (const piece of pieces) {
    const from = Math.max(start, at) - at;
    const to = Math.min(end, at + piece.length) - at;
    at += piece.length;
    // An empty part belongs to what stands before it.
    const isTouched = from < to || (start === end && found === undefined && from === to && to > 0);
    if (!isTouched) continue;
    touched++;
    if (piece.kind !== 'same') isSame = false;
    if (piece.kind === 'unknown') isKnown = false;
    const range =
      piece.kind === 'same'
        ? { start: piece.start + from, end: piece.start + to }
        : { start: piece.start, end: piece.end };
    found = found
      ? { start: Math.min(found.start, range.start), end: Math.max(found.end, range.end) }
      : range;
  }
  const place = found ?? { start: pieces[0]?.start ?? 0, end: pieces[0]?.start ?? 0 };
  return { ...place, isSame: isSame && touched === 1, isKnown };
}

export function hasUnknown({ pieces }: MappedText): boolean {
  return pieces.some(({ kind }) => kind === 'unknown');
}

/**
 * What a string stands for, laid over the way in which it is written: indentation and backslashes are passed over. Where the two
 * don't meet, all of it is `written`.
 */
export function alignedText(text: string, file: string, range: TextRange): MappedText {
  if (file.slice(range.start, range.end) === text) return sameText(text, range.start);
  const parts: MappedText[] = [];
  let at = range.start;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const limit = Math.min(range.end, at + MOST_PASSED);
    let found = at;
    while (found < limit && !isAs(file.charAt(found), character)) found++;
    if (found >= limit) return writtenText(text, range);
    parts.push(
      file.charAt(found) === character
        ? sameText(character, found)
        : writtenText(character, { start: found, end: found + 1 }),
    );
    at = found + 1;
  }
  return concatenated(parts);
}

/** Of indentation and escapes between two characters. */
const MOST_PASSED = 80;

/** A folded line break is a blank. */
function isAs(written: string, character: string): boolean {
  return written === character || (character === ' ' && (written === '\n' || written === '\r'));
}
