import { folderOf, lowerNameOf } from '../../paths.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectNamed } from '../settings/databases.ts';

/** Prisma: the provider of the schema's data source, and of the lock file that stands in the folder of the migrations. */
export default {
  languages: ['text', 'toml'],
  triggers: [],
  reads: isPrisma,
  read({ path, text }) {
    const isLock = lowerNameOf(path) === 'migration_lock.toml';
    const part = isLock ? text : (DATA_SOURCE.exec(text.slice(0, LOOKED_AT))?.[1] ?? '');
    const provider = /^\s*provider\s*=\s*"([a-z]+)"/m.exec(part)?.[1];
    const dialect = provider === undefined ? undefined : dialectNamed(provider);
    if (!isLock && part === '') return undefined;
    return {
      settings: [{ tool: 'prisma', ...(dialect && { dialect }), ...(isLock && { folder: folderOf(path) }) }],
    };
  },
} satisfies MigrationReader;

const LOOKED_AT = 200_000;
const DATA_SOURCE = /^[ \t]*datasource\s+\w+\s*\{([^}]{0,4000})/m;

function isPrisma(path: string): boolean {
  return path.endsWith('.prisma') || lowerNameOf(path) === 'migration_lock.toml';
}
