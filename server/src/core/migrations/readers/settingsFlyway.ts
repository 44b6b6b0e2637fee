import { lowerNameOf } from '../../paths.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectOfUrl } from '../settings/databases.ts';

/**
 * Flyway: flyway.conf, flyway.toml, and the configuration of one script (`V1__x.sql.conf`), whose `folder` is the script.
 * documentation.red-gate.com/fd/flyway-execute-in-transaction-setting-277578997.html
 */
export default {
  languages: ['ini', 'toml', 'properties'],
  triggers: [],
  reads: isConfig,
  read({ text, path }) {
    const isOff = /^[ \t]*(?:flyway\.)?executeInTransaction[ \t]*=[ \t]*"?false/im.test(text);
    if (isScript(path))
      return isOff
        ? { settings: [{ tool: 'flyway', folder: path.slice(0, -'.conf'.length), transaction: 'none' }] }
        : undefined;
    const url = /^[ \t]*(?:flyway\.)?url[ \t]*=[ \t]*"?(jdbc:[\w+:-]{1,60})/im.exec(text)?.[1];
    const dialect = url === undefined ? undefined : dialectOfUrl(url);
    const isGrouped = /^[ \t]*(?:flyway\.)?group[ \t]*=[ \t]*"?true/im.test(text);
    return {
      settings: [
        {
          tool: 'flyway',
          ...(dialect && { dialect }),
          ...(isOff ? { transaction: 'none' } : isGrouped && { transaction: 'all' }),
        },
      ],
    };
  },
} satisfies MigrationReader;

function isScript(path: string): boolean {
  return /\.sql\.conf$/i.test(path);
}

function isConfig(path: string): boolean {
  return isScript(path) || /^flyway(?:\.[\w-]+)*\.(?:conf|toml|properties)$/.test(lowerNameOf(path));
}
