/** What can be said of every match of a pattern without running it. */
export interface MatchShape {
  /** No match has fewer characters. */
  readonly shortest: number;
  /** For every byte 1 where a match can contain it. */
  readonly alphabet: Uint8Array;
}

/**
 * Reads the patterns of the table of token formats: literals, classes, groups, alternatives, lookaheads and counts. Of
 * anything else it makes no claim: a match may then be of any length, of any bytes.
 */
export function shapeOf(pattern: RegExp): MatchShape {
  const reader: Reader = { source: pattern.source, at: 0, alphabet: new Uint8Array(256) };
  try {
    const shortest = readAlternatives(reader);
    if (reader.at === reader.source.length && pattern.flags.replace('y', '') === '')
      return { shortest, alphabet: reader.alphabet };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  return { shortest: 0, alphabet: new Uint8Array(256).fill(1) };
}

class Unreadable extends Error {}

interface Reader {
  readonly source: string;
  at: number;
  readonly alphabet: Uint8Array;
}

function readAlternatives(reader: Reader): number {
  let shortest = readSequence(reader);
  while (reader.source[reader.at] === '|') {
    reader.at++;
    shortest = Math.min(shortest, readSequence(reader));
  }
  return shortest;
}

function readSequence(reader: Reader): number {
  let length = 0;
  for (;;) {
    const char = reader.source[reader.at];
    if (char === undefined || char === '|' || char === ')') return length;
    const one = readOne(reader, char);
    length += one * readLeast(reader);
  }
}

/** The fewest characters of the next group, class or character. */
function readOne(reader: Reader, char: string): number {
  reader.at++;
  if (char === '(') return readGroup(reader);
  if (char === '[') return readClass(reader);
  if (/[\^$*+?{}.]/.test(char)) throw new Unreadable();
  allow(reader, char === '\\' ? readEscape(reader) : char.charCodeAt(0));
  return 1;
}

function readGroup(reader: Reader): number {
  const opening = /^\?[:=!]/.exec(reader.source.slice(reader.at, reader.at + 2))?.[0];
  if (opening === undefined) throw new Unreadable();
  reader.at += 2;
  const shortest = readAlternatives(reader);
  if (reader.source[reader.at++] !== ')') throw new Unreadable();
  return opening === '?:' ? shortest : 0;
}

function readClass(reader: Reader): number {
  if (reader.source[reader.at] === '^') throw new Unreadable();
  for (;;) {
    const first = readMember(reader);
    if (first === undefined) return 1;
    let last = first;
    if (reader.source[reader.at] === '-' && reader.source[reader.at + 1] !== ']') {
      reader.at++;
      last = readMember(reader) ?? first;
    }
    for (let code = first; code <= last; code++) allow(reader, code);
  }
}

/** The next character of a class; undefined at its end. */
function readMember(reader: Reader): number | undefined {
  const char = reader.source[reader.at++];
  if (char === undefined) throw new Unreadable();
  if (char === ']') return undefined;
  return char === '\\' ? readEscape(reader) : char.charCodeAt(0);
}

/** Only characters that stand for themselves: neither `\d` nor `\n`. */
function readEscape(reader: Reader): number {
  const char = reader.source[reader.at++];
  if (char === undefined || /[A-Za-z0-9]/.test(char)) throw new Unreadable();
  return char.charCodeAt(0);
}

/** The least count of a quantifier; 1 where there is none. */
function readLeast(reader: Reader): number {
  const quantifier = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(reader.source.slice(reader.at, reader.at + 16));
  if (!quantifier) return 1;
  reader.at += quantifier[0].length;
  if (quantifier[1] !== undefined) return Number(quantifier[1]);
  return quantifier[0].startsWith('+') ? 1 : 0;
}

function allow({ alphabet }: Reader, code: number): void {
  if (code > 127) throw new Unreadable();
  alphabet[code] = 1;
}
