/** Django's migrations: https://docs.djangoproject.com/en/stable/topics/migrations/ */
import type { TextRange } from '../../finding.ts';
import { nameOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import type { Span } from '../../span.ts';
import type { PythonStatement } from '../../parsers/pythonStatements.ts';
import type { Operation } from '../operation.ts';
import { markedStatements } from '../reading/marks.ts';
import type { MigrationFacts, Statement } from '../types.ts';
import { argumentsOf, chainAt, type Call } from './chains.ts';
import { turnsOfComprehension } from './loops.ts';
import { createModels, type DjangoFile } from './django/models.ts';
import { readRunPython } from './django/runPython.ts';
import { given, isConcurrent, readOperationOf, type OperationCall } from './django/schemaOperations.ts';
import { assignmentAt, codeAt, look, readPythonFile, textAt } from './pythonFile.ts';
import { readSqlAt } from './sqlStrings.ts';
import { statementOf, unknownStatement } from './statements.ts';

/** Reads one migration; undefined where the file has no class of one. */
export function readDjango(document: Document): MigrationFacts | undefined {
  const app = appOf(document.path);
  const python = readPythonFile(document);
  const file: DjangoFile = { ...python, app, models: createModels(app) };
  const body = classBody(file);
  if (!body) return undefined;
  const reading: Reading = { file, up: [], down: [], irreversible: undefined, assured: false };
  readOperations(reading, body);
  const { down, irreversible } = reading;
  const up = markedStatements(reading.up, reading);
  const atomic = body.find(
    (line) => isAssigned(file, line, 'atomic') && /=\s*False$/.test(codeAt(file, line)),
  );
  const named = [...file.models.named].map(([name, table]) => ({ name, table }));
  const replaces = namesIn(file, body, 'replaces');
  const before = namesIn(file, body, 'run_before');
  return {
    tool: 'django',
    certain: true,
    ...(file.dialect ? { dialect: file.dialect } : {}),
    direction: 'both',
    up,
    ...(irreversible ? { irreversible } : { down: down.reverse().flat() }),
    ...(atomic ? { transaction: { use: false, at: file.place(atomic.start, atomic.end) } } : {}),
    revision: `${app}.${nameOf(document.path).replace(/\.py$/, '')}`,
    after: namesIn(file, body, 'dependencies'),
    app,
    ...(before.length > 0 ? { before } : {}),
    ...(replaces.length > 0 ? { replaces } : {}),
    ...(named.length > 0 ? { tableNames: named } : {}),
  };
}

/**
 * An app's label is the last part of its module's name: the folder that holds `migrations/`. Where MIGRATION_MODULES puts them
 * elsewhere, people call the folder `db_migrations`, or after the app: `shop/migrations/orders`.
 */
function appOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  const last = folders.at(-1) ?? '';
  return (/migrat/i.test(last) ? folders.at(-2) : last) ?? '';
}

const CLASS = /class[ \t]{1,20}Migration[ \t]{0,20}\(/y;

function classBody(file: DjangoFile): readonly PythonStatement[] | undefined {
  const header = file.lines.findIndex(({ start }) => {
    CLASS.lastIndex = start;
    return CLASS.test(file.code.masked);
  });
  const indent = file.lines[header]?.indent;
  if (indent === undefined) return undefined;
  const rest = file.lines.slice(header + 1);
  const end = rest.findIndex((line) => line.indent <= indent);
  return end === -1 ? rest : rest.slice(0, end);
}

function isAssigned(file: DjangoFile, line: PythonStatement, name: string): boolean {
  return assignmentAt(file.code, line)?.name === name;
}

/** Migrations that an attribute names: `[('app', '0001_initial')]`. */
function namesIn(file: DjangoFile, body: readonly PythonStatement[], attribute: string): readonly string[] {
  const line = body.find((one) => isAssigned(file, one, attribute));
  const value = line && assignmentAt(file.code, line)?.value;
  const list = value && look(file, value);
  return (list?.kind === 'list' ? list.items : []).flatMap((item) => {
    const pair = look(file, item);
    const [app, name] = pair.kind === 'list' ? pair.items.map((part) => textAt(file, part)) : [];
    return app === undefined || name === undefined ? [] : [`${app}.${name}`];
  });
}

interface Reading {
  readonly file: DjangoFile;
  readonly up: Statement[];
  /** In the order of the operations that they undo. */
  readonly down: (readonly Statement[])[];
  irreversible: Span | undefined;
  /** django-migration-linter's IgnoreMigration. */
  assured: boolean;
}

const MORE = /operations[ \t]*(?:\+=|\.(?:append|extend|insert)\()[ \t]*/y;

/** `operations = […]`, and what is added to it later. */
function readOperations(reading: Reading, body: readonly PythonStatement[]): void {
  const { file } = reading;
  for (const line of body) {
    const assigned = assignmentAt(file.code, line);
    if (assigned?.name === 'operations') readList(reading, assigned.value, 0);
    MORE.lastIndex = line.start;
    const match = assigned ? null : MORE.exec(file.code.masked);
    if (!match) continue;
    const isCall = match[0].trimEnd().endsWith('(');
    const end = isCall ? file.code.masked.lastIndexOf(')', line.end - 1) : line.end;
    const value = { start: MORE.lastIndex, end: end > MORE.lastIndex ? end : line.end };
    if (look(file, value).kind === 'list') readList(reading, value, 0);
    else readItem(reading, value, 0);
  }
}

function readList(reading: Reading, range: TextRange | undefined, depth: number): void {
  if (!range) return;
  const value = look(reading.file, range);
  if (value.kind === 'list') for (const item of value.items) readItem(reading, item, depth);
  else reading.up.push(unknownStatement(reading.file, range));
}

function readItem(reading: Reading, item: TextRange, depth: number): void {
  const { file, up } = reading;
  const value = look(file, item);
  if (depth < 6 && isUnpacked(file, item))
    return readList(reading, { ...item, start: item.start + 1 }, depth + 1);
  if (value.kind === 'other' && depth < 6 && readComprehension(reading, item, depth + 1)) return;
  if (value.kind !== 'call' || depth > 6) {
    if (value.kind !== 'name' || value.path !== 'None') up.push(unknownStatement(file, item));
    return;
  }
  const { call } = value;
  const operation: OperationCall = {
    file,
    at: file.place(call.start, call.end),
    args: argumentsOf(file.code, call.open),
  };
  if (call.name.endsWith('RunPython')) return runPython(reading, operation, call);
  if (call.name.endsWith('RunSQL')) return runSql(reading, operation, call);
  if (call.name === 'SeparateDatabaseAndState') {
    const database = given(operation, 'database_operations', 0);
    learnState(file, given(operation, 'state_operations', 1));
    return codeAt(file, database) === 'None' ? undefined : readList(reading, database, depth + 1);
  }
  if (call.name === 'IgnoreMigration') {
    reading.assured = true;
    return;
  }
  const operations = readOperationOf(call.name)?.(operation);
  if (!operations) up.push(unknownStatement(file, call));
  else if (operations.length > 0) up.push(statementOf(file, call, adjusted(operations, call.name)));
}

/** `*[…]` in a list. */
function isUnpacked({ code }: DjangoFile, { start }: TextRange): boolean {
  return code.masked.startsWith('*[', start);
}

/** `migrations.AddIndex(model, …) for model in ("order", "user")`: each turn for itself. */
function readComprehension(reading: Reading, item: TextRange, depth: number): boolean {
  const { file } = reading;
  const call = chainAt(file.code, item.start);
  const turns = call && turnsOfComprehension(file, { start: call.end, end: item.end });
  if (!call || !turns) return false;
  for (const turn of turns) {
    const constants: DjangoFile['constants'] = (name) => turn.get(name) ?? file.constants(name);
    readItem({ ...reading, file: { ...file, constants } }, { start: item.start, end: call.end }, depth);
  }
  return true;
}

/** What Django only takes note of: it does nothing, but may name tables. */
function learnState(file: DjangoFile, range: TextRange | undefined): void {
  const value = range && look(file, range);
  for (const item of value?.kind === 'list' ? value.items : []) {
    const one = look(file, item);
    if (one.kind !== 'call') continue;
    const { call } = one;
    const args = argumentsOf(file.code, call.open);
    readOperationOf(call.name)?.({ file, at: file.place(call.start, call.end), args });
  }
}

/** django.contrib.postgres.operations has safer forms of the same operations. */
function adjusted(operations: readonly Operation[], name: string): readonly Operation[] {
  return operations.map((operation) => {
    if (isConcurrent(name) && (operation.kind === 'create-index' || operation.kind === 'drop-index'))
      return { ...operation, concurrently: true };
    if (name.endsWith('AddConstraintNotValid') && operation.kind === 'add-constraint')
      return { ...operation, constraint: { ...operation.constraint, notValid: true } };
    return operation;
  });
}

function runPython(reading: Reading, operation: OperationCall, call: Call): void {
  const { file } = reading;
  const code = given(operation, 'code', 0);
  const reverse = given(operation, 'reverse_code', 1);
  if (!isThere(file, reverse)) reading.irreversible ??= operation.at;
  else reading.down.push(statementsOfCode(file, reverse, call));
  for (const statement of statementsOfCode(file, code, call)) reading.up.push(statement);
}

function isThere(file: DjangoFile, range: TextRange | undefined): boolean {
  return range !== undefined && codeAt(file, range) !== 'None';
}

function statementsOfCode(file: DjangoFile, code: TextRange | undefined, call: Call): readonly Statement[] {
  if (isNoop(file, code)) return [];
  const name = calledName(file, code);
  const found = readRunPython(file, name);
  if (found && (found.length > 0 || isEmpty(file, name))) return found;
  return [statementOf(file, call, [{ kind: 'data-code', at: file.place(call.start, call.end) }])];
}

function isNoop(file: DjangoFile, range: TextRange | undefined): boolean {
  return /(?:^|\.)noop$|^lambda\b[^:]{0,80}:\s*None$/.test(codeAt(file, range));
}

/** `forwards`, `Helper.forwards`, `partial(forwards, …)`, and what makes such a function: `forwards_for("Model")`. */
function calledName(file: DjangoFile, range: TextRange | undefined): string {
  const value = range && look(file, range);
  if (value?.kind !== 'call') return codeAt(file, range).replace(/^.*\./, '');
  if (value.call.name !== 'partial') return value.call.name;
  return codeAt(file, argumentsOf(file.code, value.call.open).positional[0]).replace(/^.*\./, '');
}

/** A function that says nothing but `pass`. */
function isEmpty(file: DjangoFile, name: string): boolean {
  const called = file.functions.get(name);
  if (!called) return false;
  return file.lines
    .slice(called.from, called.to)
    .every((line) => /^(?:pass|return(?: None)?|\.\.\.)$/.test(codeAt(file, line)) || isText(file, line));
}

function isText(file: DjangoFile, line: PythonStatement): boolean {
  return look(file, line).kind === 'text';
}

function runSql(reading: Reading, operation: OperationCall, call: Call): void {
  const { file } = reading;
  const reverse = given(operation, 'reverse_sql', 1);
  learnState(file, given(operation, 'state_operations', 2));
  if (!isThere(file, reverse)) reading.irreversible ??= operation.at;
  else reading.down.push(sqlOf(file, reverse, call));
  for (const statement of sqlOf(file, given(operation, 'sql', 0), call)) reading.up.push(statement);
}

/** A string, or a list of strings and of pairs of a string with its parameters. */
function sqlOf(file: DjangoFile, range: TextRange | undefined, call: Call): readonly Statement[] {
  if (isNoop(file, range)) return [];
  const value = range && look(file, range);
  const parts = value?.kind === 'list' ? value.items : range ? [range] : [];
  return parts.flatMap((part) => {
    const one = look(file, part);
    const sql = one.kind === 'list' ? one.items[0] : part;
    return readSqlAt(file, sql, file.constants) ?? [unknownStatement(file, call)];
  });
}
