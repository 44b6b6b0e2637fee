/** Goes through `change`, `up` and `down` of an Ecto migration. https://hexdocs.pm/ecto_sql/Ecto.Migration.html */
import {
  DIRECTIONS,
  newWalkBothWays,
  noteIrreversible,
  push,
  walkedOf,
  type PlaceBothWays,
  type WalkBothWays,
  type WalkedBothWays,
} from '../code/bothWays.ts';
import { chainIn, type Chain, type Link } from '../code/chains.ts';
import type { Part } from '../code/statements.ts';
import type { Tokens } from '../code/tokens.ts';
import { bind, textsOf, valueIn, type Value } from '../code/values.ts';
import {
  callStatement,
  deeper,
  noteVariable,
  readOnce,
  readTurns,
  sqlStatements,
  stepsIn,
  type Method,
  type Walk,
} from '../code/walking.ts';
import { operationsOf, reverses } from './schemaCalls.ts';

export function walkMigration(tokens: Tokens, methods: ReadonlyMap<string, Method>): WalkedBothWays {
  const walk = newWalkBothWays(tokens, methods);
  noteAttributes(walk);
  for (const direction of DIRECTIONS) {
    const method = methods.get(direction);
    if (method) readBody(walk, method.body, { direction, nested: false, depth: 0 });
  }
  return walkedOf(walk);
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

function readBody(walk: WalkBothWays, body: Part, place: PlaceBothWays): void {
  for (const part of stepsIn(walk, body, place)) {
    noteVariable(walk, part);
    const chain = chainIn(walk.tokens, part);
    if (chain) readChain(walk, chain, place);
  }
}

function readChain(walk: WalkBothWays, chain: Chain, place: PlaceBothWays): void {
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
    if (place.direction === 'change' && !reverses(tokens, first)) noteIrreversible(walk, chain);
    return push(walk, callStatement(walk, chain, operations, place), place);
  }
  if (first.name === 'for' && readLiteralLoop(walk, first, place)) return;
  const local = links.length === 1 ? walk.methods.get(first.name) : undefined;
  if (local) return readOnce(walk, local, (body) => readBody(walk, body, deeper(place)));
  for (const { block, name } of links)
    if (block)
      readBody(walk, block.body, deeper({ ...place, nested: place.nested || name !== 'transaction' }));
}

/** `for table <- [:users, :teams] do` */
function readLiteralLoop(walk: WalkBothWays, { block, plain }: Link, place: PlaceBothWays): boolean {
  const { list } = walk.tokens;
  const [given] = plain;
  if (!block || !given || plain.length > 1) return false;
  const { from, to } = given.part;
  if (list[from]?.kind !== 'word' || list[from + 1]?.text !== '<' || list[from + 2]?.text !== '-')
    return false;
  const texts = textsOf(valueIn(walk.tokens, { from: from + 3, to }));
  const name = list[from]?.text ?? '';
  return (
    texts !== undefined &&
    readTurns(walk, name, texts, block.body, () => readBody(walk, block.body, deeper(place)))
  );
}

/** `execute("…")`, and `execute("…", "…")` whose second part is the way back. */
function readExecute(walk: WalkBothWays, chain: Chain, { plain }: Link, place: PlaceBothWays): void {
  const [forth, back] = plain;
  readSql(walk, chain, forth, place);
  if (place.direction !== 'change') return;
  if (back) readSql(walk, chain, back, { ...place, direction: 'down' });
  else noteIrreversible(walk, chain);
}

function readSql(walk: WalkBothWays, chain: Chain, given: Value | undefined, place: PlaceBothWays): void {
  push(walk, sqlStatements(walk, chain, given, place), place);
}

function noteRaise(walk: WalkBothWays, chain: Chain, { direction, nested }: PlaceBothWays): void {
  if (direction === 'down' && !nested) noteIrreversible(walk, chain);
}
