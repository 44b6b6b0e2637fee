import { SCRIPT_LANGUAGES } from '../../language.ts';
import type { MigrationReader } from '../reader.ts';

/** Kysely's Migrator, which runs all migrations in one transaction unless it is told not to: kysely.dev/docs/migrations */
const settingsKysely: MigrationReader = {
  languages: SCRIPT_LANGUAGES,
  triggers: ['disabletransactions'],
  reads: () => true,
  read: ({ text }) =>
    /\bnew\s+Migrator\b/.test(text) && /\bdisableTransactions\s*:\s*true\b/.test(text)
      ? { settings: [{ tool: 'kysely', transaction: 'none' }] }
      : undefined,
};
export default settingsKysely;
