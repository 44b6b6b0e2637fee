import { isSpaceCode } from './characters.ts';

const GAP = String.raw`\s{1,40}`;
const OBJECTS =
  'table|index|view|type|function|procedure|routine|trigger|policy|schema|extension|sequence|role|user|group|database|domain|rule|event|aggregate|publication|' +
  'subscription|server|operator|cast|collation|statistics|language|tablespace|foreign table|foreign data';
const MODIFIERS =
  'or replace|global|local|temp|temporary|unlogged|unique|materialized|recursive|constraint|virtual|fulltext|spatial|event|trusted|procedural|definer ?= ?[^ ]{1,60}';
const SETTINGS =
  'lock_timeout|statement_timeout|search_path|role|session authorization|foreign_key_checks|client_encoding';
const STATEMENT = new RegExp(
  [
    `create ((${MODIFIERS}) ){0,4}(${OBJECTS})\\b`,
    `(alter|drop) (materialized )?(${OBJECTS}|default privileges|owned by)\\b`,
    'insert (or [a-z]{1,10} |ignore )?into ',
    'replace into ',
    String.raw`update (only )?[^\s]{1,130} (as )?([a-z_]\w{0,60} )?set `,
    'delete from ',
    'merge into ',
    String.raw`(grant|revoke) (all|select|insert|update|delete|usage|execute|create|connect|references|trigger|truncate|maintain|[a-z_]\w{0,60} (to|from))\b`,
    `comment on (${OBJECTS}|column|constraint)\\b`,
    'truncate table ',
    String.raw`(begin|commit|rollback)( transaction| work)?\s{0,40};`,
    'start transaction',
    String.raw`set (local |session )?(${SETTINGS})\s{0,40}(=|to )`,
    String.raw`do( language [a-z]{1,20})? (\$|')`,
    'refresh materialized view ',
    'reindex (index|table|schema|database|system|\\()',
    'lock table ',
    'pragma [a-z_]',
  ]
    .join('|')
    .replaceAll(' ', GAP)
    .replaceAll(`${GAP}?`, String.raw`\s{0,40}`),
  'iy',
);

/** Whether the text at `at` reads like the start of a statement, and like nothing that may stand in the middle of one. */
export function startsStatement(text: string, at: number): boolean {
  STATEMENT.lastIndex = at;
  return STATEMENT.test(text);
}

/** Where the first line starts that reads like a statement; `flush`: only lines that aren't indented. */
export function cutAtStatement(text: string, from: number, to: number, flush = false): number | undefined {
  let line = text.indexOf('\n', from);
  while (line !== -1 && line < to) {
    let at = line + 1;
    if (!flush) while (at < to && text.charCodeAt(at) !== 10 && isSpaceCode(text.charCodeAt(at))) at++;
    if (at < to && startsStatement(text, at)) return line;
    line = text.indexOf('\n', at);
  }
  return undefined;
}
