import { folderOf, lowerNameOf } from '../../paths.ts';
import { spanOf } from '../../span.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectNamed } from '../settings/databases.ts';

/** Prisma: the provider of the schema's data source, and of the lock file that stands in the folder of the migrations. */
export default {
  languages: ['text', 'toml'],
  triggers: [],
  reads: isPrisma,
  read(document) {
    const { path, text } = document;
    const isLock = lowerNameOf(path) === 'migration_lock.toml';
    const source = isLock ? undefined : DATA_SOURCE.exec(text.slice(0, LOOKED_AT));
    const part = isLock ? text : (source?.[1] ?? '');
    if (!isLock && part === '') return undefined;
    const found = /^\s*provider\s*=\s*"([a-z]+)"/m.exec(part);
    const name = found?.[1];
    const dialect = name === undefined ? undefined : dialectNamed(name);
    const before = source ? source.index + source[0].length - part.length : 0;
    const end = found ? before + found.index + found[0].length - 1 : 0;
    return {
      settings: [
        {
          tool: 'prisma',
          ...(dialect && { dialect }),
          ...(isLock && { folder: folderOf(path) }),
          ...(name !== undefined && {
            provider: { name, file: path, at: spanOf(document, end - name.length, end), isLock },
          }),
        },
      ],
    };
  },
} satisfies MigrationReader;

const LOOKED_AT = 200_000;
const DATA_SOURCE = /^[ \t]*datasource\s+\w+\s*\{([^}]{0,4000})/m;

function isPrisma(path: string): boolean {
  return path.endsWith('.prisma') || lowerNameOf(path) === 'migration_lock.toml';
}
