/** What a queryset or a row of a model is told to do: https://docs.djangoproject.com/en/stable/ref/models/querysets/ */
import type { TextRange } from '../../../finding.ts';
import type { Expression, ObjectName, Operation } from '../../operation.ts';
import { argumentsOf, partsOf, type Chain, type Link } from '../chains.ts';
import { expressionAt } from '../expressions.ts';
import { codeAt, look, textAt } from '../pythonFile.ts';
import type { DjangoFile } from './models.ts';

/** What a name stands for: a model, or some of its rows. */
export interface Rows {
  readonly table: ObjectName;
  /** Which rows; absent for all of them. */
  readonly where?: Expression;
}

export interface RowNames {
  /** Names of models and querysets. */
  readonly tables: ReadonlyMap<string, Rows>;
  /** Names of single rows. */
  readonly rows: ReadonlyMap<string, ObjectName>;
  /** What names were set to. */
  readonly values: ReadonlyMap<string, TextRange>;
}

/** What a chain does to rows; empty where it only reads them, undefined where it speaks of something else. */
export function readRows(
  file: DjangoFile,
  names: RowNames,
  chain: Chain,
  asked: Rows | undefined,
  { looped }: { readonly looped: boolean },
): readonly Operation[] | undefined {
  if (chain.links.length === 2) {
    const row = readRow(file, chain, names.rows.get(chain.links[0].name), looped);
    if (row) return row;
  }
  if (!asked) return undefined;
  const change = chain.links.findLast(({ name, open }) => open !== undefined && CHANGES.has(name));
  return change?.open === undefined ? undefined : [changeOf(file, chain, asked, change, looped)];
}

const CHANGES = new Set(
  'update delete _raw_delete create bulk_create get_or_create update_or_create bulk_update'.split(' '),
);

function readRow(
  file: DjangoFile,
  { links, start, end }: Chain,
  table: ObjectName | undefined,
  looped: boolean,
): readonly Operation[] | undefined {
  const [, method] = links;
  if (method?.open === undefined || !/^(?:save|delete)$/.test(method.name)) return undefined;
  const at = file.place(start, end);
  // Nothing but a model's row is saved, whatever the name stands for.
  if (table === undefined) return method.name === 'save' ? [{ kind: 'data-code', at }] : undefined;
  if (looped) return [{ kind: 'data-code', at, table }];
  const where: Expression = { at, text: 'one row', volatility: 'constant' };
  return method.name === 'delete'
    ? [{ kind: 'delete', at, table, where, batched: true }]
    : [{ kind: 'update', at, table, where, columns: [], batched: true }];
}

function changeOf(
  file: DjangoFile,
  chain: Chain,
  { table, where: known }: Rows,
  change: Link,
  looped: boolean,
): Operation {
  const at = file.place(chain.start, chain.end);
  const args = argumentsOf(file.code, change.open ?? change.start);
  const where = conditionOf(file, chain) ?? known;
  if (change.name === 'bulk_update') {
    const isBatched = looped || args.named.has('batch_size');
    const columns = listOf(file, args.named.get('fields') ?? args.positional[1]);
    const rows: Expression = { at, text: codeAt(file, args.positional[0]), volatility: 'constant' };
    return { kind: 'update', at, table, columns, where: rows, ...(isBatched ? { batched: true } : {}) };
  }
  if (change.name.includes('create')) return { kind: 'insert', at, table };
  // One row at a time is a model's loop, whichever way it is written.
  if (looped && where && ONE_ROW.test(where.text)) return { kind: 'data-code', at, table };
  const isBatched = looped && isLimited(file, chain);
  const parts = { at, table, ...(where ? { where } : {}), ...(isBatched ? { batched: true as const } : {}) };
  if (change.name !== 'update') return { kind: 'delete', ...parts };
  const columns = [...args.named.keys()].map((field) => file.models.columnOf(table, field));
  return { kind: 'update', columns, ...parts };
}

const ONE_ROW = /^(?:pk|id|uuid)=/;

function listOf(file: DjangoFile, range: TextRange | undefined): readonly string[] {
  const value = range && look(file, range);
  return value?.kind === 'list' ? value.items.flatMap((item) => textAt(file, item) ?? []) : [];
}

/** What `filter(…)`, `exclude(…)` and a slice say. */
export function conditionOf(file: DjangoFile, { links }: Chain): Expression | undefined {
  for (const { name, open } of links) {
    if (open === undefined || !/^(?:filter|exclude|\[\])$/.test(name)) continue;
    const parts = partsOf(file.code, open);
    const [first] = parts;
    const last = parts.at(-1);
    if (first && last) return expressionAt(file, { start: first.start, end: last.end }, 'unknown');
  }
  return undefined;
}

const LIMITS = /__in\b|__range\b|__gte?\b[\s\S]{0,200}__lte?\b|__lte?\b[\s\S]{0,200}__gte?\b|\[[^\]]{0,80}:/;

/** A part of the rows: `filter(pk__in=ids[:1000])`. */
function isLimited(file: DjangoFile, { start, end }: Chain): boolean {
  return LIMITS.test(file.code.masked.slice(start, Math.min(end, start + 1_000)));
}
