import { nameOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectNamed } from '../settings/databases.ts';
import type { MigrationSettings } from '../types.ts';

/**
 * Commands that run migrations and name the database: `goose -dir migrations sqlite3 app.db up`, `migrate -database mysql://…`.
 * https://github.com/pressly/goose#usage, https://github.com/golang-migrate/migrate/tree/master/cmd/migrate
 */
const settingsCommands: MigrationReader = {
  languages: ['text', 'yaml', 'json', 'toml', 'shell', 'dockerfile'],
  triggers: ['goose', 'migrate -', 'migrate/migrate'],
  reads: (path) =>
    /^(?:makefile|gnumakefile|justfile|taskfile\.ya?ml|procfile|package\.json|.*\.(?:mk|sh|ya?ml|toml)|dockerfile.*|.*\.dockerfile)$/i.test(
      nameOf(path),
    ),
  read(document) {
    const settings = [...goose(document), ...golangMigrate(document)];
    return settings.length === 0 ? undefined : { settings };
  },
};
export default settingsCommands;

const GOOSE =
  /\bgoose\b(?:[ \t]+-{1,2}[\w-]+(?:[= \t]+[^\s-][^\s]{0,200})?){0,8}[ \t]+(sqlite3?|mysql|postgres|pgx|tidb|turso|redshift)\b/gi;
const GOOSE_DRIVER = /\bGOOSE_DRIVER\b["']?[ \t]*[:=][ \t]*["']?(\w{2,20})/g;

function* goose({ text }: Document): Iterable<MigrationSettings> {
  for (const [, name = ''] of [...text.matchAll(GOOSE), ...text.matchAll(GOOSE_DRIVER)]) {
    const dialect = /turso/i.test(name) ? 'sqlite' : dialectNamed(name);
    if (dialect) yield { tool: 'goose', dialect };
  }
}

const MIGRATE = /\bmigrate\b[^\n]{0,300}?-database[ \t=]+["']?(\w{2,20}):\/\//g;

function* golangMigrate({ text }: Document): Iterable<MigrationSettings> {
  for (const [, name = ''] of text.matchAll(MIGRATE)) {
    const dialect = dialectNamed(name);
    if (dialect) yield { tool: 'golang-migrate', dialect };
  }
}
