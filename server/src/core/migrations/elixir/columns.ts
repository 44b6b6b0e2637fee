/** Columns as Ecto writes them: `add :user_id, references(:users), null: false`. */
import { expressionOf, firstLine } from '../code/build.ts';
import { chainOfValue, type Link } from '../code/chains.ts';
import type { Tokens } from '../code/tokens.ts';
import { isWord, numberOf, textOf, type Options, type Value } from '../code/values.ts';
import {
  UNKNOWN_NAME,
  type ColumnDefinition,
  type DataType,
  type Expression,
  type Reference,
} from '../operation.ts';
import { typeNamed } from '../sql/dataTypes.ts';

export function columnsOf(tokens: Tokens, link: Link): readonly ColumnDefinition[] {
  const { document } = tokens;
  const { plain, options } = link;
  if (link.name === 'timestamps') return timestamps(tokens, link);
  const [name, type] = plain;
  if (!name) return [];
  const references = type && referencesOf(tokens, type);
  const value = options.get('default');
  const written = references?.type ?? typeOf(tokens, type, options);
  const isKey = isWord(options.get('primary_key'), 'true');
  const definition: ColumnDefinition = {
    name: textOf(name) ?? UNKNOWN_NAME,
    at: firstLine(document, name),
    ...(written && { type: written }),
    ...((isWord(options.get('null'), 'false') || isKey) && { notNull: true }),
    ...(isWord(options.get('null'), 'true') && { nullable: true }),
    ...(value && !isWord(value, 'nil') && { default: defaultOf(tokens, value) }),
    ...(isKey && { primaryKey: true }),
    ...(options.has('generated') && { generated: 'stored' }),
    ...(references && { references: references.reference }),
  };
  return [definition];
}

function timestamps({ document }: Tokens, { options, nameAt }: Link): readonly ColumnDefinition[] {
  const at = firstLine(document, nameAt);
  const type = typeNamed(TYPES[textOf(options.get('type')) ?? ''] ?? 'timestamp', at);
  const notNull = isWord(options.get('null'), 'true') ? {} : { notNull: true as const };
  return (['inserted_at', 'updated_at'] as const).flatMap((name) => {
    const given = options.get(name);
    return isWord(given, 'false') ? [] : [{ name: textOf(given) ?? name, at, type, ...notNull }];
  });
}

/** https://hexdocs.pm/ecto_sql/Ecto.Migration.html#module-field-types and what the adapter for PostgreSQL makes of them. */
const TYPES: Readonly<Record<string, string>> = {
  id: 'integer',
  binary_id: 'uuid',
  string: 'character varying',
  binary: 'bytea',
  map: 'jsonb',
  float: 'double precision',
  decimal: 'numeric',
  naive_datetime: 'timestamp',
  naive_datetime_usec: 'timestamp',
  utc_datetime: 'timestamp',
  utc_datetime_usec: 'timestamp',
  datetime: 'timestamp',
  time_usec: 'time',
};

export function typeOf(
  { document, list }: Tokens,
  value: Value | undefined,
  options: Options,
): DataType | undefined {
  if (!value) return undefined;
  const at = firstLine(document, value);
  // `{:array, :string}`
  const isArray = list[value.part.from]?.text === '{' && list[value.part.from + 1]?.text === 'array';
  const inner = isArray ? value.items[1] : value;
  const name = textOf(inner);
  if (name === undefined) return undefined;
  const size = numberOf(options.get('size'));
  const args =
    name === 'string'
      ? [size ?? 255]
      : [size, numberOf(options.get('precision')), numberOf(options.get('scale'))].filter(
          (number) => number !== undefined,
        );
  return typeNamed(TYPES[name] ?? name.toLowerCase(), at, { args: isArray ? [] : args, array: isArray });
}

/** `fragment("now()")` is SQL. */
export function defaultOf(tokens: Tokens, value: Value): Expression {
  const { document } = tokens;
  const call = chainOfValue(tokens, value)?.links[0];
  const sql = call?.name === 'fragment' ? call.plain[0]?.literal?.content : undefined;
  return sql ? expressionOf(document, sql) : expressionOf(document, value, 'constant');
}

interface Referenced {
  readonly reference: Reference;
  readonly type: DataType;
  readonly name?: string;
  readonly notValid: boolean;
}

const ON_DELETE: Readonly<Record<string, Reference['onDelete']>> = {
  delete_all: 'cascade',
  nilify_all: 'set null',
  restrict: 'restrict',
  default_all: 'set default',
};

/** `references(:users, type: :uuid, on_delete: :delete_all)` */
export function referencesOf(tokens: Tokens, value: Value): Referenced | undefined {
  const link = chainOfValue(tokens, value)?.links[0];
  if (link?.name !== 'references') return undefined;
  const at = firstLine(tokens.document, value);
  const onDelete = ON_DELETE[textOf(link.options.get('on_delete')) ?? ''];
  const column = textOf(link.options.get('column')) ?? 'id';
  const name = textOf(link.options.get('name'));
  const written = textOf(link.options.get('type')) ?? 'bigint';
  return {
    reference: {
      table: textOf(link.plain[0]) ?? UNKNOWN_NAME,
      columns: [column],
      ...(onDelete && { onDelete }),
      at,
    },
    type: typeNamed(TYPES[written] ?? written, at),
    ...(name !== undefined && { name }),
    notValid: isWord(link.options.get('validate'), 'false'),
  };
}
