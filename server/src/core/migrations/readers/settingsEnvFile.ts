import type { MigrationReader } from '../reader.ts';
import { dialectNamed, dialectOfUrl } from '../settings/databases.ts';
import { onlyOf } from '../settings/onlyOf.ts';

/** Env files: the kind of database alone, by the scheme of its URL or its name. No value is kept. */
export default {
  languages: ['dotenv'],
  triggers: [],
  reads: isEnvFile,
  read({ text }) {
    const dialect = onlyOf(
      [...text.matchAll(NAMED)].flatMap(
        ([, name = '', value = '']) =>
          (/UR[IL]$/.test(name) ? dialectOfUrl(`${value}:`) : dialectNamed(value)) ?? [],
      ),
    );
    return dialect && { settings: [{ dialect }] };
  },
} satisfies MigrationReader;

const NAMED =
  /^[ \t]*(?:export[ \t]+)?((?:[A-Z]{1,20}_)?(?:DATABASE|DB|POSTGRES|POSTGRES_PRISMA)_(?:URL|URI)|DB_(?:CONNECTION|TYPE|DIALECT|CLIENT))[ \t]*=[ \t]*["']?([a-z][a-z\d+.-]{1,30})(?=:|["']?[ \t]*\r?$)/gm;

function isEnvFile(path: string): boolean {
  return !/\.(?:test|testing|ci|e2e)\b/.test(path);
}
