/** Goes through `up` and `down` of a Laravel migration, statement by statement. */
import type { Span } from '../../span.ts';
import { firstLine, flagged, statementOf } from '../code/build.ts';
import { chainIn, type Chain, type Link } from '../code/chains.ts';
import { readSqlIn } from '../code/sqlText.ts';
import { isShortLoop, statementsIn, type Part } from '../code/statements.ts';
import type { Tokens } from '../code/tokens.ts';
import { bind, heldBy, textOf, textsOf, valueIn, type Value } from '../code/values.ts';
import { UNKNOWN_NAME, type Dialect, type ObjectName, type Operation } from '../operation.ts';
import type { Statement } from '../types.ts';
import { alterTable, closureOf, createTable, type Closure } from './blueprint.ts';
import { controlIn, type Control } from './control.ts';
import type { Method } from './methods.ts';
import { changeOf, loopOf, rowsOf } from './rows.ts';

export interface Walked {
  readonly statements: readonly Statement[];
  /** `throw`, outside of conditions. */
  readonly throws?: Span;
  readonly dialect?: Dialect;
}

interface Walk {
  readonly tokens: Tokens;
  readonly methods: ReadonlyMap<string, Method>;
  readonly found: Statement[];
  throws: Span | undefined;
  dialect: Dialect | undefined;
  /** Strings and functions that variables hold. */
  readonly texts: Map<string, Value>;
  /** Tables whose rows variables hold. */
  readonly rows: Map<string, ObjectName>;
  readonly inside: Set<string>;
  steps: number;
}

interface Place {
  readonly nested: boolean;
  readonly batched: boolean;
  readonly depth: number;
}

const MOST_DEPTH = 24;
const MOST_STEPS = 20_000;

export function walkMethod(
  tokens: Tokens,
  methods: ReadonlyMap<string, Method>,
  { name, body }: Method,
): Walked {
  const walk: Walk = {
    tokens,
    methods,
    found: [],
    throws: undefined,
    dialect: undefined,
    texts: new Map(),
    rows: new Map(),
    inside: new Set([name]),
    steps: 0,
  };
  readBody(walk, body, { nested: false, batched: false, depth: 0 });
  const { found, throws, dialect } = walk;
  return { statements: found, ...(throws && { throws }), ...(dialect && { dialect }) };
}

function readBody(walk: Walk, body: Part, place: Place): void {
  if (place.depth > MOST_DEPTH) return;
  for (const part of statementsIn(walk.tokens, body)) {
    if (walk.steps++ > MOST_STEPS) return;
    readStatement(walk, part, place);
  }
}

function readStatement(walk: Walk, part: Part, place: Place): void {
  const { list } = walk.tokens;
  const control = controlIn(walk.tokens, part);
  if (control) return readControl(walk, control, place);
  const first = list[part.from];
  if (first?.text === 'case' || first?.text === 'default') {
    for (let at = part.from; at < part.to && at < part.from + 40; at++)
      if (list[at]?.text === ':' || list[at]?.kind === 'key')
        return readStatement(walk, { from: at + 1, to: part.to }, place);
    return;
  }
  if (first?.text === 'throw') {
    const last = list[part.to - 1];
    if (!place.nested)
      walk.throws ??= firstLine(walk.tokens.document, { start: first.start, end: last?.end ?? first.end });
    return;
  }
  const chain = chainIn(walk.tokens, part);
  noteVariable(walk, part, chain);
  if (chain) readChain(walk, chain, place);
}

function readControl(walk: Walk, { keyword, header, bodies, conditional }: Control, place: Place): void {
  if (keyword === 'foreach' && header) {
    const items = literalLoop(walk, header, bodies[0] ?? header);
    if (items) return readLiteralLoop(walk, items, bodies, place);
    noteLoop(walk, header);
  }
  const inside = { ...place, nested: place.nested || conditional, depth: place.depth + 1 };
  for (const body of bodies) readBody(walk, body, inside);
}

interface LiteralLoop {
  readonly variable: string;
  readonly texts: readonly string[];
}

/** `foreach (['users', 'teams'] as $table)` */
function literalLoop({ tokens }: Walk, { from, to }: Part, body: Part): LiteralLoop | undefined {
  const { list } = tokens;
  const [as, variable] = [list[to - 2], list[to - 1]];
  if (as?.text !== 'as' || variable?.kind !== 'word') return undefined;
  const value = valueIn(tokens, { from, to: to - 2 });
  const texts = value.kind === 'list' ? textsOf(value) : undefined;
  return texts && isShortLoop(texts.length, body) ? { variable: variable.text, texts } : undefined;
}

/** Each turn for itself: it is known what it does. */
function readLiteralLoop(
  walk: Walk,
  { variable, texts }: LiteralLoop,
  bodies: readonly Part[],
  place: Place,
): void {
  const { bound } = walk.tokens;
  for (const text of texts) {
    bound.set(variable, text);
    for (const body of bodies) readBody(walk, body, { ...place, depth: place.depth + 1 });
  }
  bound.delete(variable);
}

/** `foreach (User::all() as $user)` */
function noteLoop(walk: Walk, header: Part): void {
  const { list } = walk.tokens;
  const chain = chainIn(walk.tokens, header);
  const rows = chain && rowsOf(chain, walk.rows);
  if (!rows) return;
  for (let at = header.to - 1; at > header.from; at--) {
    const { kind, text = '' } = list[at] ?? {};
    if (text === 'as') return;
    if (kind === 'word' && text.startsWith('$')) walk.rows.set(text, rows.table);
  }
}

function noteVariable(walk: Walk, { from, to }: Part, chain: Chain | undefined): void {
  const { list } = walk.tokens;
  const name = list[from];
  if (name?.kind !== 'word' || !name.text.startsWith('$') || list[from + 1]?.text !== '=') return;
  const value = valueIn(walk.tokens, { from: from + 2, to });
  bind(walk.tokens, name.text, value);
  if (value.kind === 'string' || list[from + 2]?.kind === 'string' || closureOf(walk.tokens, value))
    walk.texts.set(name.text, value);
  const rows = chain && rowsOf(chain, walk.rows);
  if (rows) walk.rows.set(name.text, rows.table);
}

const SQL_CALLS = new Set([
  'statement',
  'unprepared',
  'affectingStatement',
  'exec',
  'executeStatement',
  'executeQuery',
  'addSql',
]);
const SQL_OF_DB = new Set(['update', 'insert', 'delete']);

function readChain(walk: Walk, chain: Chain, place: Place): void {
  const { links } = chain;
  const [first, second] = links;
  const facade = first.name.replace(/^.*\\/, '');
  const sql = links.find(
    (link, index) =>
      index > 0 &&
      (SQL_CALLS.has(link.name) || (facade === 'DB' && SQL_OF_DB.has(link.name) && isDirect(links, index))),
  );
  if (sql && sql.plain.length > 0) return readSqlCall(walk, chain, sql, place);
  const schema =
    facade === 'Schema' ||
    /^\$(?:this->)?schema/i.test(facade) ||
    links.some(({ name }) => /^(?:getSchemaBuilder|schema)$/.test(name));
  if (schema && readSchemaCall(walk, chain, place)) return;
  const local =
    /^(?:\$this|self|static)$/.test(first.name) && second && links.length === 2
      ? walk.methods.get(second.name)
      : undefined;
  if (local) return readLocal(walk, local, place);
  readRows(walk, chain, place);
}

/** `DB::update('…')`, `DB::connection('x')->update('…')` */
function isDirect(links: readonly Link[], index: number): boolean {
  return links.slice(1, index).every(({ name }) => name === 'connection');
}

function readSchemaCall(walk: Walk, chain: Chain, place: Place): boolean {
  const call = chain.links.find(({ name, hasArguments }) => hasArguments && Object.hasOwn(SCHEMA, name));
  if (!call) return readClosures(walk, chain.links, place);
  const closures = call.plain.map((value) => heldBy(walk.tokens, value, walk.texts) ?? value);
  const operations = SCHEMA[call.name]?.(walk.tokens, { ...call, plain: closures, start: chain.start }) ?? [];
  add(walk, chain, operations, place);
  return true;
}

type Made = readonly Operation[];

const SCHEMA: Readonly<Record<string, (tokens: Tokens, call: Link) => Made>> = {
  create: (tokens, call) => [createTable(tokens, call)],
  table: alterTable,
  drop: ({ document }, call) => [
    { kind: 'drop-table', at: firstLine(document, call), table: nameIn(call.plain[0]) },
  ],
  dropIfExists: ({ document }, call) => [
    { kind: 'drop-table', at: firstLine(document, call), table: nameIn(call.plain[0]), ifExists: true },
  ],
  rename: ({ document }, call) => [
    {
      kind: 'rename-table',
      at: firstLine(document, call),
      table: nameIn(call.plain[0]),
      to: nameIn(call.plain[1]),
    },
  ],
  dropColumns: ({ document }, call) =>
    (textsOf(call.plain[1]) ?? [UNKNOWN_NAME]).map((column) => ({
      kind: 'drop-column',
      at: firstLine(document, call),
      table: nameIn(call.plain[0]),
      column,
    })),
  whenTableHasColumn: whenTable,
  whenTableDoesntHaveColumn: whenTable,
  whenTableHasIndex: whenTable,
  whenTableDoesntHaveIndex: whenTable,
};

function nameIn(value: Value | undefined): ObjectName {
  return textOf(value) ?? UNKNOWN_NAME;
}

/** `Schema::whenTableHasColumn('users', 'name', function (Blueprint $table) { … })` */
function whenTable(tokens: Tokens, call: Link): Made {
  const { plain } = call;
  const [table] = plain;
  const closure = plain.at(-1);
  if (!table || !closure) return [];
  return flagged(alterTable(tokens, { ...call, plain: [table, closure] }), { nested: true });
}

/** `DB::transaction(function () { … })`, `Schema::withoutForeignKeyConstraints(…)`: run once. */
function readClosures(walk: Walk, links: readonly Link[], place: Place): boolean {
  let found = false;
  for (const { plain } of links)
    for (const value of plain) {
      const closure = closureOf(walk.tokens, value);
      if (closure) readBody(walk, closure.body, { ...place, depth: place.depth + 1 });
      found ||= closure !== undefined;
    }
  return found;
}

function readLocal(walk: Walk, method: Method, place: Place): void {
  if (walk.inside.has(method.name)) return;
  walk.inside.add(method.name);
  readBody(walk, method.body, { ...place, depth: place.depth + 1 });
  walk.inside.delete(method.name);
}

function readRows(walk: Walk, chain: Chain, place: Place): void {
  const rows = rowsOf(chain, walk.rows);
  if (!rows) {
    readClosures(walk, chain.links, place);
    return;
  }
  const loop = loopOf(rows.links);
  const closure = loop?.link.plain
    .map((value) => closureOf(walk.tokens, value))
    .find((each) => each !== undefined);
  if (loop && closure)
    return readLoop(walk, chain, rows.table, closure, {
      ...place,
      nested: true,
      batched: place.batched || loop.batched,
    });
  const change = changeOf(walk.tokens, chain, rows, place.batched);
  if (change) add(walk, chain, [change], place);
}

function readLoop(walk: Walk, chain: Chain, table: ObjectName, closure: Closure, place: Place): void {
  for (const parameter of closure.parameters.slice(0, 1)) walk.rows.set(parameter, table);
  const before = walk.found.length;
  readBody(walk, closure.body, { ...place, depth: place.depth + 1 });
  if (walk.found.length === before)
    add(walk, chain, [{ kind: 'data-code', at: firstLine(walk.tokens.document, chain), table }], place);
}

function readSqlCall(walk: Walk, chain: Chain, link: Link, place: Place): void {
  const value = heldBy(walk.tokens, link.plain[0], walk.texts);
  const found = value && readSqlIn(walk.tokens, value.part, walk.dialect);
  if (!found)
    return add(walk, chain, [{ kind: 'unknown', at: firstLine(walk.tokens.document, chain) }], place);
  walk.dialect ??= found.dialect;
  for (const statement of found.statements)
    walk.found.push({ ...statement, operations: flagged(statement.operations, place) });
}

function add(walk: Walk, chain: Chain, operations: Made, place: Place): void {
  if (operations.length > 0)
    walk.found.push(statementOf(walk.tokens, chain.part, flagged(operations, place), chain));
}
