/** models.Index, models.UniqueConstraint and their like: https://docs.djangoproject.com/en/stable/ref/models/constraints/ */
import type { TextRange } from '../../../finding.ts';
import type { Constraint, Expression, IndexDefinition, ObjectName } from '../../operation.ts';
import { argumentsOf, type Arguments, type Call } from '../chains.ts';
import { expressionAt } from '../expressions.ts';
import { look, textAt } from '../pythonFile.ts';
import type { DjangoFile } from './models.ts';

const METHODS: Readonly<Record<string, string>> = {
  BTreeIndex: 'btree',
  GinIndex: 'gin',
  GistIndex: 'gist',
  BrinIndex: 'brin',
  HashIndex: 'hash',
  SpGistIndex: 'spgist',
  BloomIndex: 'bloom',
  OpClassGinIndex: 'gin',
  HnswIndex: 'hnsw',
  IvfflatIndex: 'ivfflat',
};

interface CallWithArguments {
  readonly call: Call;
  readonly args: Arguments;
}

function callAt(file: DjangoFile, range: TextRange | undefined): CallWithArguments | undefined {
  const value = range && look(file, range);
  return value?.kind === 'call'
    ? { call: value.call, args: argumentsOf(file.code, value.call.open) }
    : undefined;
}

/** Reads an index; undefined where it is no call of one. */
export function readIndex(
  file: DjangoFile,
  table: ObjectName,
  range: TextRange | undefined,
): IndexDefinition | undefined {
  const found = callAt(file, range);
  if (!found || !found.call.name.endsWith('Index')) return undefined;
  const { call, args } = found;
  const method = METHODS[call.name];
  return {
    ...namePart(file, args),
    columns: columnsOf(file, table, args),
    ...(method === undefined ? {} : { method }),
    ...wherePart(file, args),
    ...includePart(file, table, args),
  };
}

export type DjangoConstraint =
  | { readonly kind: 'constraint'; readonly constraint: Constraint }
  /** A condition, expressions or covered columns make it an index of its own. */
  | { readonly kind: 'index'; readonly index: IndexDefinition };

/** Reads a constraint; undefined where its class is unknown. */
export function readConstraint(
  file: DjangoFile,
  table: ObjectName,
  range: TextRange | undefined,
): DjangoConstraint | undefined {
  const found = callAt(file, range);
  if (!found || !range) return undefined;
  const { call, args } = found;
  const at = file.place(range.start, range.end);
  const base = { ...namePart(file, args), at };
  if (call.name.endsWith('CheckConstraint')) {
    const check = args.named.get('condition') ?? args.named.get('check') ?? args.positional[0];
    return {
      kind: 'constraint',
      constraint: {
        type: 'check',
        columns: [],
        ...base,
        ...(check ? { check: expressionAt(file, check, 'unknown') } : {}),
      },
    };
  }
  if (call.name.endsWith('ExclusionConstraint'))
    return { kind: 'constraint', constraint: { type: 'exclude', columns: [], ...base } };
  if (!call.name.endsWith('UniqueConstraint')) return undefined;
  const columns = columnsOf(file, table, args);
  const isIndex =
    args.positional.length > 0 ||
    ['condition', 'include', 'opclasses'].some((option) => args.named.has(option));
  if (!isIndex) return { kind: 'constraint', constraint: { type: 'unique', columns, ...base } };
  const index: IndexDefinition = {
    ...namePart(file, args),
    columns,
    unique: true,
    ...wherePart(file, args),
    ...includePart(file, table, args),
  };
  return { kind: 'index', index };
}

function namePart(file: DjangoFile, args: Arguments): { readonly name?: string } {
  const name = textAt(file, args.named.get('name'));
  // '%(app_label)s_%(class)s_…' is only known in abstract models.
  return name === undefined || name.includes('%(') ? {} : { name };
}

function wherePart(file: DjangoFile, args: Arguments): { readonly where?: Expression } {
  const condition = args.named.get('condition');
  return condition ? { where: expressionAt(file, condition, 'unknown') } : {};
}

function includePart(
  file: DjangoFile,
  table: ObjectName,
  args: Arguments,
): { readonly include?: readonly string[] } {
  const include = args.named.get('include');
  return include ? { include: columnList(file, table, include) } : {};
}

/** Columns of `fields=`, and "(expression)" for each expression. */
function columnsOf(file: DjangoFile, table: ObjectName, args: Arguments): readonly string[] {
  const fields = args.named.get('fields');
  const expressions = args.positional.map(() => '(expression)');
  return fields ? [...columnList(file, table, fields), ...expressions] : expressions;
}

/** The columns of a list of fields: `['name', '-created']`. */
export function columnList(file: DjangoFile, table: ObjectName, range: TextRange): readonly string[] {
  const value = look(file, range);
  const items = value.kind === 'list' ? value.items : [range];
  return items.flatMap((item) => {
    const field = textAt(file, item);
    return field === undefined ? [] : [file.models.columnOf(table, field.replace(/^-/, ''))];
  });
}

/** Lists of fields: `[('a', 'b')]`, `{('a', 'b')}`, `('a', 'b')`; `set()` is none. */
export function columnLists(
  file: DjangoFile,
  table: ObjectName,
  range: TextRange,
): readonly { readonly at: TextRange; readonly columns: readonly string[] }[] {
  const value = look(file, range);
  if (value.kind === 'call') {
    const inner = /^(?:set|frozenset|tuple|list)$/.test(value.call.name)
      ? argumentsOf(file.code, value.call.open).positional[0]
      : undefined;
    return inner ? columnLists(file, table, inner) : [];
  }
  if (value.kind !== 'list') return [];
  const [first] = value.items;
  if (!first) return [];
  if (look(file, first).kind === 'text') return [{ at: range, columns: columnList(file, table, range) }];
  return value.items.map((item) => ({ at: item, columns: columnList(file, table, item) }));
}
