/** The tokens of a script, kept in arrays of numbers: a file has many thousands. Comments and blanks are not among them. */
export interface Script {
  readonly text: string;
  readonly count: number;
  /** What each token is: see `codes.ts`. */
  readonly codes: Uint8Array;
  /** Offsets into `text`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Of a bracket the token that closes or opens it; -1 where there is none, and for all other tokens. */
  readonly partners: Int32Array;
  /** The innermost bracket, template or element that a token stands in; -1 outside of all. */
  readonly parents: Int32Array;
  /** Something was never closed, or closed and never opened: what is found in it may be wrong or missing. */
  readonly broken: boolean;
}

/** Collects tokens while brackets are opened and closed. */
export interface TokenSink {
  codes: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  partners: Int32Array;
  parents: Int32Array;
  count: number;
  broken: boolean;
}

export function createSink(characters: number): TokenSink {
  const size = Math.floor(characters / 6) + 64;
  return {
    codes: new Uint8Array(size),
    starts: new Int32Array(size),
    ends: new Int32Array(size),
    partners: new Int32Array(size),
    parents: new Int32Array(size),
    count: 0,
    broken: false,
  };
}

/** The index of the new token. */
export function addToken(sink: TokenSink, code: number, start: number, end: number, parent: number): number {
  const index = sink.count++;
  if (index === sink.codes.length) grow(sink);
  sink.codes[index] = code;
  sink.starts[index] = start;
  sink.ends[index] = end;
  sink.partners[index] = -1;
  sink.parents[index] = parent;
  return index;
}

export function finishedScript(text: string, sink: TokenSink): Script {
  const { count, codes, starts, ends, partners, parents, broken } = sink;
  return { text, count, codes, starts, ends, partners, parents, broken };
}

function grow(sink: TokenSink): void {
  const size = sink.codes.length * 2;
  const codes = new Uint8Array(size);
  codes.set(sink.codes);
  sink.codes = codes;
  sink.starts = larger(sink.starts, size);
  sink.ends = larger(sink.ends, size);
  sink.partners = larger(sink.partners, size);
  sink.parents = larger(sink.parents, size);
}

function larger(array: Int32Array, size: number): Int32Array {
  const copy = new Int32Array(size);
  copy.set(array);
  return copy;
}
