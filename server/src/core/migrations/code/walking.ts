/** What going through a migration of Rails, Laravel and Ecto has in common: how far, loops, variables, local methods, SQL. */
import type { TextRange } from '../../finding.ts';
import type { Dialect, Operation } from '../operation.ts';
import { marked, markedStatements, type Marks } from '../reading/marks.ts';
import type { Statement } from '../types.ts';
import { firstLine, statementOf } from './build.ts';
import type { Chain } from './chains.ts';
import { readSqlIn } from './sqlText.ts';
import { isShortLoop, statementsIn, type Part } from './statements.ts';
import type { Tokens } from './tokens.ts';
import { bind, heldBy, valueIn, type Value } from './values.ts';

export interface Walk {
  readonly tokens: Tokens;
  readonly methods: ReadonlyMap<string, Method>;
  /** What embedded SQL shows. */
  dialect: Dialect | undefined;
  /** Strings and functions that variables hold. */
  readonly texts: Map<string, Value>;
  /** Local methods that are being read. */
  readonly inside: Set<string>;
  steps: number;
}

export interface Method {
  readonly name: string;
  /** `def down`, `function down`. */
  readonly at: TextRange;
  readonly body: Part;
}

export interface Place extends Marks {
  readonly nested: boolean;
  readonly depth: number;
}

const MOST_DEPTH = 24;
const MOST_STEPS = 20_000;

export function newWalk(tokens: Tokens, methods: ReadonlyMap<string, Method>): Walk {
  return { tokens, methods, dialect: undefined, texts: new Map(), inside: new Set(), steps: 0 };
}

/** The statements of a body, as long as the walk is neither too deep nor too long. */
export function* stepsIn(walk: Walk, body: Part, { depth }: Place): Iterable<Part> {
  if (depth > MOST_DEPTH) return;
  for (const part of statementsIn(walk.tokens, body)) {
    if (walk.steps++ > MOST_STEPS) return;
    yield part;
  }
}

/** One step into what stands in a place. */
export function deeper<P extends Place>(place: P): P {
  return { ...place, depth: place.depth + 1 };
}

/** `name = value`: what the name stands for is noted. */
export function noteVariable(
  { tokens, texts }: Walk,
  { from, to }: Part,
): { readonly name: string; readonly value: Value } | undefined {
  const { list } = tokens;
  const name = list[from];
  if (name?.kind !== 'word' || list[from + 1]?.text !== '=') return undefined;
  const value = valueIn(tokens, { from: from + 2, to });
  bind(tokens, name.text, value);
  if (value.kind === 'string' || list[from + 2]?.kind === 'string') texts.set(name.text, value);
  return { name: name.text, value };
}

/** A loop over texts that are written out, each turn for itself: it is known what it does. False where it is too long for that. */
export function readTurns(
  { tokens: { bound } }: Walk,
  variable: string,
  texts: readonly string[],
  body: Part,
  read: () => void,
): boolean {
  if (!isShortLoop(texts.length, body)) return false;
  for (const text of texts) {
    bound.set(variable, text);
    read();
  }
  bound.delete(variable);
  return true;
}

/** Reads a method of the file, unless it is being read: one that calls itself has no end. */
export function readOnce({ inside }: Walk, { name, body }: Method, read: (body: Part) => void): void {
  if (inside.has(name)) return;
  inside.add(name);
  read(body);
  inside.delete(name);
}

/** The statements of the SQL that a call is given; one that is not understood where that holds no string. */
export function sqlStatements(
  walk: Walk,
  chain: Chain,
  given: Value | undefined,
  place: Place,
): readonly Statement[] {
  const { tokens } = walk;
  const value = heldBy(tokens, given, walk.texts);
  const found = value && readSqlIn(tokens, value.part, walk.dialect);
  if (!found)
    return callStatement(walk, chain, [{ kind: 'unknown', at: firstLine(tokens.document, chain) }], place);
  walk.dialect ??= found.dialect;
  return markedStatements(found.statements, place);
}

/** A call as a statement; none where it does nothing. */
export function callStatement(
  { tokens }: Walk,
  chain: Chain,
  operations: readonly Operation[],
  place: Place,
): readonly Statement[] {
  return operations.length === 0 ? [] : [statementOf(tokens, chain.part, marked(operations, place), chain)];
}
