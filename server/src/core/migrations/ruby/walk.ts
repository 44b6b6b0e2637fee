/** Goes through the methods of a migration, statement by statement, the way up and the way back. */
import type { Span } from '../../span.ts';
import { firstLine, flagged, statementOf } from '../code/build.ts';
import { chainIn, type Chain, type Link } from '../code/chains.ts';
import { readSqlIn } from '../code/sqlText.ts';
import { isShortLoop, statementsIn, type Part } from '../code/statements.ts';
import type { Tokens } from '../code/tokens.ts';
import { bind, heldBy, textsOf, valueIn, type Value } from '../code/values.ts';
import type { Dialect, Operation } from '../operation.ts';
import type { Statement } from '../types.ts';
import type { Rails } from './columns.ts';
import type { MigrationClass } from './methods.ts';
import { reverses } from './reversal.ts';
import { rowOperations, unreadLoop } from './rows.ts';
import { operationsOf } from './schemaCalls.ts';

export interface Walked {
  readonly up: readonly Statement[];
  readonly down: readonly Statement[];
  readonly irreversible?: Span;
  /** What embedded SQL shows. */
  readonly dialect?: Dialect;
}

/** `change` runs both ways: what it doesn't take back by itself is noted. */
type Direction = 'up' | 'down' | 'change';

interface Walk {
  readonly tokens: Tokens;
  readonly rails: Rails;
  readonly migration: MigrationClass;
  readonly up: Statement[];
  readonly down: Statement[];
  irreversible: Span | undefined;
  dialect: Dialect | undefined;
  /** Strings that variables hold. */
  readonly variables: Map<string, Value>;
  /** Rows that variables hold: `old = User.where(…)`. */
  readonly rows: Map<string, Chain>;
  /** Local methods that are being read. */
  readonly inside: Set<string>;
  steps: number;
}

interface Place {
  readonly direction: Direction;
  readonly nested: boolean;
  readonly assured: boolean;
  readonly depth: number;
}

const MOST_DEPTH = 24;
const MOST_STEPS = 20_000;

export function walkMigration(tokens: Tokens, rails: Rails, migration: MigrationClass): Walked {
  const walk: Walk = {
    tokens,
    rails,
    migration,
    up: [],
    down: [],
    irreversible: undefined,
    dialect: undefined,
    variables: new Map(),
    rows: new Map(),
    inside: new Set(),
    steps: 0,
  };
  for (const direction of ['change', 'up', 'down'] as const) {
    const method = migration.methods.get(direction);
    walk.variables.clear();
    walk.rows.clear();
    if (method) readBody(walk, method.body, { direction, nested: false, assured: false, depth: 0 });
  }
  const { up, down, irreversible, dialect } = walk;
  return { up, down, ...(irreversible && { irreversible }), ...(dialect && { dialect }) };
}

function readBody(walk: Walk, body: Part, place: Place): void {
  if (place.depth > MOST_DEPTH) return;
  for (const part of statementsIn(walk.tokens, body)) {
    if (walk.steps++ > MOST_STEPS) return;
    readStatement(walk, part, place);
  }
}

const CONDITIONS = /^(?:if|unless|case|while|until|for)$/;

function readStatement(walk: Walk, part: Part, place: Place): void {
  const { list } = walk.tokens;
  const first = list[part.from];
  if (!first) return;
  if (first.kind === 'word' && first.partner > part.from && first.text !== 'do') {
    if (first.text === 'def' || first.text === 'class' || first.text === 'module') return;
    const body = { from: part.from + 1, to: first.partner };
    return readBody(walk, body, {
      ...place,
      nested: place.nested || CONDITIONS.test(first.text),
      depth: place.depth + 1,
    });
  }
  if (first.text === 'then' || first.text === 'else')
    return readStatement(walk, { from: part.from + 1, to: part.to }, place);
  if (first.text === 'when') return readWhen(walk, part, place);
  if (first.text === 'raise') return readRaise(walk, part, place);
  noteVariable(walk, part);
  const chain = chainIn(walk.tokens, part);
  if (chain) readChain(walk, chain, chain.conditional ? { ...place, nested: true } : place);
}

/** `when :postgres then execute "…"` */
function readWhen(walk: Walk, part: Part, place: Place): void {
  for (let at = part.from; at < part.to; at++)
    if (walk.tokens.list[at]?.text === 'then')
      return readStatement(walk, { from: at + 1, to: part.to }, { ...place, nested: true });
}

function readRaise(walk: Walk, part: Part, place: Place): void {
  const { list, code } = walk.tokens;
  const first = list[part.from];
  const last = list[part.to - 1];
  if (!first || !last || place.direction === 'up') return;
  const says = code.masked
    .slice(first.start, Math.min(last.end, first.start + 200))
    .includes('IrreversibleMigration');
  if (says || (place.direction === 'down' && !place.nested))
    walk.irreversible ??= firstLine(walk.tokens.document, { start: first.start, end: last.end });
}

function noteVariable({ tokens, variables, rows }: Walk, { from, to }: Part): void {
  const { list } = tokens;
  const name = list[from];
  if (name?.kind !== 'word' || list[from + 1]?.text !== '=') return;
  const part = { from: from + 2, to };
  const value = valueIn(tokens, part);
  const chain = value.kind === 'code' ? chainIn(tokens, part) : undefined;
  bind(tokens, name.text, value);
  if (value.kind === 'string' || (value.kind === 'code' && list[part.from]?.kind === 'string'))
    variables.set(name.text, value);
  else if (chain && /^[A-Z]/.test(chain.links[0].name)) rows.set(name.text, chain);
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

function readChain(walk: Walk, chain: Chain, place: Place): void {
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
  const local = walk.migration.methods.get(first.name === 'self' ? (links[1]?.name ?? '') : first.name);
  if (local && links.length <= 2) return readLocal(walk, local.name, place);
  readRows(walk, chain, place);
}

function readRows(walk: Walk, chain: Chain, place: Place): void {
  const [first, ...others] = chain.links;
  const held = walk.rows.get(first.name);
  const whole = held
    ? { ...chain, links: [held.links[0], ...held.links.slice(1), ...others] as const }
    : chain;
  const { models } = walk.migration;
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
function readLiteralLoop(walk: Walk, [list, each]: readonly Link[], place: Place): boolean {
  const [variable] = each?.block?.parameters ?? [];
  const named = walk.tokens.lists.get(list?.name ?? '');
  const texts = list?.plain.length === 1 && list.plain[0]?.kind === 'list' ? textsOf(list.plain[0]) : named;
  if (
    each?.name !== 'each' ||
    !each.block ||
    variable === undefined ||
    !texts ||
    !isShortLoop(texts.length, each.block.body)
  )
    return false;
  const { bound } = walk.tokens;
  for (const text of texts) {
    bound.set(variable, text);
    readBody(walk, each.block.body, { ...place, depth: place.depth + 1 });
  }
  bound.delete(variable);
  return true;
}

function readBlocks(walk: Walk, links: readonly Link[], place: Place): void {
  if (readLiteralLoop(walk, links, place)) return;
  for (const { name, block } of links) {
    if (!block || name === 'lambda' || name === 'proc') continue;
    const isPlain = PLAIN_BLOCKS.has(name);
    readBody(walk, block.body, {
      ...place,
      nested: place.nested || !isPlain,
      assured: place.assured || name === 'safety_assured',
      depth: place.depth + 1,
    });
  }
}

/** `reversible { |dir| dir.up { … }; dir.down { … } }` */
function readReversible(walk: Walk, body: Part, parameter: string, place: Place): void {
  for (const part of statementsIn(walk.tokens, body)) {
    const chain = chainIn(walk.tokens, part);
    const [head, call] = chain?.links ?? [];
    if (head?.name !== parameter || !call?.block || (call.name !== 'up' && call.name !== 'down')) continue;
    readBody(walk, call.block.body, { ...place, direction: call.name, depth: place.depth + 1 });
  }
}

function readLocal(walk: Walk, name: string, place: Place): void {
  const method = walk.migration.methods.get(name);
  if (!method || walk.inside.has(name)) return;
  walk.inside.add(name);
  readBody(walk, method.body, { ...place, depth: place.depth + 1 });
  walk.inside.delete(name);
}

function readSqlCall(walk: Walk, chain: Chain, link: Link, place: Place): void {
  if (place.direction === 'change') noteReversal(walk, chain, false);
  const value = heldBy(walk.tokens, link.plain[0], walk.variables);
  const found = value && readSqlIn(walk.tokens, value.part);
  if (!found)
    return add(walk, chain, [{ kind: 'unknown', at: firstLine(walk.tokens.document, chain) }], place);
  walk.dialect ??= found.dialect;
  for (const statement of found.statements)
    push(walk, { ...statement, operations: flagged(statement.operations, place) }, place);
}

function add(walk: Walk, chain: Chain, operations: readonly Operation[], place: Place): void {
  if (operations.length > 0)
    push(walk, statementOf(walk.tokens, chain.part, flagged(operations, place), chain), place);
}

function push(walk: Walk, statement: Statement, { direction }: Place): void {
  (direction === 'down' ? walk.down : walk.up).push(statement);
}

function noteReversal(walk: Walk, chain: Chain, does: boolean): void {
  if (!does) walk.irreversible ??= firstLine(walk.tokens.document, chain);
}
