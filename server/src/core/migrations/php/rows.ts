/** What the query builder and models do to rows: `DB::table('users')->where(…)->update([…])`, `User::query()->delete()`. */
import { expressionOf, firstLine } from '../code/build.ts';
import type { Chain, Link } from '../code/chains.ts';
import type { Tokens } from '../code/tokens.ts';
import { textOf } from '../code/values.ts';
import { UNKNOWN_NAME, type Expression, type ObjectName, type Operation } from '../operation.ts';
import { tableOfModel } from '../reading/inflections.ts';

export interface Rows {
  readonly table: ObjectName;
  /** The links behind what names the table. */
  readonly links: readonly Link[];
  /** The variable that was asked for before: a row, or a query with conditions of its own. */
  readonly held?: Link;
}

const UPDATES = new Set(
  'update updateQuietly increment decrement incrementEach save saveQuietly saveOrFail touch forceFill restore updateFrom push toggle sync attach'.split(
    ' ',
  ),
);
const DELETES = new Set('delete forceDelete destroy deleteQuietly truncate'.split(' '));
const INSERTS = new Set(
  'insert insertGetId insertOrIgnore insertUsing upsert updateOrInsert create createMany createQuietly firstOrCreate updateOrCreate forceCreate'.split(
    ' ',
  ),
);
const BATCHES = new Set(
  'chunk chunkById chunkByIdDesc lazy lazyById each eachById cursor limit take first find findOrFail firstOrFail firstWhere'.split(
    ' ',
  ),
);

/** Rows that a chain is about; `held` tells those of variables. */
export function rowsOf(chain: Chain, held: ReadonlyMap<string, ObjectName>): Rows | undefined {
  const { links } = chain;
  const [first, second] = links;
  const variable = held.get(first.name);
  if (variable !== undefined) return { table: variable, links: links.slice(1), held: first };
  const table = links.findIndex(({ name, hasArguments }) => name === 'table' && hasArguments);
  if (table > 0 && table < 4 && /^(?:\\?(?:\w+\\)*(?:DB|Capsule|Manager)|\$\w+)$/.test(first.name))
    return {
      table: textOf(links[table]?.plain[0])?.replace(/\s+as\s.*$/i, '') ?? UNKNOWN_NAME,
      links: links.slice(table + 1),
    };
  const model = first.name.replace(/^.*\\/, '');
  if (!second || !/^[A-Z]\w*$/.test(model) || first.hasArguments || NO_MODELS.test(model)) return undefined;
  return { table: tableOfModel(model), links: links.slice(1) };
}

const NO_MODELS =
  /^(?:Schema|DB|Str|Carbon\w*|Log|Artisan|Cache|Hash|Config|App|File|Storage|Arr|Event|Queue|Redis|Route|Session|Lang|Crypt|Cookie|Mail|Auth|Gate|Http|Bus|Date|Password|Type|Uuid|Ulid|Json|Blueprint|Doctrine\w*|Facade|Validator|Notification|Collection|Exception|ConsoleOutput|Closure|DateTime\w*|PDO|Utils|Install|Console)$/;

/** What the chain changes; undefined where it only reads. */
export function changeOf(
  tokens: Tokens,
  chain: Chain,
  { table, links, held }: Rows,
  inBatches: boolean,
): Operation | undefined {
  const at = firstLine(tokens.document, chain);
  const change = links.find(
    ({ name, hasArguments }) => hasArguments && (UPDATES.has(name) || DELETES.has(name) || INSERTS.has(name)),
  );
  if (!change) return undefined;
  if (change.name === 'truncate') return { kind: 'truncate', at, table };
  if (INSERTS.has(change.name)) return { kind: 'insert', at, table };
  const where = conditionOf(tokens, links) ?? namedRows(tokens, change, held);
  const more = {
    ...(where && { where }),
    ...((inBatches || links.some(({ name }) => BATCHES.has(name))) && { batched: true as const }),
  };
  if (DELETES.has(change.name)) return { kind: 'delete', at, table, ...more };
  return { kind: 'update', at, table, columns: columnsOf(change), ...more };
}

function columnsOf({ name, plain }: Link): readonly string[] {
  const [first] = plain;
  if (/^(?:increment|decrement)$/.test(name)) return [textOf(first) ?? UNKNOWN_NAME];
  return [...(first?.entries.keys() ?? [])];
}

/** `$user->delete()`, `delete($id)`, `destroy([1, 2])`: not all rows, whichever they are. */
function namedRows({ document }: Tokens, change: Link, held: Link | undefined): Expression | undefined {
  const names = held ?? (DELETES.has(change.name) && change.plain.length > 0 ? change : undefined);
  return names && expressionOf(document, { start: names.nameAt.start, end: names.end }, 'constant');
}

function conditionOf({ document }: Tokens, links: readonly Link[]): Expression | undefined {
  const link = links.find(
    ({ name }) => /^(?:or)?where/i.test(name) || /^(?:find|first|only|join|has$|doesntHave)/.test(name),
  );
  return link && expressionOf(document, { start: link.nameAt.start, end: link.end }, 'constant');
}

/** Names of links that go through rows with a function, and whether they do it in batches. */
export function loopOf(
  links: readonly Link[],
): { readonly link: Link; readonly batched: boolean } | undefined {
  const link = links.find(
    ({ name, hasArguments }) =>
      hasArguments && /^(?:chunk|chunkById|each|eachById|map|lazy|lazyById|chunkMap|tap|filter)$/.test(name),
  );
  return link && { link, batched: links.some(({ name }) => /^(?:chunk|lazy|eachById|cursor)/.test(name)) };
}
