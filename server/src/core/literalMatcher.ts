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
 * The automaton is dense: one 32-bit entry per state and class of characters, where a class is a character that some
 * literal contains (both cases of it when case is ignored), and one class is all the rest. 400 literals of ten
 * characters make about 3,000 states of 60 classes: 720 KB. States are kept multiplied by the number of classes, and
 * those where a literal ends come last, so that a step is one lookup and one comparison.
 */
export function createLiteralMatcher(
  literals: readonly string[],
  { ignoreCase }: { readonly ignoreCase: boolean },
): LiteralMatcher {
  const folded = literals.map((literal) => checked(ignoreCase ? literal.toLowerCase() : literal));
  const automaton = createAutomaton(folded, ignoreCase);

  function scan<Input>(advance: Advance<Input>, input: Input, onHit: OnHit): void {
    const cursor: Cursor = { state: 0, offset: 0 };
    while (advance(automaton, input, cursor)) {
      const ending = automaton.endings[(cursor.state - automaton.firstFinal) / automaton.classCount] ?? [];
      if (ending.some((literalIndex) => onHit(literalIndex, cursor.offset) === true)) return;
    }
  }

  return {
    scanText: (text, onHit) => scan(advanceInText, text, onHit),
    scanBytes: (bytes, onHit) => scan(advanceInBytes, bytes, onHit),
  };
}

interface Automaton {
  /** For every byte its class; class 0 holds what no literal contains. */
  readonly classes: Uint8Array;
  readonly classCount: number;
  /** The next state, at the sum of a state and a class. */
  readonly transitions: Int32Array;
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

const advanceInBytes: Advance<Uint8Array> = ({ classes, transitions, firstFinal }, bytes, cursor) => {
  let { state } = cursor;
  for (let offset = cursor.offset; offset < bytes.length; offset++) {
    state = transitions[state + (classes[bytes[offset] as number] as number)] as number;
    if (state < firstFinal) continue;
    cursor.state = state;
    cursor.offset = offset + 1;
    return true;
  }
  return false;
};

const advanceInText: Advance<string> = ({ classes, transitions, firstFinal }, text, cursor) => {
  let { state } = cursor;
  for (let offset = cursor.offset; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    state = code < 128 ? (transitions[state + (classes[code] as number)] as number) : 0;
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
  /** Multiplied by the number of classes. */
  state: number;
}

function createAutomaton(literals: readonly string[], ignoreCase: boolean): Automaton {
  const { classes, classCount } = characterClasses(literals, ignoreCase);
  const root = trie(literals, classes);
  const nodes = breadthFirst(root);
  const finals = nodes.filter((node) => node.endings.length > 0);
  const ordered = [...nodes.filter((node) => node.endings.length === 0), ...finals];
  ordered.forEach((node, index) => (node.state = index * classCount));

  const transitions = new Int32Array(ordered.length * classCount);
  for (const node of nodes) {
    // Breadth first: the row of the fallback, which is shallower, is complete.
    if (node.fallback) {
      transitions.copyWithin(node.state, node.fallback.state, node.fallback.state + classCount);
    }
    for (const [characterClass, child] of node.children)
      transitions[node.state + characterClass] = child.state;
  }
  return {
    classes,
    classCount,
    transitions,
    firstFinal: (ordered.length - finals.length) * classCount,
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
