import { languageOf } from '../../server/src/core/language.ts';
import { MIGRATION_COLLECTOR } from '../../server/src/core/migrations/collector.ts';
import type { MigrationFileFacts } from '../../server/src/core/migrations/types.ts';
import { createDocument } from '../../server/src/core/source.ts';

/** What all readers together say of a file, which is read if its name says so, or its name and a trigger. */
export function collected(path: string, text: string): MigrationFileFacts | undefined {
  const wish = MIGRATION_COLLECTOR.wants(path, languageOf(path));
  const lower = text.toLowerCase();
  const isRead =
    wish === 'always' ||
    (wish === 'triggered' && MIGRATION_COLLECTOR.triggers.some((trigger) => lower.includes(trigger)));
  return isRead ? MIGRATION_COLLECTOR.collect(createDocument({ path, text }))?.migrations : undefined;
}
