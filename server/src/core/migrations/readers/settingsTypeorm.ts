import { SCRIPT_LANGUAGES } from '../../language.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectNamed } from '../settings/databases.ts';
import { onlyOf } from '../settings/onlyOf.ts';
import { scriptConfig } from '../settings/scriptConfig.ts';
import type { MigrationSettings, TransactionMode } from '../types.ts';

/** TypeORM's DataSource, in whatever file it is made: typeorm.io/docs/data-source/data-source-options */
export default {
  languages: [...SCRIPT_LANGUAGES, 'json'],
  triggers: ['datasource(', 'datasourceoptions', 'typeormmodule', 'migrationstransactionmode'],
  reads: (path) => !path.endsWith('.json') || isConfig(path),
  always: isConfig,
  read(document) {
    const { text } = document;
    const isOwn = /\bDataSource(?:Options)?\b|TypeOrmModule|migrationsTransactionMode/.test(text);
    if (!isOwn && !isConfig(document.path)) return undefined;
    const config = scriptConfig(document, ['type', 'migrationsTransactionMode', 'migrations']);
    const dialect = onlyOf(
      config.all('type').flatMap(({ text: name }) => (name && dialectNamed(name)) ?? []),
    );
    const mode = MODES[config.single('migrationsTransactionMode') ?? ''];
    if (!mode && config.all('migrations').length === 0) return undefined;
    const settings: MigrationSettings = {
      tool: 'typeorm',
      ...(dialect && { dialect }),
      ...(mode && { transaction: mode }),
    };
    return { settings: [settings] };
  },
} satisfies MigrationReader;

const MODES: Readonly<Record<string, TransactionMode | undefined>> = {
  all: 'all',
  each: 'file',
  none: 'none',
};

function isConfig(path: string): boolean {
  return /(?:^|\/)ormconfig\.[cm]?[jt]s(?:on)?$/.test(path);
}
