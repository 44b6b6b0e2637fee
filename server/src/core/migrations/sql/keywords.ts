import type { Dialect } from '../operation.ts';

/**
 * Words that the readers compare with. A token's word is one of these, the character of a punctuation mark, or "" for
 * everything else, so that comparing is comparing pointers and a word that is missing here is a type error.
 */
// prettier-ignore
const LINES = [
  'mergetree replacingmergetree replicatedmergetree replicatedreplacingmergetree aggregatingmergetree summingmergetree',
  'json bigint decimal',
  'abort access action add after aggregate algorithm all alter always analyse analyze and any array as asc asensitive assert atomic attach',
  'attribute authorization auto_increment autoincrement before begin between bigserial binary bit blob boolean both by byte bytea call called',
  'cascade case cast change char character character_set_client characteristics charset check checkpoint citext class close cluster coalesce',
  'collate collation column columns comment commit compression concurrently conflict connection constraint constraints conversion convert copy',
  'cost create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user data database',
  'databases datetime day deallocate declare default defer_foreign_keys deferrable deferred definer delete delimiter desc describe detach',
  'disable discard distinct do domain double drop each else elseif elsif enable encoding end enforced engine enum event except exception',
  'exclude execute exists explain expression extension external extract fetch finalize first flush for force foreach foreign foreign_key_checks',
  'foreign_keys format from full fulltext function functions gen_random_uuid generated glob global grant group having hour identity if ignore',
  'immediate immutable import in include index indexes inherit inherits initially inner inplace input insert instant instead int integer',
  'intersect interval into invisible invoker is isnull join jsonb key keys language large lateral leakproof left legacy_alter_table like limit',
  'listen load local localtime localtimestamp lock logged longblob longtext loop low_priority mapping master match materialized mediumblob',
  'mediumint mediumtext merge method minute mode modify month move name names national natural nchar next nextval no none not nothing notify',
  'notnull nowait null nulls of off offset oids on only operator optimize option options or order outer outfile over overriding owned owner',
  'parallel parser partition perform period permissive plpgsql policy pragma precision prepare prepared primary privileges procedural procedure',
  'procedures public publication purge quick raise range real reassign recursive references refresh regclass reindex release rename repair',
  'repeat replace replica reset restart restrict restrictive return returning returns revoke right role rollback routine routines row',
  'row_format rowid rows rule savepoint schema schemas search second security security_invoker select sequence sequences serial server session',
  'set setof share shared show signed smallserial some spatial sql sql_mode sqlite_master sqlite_schema sqlite_sequence stable start statement',
  'statistics stdin storage stored strftime strict subscription support system table tables tablespace temp template temporary text then time',
  'timestamp timestamptz tinyint tinytext to transaction transform trigger truncate trusted tsvector type types undrop union unique unixepoch',
  'unlisten unlock unlogged unsigned until update usage use user using uuid uuid_generate_v4 vacuum valid validate value values varchar varying',
  'verbose version view virtual visible volatile when where while window with within without work writable_schema write xml year zerofill zone',
] as const;

// prettier-ignore
export type Punctuation =
  | ';' | '(' | ')' | ',' | '.' | '[' | ']' | '=' | '<' | '>' | '+' | '-' | '*' | '/' | '%' | '^' | '&' | '|' | '!' | '~' | '?' | ':' | '@' | '#' | '{' | '}' | '$' | '\\';
type Split<Line extends string> = Line extends `${infer First} ${infer Rest}` ? First | Split<Rest> : Line;
export type Word = Split<(typeof LINES)[number]> | Punctuation | '';

/** How much a word speaks for a dialect. */
// prettier-ignore
const SIGNS: Readonly<Record<Dialect, Partial<Record<Word, number>>>> = {
  postgres: {
    jsonb: 3, timestamptz: 3, bigserial: 3, serial: 1, smallserial: 3, bytea: 3, plpgsql: 5, gen_random_uuid: 3, uuid_generate_v4: 3, nextval: 3, citext: 3,
    tsvector: 3, concurrently: 4, extension: 3, uuid: 1, regclass: 3, security_invoker: 4, policy: 2, materialized: 2, setof: 3, inherits: 3, raise: 1,
  },
  mysql: {
    auto_increment: 5, engine: 4, unsigned: 4, mediumtext: 4, longtext: 4, tinytext: 4, tinyint: 2, mediumint: 4, longblob: 4, mediumblob: 4, modify: 3, change: 2,
    foreign_key_checks: 5, fulltext: 4, charset: 3, zerofill: 4, delimiter: 5, character_set_client: 5, row_format: 4, sql_mode: 5, inplace: 3,
    // ClickHouse has ENGINE too.
    mergetree: -20, replacingmergetree: -20, replicatedmergetree: -20, replicatedreplacingmergetree: -20, aggregatingmergetree: -20, summingmergetree: -20,
  },
  sqlite: {
    autoincrement: 5, pragma: 5, rowid: 3, strftime: 4, unixepoch: 4, sqlite_master: 5, sqlite_sequence: 5, sqlite_schema: 5, foreign_keys: 5, defer_foreign_keys: 5,
    legacy_alter_table: 5, writable_schema: 5, glob: 1,
  },
};

/** Everyday words that tell MySQL's types from SQLite's, where names stand in backticks. */
// prettier-ignore
const LEANINGS: Partial<Record<Word, number>> = {
  integer: -1, real: -1, blob: -1, text: -0.5, int: 1, varchar: 1, enum: 1, timestamp: 1, json: 1, datetime: 1, boolean: 0.5, double: 1, bigint: 1, decimal: 1,
};

interface Entry {
  readonly word: Word;
  /** Scores for PostgreSQL, MySQL, SQLite. */
  readonly signs?: readonly [number, number, number];
  /** Above 0: MySQL; below: SQLite. */
  readonly leaning?: number;
}

const SLOTS = 4096;
const TABLE = buildTable();

/** The same for upper and lower case. Start with 0, add the codes of all characters. */
export function addToHash(hash: number, code: number): number {
  return (Math.imul(hash, 31) + (code | 32)) | 0;
}

export function findWord(text: string, start: number, end: number, hash: number): Entry | undefined {
  for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
    const entry = TABLE[slot];
    if (entry === undefined || isWord(entry.word, text, start, end)) return entry;
  }
}

function isWord(word: string, text: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let index = 0; index < word.length; index++) {
    const code = text.charCodeAt(start + index);
    const wanted = word.charCodeAt(index);
    if (code !== wanted && (code | 32) !== wanted) return false;
  }
  return true;
}

function buildTable(): readonly (Entry | undefined)[] {
  const table = Array.from<Entry | undefined>({ length: SLOTS }).fill(undefined);
  for (const word of LINES.flatMap((line) => line.split(' ') as Word[])) {
    let hash = 0;
    for (let index = 0; index < word.length; index++) hash = addToHash(hash, word.charCodeAt(index));
    let slot = hash & (SLOTS - 1);
    while (table[slot]) slot = (slot + 1) & (SLOTS - 1);
    const signs = [SIGNS.postgres[word] ?? 0, SIGNS.mysql[word] ?? 0, SIGNS.sqlite[word] ?? 0] as const;
    const leaning = LEANINGS[word];
    table[slot] = {
      word,
      ...(signs.some((sign) => sign !== 0) ? { signs } : undefined),
      ...(leaning === undefined ? undefined : { leaning }),
    };
  }
  return table;
}
