/** Reads one file of Rails, Laravel or Ecto, and says in short words what it does. */
import assert from 'node:assert/strict';
import type { MigrationReader } from '../../server/src/core/migrations/reader.ts';
import type { MigrationFacts, Statement } from '../../server/src/core/migrations/types.ts';
import { createDocument } from '../../server/src/core/source.ts';

export interface Reading {
  readonly facts: MigrationFacts;
  readonly up: readonly string[];
  readonly down: readonly string[] | undefined;
  /** What is underlined, for each operation of the way up. */
  readonly underlined: readonly string[];
  readonly irreversible: string | undefined;
}

export function factsOf(reader: MigrationReader, path: string, text: string): MigrationFacts | undefined {
  const document = createDocument({ path, text });
  assert.ok(
    reader.languages.includes(document.language) && reader.reads(path),
    `${path} is for another reader`,
  );
  assert.ok(reader.triggers.some((trigger) => text.toLowerCase().includes(trigger)));
  return reader.read(document)?.migration;
}

export function readingOf(reader: MigrationReader, path: string, text: string): Reading {
  const facts = factsOf(reader, path, text);
  assert.ok(facts, 'nothing was read');
  const { irreversible } = facts;
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
    irreversible: irreversible && text.slice(irreversible.start, irreversible.end),
  };
}

function inShort(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(({ operations }) => operations.map(plain));
}

const PLACES = new Set(['at', 'start', 'end', 'line', 'column']);

/** Everything but places: `kind=add-column table=users column=(name=age type=integer)`. */
function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value))
    return `[${value.map((item) => (typeof item === 'object' ? `(${plain(item)})` : String(item))).join(', ')}]`;
  if ('volatility' in value && 'text' in value) return `${String(value.text)} ${String(value.volatility)}`;
  if ('name' in value && 'at' in value && isType(value)) return typeInShort(value as unknown as TypeShape);
  return Object.entries(value)
    .filter(([key, one]) => !(PLACES.has(key) && typeof one !== 'string' && !isColumn(key, one)))
    .map(([key, one]) => part(key, one))
    .join(' ');
}

interface TypeShape {
  readonly name: string;
  readonly args?: readonly number[];
  readonly array?: true;
  readonly serial?: true;
}

const TYPE_KEYS = new Set(['name', 'args', 'array', 'serial', 'at']);
function isType(value: object): boolean {
  return Object.keys(value).every((key) => TYPE_KEYS.has(key));
}

function typeInShort({ name, args, array, serial }: TypeShape): string {
  return `${name}${args ? `(${args.join()})` : ''}${array ? '[]' : ''}${serial ? ' serial' : ''}`;
}

function isColumn(key: string, value: unknown): boolean {
  return key === 'column' && typeof value === 'object';
}

function part(key: string, value: unknown): string {
  if (key === 'kind') return String(value);
  if (value === true) return key;
  if (key === 'table' || key === 'type' || (key === 'name' && typeof value === 'string')) return plain(value);
  return typeof value === 'object' && !Array.isArray(value)
    ? `${key}(${plain(value)})`
    : `${key}=${plain(value)}`;
}

/** Texts that a parser may not take long for. */
export const HOSTILE: readonly string[] = [
  'a'.repeat(1_000_000),
  '('.repeat(100_000),
  '[{'.repeat(50_000),
  'do '.repeat(100_000),
  'if x\n'.repeat(50_000),
  "'".repeat(300_000),
  '<<~A\n'.repeat(20_000),
  '#{"'.repeat(50_000),
  'a.b(c) { |d| '.repeat(20_000),
  '$a->b(function () { '.repeat(20_000),
  ':a => '.repeat(100_000),
  'a, '.repeat(200_000),
  ' '.repeat(1_000_000),
  '\n'.repeat(500_000),
];
