import { folderOf, lowerNameOf, resolve } from '../../paths.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectNamed } from '../settings/databases.ts';
import { scriptConfig } from '../settings/scriptConfig.ts';

/** knexfile.*: knexjs.org/guide/migrations.html#knexfile-in-other-languages, "Migration API" */
export default {
  triggers: [],
  reads: isConfig,
  always: isConfig,
  read(document) {
    const config = scriptConfig(document, ['client', 'dialect', 'directory', 'disableTransactions']);
    const clients = new Set(config.all('client').flatMap(({ text }) => (text && dialectNamed(text)) ?? []));
    const [dialect] = clients.size === 1 ? [...clients] : [];
    // Seeds have a directory too.
    const folders = new Set(
      config.all('directory').flatMap(({ text }) => {
        const folder =
          text === undefined || /seed/i.test(text) ? undefined : resolve(folderOf(document.path), text);
        return folder ?? [];
      }),
    );
    const [folder] = folders.size === 1 ? [...folders] : [];
    const isOff = config.all('disableTransactions').some(({ word }) => word === 'true');
    return {
      settings: [
        {
          tool: 'knex',
          ...(dialect && { dialect }),
          ...(folder !== undefined && { folder }),
          ...(isOff && { transaction: 'none' }),
        },
      ],
    };
  },
} satisfies MigrationReader;

function isConfig(path: string): boolean {
  return /^knexfile(?:\.[\w-]+)*\.[cm]?[jt]s$|^knex\.config\.[cm]?[jt]s$/.test(lowerNameOf(path));
}
