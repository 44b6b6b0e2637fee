import type { MigrationReader } from '../reader.ts';
import { dialectOfUrl, timeoutsIn } from '../settings/databases.ts';
import { folderOf, lowerNameOf, resolve } from '../../paths.ts';
import type { MigrationSettings } from '../types.ts';

/** alembic.ini and env.py: alembic.sqlalchemy.org/en/latest/tutorial.html#editing-the-ini-file */
export default {
  languages: ['ini', 'python'],
  triggers: [],
  reads: isConfig,
  read({ text, path }) {
    if (text.length > 300_000) return undefined;
    const name = lowerNameOf(path);
    const found = name.endsWith('.ini')
      ? readIni(text, path)
      : name === 'env.py'
        ? readEnvironment(text, path)
        : undefined;
    return found && { settings: [found] };
  },
} satisfies MigrationReader;

function readIni(text: string, path: string): MigrationSettings {
  const url = /^[ \t]*sqlalchemy\.url[ \t]*=[ \t]*(\S{1,60})/m.exec(text)?.[1];
  const dialect = url === undefined ? undefined : dialectOfUrl(url);
  const location = /^[ \t]*script_location[ \t]*=[ \t]*(\S{1,200})/m.exec(text)?.[1];
  const relative = location?.replace(/^%\(here\)s\/?/, '');
  const scripts =
    relative === undefined || /[:%]/.test(relative) ? undefined : resolve(folderOf(path), relative);
  return {
    tool: 'alembic',
    ...(dialect && { dialect }),
    ...(scripts !== undefined && { folder: scripts === '' ? 'versions' : `${scripts}/versions` }),
    ...(/^[ \t]*version_locations[ \t]*=[ \t]*\S/m.test(text) && { otherFolders: true }),
  };
}

function readEnvironment(text: string, path: string): MigrationSettings | undefined {
  if (!/\balembic\b/.test(text)) return undefined;
  const isEach = /\btransaction_per_migration\s{0,9}=\s{0,9}True\b/.test(text);
  const timeouts = timeoutsIn(text);
  return {
    tool: 'alembic',
    folder: `${folderOf(path)}/versions`.replace(/^\//, ''),
    ...(text.includes('version_locations') && { otherFolders: true }),
    ...(isEach && { transaction: 'file' }),
    ...(timeouts.length > 0 && { timeouts }),
  };
}

function isConfig(path: string): boolean {
  return /^(?:alembic(?:\.[\w-]+)?\.ini|env\.py)$/.test(lowerNameOf(path));
}
