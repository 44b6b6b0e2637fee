/** By which columns the product's code looks rows up, where the table's name stands in the same call. */
import type { Source } from '../../source.ts';
import { createDocument } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import type { CodeQuery } from '../../workspaceRule.ts';
import { unqualified } from '../replay.ts';
import type { TableState } from '../schema.ts';
import { camel, pascal, singular } from '../reading/inflections.ts';
import type { ToolId } from '../types.ts';
import { lowerFirst } from './codeNames.ts';
import {
  djangoFilters,
  knexObject,
  kyselyFilters,
  laravelFilters,
  objectFilters,
  rubyFilters,
  sqlalchemyFilters,
  whereFilters,
  type Filter,
} from './filterCalls.ts';

/**
 * Where rows of a table are looked up: from the first to the last column that a query filters by. What the columns are is left
 * to who asks, so that the same question is asked whatever the schema is. `tool`: what makes the table, which tells how code asks.
 */
export function filterQuery(table: TableState, tool: ToolId): CodeQuery {
  let query = queries.get(table);
  if (!query) queries.set(table, (query = queryFor(table, tool)));
  return query;
}

/** A table that no migration changed is the same one when all are judged again: it has dozens of words. */
const queries = new WeakMap<TableState, CodeQuery>();

function queryFor(table: TableState, tool: ToolId): CodeQuery {
  const names = namesOf(table);
  const heads = (FORMS[tool] ?? ANY_FORMS).flatMap((form) =>
    [...new Set(form.heads(names))]
      .filter((text) => /^[\x20-\x7e]+$/.test(text))
      .map((text): Head => ({ text, read: form.read })),
  );
  return {
    key: `filter\0${tool}\0${table.name}`,
    words: heads.map(({ text }) => text),
    isAboutCode: true,
    find: (source) => filtersIn(source, heads),
  };
}

interface Names {
  readonly table: string;
  /** As constants, clients and variables are called: "orders", "order", "orderLines". */
  readonly variables: readonly string[];
  /** "OrderLine", "OrderLines". */
  readonly classes: readonly string[];
}

function namesOf({ name: table, model }: TableState): Names {
  const name = unqualified(table);
  const variables = [camel(name), camel(singular(name)), lowerFirst(name), lowerFirst(singular(name))];
  const classes = model === undefined ? [pascal(singular(name)), pascal(name)] : [model];
  return { table: name, variables: [...new Set(variables)], classes: [...new Set(classes)] };
}

/** A way to ask: the words that name the table, and what reads the rest. */
interface Form {
  readonly heads: (names: Names) => readonly string[];
  readonly read: (behind: string) => readonly Filter[];
}

interface Head {
  readonly text: string;
  readonly read: Form['read'];
}

const SQL: Form = {
  heads: ({ table }) => [`FROM ${table}`, `FROM "${table}"`, `from ${table}`],
  read: sqlFilters,
};
/** supabase-js and Knex. */
const CHAIN: Form = {
  heads: ({ table }) =>
    ['.from', '.table', 'knex', 'db'].flatMap((call) => [`${call}('${table}')`, `${call}("${table}")`]),
  read: chainFilters,
};
const DRIZZLE: Form = {
  heads: ({ table }) => [camel(table), pascal(table), lowerFirst(table)].map((one) => `.from(${one})`),
  read: drizzleFilters,
};
const PRISMA: Form = {
  heads: ({ variables }) =>
    ['findFirst', 'findFirstOrThrow', 'findMany', 'count', 'updateMany', 'deleteMany'].flatMap((call) =>
      variables.map((model) => `.${model}.${call}(`),
    ),
  read: prismaFilters,
};
const KYSELY: Form = {
  heads: ({ table }) =>
    ['selectFrom', 'updateTable', 'deleteFrom'].flatMap((call) => [
      `.${call}('${table}')`,
      `.${call}("${table}")`,
    ]),
  read: kyselyFilters,
};
/** Repositories, whatever they are called in full, entities that know how to find themselves, and the entity manager. */
const TYPEORM: readonly Form[] = [
  {
    heads: (names) =>
      ['findBy', 'findOneBy', 'findOneByOrFail', 'countBy'].flatMap((call) => typeormHeads(names, call)),
    read: objectFilters,
  },
  {
    heads: (names) =>
      ['find', 'findOne', 'findOneOrFail', 'count'].flatMap((call) => typeormHeads(names, call)),
    read: whereFilters,
  },
];

function typeormHeads({ variables, classes }: Names, call: string): readonly string[] {
  const repositories = variables.flatMap((one) => [`${one}Repository.${call}(`, `${one}Repo.${call}(`]);
  return repositories.concat(
    classes.flatMap((one) => [`${one}.${call}(`, `(${one}).${call}(`, `.${call}(${one},`]),
  );
}

const SEQUELIZE: Form = {
  heads: ({ classes }) =>
    ['findAll', 'findOne', 'findAndCountAll', 'count', 'destroy'].flatMap((call) =>
      classes.map((one) => `${one}.${call}(`),
    ),
  read: whereFilters,
};
const RAILS: Form = {
  heads: ({ classes }) =>
    ['where', 'find_by', 'find_by!', 'exists?'].flatMap((call) => classes.map((one) => `${one}.${call}(`)),
  read: rubyFilters,
};
const DJANGO: Form = {
  heads: ({ classes }) =>
    classes.flatMap((one) => [
      `${one}.objects.filter(`,
      `${one}.objects.get(`,
      `get_object_or_404(${one},`,
      `get_list_or_404(${one},`,
    ]),
  read: djangoFilters,
};
const SQLALCHEMY: Form = {
  heads: ({ classes }) => classes.flatMap((one) => [`select(${one})`, `query(${one})`, `${one}.query`]),
  read: sqlalchemyFilters,
};
const LARAVEL: Form = {
  heads: ({ table, classes }) => [
    `DB::table('${table}')`,
    ...classes.flatMap((one) => [`${one}::query()`, `${one}::where`, `${one}::firstWhere`]),
  ],
  read: laravelFilters,
};

/** Where a tool is a part of what code asks with: others are not looked for. */
const FORMS: Readonly<Partial<Record<ToolId, readonly Form[]>>> = {
  rails: [SQL, RAILS],
  django: [SQL, DJANGO],
  alembic: [SQL, SQLALCHEMY],
  laravel: [SQL, LARAVEL],
  ecto: [SQL],
  knex: [SQL, CHAIN],
  kysely: [SQL, CHAIN, KYSELY],
  drizzle: [SQL, CHAIN, DRIZZLE],
  prisma: [SQL, CHAIN, PRISMA, KYSELY],
  typeorm: [SQL, ...TYPEORM],
  sequelize: [SQL, SEQUELIZE],
};
const ANY_FORMS: readonly Form[] = [SQL, CHAIN, DRIZZLE, PRISMA, KYSELY];

/** A query is hardly longer. */
const LONGEST = 800;
/** In one file. */
const MOST_PLACES = 50;
const MOST_HEADS = 200;

function filtersIn(source: Source, heads: readonly Head[]): readonly Span[] {
  const { text } = source;
  const document = createDocument(source);
  const places: Span[] = [];
  for (const { text: head, read } of heads) {
    const isWord = /^\w/.test(head);
    let looked = 0;
    for (let at = text.indexOf(head); at !== -1 && looked++ < MOST_HEADS; at = text.indexOf(head, at + 1)) {
      const behind = at + head.length;
      if (isWord && /\w/.test(text[at - 1] ?? '')) continue;
      if (/\w$|"$/.test(head) && /[\w"]/.test(text[behind] ?? '')) continue;
      const filters = read(text.slice(behind, behind + LONGEST));
      const [first, last] = [filters[0], filters.at(-1)];
      if (!first || !last) continue;
      places.push(spanOf(document, behind + first.at, behind + last.at + last.column.length));
      if (places.length >= MOST_PLACES) return places;
    }
  }
  return places;
}

/** supabase-js and Knex: `.select().eq('a', 1).single()`, `.where({ a: 1 })` up to the end of the statement. */
function chainFilters(behind: string): readonly Filter[] {
  const chain = behind.slice(0, endOf(behind, /;|\n\s*\n|\.(?:from|table|rpc)\(|\b(?:knex|db)\(/));
  if (
    /\.(?:or|not|filter|match|textSearch|join|leftJoin|andWhere|orWhere)\(|\.(?:insert|upsert)\(/.test(chain)
  )
    return [];
  const calls = [
    ...chain.matchAll(
      /\.(eq|in|gt|gte|lt|lte|is|neq|like|ilike|where|contains)\((?:\s*(['"])(\w+)\2\s*,(?:\s*['"]([^'"\n]{1,8})['"]\s*,)?)?/g,
    ),
  ];
  const found = calls.map((call): readonly Filter[] | undefined => {
    const [all, verb = '', , column, operator = '='] = call;
    if (column === undefined)
      return verb === 'where' && /^\s*\{/.test(chain.slice(call.index + all.length))
        ? knexObject(chain, call.index + all.length)
        : undefined;
    return /^(?:eq|where|in)$/.test(verb) && operator === '='
      ? [{ column, at: call.index + all.indexOf(column, all.search(/['"]/)) }]
      : undefined;
  });
  return found.every((one) => one !== undefined) ? found.flat() : [];
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
