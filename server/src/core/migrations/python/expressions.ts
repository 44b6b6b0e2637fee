import type { TextRange } from '../../finding.ts';
import type { Expression } from '../operation.ts';
import type { PythonFile } from './pythonFile.ts';

/** An expression in short: one line, and no long text. */
export function expressionAt(
  file: PythonFile,
  range: TextRange,
  volatility: Expression['volatility'],
): Expression {
  return {
    at: file.place(range.start, range.end),
    text: shortText(file.code.text.slice(range.start, Math.min(range.end, range.start + 2_000))),
    volatility,
  };
}

/** A condition that is given as SQL in a string, without its quotes; any other as it is written. */
export function conditionAt(file: PythonFile, range: TextRange): Expression {
  const literal = file.code.stringAt(range.start);
  const isAllOfIt = literal?.end === range.end && literal.holes.length === 0;
  return expressionAt(file, isAllOfIt ? literal.content : range, 'unknown');
}

function shortText(text: string): string {
  return text
    .replace(/"[^"\n]{25,}"|'[^'\n]{25,}'/g, (literal) => `${literal.charAt(0)}…${literal.charAt(0)}`)
    .replace(/\s+/g, ' ')
    .slice(0, 400);
}

/** What PostgreSQL makes of a default that is written in SQL. */
export function volatilityOf(sql: string): Expression['volatility'] {
  if (VOLATILE.test(sql)) return 'volatile';
  const functions = [...sql.replace(/'[^']*'/g, '').matchAll(/\b([a-z_]\w*)\s*\(/gi)];
  return functions.every(([, name = '']) => STABLE.has(name.toLowerCase())) ? 'constant' : 'unknown';
}

const VOLATILE =
  /\b(?:random|gen_random_uuid|uuid_generate_v\w+|uuidv[47]|uuid|nextval|clock_timestamp|timeofday|setseed|gen_random_bytes)\s*\(/i;

/** https://www.postgresql.org/docs/current/functions.html: worked out once when a column is added. */
const STABLE = new Set(
  `now current_timestamp current_date current_time localtimestamp localtime transaction_timestamp statement_timestamp timezone
   lower upper coalesce concat md5 cast date_trunc to_timestamp make_interval json_build_object jsonb_build_object
   json_build_array jsonb_build_array to_json to_jsonb date interval array length left right trim abs round floor ceil
   varchar char numeric decimal timestamp text sysdate current_user`.split(/\s+/),
);
