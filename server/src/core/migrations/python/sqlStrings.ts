/** The SQL in Python's strings: literals beside each other, f-strings, parameters. Offsets stay those of the file. */
import type { TextRange } from '../../finding.ts';
import { withoutEscapes } from '../reading/escapes.ts';
import { readSql } from '../sql/readSql.ts';
import type { Statement } from '../types.ts';
import { argumentsOf, type Chain } from './chains.ts';
import { createPlaceholders, type Placeholders } from './placeholders.ts';
import { look, textAt, type PythonFile } from './pythonFile.ts';
import type { Constants, TextValue } from './values.ts';

/** The statements of what is run as SQL: a string, `text(…)` of one, a name for one. Undefined where it is no SQL that can be read. */
export function readSqlAt(
  file: PythonFile,
  range: TextRange | undefined,
  constants: Constants,
  depth = 0,
): readonly Statement[] | undefined {
  const value = range && look(file, range, constants);
  if (value?.kind === 'text') return readSqlText(file, value, constants);
  if (value?.kind !== 'call' || depth > 4 || !WRAPPERS.test(value.call.name)) return undefined;
  const [inner] = argumentsOf(file.code, value.call.open).positional;
  const wrapped = inner && look(file, inner, constants);
  if (wrapped?.kind !== 'text') return readSqlAt(file, inner, constants, depth + 1);
  const formatted = wrapped.formatted || isFormatted(value.chain);
  return readSqlText(
    file,
    { ...wrapped, formatted, ...(value.call.name === 'text' ? { named: true } : {}) },
    constants,
  );
}

const WRAPPERS = /^(?:text|SQL|DDL|dedent|cleandoc|str|literal_column)$/;

function isFormatted({ links }: Chain): boolean {
  return links.some(({ name }) => name === 'format');
}

/** Reads the SQL of a string. `named`: `:name` in it stands for a value. */
function readSqlText(file: PythonFile, value: SqlText, constants: Constants): readonly Statement[] {
  const [first] = value.literals;
  const last = value.literals.at(-1);
  if (!first || !last) return [];
  const base = first.content.start;
  const embedded = { start: base, end: last.content.end };
  const placeholders = createPlaceholders((hole) => constantIn(file, hole, constants));
  const reading = readSql(sqlOf(file, value, base, placeholders), {
    placeOf: (start, end) => file.place(base + start, base + end),
    ...(file.dialect ? { dialect: file.dialect } : {}),
  });
  const statements = reading.statements.map(({ range, at, operations }) => ({
    range: { start: base + range.start, end: base + range.end },
    at,
    operations,
    embedded,
  }));
  return placeholders.resolve(statements);
}

type SqlText = TextValue & { readonly named?: true };

/** `{TABLE}` in an f-string, `TABLE` between `+`. */
function constantIn(file: PythonFile, { start, end }: TextRange, constants: Constants): string | undefined {
  const written = file.code.text.slice(start, Math.min(end, start + 100));
  const name = /^\{?\s*([A-Za-z_]\w*)\s*\}?$/.exec(written)?.[1];
  return name === undefined ? undefined : textAt(file, constants(name), constants);
}

/** As long as the range: what is no SQL is blank, what is worked out at run time is an identifier. */
function sqlOf(
  file: PythonFile,
  { literals, holes, formatted, named }: SqlText,
  start: number,
  placeholders: Placeholders,
): string {
  const { text } = file.code;
  const inLiterals = new Set(literals.flatMap((literal) => literal.holes));
  const operands = holes.filter((hole) => !inLiterals.has(hole));
  const parts: string[] = [];
  let at = start;
  const addPlain = (to: number, raw: boolean): void => {
    const plain = plainText(text.slice(at, to), raw, formatted);
    parts.push(named ? plain.replace(BIND, underscores) : plain);
    at = to;
  };
  for (const { content, escapes, holes: own } of literals) {
    parts.push(gapBetween({ start: at, end: content.start }, operands, placeholders));
    at = content.start;
    for (const hole of own) {
      addPlain(hole.start, escapes === 'raw');
      parts.push(placeholders.fill(hole, hole));
      at = hole.end;
    }
    addPlain(content.end, escapes === 'raw');
  }
  return parts.join('');
}

/** What is added between two literals touches what is beside it: "idx_" + table + " ON …". */
function gapBetween(gap: TextRange, operands: TextRange[], placeholders: Placeholders): string {
  let meaning: TextRange | undefined;
  let count = 0;
  for (let next = operands[0]; next && next.end <= gap.end; next = operands[0]) {
    meaning = operands.shift();
    count++;
  }
  if (count === 0) return ' '.repeat(gap.end - gap.start);
  return placeholders.fill(gap, count === 1 ? meaning : undefined);
}

function underscores(text: string): string {
  return '_'.repeat(text.length);
}

const PARAMETER = /%(?:\(\w{1,80}\))?[sd]/g;
/** SQLAlchemy's bound parameters; `::` is a cast. */
const BIND = /(?<![:\w]):[A-Za-z_]\w{0,80}/g;
const FORMAT_HOLE = /\{[^{}\n]{0,120}\}/g;

function plainText(text: string, raw: boolean, formatted: boolean): string {
  const unescaped = raw ? text : withoutEscapes(text);
  const filled = unescaped.includes('%') ? unescaped.replace(PARAMETER, underscores) : unescaped;
  return formatted ? filled.replace(FORMAT_HOLE, underscores) : filled;
}
