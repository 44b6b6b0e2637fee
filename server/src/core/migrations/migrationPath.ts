/** Whether a file may be a migration, by its path alone: asked before any file is read. */
import { readSqlPath } from './sqlFile/paths.ts';

export function mayBeMigration(path: string): boolean {
  if (/\.sql$/i.test(path)) {
    const found = readSqlPath(path);
    return found !== undefined && found.evidence !== 'none';
  }
  return (
    (CODE.test(path) && FOLDER.test(path) && !/(?:^|\/)node_modules\//.test(path)) || isChangeLogPath(path)
  );
}

/** Where Liquibase's change logs lie, by the usual names of folders and files: the text has to say it too. */
export function isChangeLogPath(path: string): boolean {
  return (
    /\.(?:xml|ya?ml|json)$/i.test(path) &&
    (/changes?(?:[-_]?(?:log|set)|[-_.\d/])|liquibase/i.test(path) ||
      /(?:^|\/)(?:db|database|[^/]*migrat[^/]*)\/.*\.xml$/i.test(path)) &&
    !/(?:^|\/)(?:node_modules|target|src\/test)\//.test(path)
  );
}

/** The folder of all migrations of its history: Prisma and Diesel give each a folder of its own. */
export function folderOfMigrations(path: string): string {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (!/(?:^|\/)(?:migration|up|down)\.(?:sql|ts)$/i.test(path)) return folder;
  return folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
}

const CODE = /\.(?:[cm]?[jt]s|rb|py|php|exs?|go|rs|java|kt)$/;
/** Knex, TypeORM, Django … say "migration"; Rails "db/migrate", Alembic "versions". */
const FOLDER = /(?:^|\/)[^/]*migrat[^/]*\/|(?:^|\/)versions\/[^/]+\.py$/i;
