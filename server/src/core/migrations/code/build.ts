/** What readers of code migrations make operations of: places, names, types, expressions. */
import type { TextRange } from '../../finding.ts';
import { lineEndAt } from '../../lines.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import {
  UNKNOWN_NAME,
  type DataType,
  type Expression,
  type ObjectName,
  type Operation,
} from '../operation.ts';
import type { Statement } from '../types.ts';
import { rangeOf, type Part } from './statements.ts';
import type { Tokens } from './tokens.ts';
import { textOf, type Value } from './values.ts';

/** A place, cut at the end of its first line. */
export function firstLine(document: Document, { start, end }: TextRange): Span {
  let to = Math.min(end, lineEndAt(document.text, start, end - start));
  while (to > start + 1 && /\s/.test(document.text.charAt(to - 1))) to--;
  return spanOf(document, start, to);
}

/** A statement with its here-documents. */
export function statementOf(
  tokens: Tokens,
  part: Part,
  operations: Statement['operations'],
  range: TextRange = rangeOf(tokens, part),
): Statement {
  let { end } = range;
  for (let at = part.from; at < part.to; at++) {
    const literal = tokens.list[at]?.literal;
    if (literal?.here && literal.end > end) ({ end } = literal.content);
  }
  return { range: { start: range.start, end }, at: firstLine(tokens.document, range), operations };
}

/** The same operations with what is true of the place where they stand. */
export function flagged(
  operations: readonly Operation[],
  { nested, assured }: { readonly nested: boolean; readonly assured?: boolean },
): readonly Operation[] {
  if (!nested && !assured) return operations;
  const flags = { ...(nested && { nested }), ...(assured && { assured }) };
  return operations.map((operation) => Object.assign({}, operation, flags));
}

export function nameOf(value: Value | undefined): ObjectName {
  const text = textOf(value);
  return text === undefined || text === '' ? UNKNOWN_NAME : tableName(text);
}

/** Frameworks write names in quotes: they keep their capitals. */
function tableName(text: string): ObjectName {
  return text.startsWith('public.') ? text.slice(7) : text;
}

/** Other names of types, of all dialects and frameworks, and what they mean. */
const TYPES: Readonly<Record<string, string>> = {
  varchar: 'character varying',
  'character varying': 'character varying',
  char: 'character',
  bpchar: 'character',
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  bool: 'boolean',
  decimal: 'numeric',
  float8: 'double precision',
  float: 'double precision',
  double: 'double precision',
  float4: 'real',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
  serial4: 'serial',
  serial8: 'bigserial',
  serial2: 'smallserial',
};
const SERIAL: Readonly<Record<string, string>> = {
  serial: 'integer',
  bigserial: 'bigint',
  smallserial: 'smallint',
};

/** A type as SQL writes it: "varchar(20)", "numeric(10, 2)", "text[]". */
export function sqlType(written: string, at: Span): DataType {
  let text = written.trim().toLowerCase().slice(0, 120);
  const array = text.endsWith('[]');
  while (text.endsWith('[]')) text = text.slice(0, -2);
  const open = text.indexOf('(');
  const close = open === -1 ? -1 : text.indexOf(')', open);
  const numbers =
    close > open
      ? text
          .slice(open + 1, close)
          .split(',')
          .map(Number)
      : [];
  const plain = close > open ? `${text.slice(0, open).trim()} ${text.slice(close + 1).trim()}`.trim() : text;
  return dataType(plain, at, { args: numbers.every(Number.isFinite) ? numbers : [], array });
}

export function dataType(
  written: string,
  at: Span,
  { args = [], array = false }: { readonly args?: readonly number[]; readonly array?: boolean } = {},
): DataType {
  const name = TYPES[written] ?? written;
  const serial = SERIAL[name];
  return {
    name: serial ?? name,
    ...(args.length > 0 && { args }),
    ...(array && { array: true }),
    ...(serial !== undefined && { serial: true }),
    at,
  };
}

const VOLATILE =
  /\b(?:random|gen_random_uuid|uuid_generate_v\d\w*|uuidv[47]|nextval|clock_timestamp|timeofday|gen_random_bytes|gen_ulid|uuid_to_bin|uuid|rand|newid)\s*\(/i;
const STABLE =
  /\b(?:now|current_date|current_timestamp|current_time|localtimestamp|localtime|transaction_timestamp|statement_timestamp|current_user|current_setting|coalesce|lower|upper|to_timestamp|date_trunc|timezone|array|jsonb_build_object|jsonb_build_array|json_build_object|json_build_array|interval|row|cast|numeric|varchar|char)\s*\(/gi;

/** What a database makes of SQL as a default. */
export function volatilityOf(sql: string): Expression['volatility'] {
  const short = sql.slice(0, 400).replace(/'[^']*'/g, "''");
  if (VOLATILE.test(short)) return 'volatile';
  return /\b[a-z_]\w*\s*\(/i.test(short.replace(STABLE, '')) ? 'unknown' : 'constant';
}

export function expressionOf(
  document: Document,
  range: TextRange,
  volatility?: Expression['volatility'],
): Expression {
  const text = shortened(document.text.slice(range.start, Math.min(range.end, range.start + 2_000)));
  return { at: firstLine(document, range), text, volatility: volatility ?? volatilityOf(text) };
}

function shortened(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/'[^']{25,}'/g, "'…'")
    .replace(/"[^"]{25,}"/g, '"…"')
    .trim()
    .slice(0, 400);
}

/** `user_profile` of `UserProfile`. */
export function underscored(name: string): string {
  return name
    .replace(/^.*::/, '')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

const IRREGULAR: Readonly<Record<string, string>> = {
  person: 'people',
  man: 'men',
  woman: 'women',
  child: 'children',
  mouse: 'mice',
  ox: 'oxen',
};
const UNCOUNTABLE =
  /(?:^|_)(?:equipment|information|rice|money|species|series|fish|sheep|jeans|police|news|metadata|media|data|feedback|staff|software|traffic|evidence|audio|education)$/;

/** The last word of a name in the plural, as frameworks' inflectors make it of everyday words. */
export function plural(name: string): string {
  const cut = name.lastIndexOf('_') + 1;
  const word = name.slice(cut);
  const irregular = IRREGULAR[word];
  if (irregular !== undefined) return name.slice(0, cut) + irregular;
  if (UNCOUNTABLE.test(name) || name === '') return name;
  if (/(?:[^aeiouy]|qu)y$/.test(word)) return `${name.slice(0, -1)}ies`;
  if (/(?:s|x|z|ch|sh)is$/.test(word) || /(?:^|[^t])sis$/.test(word)) return `${name.slice(0, -2)}es`;
  if (/(?:ss|x|ch|sh|us)$/.test(word)) return `${name}es`;
  if (/(?:[lr]f|[^f]fe)$/.test(word) && !/(?:chief|safe|belief|proof|brief)$/.test(word))
    return `${name.replace(/fe?$/, '')}ves`;
  return word.endsWith('s') ? name : `${name}s`;
}

/** A model's class as its table. */
export function tableOfModel(name: string): ObjectName {
  return plural(underscored(name));
}
