import type { MigrationReader } from '../reader.ts';
import { dialectNamed } from '../settings/databases.ts';

/** config/database.php: laravel.com/docs/database#configuration. What stands in `.env` is another reader's. */
export default {
  languages: ['php'],
  triggers: [],
  reads: isConfig,
  read({ text }) {
    const named =
      /["']default["']\s{0,9}=>\s{0,9}(?:env\(\s{0,9}["']DB_CONNECTION["']\s{0,9},\s{0,9})?["'](\w{2,30})["']/.exec(
        text,
      )?.[1];
    const dialect = named === undefined ? undefined : dialectNamed(named);
    // Since Laravel 11 the default is SQLite, and every product sets another one in production.
    const isTelling = dialect !== undefined && dialect !== 'sqlite';
    return { settings: [{ tool: 'laravel', ...(isTelling && { dialect }) }] };
  },
} satisfies MigrationReader;

function isConfig(path: string): boolean {
  return /(?:^|\/)config\/database\.php$/.test(path);
}
