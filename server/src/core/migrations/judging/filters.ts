/** By which columns the product's code looks rows up, where the table's name stands in the same call. */
import type { Source } from '../../source.ts';
import { createDocument } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import type { CodeQuery } from '../../workspaceRule.ts';
import { unqualified } from '../replay.ts';
import type { TableState } from '../schema.ts';
import { camel, pascal, singular } from '../reading/inflections.ts';
import { lowerFirst } from './codeNames.ts';

/**
 * Where rows of a table are looked up: from the first to the last column that a query filters by. What the columns are is left
 * to who asks, so that the same question is asked whatever the schema is.
 */
export function filterQuery(table: TableState): CodeQuery {
  let query = queries.get(table);
  if (!query) queries.set(table, (query = queryFor(table.name)));
  return query;
}

/** A table that no migration changed is the same one when all are judged again: it has dozens of words. */
const queries = new WeakMap<TableState, CodeQuery>();

function queryFor(table: string): CodeQuery {
  const name = unqualified(table);
  const models = [
    ...new Set([camel(name), camel(singular(name)), lowerFirst(name), lowerFirst(singular(name))]),
  ];
  const heads = [
    ...['from', 'table'].flatMap((call) => [`.${call}('${name}')`, `.${call}("${name}")`]),
    `FROM ${name}`,
    `FROM "${name}"`,
    `from ${name}`,
    ...[...new Set([camel(name), pascal(name), lowerFirst(name)])].map((constant) => `.from(${constant})`),
    ...models.flatMap((model) => PRISMA.map((call) => `.${model}.${call}(`)),
  ];
  return {
    key: `filter\0${table}`,
    words: heads.filter((word) => /^[\x20-\x7e]+$/.test(word)),
    isAboutCode: true,
    find: (source) => filtersIn(source, heads),
  };
}

const PRISMA = ['findFirst', 'findFirstOrThrow', 'findMany', 'count', 'updateMany', 'deleteMany'];
/** A query is hardly longer. */
const LONGEST = 800;
/** In one file. */
const MOST_PLACES = 50;
const MOST_HEADS = 200;

function filtersIn(source: Source, heads: readonly string[]): readonly Span[] {
  const { text } = source;
  const document = createDocument(source);
  const places: Span[] = [];
  for (const head of heads) {
    let looked = 0;
    for (let at = text.indexOf(head); at !== -1 && looked++ < MOST_HEADS; at = text.indexOf(head, at + 1)) {
      const behind = at + head.length;
      if (/[\w"]/.test(text[behind] ?? '') && !head.endsWith('(')) continue;
      const filters = filtersOf(text.slice(behind, behind + LONGEST), head);
      const [first, last] = [filters[0], filters.at(-1)];
      if (!first || !last) continue;
      places.push(spanOf(document, behind + first.at, behind + last.at + last.column.length));
      if (places.length >= MOST_PLACES) return places;
    }
  }
  return places;
}

interface Filter {
  readonly column: string;
  readonly at: number;
}

/** All that a query filters by; empty where it can't be told. */
function filtersOf(behind: string, head: string): readonly Filter[] {
  if (head.startsWith('.from(') && !/['"]/.test(head)) return drizzleFilters(behind);
  if (head.startsWith('.') && head.endsWith('(')) return prismaFilters(behind);
  return head.startsWith('.') ? chainFilters(behind) : sqlFilters(behind);
}

/** supabase-js and Knex: `.select().eq('a', 1).single()` up to the end of the statement. */
function chainFilters(behind: string): readonly Filter[] {
  const chain = behind.slice(0, endOf(behind, /;|\n\s*\n|\.(?:from|table|rpc)\(/));
  if (
    /\.(?:or|not|filter|match|textSearch|join|leftJoin|andWhere|orWhere)\(|\.(?:insert|upsert)\(/.test(chain)
  )
    return [];
  const written = [
    ...chain.matchAll(/\.(eq|in|gt|gte|lt|lte|is|neq|like|ilike|where|contains)\(\s*(['"])([\w]+)\2\s*,/g),
  ];
  if (
    written.length !==
    (chain.match(/\.(?:eq|in|gt|gte|lt|lte|is|neq|like|ilike|where|contains)\(/g) ?? []).length
  )
    return [];
  const equal = written.filter(([, call]) => call === 'eq' || call === 'where' || call === 'in');
  return equal.length === 0 || written.length > equal.length
    ? []
    : equal.map((one) => placed(one, one[3] ?? ''));
}

/** `prisma.order.findMany({ where: { a: 1, b } })`, also `where: a ? { a } : {}`: the keys of where, if all of them are plain. */
function prismaFilters(behind: string): readonly Filter[] {
  const where = /^\s*\{\s*where:\s*(?:\w+\s*\?\s*)?\{/.exec(behind)?.[0];
  if (where === undefined) return [];
  const end = behind.indexOf('}', where.length);
  const inside = end === -1 ? '{' : behind.slice(where.length, end);
  if (/[{[?(]|\.\.\./.test(inside)) return [];
  return [...inside.matchAll(/(?:^|,)\s*(\w+)(?=\s*(?:[:,]|$))/g)].map((one) =>
    placed(one, one[1] ?? '', where.length),
  );
}

/** `.from(orders).where(eq(orders.a, 1))` */
function drizzleFilters(behind: string): readonly Filter[] {
  const chain = behind.slice(0, endOf(behind, /;|\n\s*\n|\.from\(/));
  if (/\b(?:or|not|sql|inArray|exists)\b|[jJ]oin\(/.test(chain)) return [];
  const where =
    /^\s*(?:\.\$dynamic\(\)\s*)?\.where\(\s*(?:and\(\s*)?eq\(\s*\w+\.(\w+)(?=\s*,[^()]*\)\s*,?\s*\))/.exec(
      chain,
    );
  return where ? [placed(where, where[1] ?? '')] : [];
}

/** `WHERE a = $1 AND b = $2` of a query of one table. */
function sqlFilters(behind: string): readonly Filter[] {
  const where = /^(?:\s+(?:as\s+)?\w{1,3})?\s+where\s+/i.exec(behind)?.[0];
  if (where === undefined) return [];
  const rest = behind.slice(where.length);
  const conditions = rest.slice(
    0,
    endOf(rest, /[;`]|["']\s*[,)\n;]|\b(?:order|group|limit|returning|for)\b/i),
  );
  if (/\b(?:or|not|select|join|exists)\b/i.test(conditions)) return [];
  const parts = conditions.split(/\band\b/i);
  const written = [
    ...conditions.matchAll(
      /(?:^|\band\s+)(?:\w+\.)?"?(\w+)(?="?\s*=\s*(?:\$\d|\?|:\w|%s|\$\{|@\w|'[^']*'))/gi,
    ),
  ];
  if (written.length !== parts.length) return [];
  return written.map((one) => placed(one, one[1] ?? '', where.length));
}

/** The name stands last in what was matched, whatever is in front of it. */
function placed(match: RegExpMatchArray, column: string, before = 0): Filter {
  return { column, at: before + (match.index ?? 0) + match[0].lastIndexOf(column) };
}

function endOf(text: string, pattern: RegExp): number {
  const at = text.search(pattern);
  return at === -1 ? text.length : at;
}
