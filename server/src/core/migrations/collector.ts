import type { Collector } from '../collector.ts';
import { keepLast } from '../keepLast.ts';
import type { Language } from '../language.ts';
import type { MigrationReader } from './reader.ts';
import { MIGRATION_READERS } from './readers.ts';
import type { MigrationFileFacts } from './types.ts';

/** What files say about migrations, each kind of file by its own reader. */
export const MIGRATION_COLLECTOR: Collector = {
  id: 'migrations',
  triggers: [...new Set(MIGRATION_READERS.flatMap(({ triggers }) => triggers))],
  classes: ['source', 'generated'],
  wants(path, language) {
    const reading = readersOf(path, language);
    if (reading.length === 0) return 'never';
    return reading.some((reader) => reader.triggers.length === 0 || reader.always?.(path) === true)
      ? 'always'
      : 'triggered';
  },
  collect(document) {
    const found = readersOf(document.path, document.language).flatMap(
      (reader) => reader.read(document) ?? [],
    );
    return found.length === 0 ? undefined : { migrations: merge(found) };
  },
};

/** Most files have a language in which few readers find something: the others are not asked what the path says. */
const readersOf = keepLast(
  (path, language): readonly MigrationReader[] =>
    BY_LANGUAGE.get(language)?.filter((reader) => reader.reads(path)) ?? [],
);

const BY_LANGUAGE: ReadonlyMap<Language, readonly MigrationReader[]> = new Map(
  [...new Set(MIGRATION_READERS.flatMap(({ languages }) => languages))].map((language) => [
    language,
    MIGRATION_READERS.filter(({ languages }) => languages.includes(language)),
  ]),
);

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
