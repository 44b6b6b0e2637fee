import { SCRIPT_LANGUAGES, type Language } from '../../language.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectNamed } from '../settings/databases.ts';
import { scriptConfig } from '../settings/scriptConfig.ts';
import type { MigrationSettings, TransactionMode } from '../types.ts';

/** TypeORM's DataSource, in whatever file it is made: typeorm.io/docs/data-source/data-source-options */
export default {
  triggers: ['datasource(', 'datasourceoptions', 'typeormmodule', 'migrationstransactionmode'],
  reads: isScript,
  always: (path) => /(?:^|\/)ormconfig\.[cm]?[jt]s(?:on)?$/.test(path),
  read(document) {
    const { text } = document;
    const isOwn = /\bDataSource(?:Options)?\b|TypeOrmModule|migrationsTransactionMode/.test(text);
    if (!isOwn && !/(?:^|\/)ormconfig\.[^/]+$/.test(document.path)) return undefined;
    const config = scriptConfig(document, ['type', 'migrationsTransactionMode', 'migrations']);
    const dialects = new Set(
      config.all('type').flatMap(({ text: name }) => (name && dialectNamed(name)) ?? []),
    );
    const mode = MODES[config.only('migrationsTransactionMode') ?? ''];
    if (!mode && config.all('migrations').length === 0) return undefined;
    const [dialect] = dialects.size === 1 ? [...dialects] : [];
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

function isScript(path: string, language: Language): boolean {
  return (
    (SCRIPT_LANGUAGES as readonly Language[]).includes(language) || /(?:^|\/)ormconfig\.json$/.test(path)
  );
}
