import { copyFileSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FileFacts } from '../../server/src/core/collector.ts';
import { NO_FACTS } from '../../server/src/core/facts.ts';
import { mayBeMigration } from '../../server/src/core/migrations/migrationPath.ts';
import { analyzerFor, type AnalyzerSettings } from '../../server/src/host/scan.ts';
import type { WorkspaceModel } from '../../server/src/core/workspaceRule.ts';
import { wholeWorkspace } from '../../server/src/host/wholeWorkspace.ts';
import { percentile } from './measure.ts';

const WANTED = 5_000;
const WARM_UP = 20;

/**
 * A folder of SQL migrations: those of the given repositories or, where they have few, made-up ones of 25 products, 200 each.
 * Gives their paths, relative to the folder.
 */
export function makeMigrations(folder: string, given: readonly string[]): readonly string[] {
  const files: string[] = [];
  for (const root of given)
    for (const file of globSync('**/*.sql', { cwd: root, exclude: ['**/node_modules/**'] }).sort()) {
      if (files.length >= WANTED || !mayBeMigration(file)) continue;
      const name = path.join(path.basename(root), file);
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      copyFileSync(path.join(root, file), path.join(folder, name));
      files.push(name);
    }
  for (let product = 0; files.length < WANTED; product++)
    for (let index = 0; index < 200 && files.length < WANTED; index++) {
      const name = `product-${product}/db/migrations/${migrationFile(index)}`;
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), migrationText(index));
      files.push(name);
    }
  return files;
}

export interface MigrationTimes {
  readonly files: number;
  /** Milliseconds from a change in the newest of 501 migrations to its findings. */
  readonly p50: number;
  readonly p99: number;
}

/** The newest migration is typed into, with 500 before it. */
export function measureMigrationEdits(edits = 300): MigrationTimes {
  const texts = new Map(
    Array.from({ length: 501 }, (_, index) => [
      `db/migrations/${migrationFile(index)}`,
      migrationText(index),
    ]),
  );
  const settings: AnalyzerSettings = {
    configText: '',
    baselineText: '',
    today: '2026-01-01',
    salt: 'of the benchmark',
    only: [],
    collect: true,
  };
  const analyzer = analyzerFor(settings);
  const facts = new Map<string, FileFacts>();
  const read = (file: string): void => {
    const found = analyzer.analyze({ path: file, text: texts.get(file) ?? '' }, NO_FACTS).facts;
    if (found) facts.set(file, found);
  };
  for (const file of texts.keys()) read(file);
  const newest = `db/migrations/${migrationFile(500)}`;
  let model: WorkspaceModel | undefined;
  const workspace = { read: (file: string) => texts.get(file), facts: () => NO_FACTS };
  // The first ones warm up: an editor has judged the folder before anybody types.
  const times = Array.from({ length: WARM_UP + edits }, (_, edit) => {
    texts.set(newest, `${migrationText(500)}\nALTER TABLE table_${edit % 100} ADD COLUMN typed_${edit} int`);
    const before = performance.now();
    read(newest);
    const whole = wholeWorkspace(facts, workspace, () => new Map(), model);
    whole.judge({ ...settings, only: ['migrations'] });
    ({ model } = whole);
    return performance.now() - before;
  }).slice(WARM_UP);
  return { files: texts.size, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

function migrationFile(index: number): string {
  return `${20_200_101_000_000 + index * 137}_change_${index}.sql`;
}

/** What products write, more or less: a table now and then, columns, indexes, keys, rows. */
function migrationText(index: number): string {
  const table = `table_${Math.floor(index / 5)}`;
  const parent = `table_${Math.floor(index / 10)}`;
  switch (index % 5) {
    case 0:
      return `-- CreateTable
CREATE TABLE "${table}" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "owner_id" BIGINT NOT NULL,
    "title" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'open' CHECK ("state" IN ('open', 'closed')),
    "total" NUMERIC(12, 2),
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX "${table}_owner_id_idx" ON "${table}" ("owner_id");
ALTER TABLE "${table}" ADD CONSTRAINT "${table}_owner_fkey" FOREIGN KEY ("owner_id") REFERENCES "${parent}" ("id") ON DELETE CASCADE;
`;
    case 1:
      return `ALTER TABLE "${table}" ADD COLUMN "note_${index}" TEXT, ADD COLUMN "rank_${index}" INTEGER NOT NULL DEFAULT 0;\nCOMMENT ON COLUMN "${table}"."note_${index}" IS 'what the customer said';\n`;
    case 2:
      return `CREATE INDEX CONCURRENTLY IF NOT EXISTS "${table}_state_idx" ON "${table}" ("state") WHERE "state" <> 'closed';\n`;
    case 3:
      return `UPDATE "${table}" SET "title" = trim("title") WHERE "id" = 1;\nINSERT INTO "${table}" ("owner_id", "title") VALUES (1, 'first'), (1, 'second'), (2, 'it''s the third');\n`;
    default:
      return `ALTER TABLE "${table}" ALTER COLUMN "total" TYPE NUMERIC(14, 2);\nCREATE UNIQUE INDEX "${table}_title_key" ON "${table}" (lower("title"));\nALTER TABLE "${table}" ALTER COLUMN "title" SET NOT NULL;\n`;
  }
}
