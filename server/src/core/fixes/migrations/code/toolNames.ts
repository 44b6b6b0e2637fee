/** The names that tools give to what has none. */
import { UNKNOWN_NAME, type Constraint, type OperationOf } from '../../../migrations/operation.ts';
import { madeConstraintName, unqualified } from '../../../migrations/replay.ts';
import type { ToolId } from '../../../migrations/types.ts';

export function indexNameOf(
  tool: ToolId,
  operation: OperationOf<'create-index'> | OperationOf<'drop-index'>,
): string | undefined {
  const isCreation = operation.kind === 'create-index';
  const name = isCreation ? operation.index.name : operation.name;
  if (name === UNKNOWN_NAME) return undefined;
  if (name !== undefined) return name;
  const columns = isCreation ? operation.index.columns : operation.columns;
  const unique = isCreation && operation.index.unique === true;
  const { table } = operation;
  if (!columns || columns.length === 0 || table === undefined) return undefined;
  const words = [unqualified(table), ...columns];
  if (words.some((word) => !/^\w+$/.test(word))) return undefined;
  return NAMES[tool]?.(words.join('_'), unique)?.slice(0, 63);
}

/**
 * Knex: lib/schema/tablecompiler.js, `_indexCommand`. node-pg-migrate: src/operations/indexes/shared.ts. Sequelize:
 * src/dialects/abstract/query-generator.js, `nameIndex`.
 */
const NAMES: Readonly<Partial<Record<ToolId, (words: string, unique: boolean) => string>>> = {
  knex: (words, unique) => `${words}_${unique ? 'unique' : 'index'}`.toLowerCase(),
  'node-pg-migrate': (words, unique) => `${words}_${unique ? 'unique_' : ''}index`,
  sequelize: (words) => words,
};

export function constraintNameOf(tool: ToolId, table: string, constraint: Constraint): string | undefined {
  const { name, type, columns } = constraint;
  if (name === UNKNOWN_NAME) return undefined;
  if (name !== undefined) return name;
  const words = [unqualified(table), ...columns].join('_');
  if (!/^\w+$/.test(words) || (type !== 'check' && columns.length === 0)) return undefined;
  const own = ENDINGS[tool];
  if (!own) return NAMED_BY_POSTGRES.has(type) ? madeConstraintName(table, constraint) : undefined;
  const ending = own[type];
  return ending === undefined ? undefined : `${words}_${ending}`.toLowerCase().slice(0, 63);
}

type Endings = Readonly<Partial<Record<Constraint['type'], string>>>;

/** Tools that don't leave it to PostgreSQL. Knex: lib/schema/tablecompiler.js, `_indexCommand`. */
const ENDINGS: Readonly<Partial<Record<ToolId, Endings>>> = {
  knex: { 'foreign-key': 'foreign', unique: 'unique' },
};

/** Those whose names depend on nothing but the table and the columns. */
const NAMED_BY_POSTGRES: ReadonlySet<Constraint['type']> = new Set<Constraint['type']>([
  'foreign-key',
  'unique',
  'check',
]);
