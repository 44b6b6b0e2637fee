/** A file of Python in its lines and functions, with what readers of migrations ask of it. */
import type { TextRange } from '../../finding.ts';
import { codeOf, type Code } from '../../parsers/code.ts';
import { pythonStatements, type PythonStatement } from '../../parsers/pythonStatements.ts';
import type { Document } from '../../source.ts';
import { spanOnLine, type Span } from '../../span.ts';
import type { Dialect } from '../operation.ts';
import { partsOf, type Arguments } from './chains.ts';
import type { Constants } from './values.ts';
import { resolved, textIn, type PythonValue } from './values.ts';

export interface PythonFunction {
  readonly name: string;
  /** Index of the line that says `def`. */
  readonly header: number;
  /** Indexes of its lines, the last one left out. */
  readonly from: number;
  readonly to: number;
}

export interface PythonFile {
  readonly document: Document;
  readonly code: Code;
  readonly lines: readonly PythonStatement[];
  readonly functions: ReadonlyMap<string, PythonFunction>;
  /** The dialect that its imports speak of. */
  readonly dialect: Dialect | undefined;
  /** Values of names that are set once, outside of functions. */
  readonly constants: Constants;
  place(start: number, end: number): Span;
}

export function readPythonFile(document: Document): PythonFile {
  const code = codeOf(document);
  const lines = pythonStatements(code);
  const dialect = dialectOf(code.text);
  let globals: ReadonlyMap<string, TextRange> | undefined;
  return {
    document,
    code,
    lines,
    functions: functionsOf(code, lines),
    dialect,
    constants: (name) => (globals ??= assignments(code, outsideOfFunctions(code, lines))).get(name),
    place: (start, end) => spanOnLine(document, { start, end }),
  };
}

/** A value with names looked up. */
export function look(file: PythonFile, range: TextRange, constants = file.constants): PythonValue {
  return resolved(file.code, constants, range);
}

/** The text of a string; undefined where there is none, or it is worked out at run time. */
export function textAt(
  file: PythonFile,
  range: TextRange | undefined,
  constants = file.constants,
): string | undefined {
  return range && textIn(file.code, look(file, range, constants));
}

/** Names of a function's parameters. */
export function parametersOf({ code, lines }: PythonFile, called: PythonFunction): readonly string[] {
  const header = lines[called.header];
  const open = header ? code.masked.indexOf('(', header.start) : -1;
  if (open === -1) return [];
  return partsOf(code, open).map(
    ({ start, end }) => /^\w{1,80}/.exec(code.masked.slice(start, Math.min(end, start + 80)))?.[0] ?? '',
  );
}

/** The first 200 characters of an expression, as written but for its strings. */
export function codeAt(file: PythonFile, range: TextRange | undefined): string {
  return range ? file.code.masked.slice(range.start, Math.min(range.end, range.start + 200)) : '';
}

export function isTrue(file: PythonFile, { named }: Arguments, option: string): boolean {
  return codeAt(file, named.get(option)) === 'True';
}

export function isFalse(file: PythonFile, { named }: Arguments, option: string): boolean {
  return codeAt(file, named.get(option)) === 'False';
}

/** Names that are set in these lines. One that is set twice is what it was last. */
export function assignments(code: Code, lines: readonly PythonStatement[]): ReadonlyMap<string, TextRange> {
  const found = new Map<string, TextRange>();
  for (const line of lines) {
    const assigned = assignmentAt(code, line);
    if (assigned) found.set(assigned.name, assigned.value);
  }
  return found;
}

/** Lines of the file itself and of its classes, those of classes first: a name of the file counts more. */
function outsideOfFunctions(code: Code, lines: readonly PythonStatement[]): readonly PythonStatement[] {
  const inClasses: PythonStatement[] = [];
  const top: PythonStatement[] = [];
  let level: number | undefined;
  let isClass = false;
  for (const line of lines) {
    if (line.indent === 0) {
      top.push(line);
      isClass = code.masked.startsWith('class', line.start);
      level = undefined;
    } else if (isClass) {
      level ??= line.indent;
      if (line.indent === level) inClasses.push(line);
    }
  }
  return [...inClasses, ...top];
}

/** `name = value`, `name: type = value`. */
export function assignmentAt(
  code: Code,
  line: PythonStatement,
): { readonly name: string; readonly value: TextRange } | undefined {
  ASSIGNMENT.lastIndex = line.start;
  const match = ASSIGNMENT.exec(code.masked);
  if (!match || ASSIGNMENT.lastIndex >= line.end) return undefined;
  return { name: match[1] ?? '', value: { start: ASSIGNMENT.lastIndex, end: line.end } };
}

const ASSIGNMENT = /([A-Za-z_]\w{0,80})[ \t]{0,20}(?::[^=\n]{1,120})?=(?!=)[ \t]{0,20}/y;

/** What the imports and options of a file say. */
function dialectOf(text: string): Dialect | undefined {
  const postgres = /\bpostgresql(?:_\w|[ .]|$)|contrib\.postgres\b|\bpsycopg/m.test(text);
  const mysql = /\bdialects(?:\.| import )mysql\b|\bmysql_\w|\bmysql\.[A-Z]/.test(text);
  if (postgres === mysql) return undefined;
  return postgres ? 'postgres' : 'mysql';
}

const DEF = /(?:async[ \t]{1,20})?def[ \t]{1,20}(\w{1,120})/y;

function functionsOf(code: Code, lines: readonly PythonStatement[]): ReadonlyMap<string, PythonFunction> {
  const found = new Map<string, PythonFunction>();
  const open: { readonly name: string; readonly header: number; readonly indent: number }[] = [];
  const closeTo = (indent: number, to: number): void => {
    for (let last = open.at(-1); last && last.indent >= indent; last = open.at(-1)) {
      found.set(last.name, { name: last.name, header: last.header, from: last.header + 1, to });
      open.pop();
    }
  };
  for (const [index, { start, indent }] of lines.entries()) {
    closeTo(indent, index);
    DEF.lastIndex = start;
    const name = DEF.exec(code.masked)?.[1];
    if (name !== undefined) open.push({ name, header: index, indent });
  }
  closeTo(-1, lines.length);
  return found;
}
