import { folderOf, join, nameOf } from '../../paths.ts';
import { spanOf } from '../../span.ts';
import type { MigrationReader } from '../reader.ts';
import type { ToolId } from '../types.ts';

/**
 * What tools write of a database after they migrated it, with the versions that it had then: Rails' db/schema.rb (the newest) and
 * db/structure.sql (all), dbmate's db/schema.sql, Ecto's structure.sql.
 */
export default {
  languages: ['ruby', 'sql'],
  triggers: [],
  reads: (path) => placeOf(path) !== undefined,
  read(document) {
    const place = placeOf(document.path);
    if (!place) return undefined;
    const { text } = document;
    if (!document.path.endsWith('.sql')) {
      const found = DEFINED.exec(text.slice(0, HEAD));
      const newest = found?.[1]?.replaceAll('_', '');
      // 0 is that of a database without migrations.
      if (!found || !newest || /^0*$/.test(newest)) return undefined;
      const start = found.index + found[0].length - (found[1]?.length ?? 0);
      return { dump: { ...place, newest, at: spanOf(document, start, start + (found[1]?.length ?? 0)) } };
    }
    if (place.tool === 'dbmate' && !text.includes('-- Dbmate schema migrations')) return undefined;
    const first = text.search(INSERTED);
    if (first === -1) return undefined;
    const rows = [...text.slice(first).matchAll(VERSION)].map((match) => ({
      version: match[1] ?? '',
      start: first + match.index + match[0].indexOf(match[1] ?? ''),
    }));
    const last = rows.toSorted((a, b) => compare(a.version, b.version)).at(-1);
    if (!last) return undefined;
    const at = spanOf(document, last.start, last.start + last.version.length);
    return {
      dump: { ...place, newest: last.version, at, versions: rows.map(({ version }) => version) },
    };
  },
} satisfies MigrationReader;

/** The arguments stand behind a comment of a dozen lines. */
const HEAD = 20_000;
/** `ActiveRecord::Schema[7.1].define(version: 2026_01_12_090000) do`, in Rails 3 `define(:version => 2011…)`. */
const DEFINED =
  /\bActiveRecord::Schema(?:\[[\d.]{1,8}\])?\.define\(\s{0,20}(?:version:|:version\s{0,5}=>)\s{0,20}([\d_]{1,40})/;
const INSERTED =
  /^INSERT INTO (?:\w{1,60}\.|"\w{1,60}"\.)?["`]?schema_migrations["`]? \(["`]?version["`]?\)/im;
/** A row of the statement; Ecto writes a statement for each. */
const VERSION = /\(\s{0,5}'?(\d{1,20})'?\s{0,5}\)/g;

function compare(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** `db/migrate` of `db/schema.rb`, `db/animals_migrate` of `db/animals_structure.sql`. */
function placeOf(path: string): { readonly tool: ToolId; readonly folder: string } | undefined {
  const folder = folderOf(path);
  const match = /^(?:(\w+)_)?(schema\.rb|structure\.sql|schema\.sql)$/.exec(nameOf(path));
  if (!match) return undefined;
  const [, database, kind] = match;
  if (kind === 'schema.sql')
    return nameOf(folder) === 'db' && !database
      ? { tool: 'dbmate', folder: join(folder, 'migrations') }
      : undefined;
  if (kind === 'structure.sql' && /(?:^|\/)priv\/\w+$/.test(folder))
    return { tool: 'ecto', folder: join(folder, 'migrations') };
  return nameOf(folder) === 'db'
    ? { tool: 'rails', folder: join(folder, database ? `${database}_migrate` : 'migrate') }
    : undefined;
}
