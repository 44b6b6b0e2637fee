/** Goes through `change`, `up` and `down` of an Ecto migration. https://hexdocs.pm/ecto_sql/Ecto.Migration.html */
import type { TextRange } from '../../finding.ts';
import type { Span } from '../../span.ts';
import { firstLine, flagged, statementOf } from '../code/build.ts';
import { chainIn, type Chain, type Link } from '../code/chains.ts';
import { readSqlIn } from '../code/sqlText.ts';
import { isShortLoop, statementsIn, type Part } from '../code/statements.ts';
import type { Tokens } from '../code/tokens.ts';
import { bind, heldBy, textsOf, valueIn, type Value } from '../code/values.ts';
import type { Dialect, Operation } from '../operation.ts';
import type { Statement } from '../types.ts';
import { operationsOf, reverses } from './schemaCalls.ts';

export interface Method {
  readonly name: string;
  readonly at: TextRange;
  readonly body: Part;
}

export interface Walked {
  readonly up: readonly Statement[];
  readonly down: readonly Statement[];
  readonly irreversible?: Span;
  readonly dialect?: Dialect;
}

interface Walk {
  readonly tokens: Tokens;
  readonly methods: ReadonlyMap<string, Method>;
  readonly up: Statement[];
  readonly down: Statement[];
  irreversible: Span | undefined;
  dialect: Dialect | undefined;
  readonly texts: Map<string, Value>;
  readonly inside: Set<string>;
  steps: number;
}

interface Place {
  readonly direction: 'change' | 'up' | 'down';
  readonly nested: boolean;
  readonly depth: number;
}

const MOST_DEPTH = 24;
const MOST_STEPS = 20_000;

export function walkMigration(tokens: Tokens, methods: ReadonlyMap<string, Method>): Walked {
  const walk: Walk = {
    tokens,
    methods,
    up: [],
    down: [],
    irreversible: undefined,
    dialect: undefined,
    texts: new Map(),
    inside: new Set(),
    steps: 0,
  };
  noteAttributes(walk);
  for (const direction of ['change', 'up', 'down'] as const) {
    const method = methods.get(direction);
    if (method) readBody(walk, method.body, { direction, nested: false, depth: 0 });
  }
  const { up, down, irreversible, dialect } = walk;
  return { up, down, ...(irreversible && { irreversible }), ...(dialect && { dialect }) };
}

/** `@tables ~w[users teams]a` */
function noteAttributes({ tokens, texts }: Walk): void {
  const { list } = tokens;
  for (const [index, token] of list.entries()) {
    if (token.kind !== 'word' || !token.text.startsWith('@') || list[index - 1]?.kind !== 'line') continue;
    const next = list[index + 1];
    const value =
      next && valueIn(tokens, { from: index + 1, to: (next.partner > index ? next.partner : index + 1) + 1 });
    if (!value) continue;
    bind(tokens, token.text, value);
    if (value.kind === 'string') texts.set(token.text, value);
  }
}

/** `def up do … end`, and `def up, do: …` */
export function methodsOf({ list }: Tokens): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>();
  for (const [index, token] of list.entries()) {
    if (token.kind !== 'word' || (token.text !== 'def' && token.text !== 'defp')) continue;
    const name = list[index + 1];
    if (!name || methods.has(name.text)) continue;
    let at = index + 2;
    const open = list[at];
    if (open?.text === '(' && open.partner > at) at = open.partner + 1;
    while (at < index + 60 && list[at] && list[at]?.kind !== 'line' && !isDo(list[at]?.text)) at++;
    const opener = list[at];
    if (!opener || !isDo(opener.text)) continue;
    const end =
      opener.kind === 'key' ? lineFrom(list, at) : opener.partner > at ? opener.partner : list.length;
    methods.set(name.text, {
      name: name.text,
      at: { start: token.start, end: name.end },
      body: { from: at + 1, to: end },
    });
  }
  return methods;
}

function isDo(text: string | undefined): boolean {
  return text === 'do';
}

function lineFrom(list: Tokens['list'], from: number): number {
  let at = from + 1;
  while (at < list.length && list[at]?.kind === 'line') at++;
  for (; at < list.length && list[at]?.kind !== 'line'; at++) {
    const partner = list[at]?.partner ?? -1;
    if (partner > at) at = partner;
  }
  return at;
}

function readBody(walk: Walk, body: Part, place: Place): void {
  if (place.depth > MOST_DEPTH) return;
  for (const part of statementsIn(walk.tokens, body)) {
    if (walk.steps++ > MOST_STEPS) return;
    noteVariable(walk, part);
    const chain = chainIn(walk.tokens, part);
    if (chain) readChain(walk, chain, place);
  }
}

function noteVariable({ tokens, texts }: Walk, { from, to }: Part): void {
  const { list } = tokens;
  const name = list[from];
  if (name?.kind !== 'word' || list[from + 1]?.text !== '=') return;
  const value = valueIn(tokens, { from: from + 2, to });
  bind(tokens, name.text, value);
  if (value.kind === 'string') texts.set(name.text, value);
}

function readChain(walk: Walk, chain: Chain, place: Place): void {
  const { tokens } = walk;
  const { links } = chain;
  const [first] = links;
  const last = links.at(-1) ?? first;
  if (first.name === 'execute' && first.hasArguments) return readExecute(walk, chain, first, place);
  if (/^(?:query|query!|query_many!?)$/.test(last.name) && last.plain.length > 0)
    return readSql(walk, chain, last.plain[0], place);
  if (first.name === 'raise') return noteRaise(walk, chain, place);
  const operations = operationsOf(tokens, chain);
  if (operations) {
    if (place.direction === 'change' && !reverses(tokens, first))
      walk.irreversible ??= firstLine(tokens.document, chain);
    return add(walk, chain, operations, place);
  }
  if (first.name === 'for' && readLiteralLoop(walk, first, place)) return;
  const local = links.length === 1 ? walk.methods.get(first.name) : undefined;
  if (local) return readLocal(walk, local, place);
  for (const { block, name } of links)
    if (block)
      readBody(walk, block.body, {
        ...place,
        nested: place.nested || name !== 'transaction',
        depth: place.depth + 1,
      });
}

/** `for table <- [:users, :teams] do` */
function readLiteralLoop(walk: Walk, { block, plain }: Link, place: Place): boolean {
  const { list, bound } = walk.tokens;
  const [given] = plain;
  if (!block || !given || plain.length > 1) return false;
  const { from, to } = given.part;
  if (list[from]?.kind !== 'word' || list[from + 1]?.text !== '<' || list[from + 2]?.text !== '-')
    return false;
  const texts = textsOf(valueIn(walk.tokens, { from: from + 3, to }));
  const name = list[from]?.text ?? '';
  if (!texts || !isShortLoop(texts.length, block.body)) return false;
  for (const text of texts) {
    bound.set(name, text);
    readBody(walk, block.body, { ...place, depth: place.depth + 1 });
  }
  bound.delete(name);
  return true;
}

function readLocal(walk: Walk, { name, body }: Method, place: Place): void {
  if (walk.inside.has(name)) return;
  walk.inside.add(name);
  readBody(walk, body, { ...place, depth: place.depth + 1 });
  walk.inside.delete(name);
}

/** `execute("…")`, and `execute("…", "…")` whose second part is the way back. */
function readExecute(walk: Walk, chain: Chain, { plain }: Link, place: Place): void {
  const [forth, back] = plain;
  readSql(walk, chain, forth, place);
  if (place.direction !== 'change') return;
  if (back) readSql(walk, chain, back, { ...place, direction: 'down' });
  else walk.irreversible ??= firstLine(walk.tokens.document, chain);
}

function readSql(walk: Walk, chain: Chain, given: Value | undefined, place: Place): void {
  const value = heldBy(walk.tokens, given, walk.texts);
  const found = value && readSqlIn(walk.tokens, value.part);
  if (!found)
    return add(walk, chain, [{ kind: 'unknown', at: firstLine(walk.tokens.document, chain) }], place);
  walk.dialect ??= found.dialect;
  for (const statement of found.statements)
    push(walk, { ...statement, operations: flagged(statement.operations, place) }, place);
}

function noteRaise(walk: Walk, chain: Chain, { direction, nested }: Place): void {
  if (direction === 'down' && !nested) walk.irreversible ??= firstLine(walk.tokens.document, chain);
}

function add(walk: Walk, chain: Chain, operations: readonly Operation[], place: Place): void {
  if (operations.length > 0)
    push(walk, statementOf(walk.tokens, chain.part, flagged(operations, place), chain), place);
}

function push(walk: Walk, statement: Statement, { direction }: Place): void {
  (direction === 'down' ? walk.down : walk.up).push(statement);
}
