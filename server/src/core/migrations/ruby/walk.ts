/** Goes through the methods of a migration, statement by statement, the way up and the way back. */
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
import { statementsIn, type Part } from '../code/statements.ts';
import type { Tokens } from '../code/tokens.ts';
import { textsOf } from '../code/values.ts';
import {
  callStatement,
  deeper,
  noteVariable,
  readOnce,
  readTurns,
  sqlStatements,
  stepsIn,
} from '../code/walking.ts';
import type { Operation } from '../operation.ts';
import type { Rails } from './columns.ts';
import type { MigrationClass } from './methods.ts';
import { reverses } from './reversal.ts';
import { rowOperations, unreadLoop } from './rows.ts';
import { operationsOf } from './schemaCalls.ts';

interface RailsWalk extends WalkBothWays {
  readonly rails: Rails;
  readonly models: MigrationClass['models'];
  /** Rows that variables hold: `old = User.where(…)`. */
  readonly rows: Map<string, Chain>;
}

interface RailsPlace extends PlaceBothWays {
  readonly assured: boolean;
}

export function walkMigration(tokens: Tokens, rails: Rails, migration: MigrationClass): WalkedBothWays {
  const { methods, models } = migration;
  const walk: RailsWalk = { ...newWalkBothWays(tokens, methods), rails, models, rows: new Map() };
  for (const direction of DIRECTIONS) {
    const method = methods.get(direction);
    walk.texts.clear();
    walk.rows.clear();
    if (method) readBody(walk, method.body, { direction, nested: false, assured: false, depth: 0 });
  }
  return walkedOf(walk);
}

function readBody(walk: RailsWalk, body: Part, place: RailsPlace): void {
  for (const part of stepsIn(walk, body, place)) readStatement(walk, part, place);
}

const CONDITIONS = /^(?:if|unless|case|while|until|for)$/;

function readStatement(walk: RailsWalk, part: Part, place: RailsPlace): void {
  const { list } = walk.tokens;
  const first = list[part.from];
  if (!first) return;
  if (first.kind === 'word' && first.partner > part.from && first.text !== 'do') {
    if (first.text === 'def' || first.text === 'class' || first.text === 'module') return;
    const body = { from: part.from + 1, to: first.partner };
    return readBody(walk, body, deeper({ ...place, nested: place.nested || CONDITIONS.test(first.text) }));
  }
  if (first.text === 'then' || first.text === 'else')
    return readStatement(walk, { from: part.from + 1, to: part.to }, place);
  if (first.text === 'when') return readWhen(walk, part, place);
  if (first.text === 'raise') return readRaise(walk, part, place);
  noteRows(walk, part);
  const chain = chainIn(walk.tokens, part);
  if (chain) readChain(walk, chain, chain.conditional ? { ...place, nested: true } : place);
}

/** `when :postgres then execute "…"` */
function readWhen(walk: RailsWalk, part: Part, place: RailsPlace): void {
  for (let at = part.from; at < part.to; at++)
    if (walk.tokens.list[at]?.text === 'then')
      return readStatement(walk, { from: at + 1, to: part.to }, { ...place, nested: true });
}

function readRaise(walk: RailsWalk, part: Part, place: RailsPlace): void {
  const { list, code } = walk.tokens;
  const first = list[part.from];
  const last = list[part.to - 1];
  if (!first || !last || place.direction === 'up') return;
  const says = code.masked
    .slice(first.start, Math.min(last.end, first.start + 200))
    .includes('IrreversibleMigration');
  if (says || (place.direction === 'down' && !place.nested))
    noteIrreversible(walk, { start: first.start, end: last.end });
}

/** `old = User.where(…)`; other variables are noted as well. */
function noteRows(walk: RailsWalk, part: Part): void {
  const noted = noteVariable(walk, part);
  const chain = noted?.value.kind === 'code' ? chainIn(walk.tokens, noted.value.part) : undefined;
  if (noted && chain && /^[A-Z]/.test(chain.links[0].name)) walk.rows.set(noted.name, chain);
}

/** Blocks that run once, with what stands in them. */
const PLAIN_BLOCKS = new Set(
  'change_table safety_assured say_with_time suppress_messages transaction with_lock_retries disable_statement_timeout with_lock_timeout disable_lock_timeout with_connection tap then unscoped no_touching silence without_auditing synchronize ddl_transaction with_options disable_referential_integrity connected_to lease_connection'.split(
    ' ',
  ),
);
const SQL_CALLS = new Set(
  'execute exec_query exec_update exec_delete exec_insert exec raw_execute safe_execute'.split(' '),
);
const SQL_OF_CONNECTION = new Set(
  'update delete insert update_sql insert_sql execute_batch raw_connection async_exec query'.split(' '),
);

function readChain(walk: RailsWalk, chain: Chain, place: RailsPlace): void {
  const { links } = chain;
  const sql = links.find((link, index) => isSqlCall(link, links[index - 1]));
  if (sql) return readSqlCall(walk, chain, sql, place);
  const [first] = links;
  // `connection.add_index …`, `self.add_index …`, `ActiveRecord::Base.connection.add_index …`
  const schema = /^(?:self|connection|conn|ActiveRecord|m|migration)$/.test(first.name)
    ? links.at(-1)
    : first;
  const operations = schema && operationsOf(walk.rails, walk.tokens, schema);
  if (operations && !(schema.name === 'change_table' && schema.block?.parameters.length === 0)) {
    if (place.direction === 'change')
      noteReversal(walk, chain, reverses(walk.tokens, schema, walk.rails.version));
    return add(walk, chain, operations, place);
  }
  if (first.name === 'up_only' && first.block)
    return readBody(walk, first.block.body, { ...place, direction: 'up' });
  if (first.name === 'reversible' && first.block)
    return readReversible(walk, first.block.body, first.block.parameters[0] ?? 'dir', place);
  const local = walk.methods.get(first.name === 'self' ? (links[1]?.name ?? '') : first.name);
  if (local && links.length <= 2) return readOnce(walk, local, (body) => readBody(walk, body, deeper(place)));
  readRows(walk, chain, place);
}

function readRows(walk: RailsWalk, chain: Chain, place: RailsPlace): void {
  const [first, ...others] = chain.links;
  const held = walk.rows.get(first.name);
  const whole = held
    ? { ...chain, links: [held.links[0], ...held.links.slice(1), ...others] as const }
    : chain;
  const { models } = walk;
  const rows = /^[A-Z]/.test(whole.links[0].name) ? rowOperations(walk.tokens, whole, models) : [];
  if (rows.length > 0) {
    if (place.direction === 'change') noteReversal(walk, chain, false);
    return add(walk, chain, rows, place);
  }
  const before = walk.up.length + walk.down.length;
  readBlocks(walk, chain.links, place);
  if (walk.up.length + walk.down.length > before) return;
  const unread = unreadLoop(walk.tokens, whole, models);
  if (unread) add(walk, chain, [unread], place);
}

function isSqlCall(link: Link, before: Link | undefined): boolean {
  if (link.plain.length === 0) return false;
  return (
    SQL_CALLS.has(link.name) ||
    (SQL_OF_CONNECTION.has(link.name) &&
      /^(?:connection|conn|lease_connection|raw_connection)$/.test(before?.name ?? ''))
  );
}

/** `%i[users teams].each do |table|`: each turn for itself, since it is known what it does. */
function readLiteralLoop(walk: RailsWalk, [list, each]: readonly Link[], place: RailsPlace): boolean {
  const [variable] = each?.block?.parameters ?? [];
  const named = walk.tokens.lists.get(list?.name ?? '');
  const texts = list?.plain.length === 1 && list.plain[0]?.kind === 'list' ? textsOf(list.plain[0]) : named;
  const block = each?.name === 'each' ? each.block : undefined;
  if (!block || variable === undefined || !texts) return false;
  return readTurns(walk, variable, texts, block.body, () => readBody(walk, block.body, deeper(place)));
}

function readBlocks(walk: RailsWalk, links: readonly Link[], place: RailsPlace): void {
  if (readLiteralLoop(walk, links, place)) return;
  for (const { name, block } of links) {
    if (!block || name === 'lambda' || name === 'proc') continue;
    const isPlain = PLAIN_BLOCKS.has(name);
    const nested = place.nested || !isPlain;
    const assured = place.assured || name === 'safety_assured';
    readBody(walk, block.body, deeper({ ...place, nested, assured }));
  }
}

/** `reversible { |dir| dir.up { … }; dir.down { … } }` */
function readReversible(walk: RailsWalk, body: Part, parameter: string, place: RailsPlace): void {
  for (const part of statementsIn(walk.tokens, body)) {
    const chain = chainIn(walk.tokens, part);
    const [head, call] = chain?.links ?? [];
    if (head?.name !== parameter || !call?.block || (call.name !== 'up' && call.name !== 'down')) continue;
    readBody(walk, call.block.body, deeper({ ...place, direction: call.name }));
  }
}

function readSqlCall(walk: RailsWalk, chain: Chain, link: Link, place: RailsPlace): void {
  if (place.direction === 'change') noteReversal(walk, chain, false);
  push(walk, sqlStatements(walk, chain, link.plain[0], place), place);
}

function add(walk: RailsWalk, chain: Chain, operations: readonly Operation[], place: RailsPlace): void {
  push(walk, callStatement(walk, chain, operations, place), place);
}

function noteReversal(walk: RailsWalk, chain: Chain, does: boolean): void {
  if (!does) noteIrreversible(walk, chain);
}
