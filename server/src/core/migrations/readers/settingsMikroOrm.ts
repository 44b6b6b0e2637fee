import { lowerNameOf } from '../../paths.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectNamed } from '../settings/databases.ts';
import { scriptConfig } from '../settings/scriptConfig.ts';
import type { TransactionMode } from '../types.ts';

/** mikro-orm.config.*: mikro-orm.io/docs/migrations#configuration */
export default {
  languages: ['javascript', 'typescript'],
  triggers: [],
  reads: isConfig,
  read(document) {
    const config = scriptConfig(document, ['type', 'driver', 'allOrNothing', 'transactional']);
    const named =
      config.single('type') ??
      config.all('driver').find(({ word }) => word !== undefined)?.word ??
      /@mikro-orm\/(postgresql|mysql|mariadb|sqlite|better-sqlite|libsql)\b/.exec(document.text)?.[1];
    const dialect = named === undefined ? undefined : dialectNamed(named);
    const isOff = (key: string): boolean => config.all(key).some(({ word }) => word === 'false');
    const transaction: TransactionMode | undefined = isOff('transactional')
      ? 'none'
      : isOff('allOrNothing')
        ? 'file'
        : undefined;
    return {
      settings: [{ tool: 'mikro-orm', ...(dialect && { dialect }), ...(transaction && { transaction }) }],
    };
  },
} satisfies MigrationReader;

function isConfig(path: string): boolean {
  return /^mikro-orm(?:\.[\w-]+)*\.config\.[cm]?[jt]s$|^mikro-orm\.config(?:\.[\w-]+)*\.[cm]?[jt]s$/.test(
    lowerNameOf(path),
  );
}
