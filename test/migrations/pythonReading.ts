/** Reads one Python file as migrations do, and says in short words what it does. */
import assert from 'node:assert/strict';
import type { ColumnDefinition, Operation } from '../../server/src/core/migrations/operation.ts';
import pythonReader from '../../server/src/core/migrations/readers/python.ts';
import type { MigrationFacts, Statement } from '../../server/src/core/migrations/types.ts';
import { createDocument } from '../../server/src/core/source.ts';

export interface PythonReading {
  readonly facts: MigrationFacts;
  readonly up: readonly string[];
  readonly down: readonly string[] | undefined;
  /** What is underlined, for each operation of the way up. */
  readonly underlined: readonly string[];
}

export function readPython(path: string, text: string): MigrationFacts | undefined {
  const lower = text.toLowerCase();
  assert.ok(pythonReader.reads(path), `${path} is for another reader`);
  if (!pythonReader.triggers.some((trigger) => lower.includes(trigger))) return undefined;
  return pythonReader.read(createDocument({ path, text }))?.migration;
}

export function reading(path: string, text: string): PythonReading {
  const facts = readPython(path, text);
  assert.ok(facts, 'nothing was read');
  const operations = facts.up.flatMap((statement) => statement.operations);
  for (const { at } of operations) {
    const line = text.split('\n')[at.line - 1] ?? '';
    assert.equal(line.slice(at.column - 1, at.column - 1 + at.end - at.start), text.slice(at.start, at.end));
  }
  return {
    facts,
    up: inShort(facts.up),
    down: facts.down && inShort(facts.down),
    underlined: operations.map(({ at }) => text.slice(at.start, at.end)),
  };
}

function inShort(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(({ operations }) => operations.map(short));
}

const LEFT_OUT = new Set(['at', 'volatility', 'line', 'column', 'start', 'end']);

/** `add-column shop_order note text null`. */
function short(operation: Operation): string {
  const flags = [
    'concurrently',
    'nested',
    'outside',
    'assured',
    'batched',
    'open',
    'ifNotExists',
    'ifExists',
  ].filter((flag) => flag in operation);
  return [operation.kind, ...partsOf(operation), ...flags].join(' ');
}

function partsOf(operation: Operation): readonly string[] {
  const table = 'table' in operation && operation.table !== undefined ? [operation.table] : [];
  if (operation.kind === 'create-table')
    return [
      ...table,
      `(${operation.columns.map(columnInShort).join(', ')})`,
      ...operation.constraints.map(plain),
      ...(operation.indexes ?? []).map(plain),
    ];
  if (operation.kind === 'add-column') return [...table, columnInShort(operation.column)];
  if (operation.kind === 'change-column')
    return [...table, operation.column, '->', columnInShort(operation.definition)];
  if (operation.kind === 'add-constraint') return [...table, plain(operation.constraint)];
  if (operation.kind === 'create-index') return [...table, plain(operation.index)];
  if (operation.kind === 'change-type')
    return [...table, operation.column, plain(operation.type ?? '?'), operation.using?.text ?? ''].filter(
      Boolean,
    );
  if (operation.kind === 'set-default')
    return [...table, operation.column, operation.default ? defaultInShort(operation.default) : '?'];
  if (operation.kind === 'update')
    return [...table, operation.columns.join(','), operation.where ? `where ${operation.where.text}` : 'all'];
  if (operation.kind === 'delete')
    return [...table, operation.where ? `where ${operation.where.text}` : 'all'];
  const { kind: _kind, at: _at, nested: _nested, outside: _outside, ...rest } = operation;
  return Object.entries(rest).flatMap(([, value]) => (value === true ? [] : [plain(value)]));
}

export function columnInShort(column: ColumnDefinition): string {
  const { type } = column;
  const size = type?.args ? `(${type.args.join()})` : '';
  return [
    column.name,
    type ? `${type.name}${size}${type.array ? '[]' : ''}${type.serial ? ' serial' : ''}` : '?',
    column.notNull ? 'not null' : column.nullable ? 'null' : '',
    column.default ? defaultInShort(column.default) : '',
    ...(['primaryKey', 'unique', 'identity', 'index', 'generated'] as const).filter((flag) => flag in column),
    column.references ? `-> ${column.references.table}(${column.references.columns.join()})` : '',
    column.references?.onDelete ?? '',
  ]
    .filter(Boolean)
    .join(' ');
}

function defaultInShort({
  text,
  volatility,
}: {
  readonly text: string;
  readonly volatility: string;
}): string {
  return `= ${text} ${volatility}`;
}

/** Values without places. */
function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(plain).join()}]`;
  if ('text' in value) return String(value.text);
  return Object.entries(value)
    .filter(([key]) => !LEFT_OUT.has(key))
    .map(([key, one]) =>
      one === true ? key : key === 'columns' || key === 'references' ? plain(one) : `${key}:${plain(one)}`,
    )
    .join(' ');
}
