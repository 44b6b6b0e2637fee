/**
 * Maps that are never changed in place, at little cost: each version shares all but a few entries with the one before. Keys keep the
 * places that they were first given, so that entries come in an order that doesn't depend on what happened in between.
 */
export interface Snapshot<V> extends ReadonlyMap<string, V> {
  /** Another version, in which the entry is this one; undefined takes it away. */
  with(key: string, value: V | undefined): Snapshot<V>;
}

export function emptySnapshot<V>(): Snapshot<V> {
  return EMPTY as Snapshot<V>;
}

export function snapshotOf<V>(entries: Iterable<readonly [string, V]>): Snapshot<V> {
  const numbers = new Map<string, number>();
  const all: Entry<V>[] = [];
  for (const [key, value] of entries) {
    const known = numbers.get(key);
    if (known === undefined) numbers.set(key, all.push({ key, value }) - 1);
    else all[known] = { key, value };
  }
  if (all.length === 0) return emptySnapshot();
  let nodes: readonly Node<V>[] = inNodes(all);
  let depth = 1;
  for (; nodes.length > 1; depth++) nodes = inNodes(nodes);
  return new Version(numbers, nodes[0] ?? [], depth, all.length);
}

function inNodes<T>(parts: readonly T[]): readonly (readonly T[])[] {
  const nodes: T[][] = [];
  for (let at = 0; at < parts.length; at += WIDTH) nodes.push(parts.slice(at, at + WIDTH));
  return nodes;
}

/** Entries of a node: 32 of the next level, or the values. */
const BITS = 5;
const WIDTH = 1 << BITS;

interface Entry<V> {
  readonly key: string;
  readonly value: V;
}
type Node<V> = readonly (Node<V> | Entry<V> | undefined)[];

/** A tree by the number of the key; all versions share the numbers, which are only ever added to. */
class Version<V> implements Snapshot<V> {
  readonly size: number;
  readonly #numbers: Map<string, number>;
  readonly #root: Node<V>;
  readonly #depth: number;

  constructor(numbers: Map<string, number>, root: Node<V>, depth: number, size: number) {
    this.#numbers = numbers;
    this.#root = root;
    this.#depth = depth;
    this.size = size;
  }

  get(key: string): V | undefined {
    const number = this.#numbers.get(key);
    return number === undefined ? undefined : this.#at(number)?.value;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  with(key: string, value: V | undefined): Snapshot<V> {
    // Nearly every table has some that stay empty: they share one, which has no numbers of its own.
    const numbers = this === EMPTY ? new Map<string, number>() : this.#numbers;
    const known = numbers.get(key);
    const before = known === undefined ? undefined : this.#at(known)?.value;
    if (before === value) return this;
    const number = known ?? numbers.size;
    if (known === undefined) numbers.set(key, number);
    let [root, depth] = [this.#root, this.#depth];
    for (; number >= WIDTH ** depth; depth++) root = root.length === 0 ? root : [root];
    const entry = value === undefined ? undefined : { key, value };
    const size = this.size + (before === undefined ? 1 : 0) - (value === undefined ? 1 : 0);
    return new Version(numbers, changed(root, depth - 1, number, entry) ?? [], depth, size);
  }

  keys(): MapIterator<string> {
    return this.#all(({ key }) => key);
  }

  values(): MapIterator<V> {
    return this.#all(({ value }) => value);
  }

  entries(): MapIterator<[string, V]> {
    return this.#all(({ key, value }): [string, V] => [key, value]);
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  forEach(callback: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }

  #at(number: number): Entry<V> | undefined {
    if (number >= WIDTH ** this.#depth) return undefined;
    let node: Node<V> | undefined = this.#root;
    for (let level = this.#depth - 1; level > 0 && node; level--)
      node = node[(number >> (level * BITS)) & (WIDTH - 1)] as Node<V> | undefined;
    return node?.[number & (WIDTH - 1)] as Entry<V> | undefined;
  }

  #all<T>(pick: (entry: Entry<V>) => T): MapIterator<T> {
    const found: T[] = [];
    gather(this.#root, this.#depth - 1, (entry) => found.push(pick(entry)));
    return found.values();
  }
}

const EMPTY: unknown = new Version<never>(new Map(), [], 1, 0);

/** The node with one entry changed; undefined where nothing is left in it. */
function changed<V>(
  node: Node<V>,
  level: number,
  number: number,
  entry: Entry<V> | undefined,
): Node<V> | undefined {
  const slot = (number >> (level * BITS)) & (WIDTH - 1);
  const next = node.slice();
  while (next.length < slot) next.push(undefined);
  next[slot] =
    level === 0 ? entry : changed((node[slot] as Node<V> | undefined) ?? [], level - 1, number, entry);
  while (next.length > 0 && next.at(-1) === undefined) next.pop();
  return next.length === 0 ? undefined : next;
}

function gather<V>(node: Node<V>, level: number, take: (entry: Entry<V>) => void): void {
  for (const one of node) {
    if (one === undefined) continue;
    if (level === 0) take(one as Entry<V>);
    else gather(one as Node<V>, level - 1, take);
  }
}
