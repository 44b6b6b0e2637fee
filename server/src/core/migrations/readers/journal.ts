import { parseJson } from '../../parsers/json.ts';
import { itemsOf, nodeAt, scalarOf, textOf } from '../../parsers/tree.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import type { MigrationReader } from '../reader.ts';
import type { JournalEntry, MigrationFileFacts } from '../types.ts';

/** Lists of migrations that tools keep: Drizzle's meta/_journal.json, and atlas.sum. */
export default {
  languages: ['json', 'text'],
  triggers: [],
  reads: isJournal,
  read(document) {
    if (document.text.length > 2_000_000) return undefined;
    return document.path.endsWith('.json') ? readDrizzle(document) : readAtlas(document);
  },
} satisfies MigrationReader;

function isJournal(path: string): boolean {
  return /(?:^|\/)meta\/_journal\.json$|(?:^|\/)atlas\.sum$/.test(path);
}

function readDrizzle(document: Document): MigrationFileFacts | undefined {
  const root = document.parsed(parseJson).roots[0];
  if (!nodeAt(root, 'entries')) return undefined;
  const entries = itemsOf(nodeAt(root, 'entries')).flatMap((item): JournalEntry[] => {
    const tag = scalarOf(nodeAt(item, 'tag'));
    if (!tag || tag.text === '') return [];
    const when = Number(textOf(nodeAt(item, 'when')) ?? Number.NaN);
    const at = spanOf(document, tag.start, tag.end);
    return [{ name: tag.text, at, ...(Number.isFinite(when) && { when }) }];
  });
  const dialect = DIALECTS[textOf(nodeAt(root, 'dialect')) ?? ''];
  return {
    journal: { tool: 'drizzle', entries },
    ...(dialect && { settings: [{ tool: 'drizzle', dialect, folder: folderAbove(document.path) }] }),
  };
}

const DIALECTS = {
  pg: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  sqlite: 'sqlite',
  turso: 'sqlite',
} as const satisfies Record<string, 'postgres' | 'mysql' | 'sqlite'> as Readonly<
  Record<string, 'postgres' | 'mysql' | 'sqlite' | undefined>
>;

/** `drizzle` of `drizzle/meta/_journal.json`. */
function folderAbove(path: string): string {
  return path.replace(/(?:^|\/)meta\/[^/]*$/, '');
}

/** The first line is the sum of all; then a name and a sum a line: atlasgo.io/concepts/migration-directory-integrity */
function readAtlas(document: Document): MigrationFileFacts {
  const entries = [...document.text.matchAll(/^(\S[^\n]{0,300}?)\.sql h1:(\S{1,100})[ \t]*\r?$/gm)].map(
    (match): JournalEntry => {
      const [, name = '', sum = ''] = match;
      return { name, at: spanOf(document, match.index, match.index + name.length), sum };
    },
  );
  return { journal: { tool: 'atlas', entries } };
}
