/** `create_table` and `change_table` with their blocks. */
import { firstLine, nameOf } from '../code/build.ts';
import { chainIn, type Link } from '../code/chains.ts';
import { statementsIn, type Part } from '../code/statements.ts';
import type { Tokens } from '../code/tokens.ts';
import { isWord, NO_OPTIONS, textOf, textsOf, type Options } from '../code/values.ts';
import type { ColumnDefinition, Constraint, IndexDefinition, Operation } from '../operation.ts';
import { singular } from '../reading/inflections.ts';
import { typeNamed } from '../sql/dataTypes.ts';
import {
  columnOf,
  columnsOfCall,
  indexOf,
  isColumnType,
  joined,
  referencesOf,
  timestampsOf,
  type Built,
  type Rails,
} from './columns.ts';
import { joinTableName } from './names.ts';
import { checkOf, exclusionOf, foreignKeyOf, uniqueOf } from './constraints.ts';

/** What a table's block holds, one call after the other. */
export interface TableCall {
  readonly link: Link;
  readonly nested: boolean;
}

const MOST_DEPTH = 12;

/** The calls of `t` in a block, those in conditions and loops too. */
export function callsOf(
  tokens: Tokens,
  body: Part,
  parameter: string,
  nested = false,
  depth = 0,
): readonly TableCall[] {
  if (depth > MOST_DEPTH) return [];
  return statementsIn(tokens, body).flatMap((part): readonly TableCall[] => {
    const first = tokens.list[part.from];
    if (!first) return [];
    if (first.kind === 'word' && first.partner > part.from)
      return callsOf(tokens, { from: part.from + 1, to: first.partner }, parameter, true, depth + 1);
    const chain = chainIn(tokens, part);
    if (!chain) return [];
    const [head, call] = chain.links;
    if (head.name === parameter && call && !call.name.endsWith('?'))
      return [{ link: { ...call, start: head.start }, nested: nested || chain.conditional }];
    const block = chain.links.find((link) => link.block)?.block;
    return block ? callsOf(tokens, block.body, parameter, true, depth + 1) : [];
  });
}

export function createTable(rails: Rails, tokens: Tokens, link: Link): Operation {
  const table = nameOf(link.plain[0]);
  const calls = link.block ? callsOf(tokens, link.block.body, link.block.parameters[0] ?? 't') : [];
  const parts: Built[] = [];
  const constraints: Constraint[] = [];
  const indexes: IndexDefinition[] = [];
  let open = table === '?';
  for (const { link: call } of calls) {
    const built = columnsIn(rails, table, call);
    if (built) {
      parts.push(built);
      open ||= built.columns.length === 0;
    } else if (call.name === 'index') indexes.push(...indexesOf(rails, table, call));
    else {
      const constraint = constraintIn(rails, table, call);
      if (constraint) constraints.push(constraint);
      else open = true;
    }
  }
  const { columns, indexes: more, unchecked } = joined(parts);
  const key = keyOf(rails, link);
  const foreign = unchecked.map(({ column, table: to, at }): Constraint => ({
    type: 'foreign-key',
    columns: [column],
    references: { table: to, columns: ['id'], at: firstLine(rails.document, at) },
    at: firstLine(rails.document, at),
  }));
  const all = [...indexes, ...more.map(({ index }) => index)];
  return {
    kind: 'create-table',
    at: firstLine(rails.document, link),
    table,
    columns: [...key.columns, ...columns],
    constraints: [...key.constraints, ...constraints, ...foreign],
    ...(all.length > 0 && { indexes: all }),
    ...(isWord(link.options.get('if_not_exists'), 'true') && { ifNotExists: true }),
    ...(isWord(link.options.get('temporary'), 'true') && { temporary: true }),
    ...(link.options.get('as') && { asSelect: true }),
    ...(open && { open: true }),
  };
}

/** `id`, unless the call says otherwise. */
function keyOf(
  { document, version }: Rails,
  { options, nameAt }: Link,
): { readonly columns: readonly ColumnDefinition[]; readonly constraints: readonly Constraint[] } {
  const id = options.get('id');
  const none = { columns: [], constraints: [] };
  if (isWord(id, 'false') || options.get('as')) return none;
  const at = firstLine(document, id ?? nameAt);
  const named = options.get('primary_key');
  if (named?.kind === 'list')
    return {
      columns: [],
      constraints: [{ type: 'primary-key', columns: textsOf(named) ?? [], at: firstLine(document, named) }],
    };
  const asked = textOf(id) ?? textOf(id?.entries.get('type'));
  // `id: primary_key_type`, which is worked out at run time
  const isKnown = asked !== undefined || !id || id.kind === 'map' || isWord(id, 'true', 'nil');
  const written = asked ?? 'primary_key';
  const usual = version >= 501 ? 'bigserial' : 'serial';
  const uuid = { text: 'gen_random_uuid()', at, volatility: 'volatile' } as const;
  const column: ColumnDefinition = {
    name: textOf(named) ?? 'id',
    at,
    ...(isKnown && {
      type: typeNamed(written === 'primary_key' ? usual : written === 'string' ? 'varchar' : written, at),
    }),
    notNull: true,
    primaryKey: true,
    ...(written === 'uuid' && !isWord(options.get('default'), 'nil') && { default: uuid }),
  };
  return { columns: [column], constraints: [] };
}

/** Undefined for calls that make no column. */
export function columnsIn(rails: Rails, table: string, call: Link): Built | undefined {
  switch (call.name) {
    case 'references':
    case 'belongs_to':
    case 'reference':
      return joined(call.plain.map((name) => referencesOf(rails, table, name, call.options)));
    case 'timestamps':
      return { columns: timestampsOf(rails, call), indexes: [], unchecked: [] };
    default:
      return isColumnType(call.name) ||
        (call.plain.length > 0 && /^\w+$/.test(call.name) && !OTHERS.test(call.name))
        ? columnsOfCall(rails, table, call)
        : undefined;
  }
}

const OTHERS =
  /^(?:index|foreign_key|check_constraint|exclusion_constraint|unique_constraint|remove\w*|rename\w*|change\w*|validate\w*|send|public_send|instance_exec)$/;

export function constraintIn(rails: Rails, table: string, call: Link): Constraint | undefined {
  switch (call.name) {
    case 'foreign_key':
      return foreignKeyOf(rails, table, call, call.plain[0]);
    case 'check_constraint':
      return checkOf(rails, table, call, call.plain[0]);
    case 'unique_constraint':
      return uniqueOf(rails, table, call, call.plain[0]);
    case 'exclusion_constraint':
      return exclusionOf(rails, call, call.plain[0]);
    default:
      return undefined;
  }
}

function indexesOf({ document }: Rails, table: string, call: Link): readonly IndexDefinition[] {
  const [columns] = call.plain;
  const names = textsOf(columns);
  return [indexOf(document, table, names ?? ['?'], call.options)];
}

/** `create_join_table :users, :roles` */
export function createJoinTable(rails: Rails, tokens: Tokens, link: Link): Operation {
  const [first, second] = link.plain.map(textOf);
  const known = first !== undefined && second !== undefined;
  const table = textOf(link.options.get('table_name')) ?? (known ? joinTableName(first, second) : '?');
  const created = createTable(rails, tokens, { ...link, plain: [], options: withoutKey(link.options) });
  if (created.kind !== 'create-table' || !known) return created;
  const own = link.plain.slice(0, 2).flatMap((name, index) => {
    const reference = singular((index === 0 ? first : second).replace(/^.*\./, ''));
    const options = link.options.get('column_options')?.entries ?? NO_OPTIONS;
    const column = columnOf(rails, table, name, rails.version >= 501 ? 'bigint' : 'integer', options)
      .columns[0];
    return column
      ? [{ ...column, name: `${reference}_id`, ...(!column.nullable && { notNull: true as const }) }]
      : [];
  });
  const { open: _open, ...rest } = created;
  return { ...rest, table, columns: [...own, ...created.columns] };
}

function withoutKey(options: Options): Options {
  return new Map([
    ...options,
    [
      'id',
      {
        kind: 'word',
        text: 'false',
        start: 0,
        end: 0,
        items: [],
        entries: NO_OPTIONS,
        part: { from: 0, to: 0 },
      },
    ],
  ]);
}

/** Columns that are added to a table which is there: with their indexes and keys. */
export function addedColumns(rails: Rails, table: string, built: Built, link: Link): readonly Operation[] {
  const at = firstLine(rails.document, link);
  const ifNotExists = isWord(link.options.get('if_not_exists'), 'true') ? { ifNotExists: true as const } : {};
  return [
    ...built.columns.map((column): Operation => ({ kind: 'add-column', at, table, column, ...ifNotExists })),
    ...built.indexes.map(({ index, concurrently }): Operation => ({
      kind: 'create-index',
      at,
      table,
      index,
      ...(concurrently && { concurrently: true }),
    })),
    ...built.unchecked.map(({ column, table: to, at: place, options }): Operation => ({
      kind: 'add-constraint',
      at,
      table,
      constraint: {
        ...foreignKeyOf(rails, table, { ...link, options }, undefined, { column, to }),
        at: firstLine(rails.document, place),
      },
    })),
  ];
}
