/** What models do to rows: `User.where(…).update_all(…)`, `User.find_each { |user| user.update!(…) }`. */
import type { TextRange } from '../../finding.ts';
import { expressionOf, firstLine } from '../code/build.ts';
import { chainIn, type Chain, type Link } from '../code/chains.ts';
import { statementsIn, type Part } from '../code/statements.ts';
import type { Tokens } from '../code/tokens.ts';
import { textOf } from '../code/values.ts';
import type { Expression, ObjectName, Operation } from '../operation.ts';
import { tableOfModel } from '../reading/inflections.ts';

/** Tables of the models that the file has of its own, by their class. */
type Models = ReadonlyMap<string, ObjectName>;

const BATCHES = new Set([
  'find_each',
  'in_batches',
  'find_in_batches',
  'each_batch',
  'in_batches_of',
  'each_slice',
  'limit',
  'batch_each',
]);
const ALL_BATCHES = new Set(['find_each', 'in_batches', 'find_in_batches', 'each_batch']);
const LOOPS = new Set([
  'each',
  'map',
  'each_with_index',
  'all',
  'find_each',
  'in_batches',
  'find_in_batches',
  'each_batch',
  'tap',
  'each_row',
  'select',
]);
const UPDATES = new Set(
  'update_all update_column update_columns update update! update_attribute update_attributes update_attributes! update_counters touch touch_all increment! decrement! toggle! save save! update_all_in_batches reset_counters increment_counter'.split(
    ' ',
  ),
);
const DELETES = new Set(
  'delete_all destroy_all delete destroy destroy! delete_by destroy_by delete_in_batches'.split(' '),
);
const INSERTS = new Set(
  'create create! insert insert! insert_all insert_all! upsert upsert_all find_or_create_by find_or_create_by! first_or_create first_or_create! import import! create_or_find_by'.split(
    ' ',
  ),
);

/** What a chain that starts with a class does to the table of it; nothing where it only reads. */
export function rowOperations(tokens: Tokens, chain: Chain, models: Models): readonly Operation[] {
  const model = modelOf(chain);
  if (!model) return [];
  const table =
    models.get(model.name) ?? models.get(model.name.replace(/^.*::/, '')) ?? tableOfModel(model.name);
  const at = firstLine(tokens.document, chain);
  const links = chain.links.slice(model.links);
  const batched = {
    ...(links.some(({ name }) => BATCHES.has(name)) && ({ batched: true } as const)),
    ...(links.some(({ name }) => ALL_BATCHES.has(name)) && ({ allBatches: true } as const)),
  };
  const where = conditionOf(tokens, links);
  const change = links.find(({ name }) => UPDATES.has(name) || DELETES.has(name) || INSERTS.has(name));
  if (change) return [operationFor(change, { at, table, batched, where })];
  const loop = links.find(({ name, block }) => block && LOOPS.has(name));
  if (!loop?.block) return [];
  // What was worked out of rows is none any more.
  const isOfRows = !links.slice(0, links.indexOf(loop)).some(({ name }) => VALUES.has(name));
  const [changed] = isOfRows ? changesIn(tokens, loop.block.body, loop.block.parameters) : [];
  if (!changed) return [];
  const some = changed.ifAny && expressionOf(tokens.document, changed.ifAny, 'constant');
  return [operationFor(changed.link, { at, table, batched, where: where ?? some })];
}

/** A loop over rows whose block says nothing that can be read. */
export function unreadLoop(tokens: Tokens, chain: Chain, models: Models): Operation | undefined {
  const model = modelOf(chain);
  const loop = chain.links.find(
    ({ name, block }) => block && /^(?:each|find_each|in_batches|find_in_batches|each_batch)$/.test(name),
  );
  if (!model || !loop) return undefined;
  const table = models.get(model.name) ?? tableOfModel(model.name);
  return { kind: 'data-code', at: firstLine(tokens.document, chain), table };
}

interface Rows {
  readonly at: Operation['at'];
  readonly table: ObjectName;
  readonly batched: { readonly batched?: true; readonly allBatches?: true };
  readonly where: Expression | undefined;
}

function operationFor(link: Link, { at, table, batched, where }: Rows): Operation {
  const condition = where && { where };
  if (INSERTS.has(link.name)) return { kind: 'insert', at, table };
  if (DELETES.has(link.name)) return { kind: 'delete', at, table, ...condition, ...batched };
  return { kind: 'update', at, table, columns: columnsOf(link), ...condition, ...batched };
}

function columnsOf({ name, plain, options }: Link): readonly string[] {
  if (name.startsWith('touch')) return ['updated_at'];
  if (options.size > 0) return [...options.keys()];
  const [first] = plain;
  const text = textOf(first) ?? first?.text;
  if (text === undefined) return [];
  if (first?.kind === 'name') return [text];
  return [...text.slice(0, 2_000).matchAll(/(?:^|,)\s{0,20}["`]?(\w{1,63})["`]?\s{0,20}=(?!=)/g)].map(
    ([, column = '']) => column,
  );
}

const CONDITIONS = new Set([
  'where',
  'find_by',
  'find',
  'rewhere',
  'merge',
  'joins',
  'delete_by',
  'destroy_by',
  'find_by!',
  // One row, which may be new.
  'find_or_initialize_by',
  'first_or_initialize',
  'new',
  'build',
  'first',
  'first!',
  'last',
  'last!',
  'take',
  'take!',
  'sole',
  'find_sole_by',
]);

function conditionOf({ document }: Tokens, links: readonly Link[]): Expression | undefined {
  const link = links.find(({ name }) => CONDITIONS.has(name) || name.startsWith('find_by_'));
  if (!link) return undefined;
  return expressionOf(document, { start: link.nameAt.start, end: link.end }, 'constant');
}

/** The class that a chain starts with, and how many links name it. */
function modelOf({ links }: Chain): { readonly name: string; readonly links: number } | undefined {
  let count = 0;
  while (/^[A-Z]/.test(links[count]?.name ?? '') && !links[count]?.hasArguments) count++;
  if (count === 0 || count === links.length) return undefined;
  const name = links
    .slice(0, count)
    .map((link) => link.name)
    .join('::');
  return NO_MODELS.test(name) ? undefined : { name, links: count };
}

const NO_MODELS =
  /^(?:Rails|Time|Date|DateTime|File|Dir|JSON|YAML|SecureRandom|ENV|I18n|Rake|ActiveRecord|ActiveSupport|Digest|OpenSSL|Base64|Logger|Kernel|Process|URI|Net|CSV|Hash|Array|String|Integer|Set|Struct|Sidekiq|Redis|Benchmark|Parallel|Gem|Bundler|StringIO|Concurrent|Arel|Class|Module|Object|ObjectSpace|GC|Pathname|FileUtils)\b/;

const VALUES = new Set([
  'pluck',
  'pick',
  'ids',
  'map',
  'flat_map',
  'group',
  'having',
  'sum',
  'count',
  'group_by',
]);

const MOST_DEPTH = 6;

interface Changed {
  readonly link: Link;
  /** Some rows alone: where it is said which. */
  readonly ifAny: TextRange | undefined;
}

/** Changes of the rows that a loop goes through, in the order of the code. */
function changesIn(
  tokens: Tokens,
  body: Part,
  parameters: readonly string[],
  ifAny?: TextRange,
  depth = 0,
): readonly Changed[] {
  if (depth > MOST_DEPTH) return [];
  let condition = ifAny;
  return statementsIn(tokens, body).flatMap((part): readonly Changed[] => {
    const first = tokens.list[part.from];
    if (first?.kind === 'word' && first.partner > part.from) {
      const inside = CONDITIONAL.test(first.text) ? (condition ?? first) : condition;
      return changesIn(tokens, { from: part.from + 1, to: first.partner }, parameters, inside, depth + 1);
    }
    // `next if order.paid?`
    if (first?.kind === 'word' && /^(?:next|break|return)$/.test(first.text)) condition ??= first;
    const chain = chainIn(tokens, part);
    if (!chain) return [];
    const [head, ...others] = chain.links;
    // `user.settings.delete('x')` is about a value of the row, not about the row.
    const [next] = others;
    const isChange = next && (UPDATES.has(next.name) || DELETES.has(next.name));
    const change = isChange && parameters.includes(head.name) ? next : undefined;
    const block = chain.links.find((link) => link.block)?.block;
    // `batch.each { |user| … }` goes through rows; `user.orders.each` and `others.each` through those of others.
    const known = next?.block && parameters.includes(head.name) ? (block?.parameters ?? []) : [];
    const own = parameters.filter((name) => !block?.parameters.includes(name)).concat(known);
    const inner = block ? changesIn(tokens, block.body, own, condition, depth + 1) : [];
    const where = condition ?? (chain.conditional ? chain : undefined);
    const found: readonly Changed[] = change ? [{ link: change, ifAny: where }] : [];
    return found.concat(inner);
  });
}

const CONDITIONAL = /^(?:if|unless|case|while|until|rescue)$/;
