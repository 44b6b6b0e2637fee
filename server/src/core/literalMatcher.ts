/**
 * Is called for every literal that ends at `endOffset` (exclusive; in code units of the text or in bytes), longer ones
 * first. Returning true ends the scan.
 */
export type OnHit = (literalIndex: number, endOffset: number) => boolean | void;

export interface LiteralMatcher {
  scanText(text: string, onHit: OnHit): void;
  /** UTF-8, or any other encoding that keeps ASCII as it is. */
  scanBytes(bytes: Uint8Array, onHit: OnHit): void;
}

/**
 * Finds all occurrences of many literals in one pass (Aho-Corasick). Literals are not empty and ASCII only, others
 * throw; hits report a literal's index in `literals`. Build it once and keep it.
 *
 * The automaton is dense: one entry per state and class of characters, where a class is a character that some literal
 * contains (both cases of it when case is ignored), and one class is all the rest. States where a literal ends come
 * last, so that a step is one lookup and one comparison. Of long literals only the first characters are in it; the rest
 * is compared where those occur. Otherwise thousands of literals would make a table that no processor's cache holds.
 */
export function createLiteralMatcher(
  literals: readonly string[],
  { ignoreCase, inOrder = true }: LiteralMatcherOptions,
): LiteralMatcher {
  const folded = literals.map((literal) => checked(ignoreCase ? literal.toLowerCase() : literal));
  const heads = headsOf(folded, inOrder ? Number.POSITIVE_INFINITY : HEAD);
  /** Made when it is first needed: a start pays for what it uses. */
  let made: Automaton | undefined;
  const byHead = [...heads.values()];

  /** Reports what a head begins; true when the scan is to end. */
  function report<Input>(
    head: Head,
    input: Input,
    codeAt: CodeAt<Input>,
    offset: number,
    onHit: OnHit,
  ): boolean {
    for (const { index, rest } of head) {
      if (rest !== '' && !continues(input, codeAt, offset, rest, ignoreCase)) continue;
      if (onHit(index, offset + rest.length) === true) return true;
    }
    return false;
  }

  function scan<Input>(advance: Advance<Input>, codeAt: CodeAt<Input>, input: Input, onHit: OnHit): void {
    const automaton = (made ??= createAutomaton([...heads.keys()], ignoreCase));
    const cursor: Cursor = { state: 0, offset: 0 };
    const { endings, firstFinal } = automaton;
    while (advance(automaton, input, cursor)) {
      for (const head of endings[cursor.state - firstFinal] as readonly number[])
        if (report(byHead[head] as Head, input, codeAt, cursor.offset, onHit)) return;
    }
  }

  return {
    scanText: (text, onHit) => scan(advanceInText, codeInText, text, onHit),
    scanBytes: (bytes, onHit) => scan(advanceInBytes, codeInBytes, bytes, onHit),
  };
}

export interface LiteralMatcherOptions {
  readonly ignoreCase: boolean;
  /** False where hits need not come in the order of their ends: much smaller and sooner built for many long literals. */
  readonly inOrder?: boolean;
}

/** Characters of a literal that are in the automaton when hits may come in any order. */
const HEAD = 6;

/** Literals that begin alike, by index, longer ones first; and what follows that beginning. */
type Head = readonly { readonly index: number; readonly rest: string }[];

function headsOf(literals: readonly string[], length: number): ReadonlyMap<string, Head> {
  const heads = new Map<string, { index: number; rest: string }[]>();
  literals.forEach((literal, index) => {
    const head = literal.slice(0, length);
    const same = heads.get(head) ?? [];
    same.push({ index, rest: literal.slice(head.length) });
    heads.set(head, same);
  });
  return heads;
}

type CodeAt<Input> = (input: Input, offset: number) => number;
const codeInText: CodeAt<string> = (text, offset) => text.charCodeAt(offset);
const codeInBytes: CodeAt<Uint8Array> = (bytes, offset) => bytes[offset] ?? Number.NaN;

function continues<Input>(
  input: Input,
  codeAt: CodeAt<Input>,
  offset: number,
  rest: string,
  ignoreCase: boolean,
): boolean {
  for (let index = 0; index < rest.length; index++) {
    let code = codeAt(input, offset + index);
    if (ignoreCase && code >= 65 && code <= 90) code += 32;
    if (code !== rest.charCodeAt(index)) return false;
  }
  return true;
}

interface Automaton {
  /** For every byte its class; class 0 holds what no literal contains. */
  readonly classes: Uint8Array;
  /** The next state, at the state shifted by `shift` plus the class. */
  readonly transitions: Table;
  readonly shift: number;
  /** States from this one on are those where a literal ends. */
  readonly firstFinal: number;
  /** For each of those, the indices of the literals. */
  readonly endings: readonly (readonly number[])[];
}

interface Cursor {
  state: number;
  /** Of the next character to read. */
  offset: number;
}

/**
 * Reads on until a literal ends and returns true, or to the end and returns false. Nothing but the step stands in the
 * two loops: with the calls for a hit inside them they run at half the speed. Indices are within bounds by construction.
 */
type Advance<Input> = (automaton: Automaton, input: Input, cursor: Cursor) => boolean;

const advanceInBytes: Advance<Uint8Array> = ({ classes, transitions, shift, firstFinal }, bytes, cursor) => {
  let { state } = cursor;
  for (let offset = cursor.offset; offset < bytes.length; offset++) {
    state = transitions[(state << shift) + (classes[bytes[offset] as number] as number)] as number;
    if (state < firstFinal) continue;
    cursor.state = state;
    cursor.offset = offset + 1;
    return true;
  }
  return false;
};

const advanceInText: Advance<string> = ({ classes, transitions, shift, firstFinal }, text, cursor) => {
  let { state } = cursor;
  for (let offset = cursor.offset; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    state = code < 128 ? (transitions[(state << shift) + (classes[code] as number)] as number) : 0;
    if (state < firstFinal) continue;
    cursor.state = state;
    cursor.offset = offset + 1;
    return true;
  }
  return false;
};

function checked(literal: string): string {
  if (!/^[\x00-\x7f]+$/.test(literal)) throw new Error(`Not a literal of ASCII characters: "${literal}"`);
  return literal;
}

function characterClasses(literals: readonly string[], ignoreCase: boolean) {
  const classes = new Uint8Array(256);
  let classCount = 1;
  for (const literal of literals) {
    for (const char of literal) {
      if (classes[char.charCodeAt(0)] !== 0) continue;
      classes[char.charCodeAt(0)] = classCount;
      if (ignoreCase) classes[char.toUpperCase().charCodeAt(0)] = classCount;
      classCount++;
    }
  }
  return { classes, classCount };
}

function createAutomaton(literals: readonly string[], ignoreCase: boolean): Automaton {
  const { classes, classCount } = characterClasses(literals, ignoreCase);
  const shift = Math.ceil(Math.log2(classCount));
  const trie = createTrie(literals, classes, shift);
  const order = completeBreadthFirst(trie, classCount, shift);

  const finals = order.filter((node) => trie.endings[node] !== NO_ENDINGS);
  const ordered = [...order.filter((node) => trie.endings[node] === NO_ENDINGS), ...finals];
  const stateOf = new Uint32Array(trie.count);
  ordered.forEach((node, state) => (stateOf[node] = state));
  const transitions = createTable(trie.count, shift);
  ordered.forEach((node, state) => {
    const [from, to] = [node << shift, state << shift];
    for (let index = 0; index < classCount; index++)
      transitions[to + index] = stateOf[trie.next[from + index] as number] as number;
  });
  return {
    classes,
    transitions,
    shift,
    firstFinal: trie.count - finals.length,
    endings: finals.map((node) => trie.endings[node] ?? NO_ENDINGS),
  };
}

type Table = Uint16Array | Uint32Array;

function createTable(rows: number, shift: number): Table {
  return rows <= 0xffff ? new Uint16Array(rows << shift) : new Uint32Array(rows << shift);
}

/** Nodes are numbers, the root is 0. Everything stands in flat tables: thousands of literals are read in some milliseconds. */
interface Trie {
  readonly count: number;
  /** The child, at the node shifted by `shift` plus the class; 0 where there is none, for no child is the root. */
  readonly next: Table;
  /** Indices of the literals that end at a node, longest first; the suffixes' are added when the automaton is made. */
  readonly endings: (readonly number[])[];
}

const NO_ENDINGS: readonly number[] = [];

function createTrie(literals: readonly string[], classes: Uint8Array, shift: number): Trie {
  const most = literals.reduce((sum, literal) => sum + literal.length, 1);
  const next = createTable(most, shift);
  const endings: (readonly number[])[] = [NO_ENDINGS];
  literals.forEach((literal, literalIndex) => {
    let node = 0;
    for (let index = 0; index < literal.length; index++) {
      const slot = (node << shift) + (classes[literal.charCodeAt(index)] as number);
      if (next[slot] === 0) next[slot] = endings.push(NO_ENDINGS) - 1;
      node = next[slot] as number;
    }
    endings[node] = [...(endings[node] ?? NO_ENDINGS), literalIndex];
  });
  return { count: endings.length, next, endings };
}

/**
 * Fills the gaps of a trie with the transitions of the longest proper suffix, and adds the endings of that. Gives the
 * nodes, shallow ones first: the row of a node's suffix, which is shallower, is complete when it is asked for.
 */
function completeBreadthFirst(
  { count, next, endings }: Trie,
  classCount: number,
  shift: number,
): readonly number[] {
  const order = [0];
  const suffixOf = new Uint32Array(count);
  for (const node of order) {
    const suffix = suffixOf[node] as number;
    const [row, suffixRow] = [node << shift, suffix << shift];
    const inherited = node === 0 ? NO_ENDINGS : (endings[suffix] ?? NO_ENDINGS);
    if (inherited.length > 0) endings[node] = [...(endings[node] ?? NO_ENDINGS), ...inherited];
    for (let index = 1; index < classCount; index++) {
      const child = next[row + index] as number;
      const elsewhere = node === 0 ? 0 : (next[suffixRow + index] as number);
      if (child === 0) next[row + index] = elsewhere;
      else {
        suffixOf[child] = elsewhere;
        order.push(child);
      }
    }
  }
  return order;
}
