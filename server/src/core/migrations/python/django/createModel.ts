/** migrations.CreateModel: the table, its indexes, and the tables between models. */
import type { TextRange } from '../../../finding.ts';
import type { Span } from '../../../span.ts';
import type {
  ColumnDefinition,
  Constraint,
  IndexDefinition,
  ObjectName,
  Operation,
  OperationOf,
} from '../../operation.ts';
import { codeAt, look, textAt } from '../pythonFile.ts';
import { columnLists, readConstraint, readIndex } from './constraints.ts';
import { readField, type DjangoField } from './fields.ts';
import { tableNamed, type DjangoFile } from './models.ts';

interface ModelParts {
  readonly at: Span;
  readonly model: string;
  readonly fields: TextRange | undefined;
  readonly options: TextRange | undefined;
  readonly bases: TextRange | undefined;
}

/** Operations of a new model: none for proxies and for tables that Django doesn't manage. */
export function createModel(file: DjangoFile, parts: ModelParts): readonly Operation[] {
  const options = optionsOf(file, parts.options);
  if (isSet(file, options, 'proxy', 'True') || isSet(file, options, 'managed', 'False')) return [];
  const named = textAt(file, options.get('db_table'));
  if (named !== undefined) file.models.nameTable(parts.model, tableNamed(named));
  const table = file.models.tableOf(parts.model);
  const { columns, manys, open } = readFields(file, table, parts.fields);
  const hasKey = columns.some(({ primaryKey }) => primaryKey);
  const { constraints, indexes } = readMeta(file, table, options);
  const isOpen = open || (parts.bases !== undefined && !hasPlainBases(file, parts.bases));
  const created: OperationOf<'create-table'> = {
    kind: 'create-table',
    at: parts.at,
    table,
    model: parts.model,
    columns: hasKey || isOpen ? columns : [implicitKey(parts.at), ...columns],
    constraints,
    ...(indexes.length > 0 ? { indexes } : {}),
    ...(isOpen ? { open: true } : {}),
  };
  return [created, ...manys.map(({ name, field }) => tableBetween(file, table, parts.model, name, field))];
}

/** The key that Django adds where no field is one; its type is a setting (DEFAULT_AUTO_FIELD). */
function implicitKey(at: Span): ColumnDefinition {
  return { name: 'id', at, notNull: true, primaryKey: true, identity: true };
}

type ManyField = Extract<DjangoField, { readonly kind: 'many' }>;

interface Fields {
  readonly columns: readonly ColumnDefinition[];
  readonly manys: readonly { readonly name: string; readonly field: ManyField }[];
  readonly open: boolean;
}

function readFields(file: DjangoFile, table: ObjectName, range: TextRange | undefined): Fields {
  const columns: ColumnDefinition[] = [];
  const manys: { name: string; field: ManyField }[] = [];
  const list = range && look(file, range);
  let open = list?.kind !== 'list';
  for (const item of list?.kind === 'list' ? list.items : []) {
    const pair = look(file, item);
    const [first, second] = pair.kind === 'list' ? pair.items : [];
    const name = textAt(file, first);
    const field = name !== undefined && first ? readField(file, table, name, first, second) : undefined;
    if (field?.kind === 'column') columns.push(field.column);
    else if (field?.kind === 'many' && !field.through) manys.push({ name: name ?? '', field });
    else if (!field) open = true;
  }
  return { columns, manys, open };
}

/** The table that Django makes for a ManyToManyField: `_get_m2m_db_table` and `create_many_to_many_intermediary_model`. */
export function tableBetween(
  file: DjangoFile,
  table: ObjectName,
  model: string,
  name: string,
  field: ManyField,
): Operation {
  const at = file.place(field.at.start, field.at.end);
  const isSelf = field.target === table;
  const own = model.toLowerCase();
  const other = field.target.replace(/^.*_/, '');
  const sides = isSelf
    ? [`from_${own}_id`, `to_${own}_id`]
    : [`${own}_id`, `${field.target === '?' ? 'other' : other}_id`];
  const columnOf = (column: string, target: ObjectName): ColumnDefinition => ({
    name: column,
    at,
    notNull: true,
    index: {},
    references: { table: target, columns: [], at },
  });
  const columns = [implicitKey(at), columnOf(sides[0] ?? '', table), columnOf(sides[1] ?? '', field.target)];
  return {
    kind: 'create-table',
    at,
    table: field.named === undefined ? `${table}_${name}` : tableNamed(field.named),
    columns,
    constraints: [{ type: 'unique', columns: sides, at }],
  };
}

type Options = ReadonlyMap<string, TextRange>;

function optionsOf(file: DjangoFile, range: TextRange | undefined): Options {
  const value = range && look(file, range);
  const options = new Map<string, TextRange>();
  for (const [key, entry] of value?.kind === 'dict' ? value.entries : []) {
    const name = textAt(file, key);
    if (name !== undefined) options.set(name, entry);
  }
  return options;
}

function isSet(file: DjangoFile, options: Options, name: string, value: string): boolean {
  return codeAt(file, options.get(name)) === value;
}

interface Meta {
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly IndexDefinition[];
}

function readMeta(file: DjangoFile, table: ObjectName, options: Options): Meta {
  const constraints: Constraint[] = [];
  const indexes: IndexDefinition[] = [];
  const unique = options.get('unique_together');
  for (const { at, columns } of unique ? columnLists(file, table, unique) : [])
    constraints.push({ type: 'unique', columns, at: file.place(at.start, at.end) });
  const together = options.get('index_together');
  for (const { columns } of together ? columnLists(file, table, together) : []) indexes.push({ columns });
  for (const item of itemsOf(file, options.get('constraints'))) {
    const found = readConstraint(file, table, item);
    if (found?.kind === 'constraint') constraints.push(found.constraint);
    else if (found) indexes.push(found.index);
  }
  for (const item of itemsOf(file, options.get('indexes'))) {
    const index = readIndex(file, table, item);
    if (index) indexes.push(index);
  }
  return { constraints, indexes };
}

function itemsOf(file: DjangoFile, range: TextRange | undefined): readonly TextRange[] {
  const value = range && look(file, range);
  return value?.kind === 'list' ? value.items : [];
}

/** `bases=(models.Model,)`: nothing is inherited. */
function hasPlainBases(file: DjangoFile, range: TextRange): boolean {
  const items = itemsOf(file, range);
  return items.length > 0 && items.every((item) => /^(?:\w+\.)*Model$/.test(codeAt(file, item)));
}
