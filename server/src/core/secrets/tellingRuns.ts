import { surpriseIn } from './surprise.ts';

/** Bits of surprise that no more than 1 in 100 short words and names reach. */
export const UNUSUAL = 11;

/**
 * Whether a run of characters could be a part of a secret at all: six letters or more with digits or signs, or eight
 * that make no word. Every value that is judged to be one has such a run, so that a look at the bytes can rule it out.
 */
export function isTelling(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < SHORTEST) return false;
  let [letters, others] = [false, false];
  for (let at = start; at < end; at++) {
    const kind = RUN_KINDS[bytes[at] as number];
    if (kind === LETTER) letters = true;
    else if (kind === DIGIT || (kind === SIGN && at > start)) others = true;
  }
  if (!letters) return false;
  return others || (end - start >= SHORTEST_OF_LETTERS && surpriseIn(bytes, start, end) >= UNUSUAL);
}

export function hasTellingRun(value: string): boolean {
  const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0));
  let start = 0;
  for (let at = 0; at <= bytes.length; at++) {
    if (at < bytes.length && RUN_KINDS[bytes[at] as number] !== 0) continue;
    if (isTelling(bytes, start, at)) return true;
    start = at + 1;
  }
  return false;
}

const SHORTEST = 6;
const SHORTEST_OF_LETTERS = 8;

const LETTER = 1;
const DIGIT = 2;
const SIGN = 3;
const JOINT = 4;

/** For every byte its kind; 0 for what ends a run. */
export const RUN_KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z]/.test(character)) return LETTER;
  if (/[0-9]/.test(character)) return DIGIT;
  if (/[!@#$%^&*+~]/.test(character)) return SIGN;
  return /[-_./]/.test(character) ? JOINT : 0;
});
