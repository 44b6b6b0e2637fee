import { lowerNameOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import { readAlembic } from '../python/alembic.ts';
import { readDjango } from '../python/django.ts';
import type { MigrationReader } from '../reader.ts';
import type { MigrationFileFacts } from '../types.ts';

/** Django's and Alembic's migrations. */
const pythonReader: MigrationReader = {
  languages: ['python'],
  triggers: ['class migration', 'down_revision'],
  reads: (path) => lowerNameOf(path) !== '__init__.py',
  read: readPython,
};
export default pythonReader;

function readPython(document: Document): MigrationFileFacts | undefined {
  const migration = readEither(document);
  return migration && { migration };
}

function readEither(document: Document): MigrationFileFacts['migration'] {
  const { path, text } = document;
  if (isPlaceOfDjango(path) && DJANGO.test(text)) return readDjango(document);
  return ALEMBIC.test(text) ? readAlembic(document) : undefined;
}

const DJANGO = /^[ \t]*class[ \t]+Migration[ \t]*\(/m;
/** MIGRATION_MODULES may put them into any folder, but their names are numbers. */
function isPlaceOfDjango(path: string): boolean {
  return /(?:^|\/)migrations\/|(?:^|\/)\d{4}_\w+\.py$/.test(path);
}

const ALEMBIC = /^down_revision\b/m;
