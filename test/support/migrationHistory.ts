/** SQL migrations as the model has them. */
import { joinMigrations } from '../../server/src/core/migrations/join.ts';
import type { History, Migration } from '../../server/src/core/migrations/model.ts';
import { readSql } from '../../server/src/core/migrations/sql/readSql.ts';
import type { MigrationFacts } from '../../server/src/core/migrations/types.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { spanOf } from '../../server/src/core/span.ts';

/** The history of plain SQL files, by name. */
export function historyOf(
  files: Readonly<Record<string, string>>,
  more: Partial<MigrationFacts> = {},
): History {
  const { histories } = joinMigrations(
    Object.entries(files).map(([path, text]) => [path, { migration: factsOf(path, text, more) }]),
    undefined,
  );
  const [history] = histories;
  if (!history) throw new Error('no migration was given');
  return history;
}

function factsOf(path: string, text: string, more: Partial<MigrationFacts>): Migration['facts'] {
  const document = createDocument({ path, text });
  const { statements } = readSql(text, {
    dialect: 'postgres',
    placeOf: (start, end) => spanOf(document, start, end),
  });
  return { tool: 'sql', dialect: 'postgres', direction: 'up', up: statements, ...more };
}
