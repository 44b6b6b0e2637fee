import { crc32Base62, crc32Base62Holds } from '../../server/src/core/secrets/checksum.ts';
import { isPlaceholder } from '../../server/src/core/secrets/placeholder.ts';
import type { TokenFormat } from '../../server/src/core/secrets/tokenFormat.ts';
import { TOKEN_FORMATS } from '../../server/src/core/secrets/tokenFormats.ts';

/**
 * A made-up token of a format, the same for the same arguments: random, with a valid checksum where one is known,
 * and never a placeholder. It exists at run time only, so that no file of ours looks like a leak. A format with
 * `near` is found only after one of those words; its `variable` contains one: `${format.variable}=${fakeToken(id)}`.
 */
export function fakeToken(formatId: string, seed = 1): string {
  const random = randomNumbers(`${formatId}/${seed}`);
  for (let attempt = 0; attempt < 100; attempt++) {
    const token = tokenOf(formatOf(formatId), random);
    if (!isPlaceholder(token)) return token;
  }
  throw new Error(`No fake of ${formatId} can be told from a placeholder.`);
}

/** Like `fakeToken`, but once in a while it is a placeholder by our own judgement. */
export function randomToken(formatId: string, seed: number): string {
  return tokenOf(formatOf(formatId), randomNumbers(`${formatId}/${seed}`));
}

/** The format with this id; throws where there is none. */
export function formatOf(id: string): TokenFormat {
  const format = TOKEN_FORMATS.find((candidate) => candidate.id === id);
  if (!format) throw new Error(`There is no token format "${id}".`);
  return format;
}

/** Uniform numbers in [0, 1) that depend on the seed alone (FNV-1a feeding mulberry32). */
export function randomNumbers(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ char.charCodeAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function tokenOf(format: TokenFormat, random: () => number): string {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const token = seal(format, randomMatch(format.pattern.source, random));
    if (matchesWhole(format, token)) return token;
  }
  throw new Error(`No random text matches the pattern of ${format.id}.`);
}

function matchesWhole(format: TokenFormat, token: string): boolean {
  format.pattern.lastIndex = 0;
  return format.pattern.test(token) && format.pattern.lastIndex === token.length;
}

function seal(format: TokenFormat, token: string): string {
  if (!format.checksum) return token;
  if (format.checksum !== crc32Base62Holds) throw new Error(`Teach fakeToken the checksum of ${format.id}.`);
  return token.slice(0, -6) + crc32Base62(token.slice(token.lastIndexOf('_') + 1, -6));
}

/**
 * A random text that a pattern matches. Understands what token patterns are made of: literals, escapes, classes of
 * characters and ranges, `(?:a|b)`, `?`, `{n}` and `{n,m}`. It passes over lookaheads, so its caller checks the
 * result. A length that may vary stays within 24 of its minimum.
 */
function randomMatch(source: string, random: () => number): string {
  let at = 0;
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;

  function alternatives(): () => string {
    const branches = [sequence()];
    while (source[at] === '|') {
      at++;
      branches.push(sequence());
    }
    return () => pick(branches)();
  }

  function sequence(): () => string {
    const parts: (() => string)[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(quantified(atom()));
    return () => parts.map((part) => part()).join('');
  }

  function atom(): () => string {
    if (source.startsWith('(?:', at) || source.startsWith('(?=', at)) {
      const looksAhead = source[at + 2] === '=';
      at += 3;
      const group = alternatives();
      at++;
      return looksAhead ? () => '' : group;
    }
    if (source[at] === '[') {
      const end = source.indexOf(']', at);
      const members = classMembers(source.slice(at + 1, end));
      at = end + 1;
      return () => pick(members);
    }
    if (source[at] === '\\') at++;
    const literal = source[at++] ?? '';
    if ('.*+^$('.includes(literal) && source[at - 2] !== '\\') {
      throw new Error(`randomMatch does not understand "${literal}" in ${source}`);
    }
    return () => literal;
  }

  function quantified(part: () => string): () => string {
    const quantifier = /^(?:\?|\{(\d+)(?:,(\d+))?\})/.exec(source.slice(at));
    if (!quantifier) return part;
    at += quantifier[0].length;
    const min = Number(quantifier[1] ?? 0);
    const max = quantifier[0] === '?' ? 1 : Number(quantifier[2] ?? min);
    return () => {
      const count = min + Math.floor(random() * (Math.min(max - min, 24) + 1));
      return Array.from({ length: count }, part).join('');
    };
  }

  return alternatives()();
}

function classMembers(body: string): string[] {
  return [...body.replaceAll('\\', '').matchAll(/(.)-(.)|./g)].flatMap(([whole, from, to]) => {
    if (from === undefined || to === undefined) return [whole];
    const first = from.charCodeAt(0);
    return Array.from({ length: to.charCodeAt(0) - first + 1 }, (_, index) =>
      String.fromCharCode(first + index),
    );
  });
}
