/** What the text of an .sql file says before it is read: whether it changes a database at all, and which. */
import { behindLineFeed, lineEndAt, nextLineAt, skipBlanks } from '../../lines.ts';

/** Written by pg_dump, mysqldump and the like: a whole database, and nobody runs it on a live one. */
export function isDump(text: string): boolean {
  return DUMP.test(text.slice(0, LOOKED_AT));
}

const LOOKED_AT = 2_000;
const DUMP =
  /^(?:--|\/\*)[^\n]{0,20}(?:PostgreSQL database(?: cluster)? dump|(?:MySQL|MariaDB) dump|phpMyAdmin SQL Dump|HeidiSQL|Adminer |Navicat)/m;

/** Queries with names, which code is generated from or which code looks up: sqlc, goyesql, aiosql, PugSQL, HugSQL. */
export function isQueryFile(text: string): boolean {
  return /^--\s*(?::name\b|name:\s*\S)/m.test(text.slice(0, 20_000));
}

/** SQL that PostgreSQL, MySQL and SQLite do not speak. */
export function isOtherDatabase(text: string): boolean {
  return OTHER.test(text.slice(0, 20_000));
}

/** ClickHouse, SQL Server, Oracle, Snowflake, in words that no other has. */
const OTHER =
  /\bENGINE\s{0,3}=?\s{0,3}\w{0,40}MergeTree\b|\bON CLUSTER\b\s{1,3}\w|^GO[ \t]*\r?$|\[dbo\]\.|\bdbo\.\w|\bIDENTITY\s{0,3}\(\d+\s{0,3},\s{0,3}\d+\)|\bNVARCHAR2?\s{0,3}\(\s{0,3}(?:MAX|\d)|\bVARCHAR2\s{0,3}\(|\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:WAREHOUSE|STAGE|FILE\s+FORMAT)\b|\bUSING CASSANDRA\b|\bKEYSPACE\b/im;

export interface Verbs {
  /** Changes tables, indexes, types …: CREATE, ALTER, DROP. */
  readonly schema: boolean;
  /** Changes or removes rows that are there. */
  readonly rows: boolean;
  /** Anything that is no question. */
  readonly any: boolean;
}

/** By the words with which lines start: cheap, and good enough to tell a change from a query. */
export function verbsOf(text: string): Verbs {
  let schema = false;
  let rows = false;
  let any = false;
  let inserts = 0;
  const behindLine = LONE_RETURN.test(text) ? behindLineEnd : behindLineFeed;
  for (let at = 0; at < text.length; at = behindLine(text, at)) {
    const start = skipBlanks(text, at);
    if (!isLetter(text.charCodeAt(start))) continue;
    VERB.lastIndex = start;
    const match = VERB.exec(text);
    if (!match) continue;
    const verb = (match[1] ?? '').toLowerCase();
    any = true;
    if (verb === 'create') schema ||= CREATES.test(text.slice(at, at + 120));
    else if (SCHEMA_VERBS.has(verb)) schema = true;
    else if (ROW_VERBS.has(verb)) rows = true;
    // Written from what is there: no seed.
    else if (verb === 'insert' && inserts++ < MOST_INSERTS)
      rows ||= /\bselect\b/i.test(text.slice(at, at + 2_000));
    if (schema && rows) break;
  }
  return { schema, rows, any };
}

/** Old line breaks, which hardly any file has. */
const LONE_RETURN = /\r(?!\n)/;

function behindLineEnd(text: string, from: number): number {
  return nextLineAt(text, lineEndAt(text, from));
}

function isLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122;
}

const VERB =
  /(alter|create|drop|truncate|update|delete|insert|replace|merge|grant|revoke|reindex|vacuum|cluster|refresh|rename|comment|do|call|copy|lock|with|pragma|set|execute)\b/iy;
const MOST_INSERTS = 50;
const SCHEMA_VERBS = new Set([
  'alter',
  'drop',
  'reindex',
  'vacuum',
  'cluster',
  'refresh',
  'rename',
  'do',
  'grant',
  'revoke',
  'lock',
]);
const ROW_VERBS = new Set(['update', 'delete', 'truncate', 'merge']);
const CREATES =
  /^\s*create\s+(?:unlogged\s+|unique\s+|fulltext\s+|spatial\s+|temp(?:orary)?\s+|materialized\s+|global\s+|local\s+|or\s+replace\s+){0,3}(?:table|index|type|policy|domain|view|sequence|schema|extension|publication|rule|constraint)\b/i;

/**
 * The same text, as long, without what Go templates (`{{ .Prefix }}`) and placeholders (`${schema}`) make of it: a hole is blank in
 * front of a name, and underscores where it is part of one.
 */
export function withoutTemplates(text: string): string {
  if (!text.includes('{{') && !text.includes('${')) return text;
  return text.replace(HOLE, (hole: string, ...rest: unknown[]) => {
    const at = rest.find((part): part is number => typeof part === 'number') ?? 0;
    const isPart = /[\w"`]/.test(text.charAt(at - 1));
    if (isPart) return underscores(hole);
    if (/^\{\{-?\s*(?:if|else|end|range|with|define|template|\/\*)/.test(hole)) return blank(hole);
    if (hole.endsWith('.')) return blank(hole);
    return /[\w"`]/.test(text.charAt(at + hole.length)) ? blank(hole) : underscores(hole);
  });
}

const HOLE = /(?:\{\{[^{}\n]{0,300}\}\}|\$\{[^{}\n]{1,100}\})\.?/g;

function blank(hole: string): string {
  return ' '.repeat(hole.length);
}

/** A dot behind it stays where it is a part of a name. */
function underscores(hole: string): string {
  return hole.endsWith('.') ? `${'_'.repeat(hole.length - 1)}.` : '_'.repeat(hole.length);
}
