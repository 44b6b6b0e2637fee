/** Migrations in JavaScript and TypeScript: Knex, Kysely, TypeORM, Sequelize, MikroORM, node-pg-migrate, and SQL that files run by a client. */
import { folderOf, nameOf } from '../../paths.ts';
import type { MigrationReader } from '../reader.ts';
import { readMigration } from '../script/readMigration.ts';

export default {
  languages: ['javascript', 'typescript'],
  // Base classes, which prove a migration in any folder.
  triggers: ['migrationinterface', '@mikro-orm/migrations'],
  reads: (path) => !NO_MIGRATION.test(path),
  always: isMigrationPath,
  read(document) {
    const { path } = document;
    const inMigrations = isMigrationPath(path);
    if (!inMigrations && !BASES.test(document.text)) return undefined;
    const isVersioned = inMigrations && (VERSION.test(nameOf(path)) || VERSION.test(nameOf(folderOf(path))));
    const migration = readMigration(document, { inMigrations, isVersioned });
    return migration && { migration };
  },
} satisfies MigrationReader;

const BASES = /\bMigrationInterface\b|@mikro-orm\/migrations/;
/** Seeds, tests and declarations. */
const NO_MIGRATION =
  /(?:^|\/)(?:seeds?|seeders?|seeding|tests?|specs?|__tests__|__mocks__|fixtures?|node_modules)\/|\.(?:test|spec|d|stories|seed|seeder|config)\.[cm]?[jt]sx?$/i;

const VERSION = /^v?\d/i;

function isMigrationPath(path: string): boolean {
  return /migrat|alteration/i.test(path) && !NO_MIGRATION.test(path);
}
