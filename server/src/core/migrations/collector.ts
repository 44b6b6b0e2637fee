import type { Collector } from '../collector.ts';
import { MIGRATION_READERS } from './readers.ts';
import type { MigrationFileFacts } from './types.ts';

/** What files say about migrations, each kind of file by its own reader. */
export const MIGRATION_COLLECTOR: Collector = {
  id: 'migrations',
  triggers: [...new Set(MIGRATION_READERS.flatMap(({ triggers }) => triggers))],
  classes: ['source', 'generated'],
  wants(path, language) {
    let wanted = false;
    for (const reader of MIGRATION_READERS) {
      if (reader.always?.(path, language) === true) return 'always';
      wanted ||= reader.reads(path, language);
    }
    return wanted ? 'triggered' : 'never';
  },
  collect(document) {
    const { path, language } = document;
    const found = MIGRATION_READERS.flatMap((reader) =>
      reader.reads(path, language) || reader.always?.(path, language) === true
        ? (reader.read(document) ?? [])
        : [],
    );
    return found.length === 0 ? undefined : { migrations: merge(found) };
  },
};

/** A file is one migration; configuration may be several tools'. */
function merge(found: readonly MigrationFileFacts[]): MigrationFileFacts {
  const [first] = found;
  if (first && found.length === 1) return first;
  const settings = found.flatMap((facts) => facts.settings ?? []);
  const pushes = found.flatMap((facts) => facts.pushes ?? []);
  return Object.assign(
    {},
    ...found,
    settings.length > 0 ? { settings } : {},
    pushes.length > 0 ? { pushes } : {},
  );
}
