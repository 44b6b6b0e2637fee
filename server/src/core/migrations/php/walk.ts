/** Goes through `up` and `down` of a Laravel migration, statement by statement. */
import type { Span } from '../../span.ts';
import { firstLine } from '../code/build.ts';
import { chainIn, type Chain, type Link } from '../code/chains.ts';
import type { Part } from '../code/statements.ts';
import type { Tokens } from '../code/tokens.ts';
import { heldBy, textOf, textsOf, valueIn, type Value } from '../code/values.ts';
import {
  callStatement,
  deeper,
  newWalk,
  noteVariable,
  readOnce,
  readTurns,
  sqlStatements,
  stepsIn,
  type Method,
  type Place,
  type Walk,
} from '../code/walking.ts';
import { UNKNOWN_NAME, type Dialect, type ObjectName, type Operation } from '../operation.ts';
import { marked } from '../reading/marks.ts';
import type { Statement } from '../types.ts';
import { alterTable, closureOf, createTable, type Closure } from './blueprint.ts';
import { controlIn, type Control } from './control.ts';
import { changeOf, loopOf, rowsOf } from './rows.ts';

export interface Walked {
  readonly statements: readonly Statement[];
  /** `throw`, outside of conditions. */
  readonly throws?: Span;
  readonly dialect?: Dialect;
}

interface LaravelWalk extends Walk {
  readonly found: Statement[];
  throws: Span | undefined;
  /** Tables whose rows variables hold. */
  readonly rows: Map<string, ObjectName>;
}

interface LaravelPlace extends Place {
  readonly batched: boolean;
}

export function walkMethod(tokens: Tokens, methods: ReadonlyMap<string, Method>, method: Method): Walked {
  const walk: LaravelWalk = { ...newWalk(tokens, methods), found: [], throws: undefined, rows: new Map() };
  readOnce(walk, method, (body) => readBody(walk, body, { nested: false, batched: false, depth: 0 }));
  const { found, throws, dialect } = walk;
  return { statements: found, ...(throws && { throws }), ...(dialect && { dialect }) };
}

function readBody(walk: LaravelWalk, body: Part, place: LaravelPlace): void {
  for (const part of stepsIn(walk, body, place)) readStatement(walk, part, place);
}

function readStatement(walk: LaravelWalk, part: Part, place: LaravelPlace): void {
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
  noteHeld(walk, part, chain);
  if (chain) readChain(walk, chain, place);
}

function readControl(
  walk: LaravelWalk,
  { keyword, header, bodies, conditional }: Control,
  place: LaravelPlace,
): void {
  if (keyword === 'foreach' && header) {
    if (readLiteralLoop(walk, header, bodies, place)) return;
    noteLoop(walk, header);
  }
  for (const body of bodies) readBody(walk, body, deeper({ ...place, nested: place.nested || conditional }));
}

/** `foreach (['users', 'teams'] as $table)` */
function readLiteralLoop(
  walk: LaravelWalk,
  { from, to }: Part,
  [body]: readonly Part[],
  place: LaravelPlace,
): boolean {
  const { tokens } = walk;
  const [as, variable] = [tokens.list[to - 2], tokens.list[to - 1]];
  if (!body || as?.text !== 'as' || variable?.kind !== 'word') return false;
  const value = valueIn(tokens, { from, to: to - 2 });
  const texts = value.kind === 'list' ? textsOf(value) : undefined;
  return (
    texts !== undefined &&
    readTurns(walk, variable.text, texts, body, () => readBody(walk, body, deeper(place)))
  );
}

/** `foreach (User::all() as $user)` */
function noteLoop(walk: LaravelWalk, header: Part): void {
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

/** `$sql = '…'`, `$users = User::query()`, `$rows = function () { … }` */
function noteHeld(walk: LaravelWalk, part: Part, chain: Chain | undefined): void {
  const noted = noteVariable(walk, part);
  if (!noted) return;
  const { name, value } = noted;
  if (closureOf(walk.tokens, value)) walk.texts.set(name, value);
  const rows = chain && rowsOf(chain, walk.rows);
  if (rows) walk.rows.set(name, rows.table);
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

function readChain(walk: LaravelWalk, chain: Chain, place: LaravelPlace): void {
  const { links } = chain;
  const [first, second] = links;
  const facade = first.name.replace(/^.*\\/, '');
  const sql = links.find(
    (link, index) =>
      index > 0 &&
      (SQL_CALLS.has(link.name) || (facade === 'DB' && SQL_OF_DB.has(link.name) && isDirect(links, index))),
  );
  if (sql && sql.plain.length > 0) return push(walk, sqlStatements(walk, chain, sql.plain[0], place));
  const schema =
    facade === 'Schema' ||
    /^\$(?:this->)?schema/i.test(facade) ||
    links.some(({ name }) => /^(?:getSchemaBuilder|schema)$/.test(name));
  if (schema && readSchemaCall(walk, chain, place)) return;
  const local =
    /^(?:\$this|self|static)$/.test(first.name) && second && links.length === 2
      ? walk.methods.get(second.name)
      : undefined;
  if (local) return readOnce(walk, local, (body) => readBody(walk, body, deeper(place)));
  readRows(walk, chain, place);
}

/** `DB::update('…')`, `DB::connection('x')->update('…')` */
function isDirect(links: readonly Link[], index: number): boolean {
  return links.slice(1, index).every(({ name }) => name === 'connection');
}

function readSchemaCall(walk: LaravelWalk, chain: Chain, place: LaravelPlace): boolean {
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
  return marked(alterTable(tokens, { ...call, plain: [table, closure] }), { nested: true });
}

/** `DB::transaction(function () { … })`, `Schema::withoutForeignKeyConstraints(…)`: run once. */
function readClosures(walk: LaravelWalk, links: readonly Link[], place: LaravelPlace): boolean {
  let found = false;
  for (const { plain } of links)
    for (const value of plain) {
      const closure = closureOf(walk.tokens, value);
      if (closure) readBody(walk, closure.body, deeper(place));
      found ||= closure !== undefined;
    }
  return found;
}

function readRows(walk: LaravelWalk, chain: Chain, place: LaravelPlace): void {
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

function readLoop(
  walk: LaravelWalk,
  chain: Chain,
  table: ObjectName,
  closure: Closure,
  place: LaravelPlace,
): void {
  for (const parameter of closure.parameters.slice(0, 1)) walk.rows.set(parameter, table);
  const before = walk.found.length;
  readBody(walk, closure.body, deeper(place));
  if (walk.found.length === before)
    add(walk, chain, [{ kind: 'data-code', at: firstLine(walk.tokens.document, chain), table }], place);
}

function add(walk: LaravelWalk, chain: Chain, operations: Made, place: LaravelPlace): void {
  push(walk, callStatement(walk, chain, operations, place));
}

function push({ found }: LaravelWalk, statements: readonly Statement[]): void {
  for (const statement of statements) found.push(statement);
}
