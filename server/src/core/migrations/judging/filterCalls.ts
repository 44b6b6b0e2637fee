/** What calls of query builders and ORMs filter by: `where(number: n)`, `.filter(number=n)`, `->where('number', $n)`. */

export interface Filter {
  readonly column: string;
  /** Offset into the text that stands behind the words that name the table. */
  readonly at: number;
}

/** Behind `Order.where(`: `number: n).first`. */
export function rubyFilters(behind: string): readonly Filter[] {
  const call = argumentsIn(behind, 0);
  if (!call || !endsIn(behind, call.end, /^\s*&?\.(\w+[?!]?)/, RUBY_ENDS)) return [];
  const [first] = call.items;
  const sql = /^\s*["'](?:\w+\.)?(\w+)\s*=\s*(?:\?|:\w+)["']$/.exec(first?.text ?? '');
  if (first && sql) return [{ column: sql[1] ?? '', at: placeIn(first, sql) }];
  return named(call.items, /^\s*(?::(\w+)\s*=>|(\w+):|["'](\w+)["']\s*=>)(?!\s*nil\b)(?:[^.]|\.(?!\.))*$/);
}

/** Behind `Order.objects.filter(`: `number=n).first()`. A lookup (`number__icontains`) is another question. */
export function djangoFilters(behind: string): readonly Filter[] {
  const call = argumentsIn(behind, 0);
  if (!call || !endsIn(behind, call.end, PYTHON_CALL, PYTHON_ENDS)) return [];
  return named(call.items, KEYWORD);
}

/** Behind `select(Order)`, `query(Order)` or `Order.query`: `.filter_by(number=n)`, `.where(Order.number == n)`. */
export function sqlalchemyFilters(behind: string): readonly Filter[] {
  const verb = /^\s*\.(where|filter|filter_by)\(/.exec(behind);
  const call = verb && argumentsIn(behind, verb[0].length);
  if (!call || !endsIn(behind, call.end, PYTHON_CALL, PYTHON_ENDS)) return [];
  return named(call.items, verb[1] === 'filter_by' ? KEYWORD : /^\s*\w+\.(\w+)\s*==(?!\s*None\b)[^=<>]+$/);
}

/** Behind `Order::where`, `Order::query()` or `DB::table('orders')`: `('number', $n)->first()`, `->where('number', $n)->get()`. */
export function laravelFilters(behind: string): readonly Filter[] {
  const filters: Filter[] = [];
  let at = 0;
  for (;;) {
    const verb = (at === 0 ? /^(?:\s*->\s*where)?\(/ : /^\s*->where\(/).exec(behind.slice(at))?.[0];
    if (verb === undefined) break;
    const call = argumentsIn(behind, at + verb.length);
    const [first, second, third] = call?.items ?? [];
    if (!call || !first) return [];
    const pairs = /^\s*\[/.test(first.text)
      ? named(inside(first), /^\s*'(\w+)'\s*=>(?!\s*null\b)\s*\S/)
      : named([first], /^\s*'(\w+)'$/);
    // With three, the second is how they are compared.
    if (pairs.length === 0 || (third && !/^\s*'='$/.test(second?.text ?? ''))) return [];
    filters.push(...pairs);
    at = call.end + 1;
  }
  return endsIn(behind, at - 1, /^\s*->(\w+)/, PHP_ENDS) ? filters : [];
}

/** Behind `repository.findOneBy(`: `{ number })`. */
export function objectFilters(behind: string): readonly Filter[] {
  const [first] = argumentsIn(behind, 0)?.items ?? [];
  return first && /^\s*\{/.test(first.text) ? named(inside(first), PROPERTY) : [];
}

/** Behind `Order.findOne(`: `{ attributes: ['id'], where: { number } })`. */
export function whereFilters(behind: string): readonly Filter[] {
  const [first] = argumentsIn(behind, 0)?.items ?? [];
  const options = first && /^\s*\{/.test(first.text) ? inside(first) : [];
  const where = options.find(({ text }) => /^\s*where\s*:\s*\{/.test(text));
  return where ? named(inside(where), PROPERTY) : [];
}

/** Behind `.selectFrom('orders')`: `.where('number', '=', n)`. */
export function kyselyFilters(behind: string): readonly Filter[] {
  const end = behind.search(/;|\n\s*\n|\.(?:selectFrom|updateTable|deleteFrom|insertInto)\(/);
  const chain = end === -1 ? behind : behind.slice(0, end);
  if (/[jJ]oin\(|\.(?:whereRef|\$if|\$call|clearWhere)\(/.test(chain)) return [];
  const written = [
    ...chain.matchAll(/\.where\(\s*(['"])(?:\w+\.)?(\w+)\1\s*,\s*(['"])(?:=|in)\3\s*,(?!\s*null\b)/g),
  ];
  if (written.length !== (chain.match(/\.where\(/g) ?? []).length) return [];
  return written.map((one) => ({
    column: one[2] ?? '',
    at: one.index + one[0].indexOf(one[2] ?? '', one[0].search(/['"]/) + prefixOf(one[0])),
  }));
}

/** Of `.where('orders.number'`: up to the dot. */
function prefixOf(call: string): number {
  const dot = /^\.where\(\s*['"](\w+\.)\w/.exec(call)?.[1];
  return dot?.length ?? 0;
}

/** `.where({ number: n, shop })` of Knex, from the brace on. Undefined where it can't be told. */
export function knexObject(text: string, at: number): readonly Filter[] | undefined {
  const [first] = argumentsIn(text, at)?.items ?? [];
  const found = first ? named(inside(first), PROPERTY) : [];
  return found.length > 0 ? found : undefined;
}

const KEYWORD = /^\s*(?!pk\b|\w*__)(\w+)\s*=(?!=|\s*None\b)\s*\S/;
/** Its value no list, no condition of the library's and not null. */
const PROPERTY = /^\s*(\w+)\s*(?::(?!\s*(?:null\b|undefined\b|[{[]|[A-Z]\w*\(|\w+\([^)]*=>))|$)/;
const PYTHON_CALL = /^\s*\.(\w+)/;

const RUBY_ENDS = words(
  'first first! last last! take sole exists? any? none? empty? present? blank? count size length sum pluck pick ids order reorder limit offset select distinct update_all delete_all destroy_all each find_each find_in_batches in_batches to_a map each_with_index includes preload lock load first_or_create first_or_create! first_or_initialize',
);
const PYTHON_ENDS = words(
  'first last exists count order_by values values_list update delete only defer select_related prefetch_related earliest latest iterator distinct aggregate select_for_update afirst acount aexists all one one_or_none scalar scalars limit offset options with_for_update returning execution_options',
);
const PHP_ENDS = words(
  'first firstOrFail firstOr get exists doesntExist count pluck value valueOrFail update delete forceDelete orderBy orderByDesc latest oldest limit take paginate simplePaginate cursorPaginate with withCount select sole sum max min increment decrement each chunk lazy cursor lockForUpdate sharedLock distinct',
);

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** What follows narrows the search by nothing else: it ends the query, or is known to. */
function endsIn(text: string, close: number, next: RegExp, ends: ReadonlySet<string>): boolean {
  const call = next.exec(text.slice(close + 1))?.[1];
  return call === undefined || ends.has(call);
}

interface Item {
  readonly text: string;
  readonly at: number;
}

/** All items by the name that a pattern finds in each; none where one is something else. */
function named(items: readonly Item[], pattern: RegExp): readonly Filter[] {
  const filters: Filter[] = [];
  for (const item of items) {
    const match = pattern.exec(item.text);
    const column = match?.slice(1).find((group) => group !== undefined);
    if (!match || column === undefined) return [];
    filters.push({ column, at: placeIn(item, match) });
  }
  return filters;
}

/** Where the name stands that was found first in an item. */
function placeIn({ at }: Item, match: RegExpExecArray): number {
  const column = match.slice(1).find((group) => group !== undefined) ?? '';
  return at + match.index + match[0].search(new RegExp(`\\b${column}\\b`));
}

/** What stands between the first brackets of an item. */
function inside({ text, at }: Item): readonly Item[] {
  const open = text.search(/[{[]/);
  return (argumentsIn(text, open + 1)?.items ?? []).map((item) => ({ text: item.text, at: at + item.at }));
}

/** From behind a bracket up to the one that closes it: what commas part. Undefined where it is not closed. */
function argumentsIn(
  text: string,
  from: number,
): { readonly items: readonly Item[]; readonly end: number } | undefined {
  const items: Item[] = [];
  let depth = 0;
  let start = from;
  const take = (end: number): void => {
    if (text.slice(start, end).trim() !== '')
      items.push({ text: text.slice(start, end).trimEnd(), at: start });
    start = end + 1;
  };
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? '';
    if (`'"\``.includes(character)) {
      do at += text[at] === '\\' ? 2 : 1;
      while (at < text.length && text[at] !== character);
    } else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) {
      if (depth-- === 0) {
        take(at);
        return { items, end: at };
      }
    } else if (character === ',' && depth === 0) take(at);
  }
  return undefined;
}
