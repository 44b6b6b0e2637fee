/** Migrations in code, in short words for assertions. */
import type { Language } from '../../../server/src/core/language.ts';
import reader from '../../../server/src/core/migrations/readers/script.ts';
import type {
  ColumnDefinition,
  Constraint,
  Operation,
} from '../../../server/src/core/migrations/operation.ts';
import type { MigrationFacts } from '../../../server/src/core/migrations/types.ts';
import { createDocument } from '../../../server/src/core/source.ts';

export function migrationIn(
  text: string,
  path = 'db/migrations/20260101000000_x.ts',
): MigrationFacts | undefined {
  const document = createDocument({ path, text });
  const isRead = (reader.languages as readonly Language[]).includes(document.language) && reader.reads(path);
  return isRead ? reader.read(document)?.migration : undefined;
}

/** What `up` does, one line for each operation. */
export function up(text: string, path?: string): string[] {
  return linesOf(migrationIn(text, path)?.up ?? []);
}

export function down(text: string, path?: string): string[] | undefined {
  const statements = migrationIn(text, path)?.down;
  return statements && linesOf(statements);
}

function linesOf(statements: MigrationFacts['up']): string[] {
  return statements.flatMap(({ operations }) => operations.map(lineOf));
}

function lineOf(operation: Operation): string {
  const { at: _at, kind, nested, outside, ...rest } = operation;
  const parts = Object.entries(rest).map(([key, value]) => `${key}=${valueOf(value)}`);
  return [kind, ...parts, ...(nested ? ['nested'] : []), ...(outside ? ['outside'] : [])].join(' ');
}

function valueOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if ('volatility' in value && 'text' in value) return `${String(value.text)}/${String(value.volatility)}`;
  if ('name' in value && 'at' in value && !('type' in value))
    return isType(value) ? typeOf(value) : columnOf(value);
  const entries = Object.entries(value as ColumnDefinition | Constraint).filter(([key]) => key !== 'at');
  return `{${entries.map(([key, inner]) => `${key}=${valueOf(inner)}`).join(' ')}}`;
}

function isType(value: object): boolean {
  return (
    Object.keys(value).every((key) => ['name', 'args', 'array', 'serial', 'at'].includes(key)) &&
    !('notNull' in value)
  );
}

function typeOf(value: object): string {
  const { name, args, array, serial } = value as {
    name: string;
    args?: number[];
    array?: true;
    serial?: true;
  };
  return `${serial ? 'serial ' : ''}${name}${args ? `(${args.join(',')})` : ''}${array ? '[]' : ''}`;
}

function columnOf(value: object): string {
  const entries = Object.entries(value).filter(([key]) => key !== 'at');
  return `{${entries.map(([key, inner]) => `${key}=${valueOf(inner)}`).join(' ')}}`;
}
