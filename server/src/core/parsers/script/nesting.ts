/** Which brackets are open, and how the text in the innermost one is read. */
import { CLOSE_BRACE, CLOSE_PAREN } from './codes.ts';
import type { TokenSink } from './tokens.ts';

// Brackets of code, which a text may leave open.
export const PAREN = 0;
export const BRACKET = 1;
export const BRACE = 2;
// Frames: nothing in them closes a bracket outside.
/** `${ }` */
export const HOLE = 3;
/** `{ }` in an element */
export const EXPRESSION = 4;
export const TEMPLATE = 5;
/** An element up to the `>` of its tag. */
export const TAG = 6;
export const CHILDREN = 7;

export interface Nesting {
  /** The kind of the innermost open bracket; -1 outside of all. */
  readonly kind: number;
  /** Its token; -1 outside of all. */
  readonly inside: number;
  open(token: number, kind: number): void;
  /** Closes the innermost bracket of that kind, and with it what was left open inside; nothing where there is none. */
  close(token: number, character: number): void;
  /** Closes the innermost frame, a template or an element. */
  closeFrame(token: number): void;
  /** True where the next `}` ends the hole of a template. */
  readonly closesHole: boolean;
  /** From the tag of an element to what stands in it. */
  enterChildren(): void;
}

/**
 * Of each kind of bracket it counts how many are open since the innermost frame, so that one that was never opened costs no
 * search.
 */
export function createNesting(sink: TokenSink): Nesting {
  const tokens: number[] = [];
  const kinds: number[] = [];
  /** Kinds of the open frames, and the counts outside of each. */
  const frames: number[] = [];
  const saved: number[] = [];
  const counts = [0, 0, 0];

  function pop(): void {
    tokens.pop();
    const kind = kinds.pop() ?? 0;
    if (kind < HOLE) {
      counts[kind] = (counts[kind] ?? 0) - 1;
    } else {
      frames.pop();
      for (let slot = BRACE; slot >= PAREN; slot--) counts[slot] = saved.pop() ?? 0;
    }
  }

  function join(token: number): void {
    const opener = tokens.at(-1) ?? -1;
    sink.partners[opener] = token;
    sink.partners[token] = opener;
    sink.parents[token] = sink.parents[opener] ?? -1;
    pop();
  }

  /** Drops what was left open above the innermost entry that `isWanted`. */
  function dropTo(isWanted: (kind: number) => boolean): void {
    while (kinds.length > 0 && !isWanted(kinds[kinds.length - 1] ?? 0)) {
      sink.broken = true;
      pop();
    }
  }

  return {
    get kind() {
      return kinds.length > 0 ? (kinds[kinds.length - 1] ?? -1) : -1;
    },
    get inside() {
      return tokens.length > 0 ? (tokens[tokens.length - 1] ?? -1) : -1;
    },
    get closesHole() {
      return counts[BRACE] === 0 && frames[frames.length - 1] === HOLE;
    },
    open(token, kind) {
      tokens.push(token);
      kinds.push(kind);
      if (kind < HOLE) {
        counts[kind] = (counts[kind] ?? 0) + 1;
        return;
      }
      frames.push(kind);
      for (let slot = PAREN; slot <= BRACE; slot++) {
        saved.push(counts[slot] ?? 0);
        counts[slot] = 0;
      }
    },
    close(token, character) {
      const kind = character === CLOSE_PAREN ? PAREN : character === CLOSE_BRACE ? BRACE : BRACKET;
      if ((counts[kind] ?? 0) > 0) dropTo((open) => open === kind);
      else if (kind === BRACE && frames.length > 0) dropTo((open) => open >= HOLE);
      else {
        sink.broken = true;
        return;
      }
      join(token);
    },
    closeFrame(token) {
      dropTo((open) => open >= HOLE);
      join(token);
    },
    enterChildren() {
      kinds[kinds.length - 1] = CHILDREN;
      frames[frames.length - 1] = CHILDREN;
    },
  };
}
