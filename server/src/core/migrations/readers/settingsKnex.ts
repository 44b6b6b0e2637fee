import { folderOf, lowerNameOf, resolve } from '../../paths.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectNamed } from '../settings/databases.ts';
import { onlyOf } from '../settings/onlyOf.ts';
import { scriptConfig } from '../settings/scriptConfig.ts';

/** knexfile.*: knexjs.org/guide/migrations.html#knexfile-in-other-languages, "Migration API" */
export default {
  languages: ['javascript', 'typescript'],
  triggers: [],
  reads: isConfig,
  read(document) {
    const config = scriptConfig(document, ['client', 'dialect', 'directory', 'disableTransactions']);
    const dialect = onlyOf(config.all('client').flatMap(({ text = '' }) => dialectNamed(text) ?? []));
    // Seeds have a directory too.
    const folder = onlyOf(
      config.all('directory').flatMap(({ text }) => {
        if (text === undefined || /seed/i.test(text)) return [];
        return resolve(folderOf(document.path), text) ?? [];
      }),
    );
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
