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
  const automaton = createAutomaton([...heads.keys()], ignoreCase);
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
const HEAD = 7;

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
  readonly transitions: Uint16Array | Uint32Array;
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

interface TrieNode {
  readonly children: Map<number, TrieNode>;
  /** Indices of the literals that end here, longest first; the suffixes' are added when the automaton is made. */
  endings: readonly number[];
  /** The node of the longest proper suffix. */
  fallback: TrieNode | undefined;
  state: number;
}

function createAutomaton(literals: readonly string[], ignoreCase: boolean): Automaton {
  const { classes, classCount } = characterClasses(literals, ignoreCase);
  const root = trie(literals, classes);
  const nodes = breadthFirst(root);
  const finals = nodes.filter((node) => node.endings.length > 0);
  const ordered = [...nodes.filter((node) => node.endings.length === 0), ...finals];
  ordered.forEach((node, index) => (node.state = index));

  const shift = Math.ceil(Math.log2(classCount));
  const size = ordered.length << shift;
  const transitions = ordered.length <= 0xffff ? new Uint16Array(size) : new Uint32Array(size);
  for (const node of nodes) {
    const row = node.state << shift;
    // Breadth first: the row of the fallback, which is shallower, is complete.
    if (node.fallback) {
      const from = node.fallback.state << shift;
      transitions.copyWithin(row, from, from + classCount);
    }
    for (const [characterClass, child] of node.children) transitions[row + characterClass] = child.state;
  }
  return {
    classes,
    transitions,
    shift,
    firstFinal: ordered.length - finals.length,
    endings: finals.map((node) => node.endings),
  };
}

function trie(literals: readonly string[], classes: Uint8Array): TrieNode {
  const newNode = (): TrieNode => ({ children: new Map(), endings: [], fallback: undefined, state: 0 });
  const root = newNode();
  literals.forEach((literal, literalIndex) => {
    let node = root;
    for (const char of literal) {
      const characterClass = classes[char.charCodeAt(0)] ?? 0;
      const child = node.children.get(characterClass) ?? newNode();
      node.children.set(characterClass, child);
      node = child;
    }
    node.endings = [...node.endings, literalIndex];
  });
  return root;
}

/** All nodes, shallow ones first, with their fallbacks and the endings inherited from those. */
function breadthFirst(root: TrieNode): readonly TrieNode[] {
  const nodes = [root];
  for (const node of nodes) {
    for (const [characterClass, child] of node.children) {
      child.fallback = fallbackOf(node, characterClass) ?? root;
      child.endings = [...child.endings, ...child.fallback.endings];
      nodes.push(child);
    }
  }
  return nodes;
}

function fallbackOf(parent: TrieNode, characterClass: number): TrieNode | undefined {
  for (let node = parent.fallback; node; node = node.fallback) {
    const child = node.children.get(characterClass);
    if (child) return child;
  }
  return undefined;
}
