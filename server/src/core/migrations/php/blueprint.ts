/** What stands in the function that `Schema::create` and `Schema::table` are given. */
import { firstLine } from '../code/build.ts';
import { chainIn, type Chain, type Link } from '../code/chains.ts';
import { statementsIn, type Part } from '../code/statements.ts';
import type { Tokens } from '../code/tokens.ts';
import { isWord, textOf, textsOf, type Value } from '../code/values.ts';
import {
  UNKNOWN_NAME,
  type ColumnDefinition,
  type Constraint,
  type IndexDefinition,
  type Operation,
} from '../operation.ts';
import { tableOfModel } from '../reading/inflections.ts';
import { marked } from '../reading/marks.ts';
import { columnsOf, onDeleteOf, type BuiltColumn } from './columns.ts';
import { controlIn } from './control.ts';

export interface Closure {
  readonly body: Part;
  /** "$table" */
  readonly parameters: readonly string[];
}

/** `function (Blueprint $table) use ($x) { … }`, `fn ($table) => …` */
export function closureOf({ list }: Tokens, value: Value | undefined): Closure | undefined {
  if (!value) return undefined;
  const { from, to } = value.part;
  let at = from;
  while (at < Math.min(to, from + 2) && list[at]?.text !== 'function' && list[at]?.text !== 'fn') at++;
  const open = at + 1;
  const close = list[open]?.partner ?? -1;
  if (at > from + 1 || close <= open) return undefined;
  const parameters: string[] = [];
  for (let index = open + 1; index < close; index++)
    if (list[index]?.text.startsWith('$') && list[index]?.kind === 'word')
      parameters.push(list[index]?.text ?? '');
  for (let index = close + 1; index < to; index++) {
    const token = list[index];
    if (token?.text === '=>') return { body: { from: index + 1, to }, parameters };
    if (token?.text === '{')
      return { body: { from: index + 1, to: token.partner > index ? token.partner : to }, parameters };
    if (token && token.partner > index) index = token.partner;
  }
  return undefined;
}

interface TableCall {
  readonly chain: Chain;
  readonly call: Link;
  readonly rest: readonly Link[];
  readonly nested: boolean;
}

const MOST_DEPTH = 12;

function callsOf(
  tokens: Tokens,
  body: Part,
  parameter: string,
  nested = false,
  depth = 0,
): readonly TableCall[] {
  if (depth > MOST_DEPTH) return [];
  return statementsIn(tokens, body).flatMap((part): readonly TableCall[] => {
    const control = controlIn(tokens, part);
    if (control)
      return control.bodies.flatMap((inner) =>
        callsOf(tokens, inner, parameter, nested || control.conditional, depth + 1),
      );
    const chain = chainIn(tokens, part);
    const [head, call, ...rest] = chain?.links ?? [];
    return chain && call && head?.name === parameter ? [{ chain, call, rest, nested }] : [];
  });
}

export function createTable(tokens: Tokens, link: Link): Operation {
  const { document } = tokens;
  const table = textOf(link.plain[0]) ?? UNKNOWN_NAME;
  const closure = closureOf(tokens, link.plain[1]);
  const columns: ColumnDefinition[] = [];
  const constraints: Constraint[] = [];
  const indexes: IndexDefinition[] = [];
  let open = !closure;
  let temporary = false;
  for (const { call, rest, chain } of closure
    ? callsOf(tokens, closure.body, closure.parameters[0] ?? '')
    : []) {
    const built = columnsOf(document, call, rest);
    if (built) columns.push(...built.map(({ column }) => column));
    else if (call.name === 'temporary') temporary = true;
    else if (!SETTINGS.has(call.name)) {
      const made = operationsOfCall(tokens, table, chain, call, rest);
      for (const operation of made) {
        if (operation.kind === 'create-index') indexes.push(operation.index);
        else if (operation.kind === 'add-constraint') constraints.push(operation.constraint);
        else open = true;
      }
      open ||= made.length === 0;
    }
  }
  open ||= columns.some(({ name }) => name === UNKNOWN_NAME);
  return {
    kind: 'create-table',
    at: firstLine(document, link),
    table,
    columns,
    constraints,
    ...(indexes.length > 0 && { indexes }),
    ...(temporary && { temporary: true }),
    ...(open && { open: true }),
  };
}

/** `Schema::table('users', function ($table) { … })`: each call for itself. */
export function alterTable(tokens: Tokens, link: Link): readonly Operation[] {
  const table = textOf(link.plain[0]) ?? UNKNOWN_NAME;
  const closure = closureOf(tokens, link.plain[1]);
  if (!closure) return [{ kind: 'unknown', at: firstLine(tokens.document, link) }];
  return callsOf(tokens, closure.body, closure.parameters[0] ?? '').flatMap(
    ({ chain, call, rest, nested }) => {
      const made = SETTINGS.has(call.name) ? [] : operationsOfCall(tokens, table, chain, call, rest);
      return marked(made, { nested });
    },
  );
}

const SETTINGS = new Set([
  'engine',
  'charset',
  'collation',
  'comment',
  'temporary',
  'innoDb',
  'getTable',
  'getColumns',
  'macro',
  'after',
]);

function operationsOfCall(
  tokens: Tokens,
  table: string,
  chain: Chain,
  call: Link,
  rest: readonly Link[],
): readonly Operation[] {
  const { document } = tokens;
  const at = firstLine(document, chain);
  const built = columnsOf(document, call, rest);
  if (built) return built.map((column) => columnOperation(at, table, column));
  const command = Object.hasOwn(COMMANDS, call.name) ? COMMANDS[call.name] : undefined;
  return command?.({ tokens, at, table, call, rest }) ?? [{ kind: 'unknown', at }];
}

function columnOperation(at: Operation['at'], table: string, { column, changed }: BuiltColumn): Operation {
  return changed
    ? { kind: 'change-column', at, table, column: column.name, definition: column }
    : { kind: 'add-column', at, table, column };
}

interface Command {
  readonly tokens: Tokens;
  readonly at: Operation['at'];
  readonly table: string;
  readonly call: Link;
  readonly rest: readonly Link[];
}

type Made = readonly Operation[];

const COMMANDS: Readonly<Record<string, (command: Command) => Made>> = {
  index: (command) => addIndex(command, 'index'),
  unique: addUnique,
  fullText: (command) => addIndex(command, 'fulltext'),
  fulltext: (command) => addIndex(command, 'fulltext'),
  spatialIndex: (command) => addIndex(command, 'spatialindex'),
  vectorIndex: (command) => addIndex(command, 'vectorindex'),
  rawIndex: ({ at, table, call }) => [
    { kind: 'create-index', at, table, index: { ...nameFrom(call.plain[1]), columns: ['(expression)'] } },
  ],
  primary: ({ at, table, call }) => [
    {
      kind: 'add-constraint',
      at,
      table,
      constraint: { type: 'primary-key', columns: textsOf(call.plain[0]) ?? [], at },
    },
  ],
  foreign: addForeign,
  dropColumn: ({ at, table, call }) => dropColumns(at, table, call.plain),
  dropColumns: ({ at, table, call }) => dropColumns(at, table, call.plain),
  removeColumn: () => [],
  renameColumn: ({ at, table, call }) => [
    {
      kind: 'rename-column',
      at,
      table,
      column: textOf(call.plain[0]) ?? UNKNOWN_NAME,
      to: textOf(call.plain[1]) ?? UNKNOWN_NAME,
    },
  ],
  dropForeign: (command) => [dropConstraint(command, 'foreign', 'foreign-key')],
  dropPrimary: ({ at, table }) => [{ kind: 'drop-constraint', at, table, type: 'primary-key' }],
  dropUnique: (command) => [dropConstraint(command, 'unique', 'unique')],
  dropIndex: (command) => [dropIndex(command, 'index')],
  dropFullText: (command) => [dropIndex(command, 'fulltext')],
  dropSpatialIndex: (command) => [dropIndex(command, 'spatialindex')],
  dropConstrainedForeignId: (command) => [
    dropConstraint(command, 'foreign', 'foreign-key'),
    ...dropColumns(command.at, command.table, command.call.plain),
  ],
  dropForeignIdFor: ({ at, table }) => [{ kind: 'drop-constraint', at, table, type: 'foreign-key' }],
  dropConstrainedForeignIdFor: ({ at, table }) => [
    { kind: 'drop-constraint', at, table, type: 'foreign-key' },
    { kind: 'drop-column', at, table, column: UNKNOWN_NAME },
  ],
  dropTimestamps: ({ at, table }) => dropNamed(at, table, ['created_at', 'updated_at']),
  dropTimestampsTz: ({ at, table }) => dropNamed(at, table, ['created_at', 'updated_at']),
  dropSoftDeletes: ({ at, table, call }) => dropNamed(at, table, [textOf(call.plain[0]) ?? 'deleted_at']),
  dropSoftDeletesTz: ({ at, table, call }) => dropNamed(at, table, [textOf(call.plain[0]) ?? 'deleted_at']),
  dropRememberToken: ({ at, table }) => dropNamed(at, table, ['remember_token']),
  dropMorphs: ({ at, table, call }) => {
    const name = textOf(call.plain[0]) ?? UNKNOWN_NAME;
    return dropNamed(at, table, [`${name}_type`, `${name}_id`]);
  },
  renameIndex: ({ at, call }) => [
    {
      kind: 'rename-index',
      at,
      name: textOf(call.plain[0]) ?? UNKNOWN_NAME,
      to: textOf(call.plain[1]) ?? UNKNOWN_NAME,
    },
  ],
  rename: ({ at, table, call }) => [
    { kind: 'rename-table', at, table, to: textOf(call.plain[0]) ?? UNKNOWN_NAME },
  ],
  drop: ({ at, table }) => [{ kind: 'drop-table', at, table }],
  dropIfExists: ({ at, table }) => [{ kind: 'drop-table', at, table, ifExists: true }],
};

function nameFrom(value: Value | undefined): { readonly name?: string } {
  const name = textOf(value);
  return name === undefined ? {} : { name };
}

/** The name that Laravel gives: Illuminate\Database\Schema\Blueprint::createIndexName. */
function madeName(table: string, columns: readonly string[], suffix: string): { readonly name?: string } {
  if (columns.length === 0 || table === UNKNOWN_NAME) return {};
  return { name: `${table}_${columns.join('_')}_${suffix}`.toLowerCase().replace(/[-.]/g, '_') };
}

function addIndex({ at, table, call, rest }: Command, suffix: string): Made {
  const columns = textsOf(call.plain[0]) ?? [UNKNOWN_NAME];
  const named = nameFrom(call.plain[1] ?? call.options.get('name'));
  const method = textOf(call.plain[2] ?? call.options.get('algorithm')) ?? METHODS[suffix];
  return [
    {
      kind: 'create-index',
      at,
      table,
      index: {
        ...(named.name === undefined ? madeName(table, columns, suffix) : named),
        columns,
        ...(method !== undefined && { method }),
      },
      ...(isOnline(rest) && { concurrently: true }),
    },
  ];
}

/** PostgreSQL gets a constraint (Illuminate\Database\Schema\Grammars\PostgresGrammar::compileUnique), others an index. */
function addUnique({ at, table, call, rest }: Command): Made {
  const columns = textsOf(call.plain[0]) ?? [UNKNOWN_NAME];
  const given = nameFrom(call.plain[1] ?? call.options.get('name'));
  const named = given.name === undefined ? madeName(table, columns, 'unique') : given;
  const constraint = { type: 'unique', ...named, columns, at } as const;
  if (!isOnline(rest)) return [{ kind: 'add-constraint', at, table, constraint }];
  const usingIndex = named.name ?? UNKNOWN_NAME;
  return [
    { kind: 'create-index', at, table, index: { ...named, columns, unique: true }, concurrently: true },
    { kind: 'add-constraint', at, table, constraint: { ...constraint, usingIndex } },
  ];
}

/** `->online()`, Laravel 12: CONCURRENTLY on PostgreSQL. */
function isOnline(rest: readonly Link[]): boolean {
  const online = rest.find(({ name }) => name === 'online');
  return online !== undefined && !isWord(online.plain[0], 'false');
}

const METHODS: Readonly<Record<string, string>> = { fulltext: 'fulltext', spatialindex: 'spatial' };

function addForeign({ tokens, at, table, call, rest }: Command): Made {
  const columns = textsOf(call.plain[0]) ?? [UNKNOWN_NAME];
  const named = nameFrom(call.plain[1]);
  const on = rest.find(({ name }) => name === 'on');
  const constrained = rest.find(({ name }) => name === 'constrained');
  const references = textsOf(rest.find(({ name }) => name === 'references')?.plain[0]) ?? ['id'];
  const guessed = constrained && columns[0] ? tableOfModel(columns[0].replace(/_id$/, '')) : UNKNOWN_NAME;
  const onDelete = onDeleteOf(rest);
  const place = on ?? constrained;
  const to = textOf(place?.plain[0]) ?? guessed;
  const constraint: Constraint = {
    type: 'foreign-key',
    ...(named.name === undefined ? madeName(table, columns, 'foreign') : named),
    columns,
    references: {
      table: to,
      columns: references,
      ...(onDelete && { onDelete }),
      at: place ? firstLine(tokens.document, { start: place.nameAt.start, end: place.end }) : at,
    },
    at,
  };
  return [{ kind: 'add-constraint', at, table, constraint }];
}

function dropColumns(at: Operation['at'], table: string, values: readonly Value[]): Made {
  return dropNamed(
    at,
    table,
    values.flatMap((value) => textsOf(value) ?? [UNKNOWN_NAME]),
  );
}

function dropNamed(at: Operation['at'], table: string, columns: readonly string[]): Made {
  return columns.map((column) => ({ kind: 'drop-column', at, table, column }));
}

/** A list names columns, a string the constraint. */
function droppedName(
  table: string,
  value: Value | undefined,
  suffix: string,
): { readonly name?: string; readonly columns?: readonly string[] } {
  if (value?.kind === 'string') return { name: value.text };
  const columns = textsOf(value);
  return columns ? { ...madeName(table, columns, suffix), columns } : {};
}

function dropConstraint({ at, table, call }: Command, suffix: string, type: Constraint['type']): Operation {
  const [value] = call.plain;
  const isColumn = call.name === 'dropConstrainedForeignId' && value?.kind === 'string';
  const named = isColumn
    ? { ...madeName(table, [value.text], suffix), columns: [value.text] }
    : droppedName(table, value, suffix);
  return { kind: 'drop-constraint', at, table, type, ...named };
}

function dropIndex({ at, table, call }: Command, suffix: string): Operation {
  return { kind: 'drop-index', at, table, ...droppedName(table, call.plain[0], suffix) };
}
